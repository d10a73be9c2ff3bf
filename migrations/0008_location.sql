-- Where a session was begun, in words, where a proxy says so.
ALTER TABLE sessions ADD COLUMN location TEXT NOT NULL DEFAULT '';
