-- Running the day: open and closed, calls for help, the pledging session, and what the bot says once.

-- A message that the bot posts once. Kept before it is sent; 'sending' is looked for after a crash.
-- ``about`` says what of: an edition, a call, a pledge. ``told`` is a fingerprint of what stands
-- there. 'gone': taken down, or deleted by hand; it is never posted again.
CREATE TABLE said (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL REFERENCES summit (guild_id),
    what       TEXT    NOT NULL,
    about      TEXT    NOT NULL,
    channel_id INTEGER,
    message_id INTEGER,
    state      TEXT    NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'sending', 'posted', 'gone')),
    dirty      INTEGER NOT NULL DEFAULT 0 CHECK (dirty IN (0, 1)),
    told       TEXT    NOT NULL DEFAULT '',
    created_at TEXT    NOT NULL,
    UNIQUE (guild_id, what, about)
) STRICT;
CREATE INDEX said_to_do ON said (guild_id, id)
    WHERE state IN ('waiting', 'sending') OR (state = 'posted' AND dirty = 1);

-- One row a summit: whether its organisers have opened it. ``dashboard``: they want to see it.
CREATE TABLE running (
    guild_id  INTEGER NOT NULL REFERENCES summit (guild_id),
    edition   TEXT    NOT NULL,
    stage     TEXT    NOT NULL DEFAULT 'before' CHECK (stage IN ('before', 'open', 'closed')),
    opened_at TEXT,
    opened_by INTEGER,
    closed_at TEXT,
    closed_by INTEGER,
    dashboard INTEGER NOT NULL DEFAULT 0 CHECK (dashboard IN (0, 1)),
    PRIMARY KEY (guild_id, edition)
) STRICT, WITHOUT ROWID;

-- Somebody needs help. ``session``: in whose room; ``small_group``: in which group there.
-- ``told_at``: when it came before the organisers. A small group calls its facilitator first.
CREATE TABLE help_call (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id    INTEGER NOT NULL REFERENCES summit (guild_id),
    caller_id   INTEGER NOT NULL,
    session     TEXT,
    small_group INTEGER,
    state       TEXT    NOT NULL DEFAULT 'open'
                CHECK (state IN ('open', 'taken', 'done', 'withdrawn', 'lapsed')),
    called_at   TEXT    NOT NULL,
    told_at     TEXT,
    raised_at   TEXT,
    taken_by    INTEGER,
    taken_at    TEXT,
    done_by     INTEGER,
    done_at     TEXT,
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug)
) STRICT;
CREATE UNIQUE INDEX help_call_one_each ON help_call (guild_id, caller_id)
    WHERE state IN ('open', 'taken');
CREATE INDEX help_call_of ON help_call (guild_id, caller_id, called_at);

-- What they said, in one go or in several. id is the snowflake of the press that opened the form.
CREATE TABLE help_call_words (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    call_id  INTEGER NOT NULL REFERENCES help_call (id),
    words    TEXT    NOT NULL,
    at       TEXT    NOT NULL
) STRICT;
CREATE INDEX help_call_words_of ON help_call_words (call_id);

-- The pace of “pledge of the moment” in a pledging session; ``minutes`` is empty while it rests.
CREATE TABLE pledging (
    guild_id   INTEGER NOT NULL,
    slug       TEXT    NOT NULL,
    minutes    INTEGER,
    next_at    TEXT,
    started_by INTEGER,
    none_said  INTEGER NOT NULL DEFAULT 0 CHECK (none_said IN (0, 1)),
    PRIMARY KEY (guild_id, slug),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT, WITHOUT ROWID;

-- What was said of a call or a pledge follows it at once, also when an erasure takes it.
CREATE TRIGGER said_of_call AFTER DELETE ON help_call
BEGIN
    UPDATE said SET dirty = 1 WHERE guild_id = OLD.guild_id AND what IN ('call', 'call again')
        AND (about = CAST(OLD.id AS TEXT) OR about LIKE OLD.id || ':%');
END;
CREATE TRIGGER said_of_helper AFTER UPDATE OF taken_by, done_by ON help_call
BEGIN
    UPDATE said SET dirty = 1 WHERE guild_id = NEW.guild_id AND what IN ('call', 'call again')
        AND (about = CAST(NEW.id AS TEXT) OR about LIKE NEW.id || ':%');
END;
CREATE TRIGGER said_of_pledge AFTER UPDATE OF theme, action, organisation, moderation, delivery
    ON pledge
BEGIN
    UPDATE said SET dirty = 1
    WHERE guild_id = NEW.guild_id AND what = 'moment' AND about = CAST(NEW.id AS TEXT);
END;
CREATE TRIGGER said_of_pledge_gone AFTER DELETE ON pledge
BEGIN
    UPDATE said SET dirty = 1
    WHERE guild_id = OLD.guild_id AND what = 'moment' AND about = CAST(OLD.id AS TEXT);
END;
CREATE TRIGGER said_of_maker AFTER UPDATE OF name, organisation, kind, publish_name ON attendee
BEGIN
    UPDATE said SET dirty = 1 WHERE guild_id = NEW.guild_id AND what = 'moment' AND about IN
        (SELECT CAST(id AS TEXT) FROM pledge
         WHERE maker_id = NEW.user_id AND guild_id = NEW.guild_id);
END;
