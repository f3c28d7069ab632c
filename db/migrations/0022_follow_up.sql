-- Following up: check-ins, what makers say, owners, tasks, offers of help, success stories.

-- The cadence that a summit's pledges are followed with. It stays theirs when next year's plan comes;
-- within its own edition a changed plan makes a new version, and the pledges are planned anew.
CREATE TABLE follow_up_plan (
    guild_id  INTEGER NOT NULL REFERENCES summit (guild_id),
    edition   TEXT    NOT NULL,
    cadence   TEXT    NOT NULL CHECK (json_valid(cadence)),
    time_zone TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    PRIMARY KEY (guild_id, edition)
) STRICT, WITHOUT ROWID;

-- One row a pledge, written by the loop and never by the making of a pledge. due_at: the next
-- check-in. waiting_since: the oldest question without an answer. reported_at: the last word.
CREATE TABLE follow_up (
    pledge_id     INTEGER PRIMARY KEY REFERENCES pledge (id),
    guild_id      INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    edition       TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    due_at        TEXT,
    waiting_since TEXT,
    reported_at   TEXT,
    stuck         INTEGER NOT NULL DEFAULT 0 CHECK (stuck IN (0, 1))
) STRICT;
CREATE INDEX follow_up_due ON follow_up (guild_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX follow_up_planned ON follow_up (guild_id, edition, version);
CREATE INDEX follow_up_number ON follow_up (guild_id, number);

-- What a maker said. id is the snowflake of the press, or of what opened the form: delivered again it
-- finds itself. The newest that was not taken back says how far the pledge is.
CREATE TABLE report (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         INTEGER NOT NULL UNIQUE,
    guild_id   INTEGER NOT NULL,
    pledge_id  INTEGER NOT NULL REFERENCES pledge (id),
    answer     TEXT    NOT NULL CHECK (answer IN ('on_track', 'done', 'partly', 'stuck',
                                                  'not_possible', 'superseded')),
    words      TEXT    NOT NULL DEFAULT '',
    link       TEXT    NOT NULL DEFAULT '',
    help       TEXT    NOT NULL DEFAULT '',
    at         TEXT    NOT NULL,
    taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;
CREATE INDEX report_of ON report (pledge_id, number);

-- Kept in the transaction that writes the letter. 'passed': another one stood for it, or nothing
-- was to be asked any more.
CREATE TABLE check_in (
    id        INTEGER PRIMARY KEY,
    guild_id  INTEGER NOT NULL,
    pledge_id INTEGER NOT NULL REFERENCES pledge (id),
    due_at    TEXT    NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN ('asked', 'passed')),
    asked_at  TEXT,
    letter_id INTEGER,
    answered  INTEGER REFERENCES report (number),
    UNIQUE (pledge_id, due_at)
) STRICT;
CREATE INDEX check_in_answered ON check_in (answered) WHERE answered IS NOT NULL;
CREATE INDEX check_in_asked ON check_in (guild_id, id) WHERE state = 'asked';

-- Who looks after a pledge or a workshop's note, and what is next: somebody on Discord, or a partner
-- elsewhere by name.
CREATE TABLE owner (
    subject     TEXT    NOT NULL CHECK (subject IN ('pledge', 'output')),
    subject_id  INTEGER NOT NULL,
    guild_id    INTEGER NOT NULL,
    user_id     INTEGER,
    name        TEXT    NOT NULL,
    given_by    INTEGER NOT NULL,
    given_at    TEXT    NOT NULL,
    next_step   TEXT    NOT NULL DEFAULT '',
    next_on     TEXT,
    reminded_on TEXT,
    PRIMARY KEY (subject, subject_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX owner_of ON owner (guild_id, user_id);
CREATE INDEX owner_next ON owner (guild_id, next_on) WHERE next_on IS NOT NULL;

CREATE TABLE owner_note (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    subject    TEXT    NOT NULL CHECK (subject IN ('pledge', 'output')),
    subject_id INTEGER NOT NULL,
    author_id  INTEGER NOT NULL,
    words      TEXT    NOT NULL,
    at         TEXT    NOT NULL
) STRICT;
CREATE INDEX owner_note_of ON owner_note (subject, subject_id, id);

-- What organisers have to see to; one at a time for a pledge.
CREATE TABLE task (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id  INTEGER NOT NULL,
    pledge_id INTEGER NOT NULL REFERENCES pledge (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('stuck', 'help')),
    words     TEXT    NOT NULL,
    state     TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    taken_by  INTEGER,
    done_by   INTEGER,
    said      TEXT    NOT NULL DEFAULT '',
    opened_at TEXT    NOT NULL,
    done_at   TEXT
) STRICT;
CREATE UNIQUE INDEX task_open ON task (pledge_id) WHERE state = 'open';
CREATE INDEX task_of ON task (pledge_id, id);
CREATE INDEX task_to_do ON task (guild_id, id) WHERE state = 'open';

-- Offers of help since it is said beforehand that the maker hears of them by name.
CREATE TABLE offer (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id        INTEGER NOT NULL,
    pledge_id       INTEGER NOT NULL REFERENCES pledge (id),
    helper_id       INTEGER NOT NULL,
    state           TEXT    NOT NULL
                    CHECK (state IN ('waiting', 'asked', 'yes', 'no', 'taken_back')),
    offered_at      TEXT    NOT NULL,
    asked_at        TEXT,
    answered_at     TEXT,
    introduction_id INTEGER REFERENCES introduction (id) ON DELETE SET NULL,
    UNIQUE (pledge_id, helper_id),
    FOREIGN KEY (guild_id, helper_id) REFERENCES attendee (guild_id, user_id)
) STRICT;
CREATE INDEX offer_waiting ON offer (guild_id, offered_at) WHERE state = 'waiting';
CREATE INDEX offer_of_helper ON offer (guild_id, helper_id);
CREATE INDEX offer_introduction ON offer (introduction_id) WHERE introduction_id IS NOT NULL;

-- What the maker of a fulfilled pledge agrees to, and the card that stands in a channel. 'sending' is
-- kept before it is sent; drawn is a digest of what stands there.
CREATE TABLE story (
    pledge_id  INTEGER PRIMARY KEY REFERENCES pledge (id),
    guild_id   INTEGER NOT NULL,
    consent    TEXT    NOT NULL DEFAULT '' CHECK (consent IN ('', 'named', 'unnamed', 'no')),
    consent_at TEXT,
    asked      INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)),
    state      TEXT    NOT NULL DEFAULT 'none'
               CHECK (state IN ('none', 'wanted', 'sending', 'posted')),
    wanted_by  INTEGER,
    begun_at   TEXT,
    posted_at  TEXT,
    channel_id INTEGER,
    message_id INTEGER,
    drawn      TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX story_up ON story (guild_id, pledge_id) WHERE state <> 'none';

-- Which supporters have heard of a story: each once, also where it is posted again.
CREATE TABLE story_told (
    pledge_id INTEGER NOT NULL REFERENCES pledge (id),
    user_id   INTEGER NOT NULL,
    guild_id  INTEGER NOT NULL,
    at        TEXT    NOT NULL,
    PRIMARY KEY (pledge_id, user_id)
) STRICT, WITHOUT ROWID;
