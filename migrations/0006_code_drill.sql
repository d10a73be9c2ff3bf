-- When the owner of a set was last known to have it at hand, or was asked: made, used, tried, reminded.
ALTER TABLE recovery_code_sets ADD COLUMN checked_at BIGINT NOT NULL DEFAULT 0;
UPDATE recovery_code_sets SET checked_at = COALESCE(last_used_at, made_at);
CREATE INDEX recovery_code_sets_checked ON recovery_code_sets (project_id, checked_at);
