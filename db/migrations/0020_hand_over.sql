-- Whose turn it is and where that shows in Discord; questions that are handed to a colleague.

-- ``way``: raised by a button, or as “Request to Speak” on the stage. ``turn`` is that of somebody
-- who was called on. ``stage`` is what Discord is still to be told of them there, or what they
-- have to be brought back from. The post is the one that names them in the room; it goes with the
-- turn.
ALTER TABLE hand ADD COLUMN way TEXT NOT NULL DEFAULT 'button' CHECK (way IN ('button', 'stage'));
ALTER TABLE hand ADD COLUMN turn TEXT NOT NULL DEFAULT '' CHECK (turn IN ('', 'on', 'over'));
ALTER TABLE hand ADD COLUMN stage TEXT NOT NULL DEFAULT ''
    CHECK (stage IN ('', 'invite', 'up', 'down'));
ALTER TABLE hand ADD COLUMN post_channel_id INTEGER;
ALTER TABLE hand ADD COLUMN post_id INTEGER;
CREATE INDEX hand_on_stage ON hand (guild_id) WHERE stage <> '';
CREATE INDEX hand_turn ON hand (guild_id, session) WHERE turn = 'on';

-- More can be done with a question, and to whom it was handed stands beside it.
CREATE TABLE question_log_next (
    id           INTEGER PRIMARY KEY,
    guild_id     INTEGER NOT NULL,
    question_id  INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    at           TEXT    NOT NULL,
    event        TEXT    NOT NULL CHECK (event IN
                 ('shown', 'hidden', 'pinned', 'unpinned', 'asked live', 'answered', 'taken',
                  'handed over', 'declined')),
    moderator_id INTEGER NOT NULL,
    to_id        INTEGER
) STRICT;
INSERT INTO question_log_next (id, guild_id, question_id, at, event, moderator_id)
    SELECT id, guild_id, question_id, at, event, moderator_id FROM question_log;
DROP TABLE question_log;
ALTER TABLE question_log_next RENAME TO question_log;

-- What a letter says where direct messages are closed: whoever manages a server's threads can read
-- the private one that it goes to. Empty where that is the same text.
ALTER TABLE letter ADD COLUMN thread_text TEXT NOT NULL DEFAULT '';
