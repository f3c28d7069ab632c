-- What small groups report back, and messages that were kept as outputs.

-- The table of notes is made anew, because whoever wrote a kept message, or reports as a facilitator,
-- need not have joined. ``owner``: who would take on an action. Ids below zero are of what was not
-- made by a form of its own. Rows that point at notes are set aside and come back as they were.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE output_before AS SELECT * FROM output;
CREATE TABLE output_log_before AS SELECT * FROM output_log;
CREATE TABLE output_pledge_before AS SELECT * FROM output_pledge;
DROP TABLE output_log;
DROP TABLE output_pledge;
DROP TABLE output;

CREATE TABLE output (
    id            INTEGER PRIMARY KEY,
    guild_id      INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    session       TEXT    NOT NULL,
    author_id     INTEGER NOT NULL,
    named         INTEGER NOT NULL CHECK (named IN (0, 1)),
    kind          TEXT    NOT NULL CHECK (kind IN ('idea', 'barrier', 'insight', 'action')),
    words         TEXT    NOT NULL,
    owner         TEXT    NOT NULL DEFAULT '',
    theme         TEXT    NOT NULL DEFAULT '',
    state         TEXT    NOT NULL DEFAULT 'shown' CHECK (state IN ('shown', 'hidden')),
    hidden_reason TEXT    NOT NULL DEFAULT '',
    version       INTEGER NOT NULL DEFAULT 1,
    merged_into   INTEGER REFERENCES output (id) ON DELETE SET NULL,
    noted_at      TEXT    NOT NULL,
    UNIQUE (guild_id, number),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug)
) STRICT;
CREATE INDEX output_of_session ON output (guild_id, session);
CREATE INDEX output_of_author ON output (guild_id, author_id, number);
CREATE INDEX output_merged ON output (merged_into) WHERE merged_into IS NOT NULL;

-- ``earlier_author_id``: whose the earlier words are, where they are not the author's: a report can
-- be corrected by somebody else of the group.
CREATE TABLE output_log (
    id                INTEGER PRIMARY KEY,
    guild_id          INTEGER NOT NULL,
    output_id         INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
    at                TEXT    NOT NULL,
    event             TEXT    NOT NULL,
    moderator_id      INTEGER,
    earlier_kind      TEXT    NOT NULL DEFAULT '',
    earlier_words     TEXT    NOT NULL DEFAULT '',
    earlier_author_id INTEGER,
    detail            TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX output_log_of ON output_log (output_id, id);

CREATE TABLE output_pledge (
    output_id INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
    pledge_id INTEGER NOT NULL REFERENCES pledge (id) ON DELETE CASCADE,
    guild_id  INTEGER NOT NULL,
    PRIMARY KEY (output_id, pledge_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX output_pledge_of ON output_pledge (pledge_id);

INSERT INTO output (id, guild_id, number, session, author_id, named, kind, words, theme, state,
                    hidden_reason, version, merged_into, noted_at)
    SELECT id, guild_id, number, session, author_id, named, kind, words, theme, state,
           hidden_reason, version, merged_into, noted_at FROM output_before;
INSERT INTO output_log (id, guild_id, output_id, at, event, moderator_id, earlier_kind,
                        earlier_words, detail)
    SELECT id, guild_id, output_id, at, event, moderator_id, earlier_kind, earlier_words, detail
    FROM output_log_before;
INSERT INTO output_pledge (output_id, pledge_id, guild_id)
    SELECT output_id, pledge_id, guild_id FROM output_pledge_before;
DROP TABLE output_before;
DROP TABLE output_log_before;
DROP TABLE output_pledge_before;

-- One report of one group, read out in the workshop's room. 'sending' is written before Discord is
-- asked. ``dirty``: what stands in the room is older than what is kept.
CREATE TABLE group_report (
    round_id   INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    guild_id   INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'sending', 'posted', 'failed')),
    channel_id INTEGER,
    message_id INTEGER,
    dirty      INTEGER NOT NULL DEFAULT 0 CHECK (dirty IN (0, 1)),
    PRIMARY KEY (round_id, number),
    FOREIGN KEY (round_id, number) REFERENCES breakout_group (round_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX group_report_to_do ON group_report (guild_id)
    WHERE state IN ('waiting', 'sending') OR dirty;

-- Each form that was taken, by the snowflake of what opened it: delivered again, it adds nothing.
CREATE TABLE group_report_form (
    form_id   INTEGER PRIMARY KEY,
    guild_id  INTEGER NOT NULL,
    round_id  INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    sender_id INTEGER NOT NULL,
    sent_at   TEXT    NOT NULL,
    FOREIGN KEY (round_id, number) REFERENCES group_report (round_id, number) ON DELETE CASCADE
) STRICT;
CREATE INDEX group_report_form_of ON group_report_form (round_id, number);

-- Which notes a report is made of, in their order; without a place, what the group took out of it.
CREATE TABLE group_report_part (
    output_id INTEGER PRIMARY KEY REFERENCES output (id) ON DELETE CASCADE,
    guild_id  INTEGER NOT NULL,
    round_id  INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    place     INTEGER,
    FOREIGN KEY (round_id, number) REFERENCES group_report (round_id, number) ON DELETE CASCADE
) STRICT;
CREATE INDEX group_report_part_of ON group_report_part (round_id, number);

-- Whatever changes or takes away a part, by hand, by moderators or by an erasure: what stands in
-- the room is drawn again.
CREATE TRIGGER group_report_part_changed AFTER UPDATE ON output BEGIN
    UPDATE group_report SET dirty = 1 WHERE (round_id, number) IN
        (SELECT round_id, number FROM group_report_part WHERE output_id = new.id);
END;
CREATE TRIGGER group_report_part_gone BEFORE DELETE ON output BEGIN
    UPDATE group_report SET dirty = 1 WHERE (round_id, number) IN
        (SELECT round_id, number FROM group_report_part WHERE output_id = old.id);
END;

-- A message that a facilitator kept as an output, and what whoever wrote it said to that. Without
-- an output, it was taken back, and is not kept again.
CREATE TABLE quote (
    message_id INTEGER NOT NULL,
    guild_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    output_id  INTEGER UNIQUE REFERENCES output (id) ON DELETE SET NULL,
    author_id  INTEGER NOT NULL,
    keeper_id  INTEGER NOT NULL,
    said       TEXT    NOT NULL DEFAULT '' CHECK (said IN ('', 'name', 'no name', 'not')),
    kept_at    TEXT    NOT NULL,
    PRIMARY KEY (guild_id, message_id)
) STRICT, WITHOUT ROWID;
