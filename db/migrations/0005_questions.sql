-- Questions to a session, the votes on them, and what moderators did.

-- A summit's questions are numbered from 1. The number of an erased one is not given again.
ALTER TABLE summit ADD COLUMN questions_asked INTEGER NOT NULL DEFAULT 0;

-- ``asker_id`` is kept without a name too: the asker is told of the answer, and can erase it.
CREATE TABLE question (
    id            INTEGER PRIMARY KEY,
    guild_id      INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    session       TEXT    NOT NULL,
    asker_id      INTEGER NOT NULL,
    named         INTEGER NOT NULL CHECK (named IN (0, 1)),
    words         TEXT    NOT NULL,
    state         TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN
                  ('waiting', 'shown', 'hidden', 'asked live', 'answered in writing')),
    pinned        INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    votes         INTEGER NOT NULL DEFAULT 0,
    hidden_reason TEXT    NOT NULL DEFAULT '',
    answer        TEXT    NOT NULL DEFAULT '',
    owner_id      INTEGER,
    asked_at      TEXT    NOT NULL,
    UNIQUE (guild_id, number),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug),
    FOREIGN KEY (guild_id, asker_id) REFERENCES attendee (guild_id, user_id)
) STRICT;
CREATE INDEX question_of_session ON question (guild_id, session);

CREATE TABLE question_vote (
    question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    user_id     INTEGER NOT NULL,
    guild_id    INTEGER NOT NULL,
    at          TEXT    NOT NULL,
    PRIMARY KEY (question_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who of the moderators did what. Neither the asker nor anybody's words stand here.
CREATE TABLE question_log (
    id           INTEGER PRIMARY KEY,
    guild_id     INTEGER NOT NULL,
    question_id  INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    at           TEXT    NOT NULL,
    event        TEXT    NOT NULL CHECK (event IN
                 ('shown', 'hidden', 'pinned', 'unpinned', 'asked live', 'answered', 'taken')),
    moderator_id INTEGER NOT NULL
) STRICT;
