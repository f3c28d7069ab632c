-- Who chose which workshop, and whose rooms are open to them.

-- The order of ids is the order in which people chose: it decides who moves up first. A waiting
-- number is counted, not kept, so that it never has gaps. ``cancelled_told``: the person knows that
-- the workshop was cancelled; their choice is kept in case it takes place after all.
CREATE TABLE choice (
    id             INTEGER PRIMARY KEY,
    guild_id       INTEGER NOT NULL,
    user_id        INTEGER NOT NULL,
    slug           TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('place', 'waiting')),
    cancelled_told INTEGER NOT NULL DEFAULT 0 CHECK (cancelled_told IN (0, 1)),
    chosen_at      TEXT    NOT NULL,
    UNIQUE (guild_id, user_id, slug),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug),
    FOREIGN KEY (guild_id, user_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX choice_of_session ON choice (guild_id, slug, state, id);

-- The rooms that Discord was told to open to one person. What is still to give or to take away is
-- the difference between this and the choices. 'failed': Discord does not know the person.
CREATE TABLE room_access (
    guild_id   INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('given', 'failed')),
    PRIMARY KEY (guild_id, user_id, channel_id)
) STRICT, WITHOUT ROWID;
