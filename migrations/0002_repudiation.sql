-- «This was not me»: what an owner may undo, and from when a new recovery address counts.

-- NULL: at once.
ALTER TABLE identity_addresses ADD COLUMN usable_at BIGINT;

-- One row per notice with a link. Only the hash of its token is kept.
CREATE TABLE repudiations (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    notice TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX repudiations_token ON repudiations (project_id, token_hash);
CREATE INDEX repudiations_identity ON repudiations (project_id, identity_id, session_id);
CREATE INDEX repudiations_expiry ON repudiations (expires_at);

-- What a change of a session replaced: `what` is a kind of credential, or `traits`. `was` is NULL where there was
-- nothing.
CREATE TABLE replaced_values (
    project_id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    what TEXT NOT NULL,
    was TEXT,
    replaced_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, identity_id, id)
);
CREATE INDEX replaced_values_expiry ON replaced_values (expires_at);

-- Sets of recovery codes that were replaced or removed; their codes stay where they are until this row goes.
CREATE TABLE retired_code_sets (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    policy TEXT NOT NULL,
    salt BYTEA NOT NULL,
    params TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    label TEXT,
    last_used_at BIGINT,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, id)
);
CREATE INDEX retired_code_sets_identity ON retired_code_sets (project_id, identity_id);
CREATE INDEX retired_code_sets_expiry ON retired_code_sets (expires_at);
