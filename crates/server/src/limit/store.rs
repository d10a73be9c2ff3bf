//! SQL of counted tries. Each count is one statement, so concurrent tries cannot share a place.

use std::time::Duration;

use db::{Tx, args, record};
use model::id::ProjectId;

use super::Verdict;
use crate::app::Cx;
use crate::error::Result;

/// How waiting grows.
pub(super) struct Rule {
    pub(super) free: i64,
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

record! { struct Counted { failures: i64 } }

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Counts a try, unless the last ones have to be waited for: then nothing changes, and no row comes back. A count
/// that nobody added to for a day starts anew.
pub(super) async fn count(cx: &Cx, key: &str, rule: &Rule) -> Result<Verdict> {
    let counted: Option<Counted> = cx
        .db()
        .write_optional(
            "INSERT INTO attempts (project_id, subject, failures, wait, next_at, updated_at) \
             VALUES ($1, $2, 1, 0, 0, $3) \
             ON CONFLICT (project_id, subject) DO UPDATE SET \
               failures = CASE WHEN attempts.updated_at < $7 THEN 1 ELSE attempts.failures + 1 END, \
               wait = CASE WHEN attempts.updated_at < $7 OR attempts.failures + 1 < $4 THEN 0 \
                           WHEN attempts.wait = 0 THEN $5 \
                           WHEN attempts.wait * 2 > $6 THEN $6 ELSE attempts.wait * 2 END, \
               next_at = CASE WHEN attempts.updated_at < $7 OR attempts.failures + 1 < $4 THEN 0 \
                           WHEN attempts.wait = 0 THEN $3 + $5 \
                           WHEN attempts.wait * 2 > $6 THEN $3 + $6 ELSE $3 + attempts.wait * 2 END, \
               updated_at = $3 \
             WHERE attempts.next_at <= $3 RETURNING failures",
            args![
                cx.project(),
                key,
                cx.now,
                rule.free,
                micros(rule.first),
                micros(rule.longest),
                cx.now.before(Duration::from_hours(24))
            ],
        )
        .await?;
    Ok(if counted.is_some() { Verdict::Judge } else { Verdict::Throttled })
}

pub(super) fn clear(tx: &mut Tx, project: ProjectId, key: &str) {
    tx.later("DELETE FROM attempts WHERE project_id = $1 AND subject = $2", args![project, key]);
}

/// At most `most` in each window of this length; the window begins with its first.
pub(super) async fn window(
    cx: &Cx,
    tx: &mut Tx,
    key: &str,
    most: i64,
    length: Duration,
) -> Result<Verdict> {
    let counted = tx
        .guarded(
            "INSERT INTO attempts (project_id, subject, failures, wait, next_at, updated_at) \
             VALUES ($1, $2, 1, 0, $4, $3) \
             ON CONFLICT (project_id, subject) DO UPDATE SET \
               failures = CASE WHEN attempts.next_at <= $3 THEN 1 ELSE attempts.failures + 1 END, \
               next_at = CASE WHEN attempts.next_at <= $3 THEN $4 ELSE attempts.next_at END, \
               updated_at = $3 \
             WHERE attempts.next_at <= $3 OR attempts.failures < $5",
            args![cx.project(), key, cx.now, cx.now.after(length), most],
        )
        .await?;
    Ok(if counted { Verdict::Judge } else { Verdict::Throttled })
}
