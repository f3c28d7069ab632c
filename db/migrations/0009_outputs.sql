-- Notes that people keep with a session, what became of them, and the pledges that came from them.

-- A summit's notes are numbered from 1. The number of an erased one is not given again.
ALTER TABLE summit ADD COLUMN notes_made INTEGER NOT NULL DEFAULT 0;

-- ``author_id`` is kept without a name too: the author can change the note and erase it.
CREATE TABLE output (
    id            INTEGER PRIMARY KEY,
    guild_id      INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    session       TEXT    NOT NULL,
    author_id     INTEGER NOT NULL,
    named         INTEGER NOT NULL CHECK (named IN (0, 1)),
    kind          TEXT    NOT NULL CHECK (kind IN ('idea', 'barrier', 'insight', 'action')),
    words         TEXT    NOT NULL,
    theme         TEXT    NOT NULL DEFAULT '',
    state         TEXT    NOT NULL DEFAULT 'shown' CHECK (state IN ('shown', 'hidden')),
    hidden_reason TEXT    NOT NULL DEFAULT '',
    version       INTEGER NOT NULL DEFAULT 1,
    merged_into   INTEGER REFERENCES output (id) ON DELETE SET NULL,
    noted_at      TEXT    NOT NULL,
    UNIQUE (guild_id, number),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug),
    FOREIGN KEY (guild_id, author_id) REFERENCES attendee (guild_id, user_id)
) STRICT;
CREATE INDEX output_of_session ON output (guild_id, session);
CREATE INDEX output_of_author ON output (guild_id, author_id, number);
CREATE INDEX output_merged ON output (merged_into) WHERE merged_into IS NOT NULL;

-- What happened to a note, with what stood there before. It goes with the note. Where the author
-- did it, no id stands here: it stands in the note. domain/outputs.py owns the events.
CREATE TABLE output_log (
    id            INTEGER PRIMARY KEY,
    guild_id      INTEGER NOT NULL,
    output_id     INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
    at            TEXT    NOT NULL,
    event         TEXT    NOT NULL,
    moderator_id  INTEGER,
    earlier_kind  TEXT    NOT NULL DEFAULT '',
    earlier_words TEXT    NOT NULL DEFAULT '',
    detail        TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX output_log_of ON output_log (output_id, id);

CREATE TABLE output_pledge (
    output_id INTEGER NOT NULL REFERENCES output (id) ON DELETE CASCADE,
    pledge_id INTEGER NOT NULL REFERENCES pledge (id) ON DELETE CASCADE,
    guild_id  INTEGER NOT NULL,
    PRIMARY KEY (output_id, pledge_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX output_pledge_of ON output_pledge (pledge_id);
