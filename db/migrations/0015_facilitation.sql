-- Running a workshop's room: whether it is open, who leads it, its countdowns, and what was done.

DROP INDEX posted_message_once;
DROP INDEX posted_message_room;
CREATE UNIQUE INDEX posted_message_once ON posted_message (guild_id, purpose)
    WHERE purpose NOT IN ('wall', 'room_panel', 'control_panel');
CREATE UNIQUE INDEX posted_message_room ON posted_message (guild_id, channel_id, purpose)
    WHERE purpose IN ('room_panel', 'control_panel');

-- ``told`` is what Discord was last told of the room's locks; what is still to tell is the
-- difference. ``said`` is the last door that people in the room were told of.
CREATE TABLE room (
    guild_id     INTEGER NOT NULL,
    slug         TEXT    NOT NULL,
    door         TEXT    NOT NULL CHECK (door IN ('quiet', 'open', 'closing', 'closed')),
    opened_at    TEXT,
    closes_at    TEXT,
    text_closed  INTEGER NOT NULL DEFAULT 0 CHECK (text_closed IN (0, 1)),
    slow_seconds INTEGER NOT NULL DEFAULT 0,
    told         TEXT    NOT NULL DEFAULT '',
    said         TEXT    NOT NULL DEFAULT 'quiet',
    PRIMARY KEY (guild_id, slug),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT, WITHOUT ROWID;

-- Whose room it is. Facilitators act in their own rooms only.
CREATE TABLE room_facilitator (
    guild_id INTEGER NOT NULL,
    slug     TEXT    NOT NULL,
    user_id  INTEGER NOT NULL,
    since    TEXT    NOT NULL,
    PRIMARY KEY (guild_id, slug, user_id),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT, WITHOUT ROWID;

-- ``called``: the minutes before the end that were called out, kept before they are said.
CREATE TABLE room_clock (
    id        INTEGER PRIMARY KEY,
    guild_id  INTEGER NOT NULL,
    slug      TEXT    NOT NULL,
    label     TEXT    NOT NULL,
    starts_at TEXT    NOT NULL,
    ends_at   TEXT    NOT NULL,
    called    TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(called)),
    state     TEXT    NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'over', 'stopped')),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
CREATE INDEX room_clock_running ON room_clock (guild_id, slug) WHERE state = 'running';

-- Who did what in a room, and when. Nobody's words stand here.
CREATE TABLE room_log (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    slug     TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    event    TEXT    NOT NULL,
    actor_id INTEGER NOT NULL,
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
