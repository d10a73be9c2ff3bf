-- A session after recovery that may do nothing but bind a credential, until one is bound.
ALTER TABLE sessions ADD COLUMN bind_only BOOLEAN NOT NULL DEFAULT FALSE;
