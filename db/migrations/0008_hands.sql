-- Hands raised in a session, and what became of each. The states are owned by domain/hands.py.

-- id is the snowflake of the interaction that raised it: the same one delivered again raises
-- nothing. ``place`` orders the queue of a session; who is skipped gets a new one at the end.
CREATE TABLE hand (
    id        INTEGER PRIMARY KEY,
    guild_id  INTEGER NOT NULL,
    session   TEXT    NOT NULL,
    user_id   INTEGER NOT NULL,
    state     TEXT    NOT NULL DEFAULT 'up',
    place     INTEGER NOT NULL,
    raised_at TEXT    NOT NULL,
    done_at   TEXT,
    called_by INTEGER,
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug),
    FOREIGN KEY (guild_id, user_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX hand_once ON hand (guild_id, session, user_id) WHERE state = 'up';
CREATE UNIQUE INDEX hand_place ON hand (guild_id, session, place);

-- Who did what with a hand and when: its owner, who led the session, or nobody at the session's end.
CREATE TABLE hand_log (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    hand_id  INTEGER NOT NULL REFERENCES hand (id) ON DELETE CASCADE,
    at       TEXT    NOT NULL,
    event    TEXT    NOT NULL,
    actor_id INTEGER
) STRICT;
CREATE INDEX hand_log_of ON hand_log (hand_id);
