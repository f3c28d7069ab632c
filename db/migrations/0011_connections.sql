-- Connections: who wants to meet others, who was introduced to whom, and what was suggested.

-- ``id`` is the snowflake of the interaction that opened the form, so that it is never given twice:
-- a button about a card that is gone does not lead to somebody else's.
CREATE TABLE connect_card (
    id           INTEGER PRIMARY KEY,
    guild_id     INTEGER NOT NULL,
    user_id      INTEGER NOT NULL,
    organisation TEXT    NOT NULL,
    offers       TEXT    NOT NULL,
    needs        TEXT    NOT NULL,
    themes       TEXT    NOT NULL CHECK (json_valid(themes)),
    made_at      TEXT    NOT NULL,
    changed_at   TEXT    NOT NULL,
    UNIQUE (guild_id, user_id),
    FOREIGN KEY (guild_id, user_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX connect_card_newest ON connect_card (guild_id, id);

-- Two people, once, whoever came first: what each of them says to meeting the other, why, whether
-- they have had a letter about it, and whether the other was suggested to them. A row stays when a
-- request is taken back, so that nobody gets a second letter or the same suggestion again. Ids are
-- not given again: letters carry them. ``thread_begun_at`` is written before Discord is asked for
-- the thread: after a crash in between it is looked for.
CREATE TABLE introduction (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id        INTEGER NOT NULL,
    low_id          INTEGER NOT NULL,
    high_id         INTEGER NOT NULL,
    low_says        TEXT    NOT NULL DEFAULT '' CHECK (low_says IN ('', 'yes', 'no')),
    high_says       TEXT    NOT NULL DEFAULT '' CHECK (high_says IN ('', 'yes', 'no')),
    low_why         TEXT    NOT NULL DEFAULT '',
    high_why        TEXT    NOT NULL DEFAULT '',
    low_told        INTEGER NOT NULL DEFAULT 0 CHECK (low_told IN (0, 1)),
    high_told       INTEGER NOT NULL DEFAULT 0 CHECK (high_told IN (0, 1)),
    low_shown       INTEGER NOT NULL DEFAULT 0 CHECK (low_shown IN (0, 1)),
    high_shown      INTEGER NOT NULL DEFAULT 0 CHECK (high_shown IN (0, 1)),
    thread          TEXT    NOT NULL DEFAULT 'none'
                    CHECK (thread IN ('none', 'wanted', 'made', 'gone')),
    thread_begun_at TEXT,
    thread_id       INTEGER,
    message_id      INTEGER,
    changed_at      TEXT    NOT NULL,
    CHECK (low_id < high_id),
    UNIQUE (guild_id, low_id, high_id),
    FOREIGN KEY (guild_id, low_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (guild_id, high_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX introduction_of_high ON introduction (guild_id, high_id);
CREATE INDEX introduction_to_make ON introduction (guild_id, id) WHERE thread = 'wanted';

-- When organisers had introductions suggested to everybody.
CREATE TABLE connect_round (
    guild_id     INTEGER NOT NULL REFERENCES summit (guild_id),
    number       INTEGER NOT NULL,
    organiser_id INTEGER NOT NULL,
    at           TEXT    NOT NULL,
    people       INTEGER NOT NULL,
    pairs        INTEGER NOT NULL,
    PRIMARY KEY (guild_id, number)
) STRICT, WITHOUT ROWID;
