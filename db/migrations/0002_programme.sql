-- The programme as it stands now: the plan's sessions, and what organisers moved since.

CREATE TABLE session (
    guild_id         INTEGER NOT NULL REFERENCES summit (guild_id),
    slug             TEXT    NOT NULL,
    position         INTEGER NOT NULL,
    title            TEXT    NOT NULL,
    kind             TEXT    NOT NULL CHECK (kind IN ('keynote', 'workshop', 'pledging', 'break')),
    starts_at        TEXT    NOT NULL,
    ends_at          TEXT    NOT NULL,
    slot             TEXT,
    capacity         INTEGER,
    walk_in          INTEGER NOT NULL DEFAULT 1 CHECK (walk_in IN (0, 1)),
    recorded         INTEGER NOT NULL DEFAULT 1 CHECK (recorded IN (0, 1)),
    text_channel_id  INTEGER,
    voice_channel_id INTEGER,
    event_id         INTEGER,
    cancelled        INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    PRIMARY KEY (guild_id, slug)
) STRICT, WITHOUT ROWID;

-- What changed after people may have looked. ``was`` and ``is_now`` are times or titles, as kept.
CREATE TABLE programme_change (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    slug     TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    what     TEXT    NOT NULL CHECK (what IN ('added', 'moved', 'renamed', 'cancelled', 'restored')),
    was      TEXT    NOT NULL DEFAULT '',
    is_now   TEXT    NOT NULL DEFAULT '',
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
CREATE INDEX programme_change_of ON programme_change (guild_id, id);

-- Up to which change somebody has seen the programme.
CREATE TABLE programme_seen (
    guild_id  INTEGER NOT NULL,
    user_id   INTEGER NOT NULL,
    change_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

-- What people are to be told outside of an answer, ready to be sent: the outbox of everything but
-- hidden pledges. Written with the change it tells of, so that a crash in between loses nothing.
CREATE TABLE letter (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL REFERENCES summit (guild_id),
    user_id    INTEGER NOT NULL,
    subject    TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    buttons    TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(buttons)),
    state      TEXT    NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'dm', 'thread', 'not_reached')),
    tries      INTEGER NOT NULL DEFAULT 0,
    created_at TEXT    NOT NULL
) STRICT;
CREATE INDEX letter_waiting ON letter (id) WHERE state = 'waiting';
