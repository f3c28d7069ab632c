-- Moderation: what was done to whom, why, and what people say about it.

-- One act. It is 'asked' before Discord is told, and 'done' or 'failed' after: a restart in between
-- forgets nothing and says of nothing that it is done. ``undo``: the same for taking it back.
-- ``slug`` is the session in whose room it was; NULL where an organiser acted elsewhere.
CREATE TABLE moderation_act (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    slug       TEXT,
    kind       TEXT    NOT NULL CHECK (kind IN ('hide', 'warn', 'time out', 'remove')),
    target_id  INTEGER NOT NULL,
    actor_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    asked_at   TEXT    NOT NULL,
    until      TEXT,
    state      TEXT    NOT NULL CHECK (state IN ('asked', 'done', 'failed')),
    trouble    TEXT    NOT NULL DEFAULT '',
    tried_at   TEXT    NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    undo       TEXT    NOT NULL DEFAULT '' CHECK (undo IN ('', 'asked', 'done', 'failed')),
    appeal     TEXT    NOT NULL DEFAULT '' CHECK (appeal IN ('', 'open', 'upheld', 'taken back')),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
CREATE UNIQUE INDEX moderation_act_hide ON moderation_act (guild_id, message_id)
    WHERE kind = 'hide' AND state <> 'failed';
CREATE INDEX moderation_act_target ON moderation_act (guild_id, target_id);
CREATE INDEX moderation_act_waiting ON moderation_act (guild_id)
    WHERE state = 'asked' OR undo = 'asked';

-- The channels that are shut to the person of a removal, written before Discord is told.
CREATE TABLE moderation_shut (
    act_id     INTEGER NOT NULL REFERENCES moderation_act (id),
    channel_id INTEGER NOT NULL,
    guild_id   INTEGER NOT NULL,
    PRIMARY KEY (act_id, channel_id)
) STRICT, WITHOUT ROWID;

-- Who reported stands here and is shown to nobody.
CREATE TABLE moderation_report (
    id          INTEGER PRIMARY KEY,
    guild_id    INTEGER NOT NULL,
    slug        TEXT,
    reporter_id INTEGER NOT NULL,
    target_id   INTEGER NOT NULL,
    channel_id  INTEGER NOT NULL,
    message_id  INTEGER,
    reported_at TEXT    NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'dealt with')),
    dealt_by    INTEGER,
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
CREATE UNIQUE INDEX moderation_report_once
    ON moderation_report (guild_id, reporter_id, message_id)
    WHERE state = 'open' AND message_id IS NOT NULL AND reporter_id <> 0;

-- Everybody's words, apart from the log, so that an erasure can take them and leave the log.
-- ``about_id``: whom they are about; ``said_by``: whose they are.
CREATE TABLE moderation_words (
    id        INTEGER PRIMARY KEY,
    guild_id  INTEGER NOT NULL,
    act_id    INTEGER REFERENCES moderation_act (id),
    report_id INTEGER REFERENCES moderation_report (id),
    what      TEXT    NOT NULL CHECK (what IN ('reason', 'message', 'report', 'appeal')),
    about_id  INTEGER NOT NULL,
    said_by   INTEGER NOT NULL,
    words     TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX moderation_words_act ON moderation_words (act_id, what)
    WHERE act_id IS NOT NULL;
CREATE UNIQUE INDEX moderation_words_report ON moderation_words (report_id, what)
    WHERE report_id IS NOT NULL;

-- A message as somebody saw it who opened a form about it: the form comes back without its text.
CREATE TABLE moderation_sight (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    seen_by    INTEGER NOT NULL,
    author_id  INTEGER NOT NULL,
    is_bot     INTEGER NOT NULL CHECK (is_bot IN (0, 1)),
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    words      TEXT    NOT NULL,
    seen_at    TEXT    NOT NULL
) STRICT;

-- What stands in the organisers' channel: reports and appeals, with their buttons.
CREATE TABLE moderation_post (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id   INTEGER NOT NULL,
    what       TEXT    NOT NULL CHECK (what IN ('report', 'appeal')),
    of_id      INTEGER NOT NULL,
    channel_id INTEGER,
    message_id INTEGER,
    -- ``drawn`` is the number of the change that stands there; 'settled': it was deleted by hand.
    changes    INTEGER NOT NULL DEFAULT 1,
    drawn      INTEGER NOT NULL DEFAULT 0,
    state      TEXT    NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'posted', 'settled')),
    UNIQUE (guild_id, what, of_id)
) STRICT;

-- Who did what to whom, where and when. Why stands in moderation_words. Nothing is ever changed or
-- deleted here; an erasure alone may put 0 in the place of the erased person's own id.
CREATE TABLE moderation_log (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    at         TEXT    NOT NULL,
    event      TEXT    NOT NULL,
    actor_id   INTEGER NOT NULL,
    target_id  INTEGER NOT NULL,
    session    TEXT    NOT NULL,
    channel_id INTEGER NOT NULL,
    act_id     INTEGER,
    report_id  INTEGER,
    detail     TEXT    NOT NULL
) STRICT;
CREATE TRIGGER moderation_log_no_delete BEFORE DELETE ON moderation_log
BEGIN SELECT RAISE(ABORT, 'the moderation log is append-only'); END;
CREATE TRIGGER moderation_log_no_update BEFORE UPDATE ON moderation_log
WHEN NOT EXISTS (SELECT 1 FROM erasing
                 WHERE guild_id = OLD.guild_id
                   AND (NEW.actor_id = OLD.actor_id
                        OR (OLD.actor_id = user_id AND NEW.actor_id = 0))
                   AND (NEW.target_id = OLD.target_id
                        OR (OLD.target_id = user_id AND NEW.target_id = 0))
                   AND NEW.id = OLD.id AND NEW.guild_id = OLD.guild_id AND NEW.at = OLD.at
                   AND NEW.event = OLD.event AND NEW.session = OLD.session
                   AND NEW.channel_id = OLD.channel_id AND NEW.act_id IS OLD.act_id
                   AND NEW.report_id IS OLD.report_id AND NEW.detail = OLD.detail)
BEGIN SELECT RAISE(ABORT, 'the moderation log is append-only'); END;
-- Words of an act are never changed, and go with the erasure of whom they are about or whose they
-- are.
CREATE TRIGGER moderation_words_no_update BEFORE UPDATE ON moderation_words
WHEN NOT EXISTS (SELECT 1 FROM erasing
                 WHERE guild_id = OLD.guild_id
                   AND (NEW.said_by = OLD.said_by
                        OR (OLD.said_by = user_id AND NEW.said_by = 0))
                   AND NEW.id = OLD.id AND NEW.guild_id = OLD.guild_id
                   AND NEW.act_id IS OLD.act_id AND NEW.report_id IS OLD.report_id
                   AND NEW.what = OLD.what AND NEW.about_id = OLD.about_id
                   AND NEW.words = OLD.words)
BEGIN SELECT RAISE(ABORT, 'the moderation log is append-only'); END;
CREATE TRIGGER moderation_words_no_delete BEFORE DELETE ON moderation_words
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE guild_id = OLD.guild_id
                   AND user_id IN (OLD.about_id, OLD.said_by))
BEGIN SELECT RAISE(ABORT, 'the moderation log is append-only'); END;
-- What stands in the organisers' channel is drawn again without the words that an erasure took.
CREATE TRIGGER moderation_words_gone AFTER DELETE ON moderation_words
BEGIN
    UPDATE moderation_post SET changes = changes + 1
    WHERE guild_id = OLD.guild_id
      AND ((what = 'appeal' AND of_id = OLD.act_id) OR (what = 'report' AND of_id = OLD.report_id));
END;
