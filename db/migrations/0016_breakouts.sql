-- Small groups of a workshop: rounds, their groups, and who is in which.

-- AUTOINCREMENT: a button of a preview that was replaced must not begin its successor.
CREATE TABLE breakout_round (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id  INTEGER NOT NULL,
    slug      TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    how       TEXT    NOT NULL CHECK (how IN ('balanced', 'random', 'again', 'new people')),
    minutes   INTEGER NOT NULL,
    brief     TEXT    NOT NULL,
    stage     TEXT    NOT NULL CHECK (stage IN ('preview', 'running', 'grace', 'over')),
    starts_at TEXT,
    ends_at   TEXT,
    back_at   TEXT,
    called    TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(called)),
    made_at   TEXT    NOT NULL,
    UNIQUE (guild_id, slug, number),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT;
CREATE UNIQUE INDEX breakout_one_at_a_time ON breakout_round (guild_id, slug)
    WHERE stage IN ('running', 'grace');

-- 'begun' is written before Discord is asked: after a crash a channel is looked for by its name,
-- not made twice. ``report``: the form for what the group has to say was posted.
CREATE TABLE breakout_group (
    round_id     INTEGER NOT NULL REFERENCES breakout_round (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    guild_id     INTEGER NOT NULL,
    thread_id    INTEGER,
    thread_state TEXT    NOT NULL DEFAULT 'wanted'
                 CHECK (thread_state IN ('wanted', 'begun', 'made', 'closed', 'failed')),
    voice_id     INTEGER,
    voice_state  TEXT    NOT NULL DEFAULT 'wanted'
                 CHECK (voice_state IN ('wanted', 'begun', 'made', 'closed', 'failed')),
    report       INTEGER NOT NULL DEFAULT 0 CHECK (report IN (0, 1)),
    PRIMARY KEY (round_id, number)
) STRICT, WITHOUT ROWID;

-- ``in_thread`` and ``moved``: what Discord was told of this person. 'text': they are not in voice
-- or cannot be moved, so the thread is their way.
CREATE TABLE breakout_member (
    round_id  INTEGER NOT NULL REFERENCES breakout_round (id) ON DELETE CASCADE,
    user_id   INTEGER NOT NULL,
    guild_id  INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    in_thread INTEGER NOT NULL DEFAULT 0 CHECK (in_thread IN (0, 1)),
    moved     TEXT    NOT NULL DEFAULT 'wanted'
              CHECK (moved IN ('wanted', 'moved', 'text', 'back')),
    PRIMARY KEY (round_id, user_id)
) STRICT, WITHOUT ROWID;
