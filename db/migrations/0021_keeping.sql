-- Keeping: backups, erasures that must not come back with one, and how long personal data is kept.

-- With this key an erasure is noted in the list beside the database (db/ledger.py) without anybody's
-- id. It travels in every backup, so whoever restores one can tell who of those in it was erased.
CREATE TABLE erasure_key (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB    NOT NULL
) STRICT;
INSERT INTO erasure_key VALUES (1, randomblob(32));

-- Each erasure that this file knows of. 'digest' stands here only until it stands in the list.
CREATE TABLE erasure_mark (
    id       TEXT    PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    at       TEXT    NOT NULL,
    digest   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_mark_waiting ON erasure_mark (id) WHERE digest <> '';

-- How far a server is with one date of its plan. 'ends_on' is the last day on which personal data is
-- kept: the plan's, or a later one that organisers chose.
CREATE TABLE retention (
    guild_id    INTEGER NOT NULL,
    planned     TEXT    NOT NULL,
    ends_on     TEXT    NOT NULL,
    first_told  TEXT,
    second_told TEXT,
    confirmed   INTEGER NOT NULL DEFAULT 0,
    begun_at    TEXT,
    done_at     TEXT,
    PRIMARY KEY (guild_id, planned)
) STRICT, WITHOUT ROWID;

-- What was told, decided and done about it.
CREATE TABLE retention_log (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    at       TEXT    NOT NULL,
    event    TEXT    NOT NULL
             CHECK (event IN ('told', 'told again', 'kept longer', 'confirmed', 'begun', 'done')),
    actor_id INTEGER,
    ends_on  TEXT    NOT NULL
) STRICT;
CREATE INDEX retention_log_guild ON retention_log (guild_id, id);

-- What the organisers' channel is to be told, once each.
CREATE TABLE keeping_post (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    what       TEXT    NOT NULL CHECK (what IN ('month', 'week', 'done', 'failed', 'works')),
    ends_on    TEXT    NOT NULL DEFAULT '',
    people     INTEGER NOT NULL DEFAULT 0,
    state      TEXT    NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'sending', 'posted', 'failed')),
    created_at TEXT    NOT NULL
) STRICT;
CREATE INDEX keeping_post_waiting ON keeping_post (id) WHERE state IN ('waiting', 'sending');
