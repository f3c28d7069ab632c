-- Reminders before sessions: who does not want them, and which posts were made. And which changes of
-- the programme those who chose the session were told of.

CREATE TABLE reminder_off (
    guild_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    at       TEXT    NOT NULL,
    PRIMARY KEY (guild_id, user_id),
    FOREIGN KEY (guild_id, user_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A post is kept before it is sent. With the start in its key, a session that moved is announced
-- again, and nothing else is. Many people are mentioned in several parts: this one mentions those
-- with ids above ``after_user``, up to ``up_to_user`` or, in the last part, all that are left. Both
-- are forgotten when the message is taken down.
CREATE TABLE reminder (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    slug       TEXT    NOT NULL,
    starts_at  TEXT    NOT NULL,
    lead       INTEGER NOT NULL CHECK (lead IN (10, 1)),
    part       INTEGER NOT NULL,
    more       INTEGER NOT NULL CHECK (more IN (0, 1)),
    after_user INTEGER NOT NULL DEFAULT 0,
    up_to_user INTEGER,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    state      TEXT    NOT NULL
               CHECK (state IN ('waiting', 'sending', 'posted', 'dropped', 'removed')),
    begun_at   TEXT    NOT NULL,
    UNIQUE (guild_id, slug, starts_at, lead, part),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
CREATE INDEX reminder_open ON reminder (guild_id, id)
    WHERE state IN ('waiting', 'sending', 'posted');

-- What changed before this is not told of any more.
ALTER TABLE programme_change ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));
UPDATE programme_change SET told = 1;
CREATE INDEX programme_change_untold ON programme_change (guild_id, slug) WHERE told = 0;
