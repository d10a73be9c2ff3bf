//! SQL of the clean-up: what has expired goes, a day later at the latest.

use std::time::Duration;

use db::args;

use crate::app::Cx;
use crate::error::Result;
use crate::limit;

/// Expired flows are kept for an hour, so that whoever comes late is told so.
const GRACE: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const MONTH: Duration = Duration::from_hours(30 * 24);

/// Deletes what nobody needs any more.
pub(super) async fn clean(cx: &Cx) -> Result<()> {
    let project = cx.project();
    let before = |age: Duration| cx.now.before(age);
    for (statement, limit) in [
        ("DELETE FROM flows WHERE project_id = $1 AND expires_at < $2", before(GRACE)),
        ("DELETE FROM one_time_codes WHERE project_id = $1 AND expires_at < $2", before(GRACE)),
        ("DELETE FROM continuity WHERE project_id = $1 AND expires_at < $2", cx.now),
        ("DELETE FROM stored_errors WHERE project_id = $1 AND created_at < $2", before(DAY)),
        ("DELETE FROM repudiations WHERE project_id = $1 AND expires_at < $2", cx.now),
        ("DELETE FROM replaced_values WHERE project_id = $1 AND expires_at < $2", cx.now),
        (
            "DELETE FROM recovery_codes WHERE project_id = $1 AND set_id IN \
             (SELECT id FROM retired_code_sets WHERE project_id = $1 AND expires_at < $2)",
            cx.now,
        ),
        ("DELETE FROM retired_code_sets WHERE project_id = $1 AND expires_at < $2", cx.now),
        ("DELETE FROM sessions WHERE project_id = $1 AND expires_at < $2", before(MONTH)),
        (
            "DELETE FROM messages WHERE project_id = $1 AND created_at < $2 AND status IN ('sent', 'abandoned')",
            before(MONTH),
        ),
        (
            "UPDATE messages SET sealed = NULL WHERE project_id = $1 AND created_at < $2 AND sealed IS NOT NULL \
             AND status IN ('sent', 'abandoned')",
            before(DAY),
        ),
    ] {
        cx.db().execute(statement, args![project, limit]).await?;
    }
    limit::forget(cx).await
}
