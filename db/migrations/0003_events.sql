-- What Discord was last told of a session's scheduled event, as a fingerprint; while it is being
-- created, '?' before it, so that an event whose creation was cut off is looked for, not doubled.
ALTER TABLE session ADD COLUMN event_told TEXT;
