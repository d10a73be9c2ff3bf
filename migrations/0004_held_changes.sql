-- The one change of an address that an account waits to prove: only this one may be written, or sent another code for.
CREATE TABLE held_changes (
    project_id TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    address_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, identity_id)
);
