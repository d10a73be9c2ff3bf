//! SQL of repudiations and of what they bring back.

use db::{Tx, args, record};
use model::id::{IdentityId, RepudiationId, SessionId};

use super::{TRAITS, WEEK};
use crate::app::Cx;
use crate::error::Result;

fn draw_id(cx: &Cx) -> RepudiationId {
    RepudiationId::draw(cx.random(), "repudiation")
}

pub(super) fn keep(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    session: SessionId,
    kind: &'static str,
) {
    tx.later(
        "INSERT INTO replaced_values \
         (project_id, id, identity_id, session_id, what, was, replaced_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, (SELECT c.config FROM identity_credentials c \
         WHERE c.project_id = $1 AND c.identity_id = $3 AND c.type = $5), $6, $7)",
        args![cx.project(), draw_id(cx), identity, session, kind, cx.now, cx.now.after(WEEK)],
    );
}

pub(super) fn keep_traits(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    session: SessionId,
    was: String,
) {
    tx.later(
        "INSERT INTO replaced_values \
         (project_id, id, identity_id, session_id, what, was, replaced_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            cx.project(),
            draw_id(cx),
            identity,
            session,
            TRAITS,
            was,
            cx.now,
            cx.now.after(WEEK)
        ],
    );
}

/// A link that goes out.
pub(super) struct New {
    pub(super) identity: IdentityId,
    pub(super) session: SessionId,
    pub(super) notice: &'static str,
    pub(super) hash: [u8; 32],
}

pub(super) fn insert(cx: &Cx, tx: &mut Tx, new: &New) {
    tx.later(
        "INSERT INTO repudiations \
         (project_id, id, identity_id, session_id, notice, token_hash, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            cx.project(),
            draw_id(cx),
            new.identity,
            new.session,
            new.notice,
            new.hash.to_vec(),
            cx.now,
            cx.now.after(WEEK)
        ],
    );
}

record! {
    /// A link that is still good.
    pub(super) struct Offered {
        pub(super) id: RepudiationId,
        pub(super) identity_id: IdentityId,
        pub(super) session_id: SessionId,
        pub(super) notice: String,
        pub(super) created_at: model::Timestamp,
    }
}

pub(super) async fn find(cx: &Cx, hash: [u8; 32]) -> Result<Option<Offered>> {
    Ok(cx
        .db()
        .optional(
            "SELECT id, identity_id, session_id, notice, created_at FROM repudiations \
             WHERE project_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3",
            args![cx.project(), hash.to_vec(), cx.now],
        )
        .await?)
}

/// Spends a link. `false`: it was spent meanwhile, or its account is gone.
///
/// The account's row is held first, as by everything that changes what it signs in with.
pub(super) async fn spend(cx: &Cx, tx: &mut Tx, offered: &Offered) -> Result<bool> {
    let held = tx
        .execute(
            "UPDATE identities SET updated_at = $3 WHERE project_id = $1 AND id = $2",
            args![cx.project(), offered.identity_id, cx.now],
        )
        .await?;
    let sql = "UPDATE repudiations SET used_at = $3 WHERE project_id = $1 AND id = $2 \
               AND used_at IS NULL AND expires_at > $3";
    let args = args![cx.project(), offered.id, cx.now];
    Ok(held == 1 && tx.guarded(sql, args).await?)
}

record! {
    /// What stood in a place before a session changed it.
    pub(super) struct Replaced {
        pub(super) session_id: SessionId,
        pub(super) what: String,
        pub(super) was: Option<String>,
    }
}

/// What was replaced in an account within a week, oldest first.
pub(super) async fn replaced(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<Vec<Replaced>> {
    Ok(tx
        .all(
            "SELECT session_id, what, was FROM replaced_values \
             WHERE project_id = $1 AND identity_id = $2 AND expires_at > $3 \
             ORDER BY replaced_at, id",
            args![cx.project(), identity, cx.now],
        )
        .await?)
}

/// What was replaced is forgotten: nothing of it can come back.
pub(super) fn settle_all(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    tx.later(
        "DELETE FROM replaced_values WHERE project_id = $1 AND identity_id = $2",
        args![cx.project(), identity],
    );
}

/// What a session did is settled: no other link is about it any more.
pub(super) fn settle(cx: &Cx, tx: &mut Tx, identity: IdentityId, session: SessionId) {
    tx.later(
        "UPDATE repudiations SET used_at = $4 \
         WHERE project_id = $1 AND identity_id = $2 AND session_id = $3 AND used_at IS NULL",
        args![cx.project(), identity, session, cx.now],
    );
    tx.later(
        "DELETE FROM replaced_values WHERE project_id = $1 AND identity_id = $2 AND session_id = $3",
        args![cx.project(), identity, session],
    );
}
