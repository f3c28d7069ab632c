-- Erasing a person: what may then leave the log, what stays as a number, and what is still to do.

-- Who is being erased, inside the one transaction that does it; empty at every other moment.
CREATE TABLE erasing (
    guild_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

-- The log is append-only, but for an erasure: the lines of one's own pledges go with the pledges,
-- and in the lines of others' pledges one's id becomes 0, and nothing else changes.
DROP TRIGGER pledge_log_no_update;
DROP TRIGGER pledge_log_no_delete;
CREATE TRIGGER pledge_log_no_update BEFORE UPDATE ON pledge_log
WHEN NOT EXISTS (SELECT 1 FROM erasing
                 WHERE guild_id = OLD.guild_id AND user_id = OLD.actor_id
                   AND NEW.actor_id = 0 AND NEW.id = OLD.id AND NEW.guild_id = OLD.guild_id
                   AND NEW.pledge_id = OLD.pledge_id AND NEW.number = OLD.number
                   AND NEW.at = OLD.at AND NEW.event = OLD.event AND NEW.actor = OLD.actor
                   AND NEW.version = OLD.version AND NEW.action = OLD.action
                   AND NEW.note = OLD.note)
BEGIN SELECT RAISE(ABORT, 'the pledge log is append-only'); END;
CREATE TRIGGER pledge_log_no_delete BEFORE DELETE ON pledge_log
WHEN NOT EXISTS (SELECT 1 FROM erasing AS e JOIN pledge AS p ON p.id = OLD.pledge_id
                 WHERE e.guild_id = OLD.guild_id AND e.user_id = p.maker_id
                   AND p.guild_id = OLD.guild_id)
BEGIN SELECT RAISE(ABORT, 'the pledge log is append-only'); END;

-- What erased people leave: how many there were, and nothing that leads to anybody.
CREATE TABLE erased (
    guild_id INTEGER NOT NULL,
    what     TEXT    NOT NULL,
    theme    TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (guild_id, what, theme, kind)
) STRICT, WITHOUT ROWID;

-- What an erasure has still to do outside of its transaction. A step goes when it is done.
-- 'role': take the attendee role away. 'message', 'thread': delete it in Discord. 'rename': a thread
-- that is another person's too, and has the name in its own. 'search': a message of the wall that a
-- crash may have left, with this pledge, once what is known of it (posted_id) is settled. 'file':
-- write the file anew, so that nothing of what was deleted is left in it.
CREATE TABLE erasure_step (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    what       TEXT    NOT NULL
               CHECK (what IN ('role', 'message', 'thread', 'rename', 'search', 'file')),
    user_id    INTEGER,
    channel_id INTEGER,
    message_id INTEGER,
    pledge_id  INTEGER,
    posted_id  INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Where the bot's private messages to people stand, so that they can be taken back.
ALTER TABLE letter ADD COLUMN channel_id INTEGER;
ALTER TABLE letter ADD COLUMN message_id INTEGER;
ALTER TABLE notice ADD COLUMN channel_id INTEGER;
ALTER TABLE notice ADD COLUMN message_id INTEGER;
