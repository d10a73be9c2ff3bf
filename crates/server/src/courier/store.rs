//! SQL of messages.
//!
//! A message is taken by a lease: `processing` until `next_attempt_at`, and then due again. `send_count` is raised by
//! taking it and guards every write afterwards, so whoever took it too late changes nothing. A body is gone once its
//! message is sent or given up; only the development mailbox keeps it for a day.

use db::{Db, Tx, args, record};
use model::Timestamp;
use model::id::{MessageId, ProjectId};

use crate::error::Result;

/// Which messages are due at `$1`.
macro_rules! due {
    () => {
        "status IN ('queued', 'processing') AND next_attempt_at <= $1 AND expires_at > $1"
    };
}

/// A message to be written.
pub(super) struct New<'a> {
    pub(super) project: ProjectId,
    pub(super) id: MessageId,
    pub(super) channel: &'a str,
    pub(super) recipient: &'a str,
    pub(super) template: &'a str,
    pub(super) sealed: Vec<u8>,
    pub(super) way: Way,
    pub(super) expires_at: Timestamp,
    pub(super) now: Timestamp,
}

/// How far a message is on its way when it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Somebody has to take it.
    Waits,
    /// Taken by whoever writes it, until then.
    Taken(Timestamp),
    /// It lies where it belongs already: nothing sends it.
    Delivered,
}

pub(super) fn insert(tx: &mut Tx, new: New<'_>) {
    let none = Timestamp::from_micros(0);
    let (status, send_count, next, lease) = match new.way {
        Way::Waits => ("queued", 0_i64, new.now, none),
        Way::Taken(until) => ("processing", 1, until, until),
        Way::Delivered => ("sent", 1, new.now, none),
    };
    tx.later(
        "INSERT INTO messages (project_id, id, status, channel, recipient, template, sealed, send_count, \
         next_attempt_at, lease_until, expires_at, created_at, updated_at) \
         VALUES ($1, $2, $3, $12, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        args![
            new.project,
            new.id,
            status,
            new.recipient,
            new.template,
            new.sealed,
            send_count,
            next,
            lease,
            new.expires_at,
            new.now,
            new.channel
        ],
    );
}

record! {
    /// A message that was taken to be sent.
    pub(super) struct Taken {
        pub(super) project_id: ProjectId,
        pub(super) id: MessageId,
        pub(super) channel: String,
        pub(super) recipient: String,
        pub(super) template: String,
        pub(super) sealed: Option<Vec<u8>>,
        pub(super) send_count: i64,
        pub(super) expires_at: Timestamp,
        pub(super) created_at: Timestamp,
    }
}

/// Whether a message is due, without taking it: looking costs no write.
pub(super) async fn is_due(db: &Db, now: Timestamp) -> Result<bool> {
    let found: Option<i64> = db
        .optional(concat!("SELECT 1 FROM messages WHERE ", due!(), " LIMIT 1"), args![now])
        .await?;
    Ok(found.is_some())
}

/// Takes up to `limit` due messages of all projects, the oldest first, until `lease`.
pub(super) async fn take(
    db: &Db,
    now: Timestamp,
    lease: Timestamp,
    limit: usize,
) -> Result<Vec<Taken>> {
    // The conditions stand outside too: PostgreSQL looks at them again where another node was faster. There they are
    // worded so that no index answers them, or SQLite walks through everything that is due instead of the few it found.
    let mut taken: Vec<Taken> = db
        .write_all(
            concat!(
                "UPDATE messages SET status = 'processing', send_count = send_count + 1, lease_until = $2, \
                 next_attempt_at = $2, updated_at = $1 WHERE status <> 'sent' AND status <> 'abandoned' \
                 AND next_attempt_at + 0 <= $1 AND expires_at + 0 > $1",
                " AND (project_id, id) IN (SELECT project_id, id FROM messages WHERE ", due!(),
                " ORDER BY next_attempt_at LIMIT $3) \
                 RETURNING project_id, id, channel, recipient, template, sealed, send_count, expires_at, created_at"
            ),
            args![now, lease, limit],
        )
        .await?;
    taken.sort_by_key(|message| message.created_at);
    Ok(taken)
}

/// Gives back what a server that is gone had taken. Only where no other server can be at work: on SQLite.
pub(super) async fn release(db: &Db, now: Timestamp) -> Result<()> {
    db.execute(
        "UPDATE messages SET next_attempt_at = $1, lease_until = 0 WHERE status = 'processing'",
        args![now],
    )
    .await?;
    Ok(())
}

/// Which message, as it was taken; its parameters begin at this one.
macro_rules! taken {
    ($project:literal, $id:literal, $count:literal) => {
        concat!("(project_id = ", $project, " AND id = ", $id, " AND send_count = ", $count, ")")
    };
}

macro_rules! sent {
    ($($which:expr),+) => {
        concat!(
            "UPDATE messages SET status = 'sent', sealed = CASE WHEN $2 THEN sealed END, \
             last_error = NULL, updated_at = $1 WHERE status = 'processing' AND (", $($which),+, ")"
        )
    };
}

const SENT: &str = sent!(taken!("$3", "$4", "$5"));
const SENT_TOGETHER: &str = sent!(
    taken!("$3", "$4", "$5"),
    " OR ",
    taken!("$6", "$7", "$8"),
    " OR ",
    taken!("$9", "$10", "$11"),
    " OR ",
    taken!("$12", "$13", "$14")
);
/// How many of them it is for.
const FOUR: usize = 4;

/// They were sent. `keep`: the mailbox shows them.
pub(super) async fn sent(db: &Db, messages: &[Taken], now: Timestamp, keep: bool) -> Result<()> {
    for some in messages.chunks(FOUR) {
        let (sql, wanted) = if some.len() == 1 { (SENT, 1) } else { (SENT_TOGETHER, FOUR) };
        let mut args = args![now, keep];
        // Fewer are named several times.
        for message in some.iter().cycle().take(wanted) {
            args.extend(args![message.project_id, message.id, message.send_count]);
        }
        db.execute(sql, args).await?;
    }
    Ok(())
}

/// It was not sent, and is tried again at `next`.
pub(super) async fn postponed(
    db: &Db,
    message: &Taken,
    now: Timestamp,
    next: Timestamp,
    error: &str,
) -> Result<()> {
    db.execute(
        "UPDATE messages SET status = 'queued', next_attempt_at = $5, lease_until = 0, last_error = $6, \
         updated_at = $4 WHERE project_id = $1 AND id = $2 AND send_count = $3 AND status = 'processing'",
        args![message.project_id, message.id, message.send_count, now, next, error],
    )
    .await?;
    Ok(())
}

/// It was not tried: whoever looks next may take it.
pub(super) async fn give_back(db: &Db, message: &Taken, now: Timestamp) -> Result<()> {
    db.execute(
        "UPDATE messages SET status = 'queued', send_count = send_count - 1, next_attempt_at = $4, lease_until = 0, \
         updated_at = $4 WHERE project_id = $1 AND id = $2 AND send_count = $3 AND status = 'processing'",
        args![message.project_id, message.id, message.send_count, now],
    )
    .await?;
    Ok(())
}

/// It is given up. The body stays until it expires: an operator may have it sent again.
pub(super) async fn abandoned(db: &Db, message: &Taken, now: Timestamp, error: &str) -> Result<()> {
    db.execute(
        "UPDATE messages SET status = 'abandoned', lease_until = 0, last_error = $5, \
         updated_at = $4 WHERE project_id = $1 AND id = $2 AND send_count = $3 AND status = 'processing'",
        args![message.project_id, message.id, message.send_count, now, error],
    )
    .await?;
    Ok(())
}

/// Gives up what expired before it could be sent; how many that were.
pub(super) async fn expire(db: &Db, now: Timestamp) -> Result<u64> {
    let expired = db
        .execute(
            "UPDATE messages SET status = 'abandoned', sealed = NULL, updated_at = $1, \
             last_error = COALESCE(last_error, 'it expired before it could be sent') \
             WHERE status IN ('queued', 'processing') AND expires_at <= $1 AND lease_until <= $1",
            args![now],
        )
        .await?;
    db.execute(
        "UPDATE messages SET sealed = NULL \
         WHERE status = 'abandoned' AND sealed IS NOT NULL AND expires_at <= $1",
        args![now],
    )
    .await?;
    Ok(expired)
}

/// Has a message that was given up sent again. `false`: it was not given up, or has expired.
pub(super) async fn again(
    db: &Db,
    project: ProjectId,
    id: MessageId,
    now: Timestamp,
) -> Result<bool> {
    let queued = db
        .execute(
            "UPDATE messages SET status = 'queued', next_attempt_at = $3, updated_at = $3 \
             WHERE project_id = $1 AND id = $2 AND status = 'abandoned' AND sealed IS NOT NULL \
             AND expires_at > $3",
            args![project, id, now],
        )
        .await?;
    Ok(queued == 1)
}

/// Erases the bodies that the mailbox kept and that are older than `made_before`.
pub(super) async fn forget(db: &Db, made_before: Timestamp) -> Result<()> {
    db.execute(
        "UPDATE messages SET sealed = NULL WHERE status = 'sent' AND sealed IS NOT NULL AND created_at <= $1",
        args![made_before],
    )
    .await?;
    Ok(())
}

record! {
    /// A message as administrators see it.
    pub(super) struct Listed {
        pub(super) id: MessageId,
        pub(super) status: String,
        pub(super) channel: String,
        pub(super) recipient: String,
        pub(super) template: String,
        pub(super) send_count: i64,
        pub(super) last_error: Option<String>,
        pub(super) expires_at: Timestamp,
        pub(super) created_at: Timestamp,
        pub(super) updated_at: Timestamp,
    }
}

/// Which messages are listed.
pub(super) struct Filter<'a> {
    pub(super) status: Option<&'a str>,
    pub(super) recipient: Option<&'a str>,
    /// Where the last page ended: everything listed comes after it.
    pub(super) after: (Timestamp, String),
    pub(super) limit: usize,
}

/// A page of messages, the newest first.
pub(super) async fn list(db: &Db, project: ProjectId, filter: Filter<'_>) -> Result<Vec<Listed>> {
    let (at, id) = filter.after;
    let rows = db
        .all(
            "SELECT id, status, channel, recipient, template, send_count, last_error, expires_at, created_at, updated_at \
             FROM messages WHERE project_id = $1 AND (created_at, id) < ($2, $3) \
             AND ($4 IS NULL OR status = $4) AND ($5 IS NULL OR recipient = $5) \
             ORDER BY created_at DESC, id DESC LIMIT $6",
            args![project, at, id, filter.status, filter.recipient, filter.limit],
        )
        .await?;
    Ok(rows)
}

pub(super) async fn get(db: &Db, project: ProjectId, id: MessageId) -> Result<Option<Listed>> {
    let row = db
        .optional(
            "SELECT id, status, channel, recipient, template, send_count, last_error, expires_at, created_at, updated_at \
             FROM messages WHERE project_id = $1 AND id = $2",
            args![project, id],
        )
        .await?;
    Ok(row)
}

record! {
    /// A message that still has its body.
    pub(super) struct Kept {
        pub(super) id: MessageId,
        pub(super) recipient: String,
        pub(super) sealed: Vec<u8>,
        pub(super) created_at: Timestamp,
    }
}

/// The newest messages with a body that were made after `since`, the newest first.
pub(super) async fn kept(
    db: &Db,
    project: ProjectId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Kept>> {
    let rows = db
        .all(
            "SELECT id, recipient, sealed, created_at FROM messages \
             WHERE project_id = $1 AND created_at > $2 AND sealed IS NOT NULL \
             ORDER BY created_at DESC, id DESC LIMIT $3",
            args![project, since, limit],
        )
        .await?;
    Ok(rows)
}

/// One message with a body that was made after `since`.
pub(super) async fn kept_one(
    db: &Db,
    project: ProjectId,
    id: MessageId,
    since: Timestamp,
) -> Result<Option<Kept>> {
    let row = db
        .optional(
            "SELECT id, recipient, sealed, created_at FROM messages \
             WHERE project_id = $1 AND id = $2 AND created_at > $3 AND sealed IS NOT NULL",
            args![project, id, since],
        )
        .await?;
    Ok(row)
}
