-- What tells rows apart goes first. All rows of an installation have the same project, so an index that begins with it looks
-- as good as any other as long as PostgreSQL has no statistics of a table, and then everything in it is walked through.
DROP INDEX identities_external;
CREATE UNIQUE INDEX identities_external ON identities (external_id, project_id) WHERE external_id IS NOT NULL;
DROP INDEX identity_addresses_value;
CREATE UNIQUE INDEX identity_addresses_value ON identity_addresses (value, purpose, via, project_id);
DROP INDEX credential_identifiers_identity;
CREATE INDEX credential_identifiers_identity ON credential_identifiers (identity_id, project_id);
DROP INDEX sessions_token;
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash, project_id);
DROP INDEX sessions_identity;
CREATE INDEX sessions_identity ON sessions (identity_id, project_id, issued_at);
DROP INDEX one_time_codes_identity;
CREATE INDEX one_time_codes_identity ON one_time_codes (identity_id, project_id);
DROP INDEX messages_created;
CREATE INDEX messages_created ON messages (created_at, id, project_id);
DROP INDEX audit_events_identity;
CREATE INDEX audit_events_identity ON audit_events (identity_id, project_id, at);
DROP INDEX repudiations_token;
CREATE UNIQUE INDEX repudiations_token ON repudiations (token_hash, project_id);
DROP INDEX repudiations_identity;
CREATE INDEX repudiations_identity ON repudiations (identity_id, project_id, session_id);
DROP INDEX retired_code_sets_identity;
CREATE INDEX retired_code_sets_identity ON retired_code_sets (identity_id, project_id);
-- Every use of a code had to enter the row anew; it was asked for by the background work alone.
DROP INDEX recovery_code_sets_checked;
