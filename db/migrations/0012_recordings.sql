-- Who asked for which session's recording, and what organisers answered.

-- ``version`` counts the changes, so that two organisers do not overwrite each other.
CREATE TABLE recording (
    guild_id     INTEGER NOT NULL,
    session      TEXT    NOT NULL,
    answer       TEXT    NOT NULL CHECK (answer IN ('out', 'none')),
    link         TEXT    NOT NULL DEFAULT '',
    note         TEXT    NOT NULL DEFAULT '',
    reason       TEXT    NOT NULL DEFAULT '',
    version      INTEGER NOT NULL,
    organiser_id INTEGER NOT NULL,
    answered_at  TEXT    NOT NULL,
    PRIMARY KEY (guild_id, session),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug)
) STRICT, WITHOUT ROWID;

-- ``told``: the person has had an answer.
CREATE TABLE recording_request (
    guild_id INTEGER NOT NULL,
    session  TEXT    NOT NULL,
    user_id  INTEGER NOT NULL,
    told     INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    asked_at TEXT    NOT NULL,
    PRIMARY KEY (guild_id, session, user_id),
    FOREIGN KEY (guild_id, session) REFERENCES session (guild_id, slug),
    FOREIGN KEY (guild_id, user_id) REFERENCES attendee (guild_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_request_waiting ON recording_request (guild_id) WHERE told = 0;
