-- Who was removed from a room and then erased their data: the bare lock is kept until the room is
-- over, so that nobody comes back into it by erasing and joining again. Not who did it nor why.
-- ``lift``: it is to be lifted in Discord; the row goes when that is done.
CREATE TABLE room_lock (
    guild_id   INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    slug       TEXT    NOT NULL,
    lift       INTEGER NOT NULL DEFAULT 0 CHECK (lift IN (0, 1)),
    PRIMARY KEY (guild_id, user_id, channel_id),
    FOREIGN KEY (guild_id, slug) REFERENCES session (guild_id, slug)
) STRICT, WITHOUT ROWID;

-- What organisers read of who took a room goes with an erasure of who did.
CREATE TRIGGER said_of_leading AFTER UPDATE OF actor_id ON room_log
BEGIN
    UPDATE said SET dirty = 1 WHERE guild_id = NEW.guild_id AND what = 'leading'
        AND about = CAST(NEW.id AS TEXT);
END;
