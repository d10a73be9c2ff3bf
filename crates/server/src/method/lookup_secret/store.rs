//! SQL of recovery-code sets and their codes.

use db::{Db, Rows, Statement, Tx, args, record};
use model::Timestamp;
use model::id::{CodeSetId, IdentityId, ProjectId, RecoveryCodeId};
use recovery_codes::hash::{HashParams, Salt};
use recovery_codes::set::Entry;
use recovery_codes::{Order, Policy};

use super::NewSet;
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::repudiation::WEEK;

mod spend;

pub(super) use spend::{claim, spend};

record! {
    struct Row {
        set_id: CodeSetId,
        policy: String,
        salt: Vec<u8>,
        params: String,
        made_at: Timestamp,
        label: Option<String>,
        last_used_at: Option<Timestamp>,
        id: RecoveryCodeId,
        position: i64,
        digest: Option<Vec<u8>>,
        plain: Option<Vec<u8>>,
        used_at: Option<Timestamp>,
    }
}

/// A set with its codes.
pub(super) struct Set {
    pub(super) id: CodeSetId,
    pub(super) policy: Policy,
    pub(super) salt: Salt,
    pub(super) params: HashParams,
    pub(super) made_at: Timestamp,
    pub(super) label: Option<String>,
    pub(super) last_used_at: Option<Timestamp>,
    /// In the order in which they were shown.
    pub(super) codes: Vec<Stored>,
}

impl Set {
    /// As the rules see it.
    pub(super) fn rules(&self) -> recovery_codes::Set {
        let entry = |code: &Stored| Entry { number: code.number, used: code.used_at.is_some() };
        recovery_codes::Set::restore(self.policy, self.codes.iter().map(entry))
    }
}

/// A code as stored.
pub(super) struct Stored {
    pub(super) id: RecoveryCodeId,
    /// As printed beside it.
    pub(super) number: u8,
    pub(super) digest: Option<Vec<u8>>,
    pub(super) plain: Option<Vec<u8>>,
    pub(super) used_at: Option<Timestamp>,
}

/// The statement that reads the set of an identity.
pub(super) fn whole(project: ProjectId, identity: IdentityId) -> Statement {
    Statement {
        sql: "SELECT s.id AS set_id, s.policy, s.salt, s.params, s.made_at, s.label, s.last_used_at, \
             c.id, c.position, c.digest, c.plain, c.used_at FROM recovery_code_sets s \
             JOIN recovery_codes c ON c.project_id = s.project_id AND c.set_id = s.id \
             WHERE s.project_id = $1 AND s.identity_id = $2 ORDER BY c.position",
        args: args![project, identity],
    }
}

/// The set of an identity.
pub(super) async fn load(db: &Db, project: ProjectId, identity: IdentityId) -> Result<Option<Set>> {
    let Statement { sql, args } = whole(project, identity);
    folded(db.all(sql, args).await?)
}

/// The set that was read by [`whole`].
pub(super) fn found(rows: &Rows) -> Result<Option<Set>> {
    let mut rows: Vec<Row> = rows.read()?;
    // What was read along with something else has no order.
    rows.sort_by_key(|row| row.position);
    folded(rows)
}

fn folded(rows: Vec<Row>) -> Result<Option<Set>> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut set = Set {
        id: first.set_id,
        policy: serde_json::from_str(&first.policy)?,
        salt: first
            .salt
            .clone()
            .try_into()
            .map_err(|_| Error::internal("a stored salt has the wrong length"))?,
        params: serde_json::from_str(&first.params)?,
        made_at: first.made_at,
        label: first.label.clone(),
        last_used_at: first.last_used_at,
        codes: Vec::new(),
    };
    let stored = |row: Row| Stored {
        id: row.id,
        number: u8::try_from(row.position).unwrap_or(u8::MAX),
        digest: row.digest,
        plain: row.plain,
        used_at: row.used_at,
    };
    set.codes = rows.into_iter().map(stored).collect();
    Ok(Some(set))
}

/// The number of the code that a sign-in asks for, where codes go in sequence and one is left.
pub(super) async fn asked_for(cx: &Cx, identity: IdentityId) -> Result<Option<u8>> {
    asked(cx.db().all(LOWEST, args![cx.project(), identity]).await?)
}

/// The same for a try that is not judged.
pub(super) async fn asked_for_in(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<Option<u8>> {
    asked(tx.peek(LOWEST, args![cx.project(), identity]).await?)
}

record! {
    struct Lowest {
        policy: String,
        number: i64,
    }
}

const LOWEST: &str = "SELECT s.policy, c.position AS number FROM recovery_code_sets s \
             JOIN recovery_codes c ON c.project_id = s.project_id AND c.set_id = s.id \
             WHERE s.project_id = $1 AND s.identity_id = $2 AND c.used_at IS NULL \
             ORDER BY c.position LIMIT 1";

fn asked(lowest: Vec<Lowest>) -> Result<Option<u8>> {
    let Some(Lowest { policy, number }) = lowest.into_iter().next() else {
        return Ok(None);
    };
    let policy: Policy = serde_json::from_str(&policy)?;
    Ok((policy.order == Order::InSequence).then(|| u8::try_from(number).unwrap_or(u8::MAX)))
}

record! {
    struct LeftRow {
        policy: String,
        label: Option<String>,
        codes: i64,
    }
}

/// How an account's set stands, in short.
pub(super) struct Left {
    /// How many codes can still be used.
    pub(super) codes: u8,
    /// What the set was made with.
    pub(super) policy: Policy,
    /// What its owner calls it.
    pub(super) label: Option<String>,
}

pub(super) async fn left(cx: &Cx, identity: IdentityId) -> Result<Option<Left>> {
    let left: Option<LeftRow> = cx
        .db()
        .optional(
            "SELECT s.policy, s.label, (SELECT COUNT(*) FROM recovery_codes c WHERE c.project_id = s.project_id \
             AND c.set_id = s.id AND c.used_at IS NULL) AS codes FROM recovery_code_sets s \
             WHERE s.project_id = $1 AND s.identity_id = $2",
            args![cx.project(), identity],
        )
        .await?;
    let Some(LeftRow { policy, label, codes }) = left else {
        return Ok(None);
    };
    let codes = u8::try_from(codes).unwrap_or(u8::MAX);
    Ok(Some(Left { codes, policy: serde_json::from_str(&policy)?, label }))
}

/// Gives the set its owner's name for it, or none. `false`: there is no set.
pub(super) async fn label(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    label: Option<String>,
) -> Result<bool> {
    let sql = "UPDATE recovery_code_sets SET label = $3 WHERE project_id = $1 AND identity_id = $2";
    Ok(tx.guarded(sql, args![cx.project(), identity, label]).await?)
}

pub(super) fn insert_set(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    id: CodeSetId,
    new: &NewSet<'_>,
) -> Result<()> {
    tx.later(
        "INSERT INTO recovery_code_sets \
         (project_id, identity_id, id, policy, salt, params, made_at, confirmed_at, checked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7)",
        args![
            cx.project(),
            identity,
            id,
            serde_json::to_string(&new.policy)?,
            new.salt.to_vec(),
            serde_json::to_string(&new.params)?,
            cx.now
        ],
    );
    Ok(())
}

/// A code that is to be written.
pub(super) struct NewCode {
    pub(super) id: RecoveryCodeId,
    pub(super) position: i64,
    pub(super) digest: Option<Vec<u8>>,
    pub(super) plain: Option<Vec<u8>>,
    pub(super) used_at: Option<Timestamp>,
}

pub(super) fn insert_code(tx: &mut Tx, project: ProjectId, set: CodeSetId, code: NewCode) {
    tx.later(
        "INSERT INTO recovery_codes (project_id, set_id, position, id, digest, plain, used_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![project, set, code.position, code.id, code.digest, code.plain, code.used_at],
    );
}

/// Takes the set of an identity out of use. It is kept for as long as its owner may take that back.
pub(super) fn retire(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    tx.later(
        "INSERT INTO retired_code_sets (project_id, id, identity_id, policy, salt, params, made_at, confirmed_at, \
         label, last_used_at, expires_at) SELECT project_id, id, identity_id, policy, salt, params, made_at, \
         confirmed_at, label, last_used_at, $3 FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2",
        args![cx.project(), identity, cx.now.after(WEEK)],
    );
    tx.later(REMOVE_SET, args![cx.project(), identity]);
}

const REMOVE_SET: &str =
    "DELETE FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2";

/// Puts a retired set back in the place of what is there now, which goes for good.
pub(super) fn restore(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    set: Option<CodeSetId>,
) {
    tx.later(
        "DELETE FROM recovery_codes WHERE project_id = $1 AND set_id IN \
         (SELECT id FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2)",
        args![project, identity],
    );
    tx.later(REMOVE_SET, args![project, identity]);
    let Some(set) = set else {
        return;
    };
    tx.later(
        "INSERT INTO recovery_code_sets (project_id, identity_id, id, policy, salt, params, made_at, confirmed_at, \
         label, last_used_at, checked_at) SELECT project_id, identity_id, id, policy, salt, params, made_at, \
         confirmed_at, label, last_used_at, made_at FROM retired_code_sets WHERE project_id = $1 AND identity_id = $2 AND id = $3",
        args![project, identity, set],
    );
    tx.later(
        "DELETE FROM retired_code_sets WHERE project_id = $1 AND identity_id = $2 AND id = $3",
        args![project, identity, set],
    );
}

/// A code was tried and would have been right: its owner has the set.
pub(super) fn checked(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    tx.later(
        "UPDATE recovery_code_sets SET checked_at = $3 WHERE project_id = $1 AND identity_id = $2",
        args![cx.project(), identity, cx.now],
    );
}

record! {
    /// A set whose owner may have lost it, for all that is known.
    pub(super) struct Unchecked {
        pub(super) id: CodeSetId,
        pub(super) identity_id: IdentityId,
    }
}

/// Some sets of active accounts, with codes left, that nobody was asked about since `before`.
pub(super) async fn unchecked(cx: &Cx, before: Timestamp) -> Result<Vec<Unchecked>> {
    Ok(cx
        .db()
        .all(
            "SELECT s.id, s.identity_id FROM recovery_code_sets s \
             JOIN identities i ON i.project_id = s.project_id AND i.id = s.identity_id \
             WHERE s.project_id = $1 AND s.checked_at < $2 AND s.made_at < $2 AND i.state = 'active' \
             AND EXISTS (SELECT 1 FROM recovery_codes c WHERE c.project_id = s.project_id AND c.set_id = s.id AND c.used_at IS NULL) \
             ORDER BY s.checked_at LIMIT 50",
            args![cx.project(), before],
        )
        .await?)
}

/// Says that the owner is asked now. `false`: somebody was faster, or the set was used or replaced.
pub(super) async fn ask(cx: &Cx, tx: &mut Tx, set: &Unchecked, before: Timestamp) -> Result<bool> {
    let sql = "UPDATE recovery_code_sets SET checked_at = $5 \
         WHERE project_id = $1 AND identity_id = $2 AND id = $3 AND checked_at < $4";
    Ok(tx.guarded(sql, args![cx.project(), set.identity_id, set.id, before, cx.now]).await?)
}

record! {
    /// An imported code that was not hashed yet.
    pub(super) struct Unhashed {
        pub(super) set_id: CodeSetId,
        pub(super) id: RecoveryCodeId,
        pub(super) plain: Option<Vec<u8>>,
        pub(super) salt: Vec<u8>,
        pub(super) params: String,
        pub(super) policy: String,
    }
}

pub(super) async fn unhashed(db: &Db, project: ProjectId) -> Result<Vec<Unhashed>> {
    Ok(db
        .all(
            "SELECT c.set_id, c.id, c.plain, s.salt, s.params, s.policy FROM recovery_codes c \
             JOIN recovery_code_sets s ON s.project_id = c.project_id AND s.id = c.set_id \
             WHERE c.project_id = $1 AND c.digest IS NULL AND c.plain IS NOT NULL LIMIT 200",
            args![project],
        )
        .await?)
}

/// Writes the hash of an imported code, and forgets the code unless the policy shows it again.
pub(super) async fn hashed(
    db: &Db,
    project: ProjectId,
    set: CodeSetId,
    id: RecoveryCodeId,
    digest: Vec<u8>,
    keep_plain: bool,
) -> Result<()> {
    db.execute(
        "UPDATE recovery_codes SET digest = $4, plain = CASE WHEN $5 AND used_at IS NULL THEN plain END \
         WHERE project_id = $1 AND set_id = $2 AND id = $3 AND digest IS NULL",
        args![project, set, id, digest, keep_plain],
    )
    .await?;
    Ok(())
}
