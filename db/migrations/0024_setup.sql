-- What set-ups made in a server, and how they left it: only that is ever changed again, and a
-- difference that the plan does not explain was made by hand.
CREATE TABLE made (
    guild_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    discord_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (json_valid(state)),
    PRIMARY KEY (guild_id, key)
) STRICT, WITHOUT ROWID;
