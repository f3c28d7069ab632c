-- Feedback on sessions and on the day, and where people were asked for it.

-- ``user_id`` is kept without a name too: each person counts once, and can change and erase theirs.
-- When it was given is not kept, and ``mixed`` is by chance: the order in which organisers read the
-- sentences says nothing about who wrote them.
CREATE TABLE rating (
    guild_id INTEGER NOT NULL,
    session  TEXT    NOT NULL,
    user_id  INTEGER NOT NULL,
    rating   INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
    words    TEXT    NOT NULL DEFAULT '',
    named    INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1)),
    mixed    INTEGER NOT NULL,
    PRIMARY KEY (guild_id, session, user_id),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug),
    FOREIGN KEY (guild_id, user_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- ``edition`` is the summit's date: next year's day begins with nothing.
CREATE TABLE day_rating (
    guild_id INTEGER NOT NULL,
    edition  TEXT    NOT NULL,
    user_id  INTEGER NOT NULL,
    rating   INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
    useful   TEXT    NOT NULL DEFAULT '',
    change   TEXT    NOT NULL DEFAULT '',
    named    INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1)),
    mixed    INTEGER NOT NULL,
    PRIMARY KEY (guild_id, edition, user_id),
    FOREIGN KEY (guild_id, user_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The messages in which people are asked, each written before it is sent. ``session`` is empty for
-- the one about the day.
CREATE TABLE feedback_asked (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL REFERENCES summit (guild_id),
    edition    TEXT    NOT NULL,
    session    TEXT    NOT NULL,
    channel_id INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('sending', 'sent', 'dropped')),
    created_at TEXT    NOT NULL,
    UNIQUE (guild_id, edition, session)
) STRICT;
