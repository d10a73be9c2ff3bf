-- The base. One text for SQLite and PostgreSQL: TEXT, BIGINT, BOOLEAN and BYTEA only; times are
-- microseconds since 1970; ids are version 4 UUIDs as text; every table begins with its project.

CREATE TABLE server_state (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE identities (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    external_id TEXT,
    schema_id TEXT NOT NULL,
    state TEXT NOT NULL,
    state_changed_at BIGINT,
    traits TEXT NOT NULL,
    metadata_public TEXT,
    metadata_admin TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX identities_external ON identities (project_id, external_id) WHERE external_id IS NOT NULL;

-- An address may stand here twice: once to be proved, once for recovery.
CREATE TABLE identity_addresses (
    project_id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    via TEXT NOT NULL,
    value TEXT NOT NULL,
    status TEXT NOT NULL,
    verified_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, identity_id, id)
);
CREATE UNIQUE INDEX identity_addresses_value ON identity_addresses (project_id, purpose, via, value);

-- One row per kind of credential. `config` is JSON; every secret in it is hashed or sealed.
CREATE TABLE identity_credentials (
    project_id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    type TEXT NOT NULL,
    config TEXT NOT NULL,
    version BIGINT NOT NULL,
    label TEXT,
    normalised BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_used_at BIGINT,
    disabled_at BIGINT,
    PRIMARY KEY (project_id, identity_id, type)
);

CREATE TABLE credential_identifiers (
    project_id TEXT NOT NULL,
    type TEXT NOT NULL,
    identifier TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    PRIMARY KEY (project_id, type, identifier)
);
CREATE INDEX credential_identifiers_identity ON credential_identifiers (project_id, identity_id);

CREATE TABLE sessions (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    active BOOLEAN NOT NULL,
    methods TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    device_id TEXT NOT NULL,
    ip_address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX sessions_token ON sessions (project_id, token_hash);
CREATE INDEX sessions_identity ON sessions (project_id, identity_id, issued_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- `csrf` is the hash of the browser's token, or NULL where none is asked for. `body` is JSON without sentences.
CREATE TABLE flows (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    transport TEXT NOT NULL,
    version BIGINT NOT NULL,
    identity_id TEXT,
    csrf BYTEA,
    submissions BIGINT NOT NULL,
    body TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, id)
);
CREATE INDEX flows_expiry ON flows (expires_at);

-- What was typed before somebody had to sign in again; sealed.
CREATE TABLE continuity (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, id)
);

CREATE TABLE stored_errors (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, id)
);

CREATE TABLE recovery_code_sets (
    project_id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    id TEXT NOT NULL,
    policy TEXT NOT NULL,
    salt BYTEA NOT NULL,
    params TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    label TEXT,
    last_used_at BIGINT,
    PRIMARY KEY (project_id, identity_id)
);

-- `digest` is the sealed hash; NULL until an imported code was hashed. `plain` is the sealed code itself,
-- kept only where the policy reveals unused codes, or until an imported code was hashed.
CREATE TABLE recovery_codes (
    project_id TEXT NOT NULL,
    set_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    digest BYTEA,
    plain BYTEA,
    used_at BIGINT,
    PRIMARY KEY (project_id, set_id, position)
);

-- The newest time step a sign-in app's code was accepted for.
CREATE TABLE totp_steps (
    project_id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    PRIMARY KEY (project_id, identity_id)
);

CREATE TABLE one_time_codes (
    project_id TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    address_id TEXT,
    digest BYTEA NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (project_id, flow_id, id)
);
CREATE INDEX one_time_codes_identity ON one_time_codes (project_id, identity_id);
CREATE INDEX one_time_codes_expiry ON one_time_codes (expires_at);

-- Counted tries and mails, by a keyed hash of what they are about.
CREATE TABLE attempts (
    project_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    failures BIGINT NOT NULL,
    wait BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, subject)
);
CREATE INDEX attempts_updated ON attempts (updated_at);

-- `sealed` holds subject and bodies while the message is on its way (and a day in development).
CREATE TABLE messages (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    template TEXT NOT NULL,
    sealed BYTEA,
    send_count BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    last_error TEXT,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, id)
);
CREATE INDEX messages_due ON messages (status, next_attempt_at);
CREATE INDEX messages_created ON messages (project_id, created_at);

CREATE TABLE audit_events (
    project_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    identity_id TEXT,
    session_id TEXT,
    ip_address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    request_id TEXT NOT NULL,
    details TEXT,
    PRIMARY KEY (project_id, id)
);
CREATE INDEX audit_events_identity ON audit_events (project_id, identity_id, at);
