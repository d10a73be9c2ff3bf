//! SQL of counted tries. Each count is one statement, so concurrent tries cannot share a place.

use std::time::Duration;

use db::{Rows, Statement, Tx, args, record};
use model::Timestamp;
use model::id::ProjectId;

use super::{DAY, Verdict};
use crate::app::Cx;
use crate::error::Result;

/// How waiting grows.
pub(super) struct Rule {
    pub(super) free: i64,
    pub(super) first: Duration,
    pub(super) longest: Duration,
    /// So many are judged, then none for `stop`.
    pub(super) most: i64,
    pub(super) stop: Duration,
}

/// A stop that does not end by itself; a count with one is never forgotten.
pub(super) const ENDLESS: Duration = Duration::from_hours(24 * 365 * 100);

record! { struct Counted { failures: i64 } }

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Counts a try, unless the last ones have to be waited for: then nothing changes, and nothing comes back. Where a stop
/// ends by itself, a count that nobody added to for a day starts anew. What is `wanted` besides is read for a try that
/// counted.
pub(super) async fn count(
    cx: &Cx,
    key: &str,
    rule: &Rule,
    wanted: Option<Statement>,
) -> Result<Option<(i64, Option<Rows>)>> {
    let lapses = if rule.stop == ENDLESS { Timestamp::from_micros(0) } else { cx.now.before(DAY) };
    let count = Statement {
        sql: "INSERT INTO attempts (project_id, subject, failures, wait, next_at, updated_at) \
             VALUES ($1, $2, 1, 0, 0, $3) \
             ON CONFLICT (project_id, subject) DO UPDATE SET \
               failures = CASE WHEN attempts.updated_at < $7 THEN 1 ELSE attempts.failures + 1 END, \
               wait = CASE WHEN attempts.updated_at < $7 OR attempts.failures + 1 < $4 THEN 0 \
                           WHEN attempts.failures + 1 >= $8 THEN $9 \
                           WHEN attempts.wait = 0 THEN $5 \
                           WHEN attempts.wait * 2 > $6 THEN $6 ELSE attempts.wait * 2 END, \
               next_at = CASE WHEN attempts.updated_at < $7 OR attempts.failures + 1 < $4 THEN 0 \
                           WHEN attempts.failures + 1 >= $8 THEN $3 + $9 \
                           WHEN attempts.wait = 0 THEN $3 + $5 \
                           WHEN attempts.wait * 2 > $6 THEN $3 + $6 ELSE $3 + attempts.wait * 2 END, \
               updated_at = $3 \
             WHERE attempts.next_at <= $3 RETURNING failures",
        args: args![
            cx.project(),
            key,
            cx.now,
            rule.free,
            micros(rule.first),
            micros(rule.longest),
            lapses,
            rule.most,
            micros(rule.stop)
        ],
    };
    let Some(wanted) = wanted else {
        let counted: Option<Counted> = cx.db().write_optional(count.sql, count.args).await?;
        return Ok(counted.map(|counted| (counted.failures, None)));
    };
    let counted = cx.db().write_and_read::<Counted>(count, wanted).await?;
    Ok(counted.map(|(counted, rows)| (counted.failures, Some(rows))))
}

/// Those of second factors are kept for longer: whoever tries a few a day must not begin anew each time.
pub(super) async fn forget(cx: &Cx, others: Timestamp, second_factors: Timestamp) -> Result<()> {
    let statement = "DELETE FROM attempts WHERE project_id = $1 AND updated_at < $2 AND next_at < $2 AND \
                     (updated_at < $3 OR NOT (subject LIKE 'totp:%' OR subject LIKE 'lookup_secret:%'))";
    cx.db().execute(statement, args![cx.project(), others, second_factors]).await?;
    Ok(())
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
