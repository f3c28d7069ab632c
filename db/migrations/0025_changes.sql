-- Changing the programme by hand during the day, and announcements.

-- ``planned_*``: the times that the plan had when the session was moved by hand; empty where it was
-- not. A set-up whose plan still has them leaves the session where it is.
-- ``rooms_of``: the session in whose rooms it takes place, where organisers swapped them.
ALTER TABLE session ADD COLUMN planned_starts_at TEXT;
ALTER TABLE session ADD COLUMN planned_ends_at TEXT;
ALTER TABLE session ADD COLUMN cancelled_by_hand INTEGER NOT NULL DEFAULT 0
    CHECK (cancelled_by_hand IN (0, 1));
ALTER TABLE session ADD COLUMN cancel_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN rooms_of TEXT;

-- The same as before, and one more thing that can happen: another room.
CREATE TABLE programme_change_new (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    slug     TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    what     TEXT    NOT NULL
             CHECK (what IN ('added', 'moved', 'renamed', 'cancelled', 'restored', 'room')),
    was      TEXT    NOT NULL DEFAULT '',
    is_now   TEXT    NOT NULL DEFAULT '',
    told     INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
INSERT INTO programme_change_new SELECT id, guild_id, slug, at, what, was, is_now, told
FROM programme_change;
DROP TABLE programme_change;
ALTER TABLE programme_change_new RENAME TO programme_change;
CREATE INDEX programme_change_of ON programme_change (guild_id, id);
CREATE INDEX programme_change_untold ON programme_change (guild_id, slug) WHERE told = 0;

-- Who changed the programme by hand. ``sign`` is of the press: the same one changes nothing twice.
CREATE TABLE programme_act (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL REFERENCES summit (guild_id),
    at       TEXT    NOT NULL,
    actor_id INTEGER NOT NULL,
    what     TEXT    NOT NULL CHECK (what IN ('shift', 'cancel', 'restore', 'swap')),
    slug     TEXT,
    minutes  INTEGER,
    sign     TEXT    NOT NULL,
    UNIQUE (guild_id, sign),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;

-- What organisers announce. id is the snowflake of what opened the form. A draft is its author's
-- own; what was sent stays as it was sent, and is the log.
CREATE TABLE announcement (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL REFERENCES summit (guild_id),
    author_id  INTEGER NOT NULL,
    audience   TEXT    NOT NULL CHECK (audience IN ('everybody', 'room', 'kind', 'role')),
    about      TEXT    NOT NULL DEFAULT '',
    words      TEXT    NOT NULL,
    alert      INTEGER NOT NULL DEFAULT 0 CHECK (alert IN (0, 1)),
    state      TEXT    NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent')),
    version    INTEGER NOT NULL DEFAULT 1,
    written_at TEXT    NOT NULL,
    sent_at    TEXT,
    people     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX announcement_sent ON announcement (guild_id, sent_at) WHERE state = 'sent';

CREATE TRIGGER announcement_stays BEFORE UPDATE OF id, guild_id, audience, about, words, alert,
    state, version, written_at, sent_at, people ON announcement WHEN OLD.state = 'sent'
BEGIN
    SELECT RAISE(ABORT, 'what was announced is not changed');
END;
CREATE TRIGGER announcement_is_kept BEFORE DELETE ON announcement WHEN OLD.state = 'sent'
BEGIN
    SELECT RAISE(ABORT, 'what was announced is not deleted');
END;
