-- Who was in a session's voice room from when to when, and what its facilitators confirmed of it.

-- ``head``: one person within a session; who comes back has the same. ``user_id`` stands only with
-- who has joined the summit: others are counted, not known. ``left_at`` is NULL as long as somebody
-- is there.
CREATE TABLE presence (
    id        INTEGER PRIMARY KEY,
    guild_id  INTEGER NOT NULL,
    session   TEXT    NOT NULL,
    head      INTEGER NOT NULL,
    user_id   INTEGER,
    joined_at TEXT    NOT NULL,
    left_at   TEXT,
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug)
) STRICT;
CREATE INDEX presence_session ON presence (guild_id, session, head);
CREATE UNIQUE INDEX presence_open ON presence (guild_id, session, head) WHERE left_at IS NULL;

-- When a room was last looked into: whoever is gone by the next look left then.
CREATE TABLE presence_seen (
    guild_id INTEGER NOT NULL,
    session  TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    PRIMARY KEY (guild_id, session),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug)
) STRICT, WITHOUT ROWID;

-- What erased people leave of their attendance: how many of each kind there were.
CREATE TABLE presence_left (
    guild_id INTEGER NOT NULL,
    session  TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (guild_id, session, kind),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER presence_erased BEFORE DELETE ON presence
WHEN OLD.user_id IS NOT NULL
 AND EXISTS (SELECT 1 FROM erasing WHERE guild_id = OLD.guild_id AND user_id = OLD.user_id)
 AND NOT EXISTS (SELECT 1 FROM presence WHERE guild_id = OLD.guild_id AND session = OLD.session
                 AND user_id = OLD.user_id AND id <> OLD.id)
 AND NOT EXISTS (SELECT 1 FROM room_facilitator WHERE guild_id = OLD.guild_id
                 AND slug = OLD.session AND user_id = OLD.user_id)
BEGIN
    INSERT INTO presence_left (guild_id, session, kind, n)
    SELECT guild_id, OLD.session, kind, 1 FROM attendee
    WHERE guild_id = OLD.guild_id AND user_id = OLD.user_id
    ON CONFLICT (guild_id, session, kind) DO UPDATE SET n = n + 1;
END;

-- What a facilitator confirmed at the end, each time as a new version. ``id`` is the snowflake of
-- the interaction. ``post``: its message in the organisers' channel.
CREATE TABLE room_summary (
    id           INTEGER PRIMARY KEY,
    guild_id     INTEGER NOT NULL,
    session      TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    heads        INTEGER NOT NULL,
    words        TEXT    NOT NULL,
    confirmed_by INTEGER NOT NULL,
    at           TEXT    NOT NULL,
    post         TEXT    NOT NULL DEFAULT 'wanted' CHECK (post IN ('wanted', 'begun', 'failed')),
    UNIQUE (guild_id, session, version),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug)
) STRICT;

-- One row each, so that the organisation of somebody who is erased can go where nobody else said it.
CREATE TABLE room_summary_organisation (
    summary_id   INTEGER NOT NULL REFERENCES room_summary (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    guild_id     INTEGER NOT NULL,
    organisation TEXT    NOT NULL,
    PRIMARY KEY (summary_id, number)
) STRICT, WITHOUT ROWID;
