-- Each room has a panel of its own: one to a channel. The table is made anew without its list of
-- purposes, which db/posted.py owns. The rows come back under their ids, so what points at them holds.

PRAGMA defer_foreign_keys = ON;

CREATE TABLE posted_before AS SELECT * FROM posted_message;
DROP TABLE posted_message;
CREATE TABLE posted_message (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL REFERENCES summit (guild_id),
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    purpose    TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('sending', 'posted')),
    dirty      INTEGER NOT NULL DEFAULT 0 CHECK (dirty IN (0, 1)),
    created_at TEXT    NOT NULL
) STRICT;
INSERT INTO posted_message (id, guild_id, channel_id, message_id, purpose, state, dirty, created_at)
    SELECT id, guild_id, channel_id, message_id, purpose, state, dirty, created_at
    FROM posted_before;
DROP TABLE posted_before;

CREATE UNIQUE INDEX posted_message_once ON posted_message (guild_id, purpose)
    WHERE purpose NOT IN ('wall', 'room_panel');
CREATE UNIQUE INDEX posted_message_room ON posted_message (guild_id, channel_id)
    WHERE purpose = 'room_panel';
CREATE INDEX posted_message_to_do ON posted_message (guild_id, id)
    WHERE dirty = 1 OR state = 'sending';
