//! SQL that only administrators need.
//!
//! Lists are read for fifty identities at a time: the statement's text is fixed, so that it stays prepared, and what
//! is left of the fifty is filled up with the id that belongs to nobody.

use db::{Tx, Value, args};
use model::id::{IdentityId, SessionId};
use model::identity::Identity;

use crate::app::Cx;
use crate::error::Result;
use crate::identity::credentials::Credential;
use crate::identity::rows::{address_join, fold, identity_columns, identity_record};

const FIFTY: usize = 50;

/// The ids, as parameters after the project.
macro_rules! fifty {
    () => {
        "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
         $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, \
         $45, $46, $47, $48, $49, $50, $51)"
    };
}

fn padded(cx: &Cx, ids: &[IdentityId]) -> Vec<Value> {
    let nobody = std::iter::repeat(IdentityId::nil());
    let ids = ids.iter().copied().chain(nobody).take(FIFTY);
    std::iter::once(Value::from(cx.project())).chain(ids.map(Value::from)).collect()
}

identity_record! {
    /// An identity by itself.
    Plain {}
}

/// Those of the ids that there are, in the order of their ids.
pub(super) async fn by_ids(cx: &Cx, ids: &[IdentityId]) -> Result<Vec<Identity>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut out = Vec::new();
    for ids in ids.chunks(FIFTY) {
        let rows: Vec<Plain> = cx
            .db()
            .all(
                concat!(
                    "SELECT ",
                    identity_columns!(),
                    " FROM identities i",
                    address_join!(),
                    "WHERE i.project_id = $1 AND i.id IN ",
                    fifty!(),
                    " ORDER BY i.id"
                ),
                padded(cx, ids),
            )
            .await?;
        out.extend(fold(&rows)?);
    }
    Ok(out)
}

/// The credentials of several identities, by kind within each.
pub(super) async fn credentials_of(cx: &Cx, ids: &[IdentityId]) -> Result<Vec<Credential>> {
    let mut out = Vec::new();
    for ids in ids.chunks(FIFTY) {
        let rows: Vec<Credential> = cx
            .db()
            .all(
                concat!(
                    "SELECT identity_id, type AS kind, config, version, label, normalised, created_at, updated_at, \
                     last_used_at, disabled_at FROM identity_credentials WHERE project_id = $1 AND identity_id IN ",
                    fifty!(),
                    " ORDER BY identity_id, type"
                ),
                padded(cx, ids),
            )
            .await?;
        out.extend(rows);
    }
    Ok(out)
}

/// Whose identifiers there are, of which kind.
pub(super) async fn identifiers_of(
    cx: &Cx,
    ids: &[IdentityId],
) -> Result<Vec<(IdentityId, String, String)>> {
    let mut out = Vec::new();
    for ids in ids.chunks(FIFTY) {
        let rows: Vec<(IdentityId, String, String)> = cx
            .db()
            .all(
                concat!(
                    "SELECT identity_id, type, identifier FROM credential_identifiers \
                     WHERE project_id = $1 AND identity_id IN ",
                    fifty!(),
                    " ORDER BY identity_id, type, identifier"
                ),
                padded(cx, ids),
            )
            .await?;
        out.extend(rows);
    }
    Ok(out)
}

/// Kind and identifier of everything that one identity is found by.
pub(super) async fn identifiers(cx: &Cx, identity: IdentityId) -> Result<Vec<(String, String)>> {
    Ok(cx
        .db()
        .all(
            "SELECT type, identifier FROM credential_identifiers \
             WHERE project_id = $1 AND identity_id = $2 ORDER BY type, identifier",
            args![cx.project(), identity],
        )
        .await?)
}

/// Keeps everybody else from changing the identity until the transaction ends; `false` when there is none.
pub(super) async fn lock(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<bool> {
    let found = tx
        .execute(
            "UPDATE identities SET updated_at = updated_at WHERE project_id = $1 AND id = $2",
            args![cx.project(), identity],
        )
        .await?;
    Ok(found == 1)
}

/// Says that the password's hash is of the password as typed.
pub(super) async fn not_normalised(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<()> {
    tx.execute(
        "UPDATE identity_credentials SET normalised = FALSE \
         WHERE project_id = $1 AND identity_id = $2 AND type = 'password'",
        args![cx.project(), identity],
    )
    .await?;
    Ok(())
}

/// Removes the recovery codes of an identity.
pub(super) async fn delete_codes(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<()> {
    for statement in [
        "DELETE FROM recovery_codes WHERE project_id = $1 AND set_id IN \
         (SELECT id FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2)",
        "DELETE FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2",
    ] {
        tx.execute(statement, args![cx.project(), identity]).await?;
    }
    Ok(())
}

/// Ends a session; whose it was, when it was active.
pub(super) async fn disable(cx: &Cx, tx: &mut Tx, id: SessionId) -> Result<Option<IdentityId>> {
    Ok(tx
        .optional(
            "UPDATE sessions SET active = FALSE WHERE project_id = $1 AND id = $2 AND active \
             RETURNING identity_id",
            args![cx.project(), id],
        )
        .await?)
}

/// Removes a session; whose it was.
pub(super) async fn delete(cx: &Cx, tx: &mut Tx, id: SessionId) -> Result<Option<IdentityId>> {
    Ok(tx
        .optional(
            "DELETE FROM sessions WHERE project_id = $1 AND id = $2 RETURNING identity_id",
            args![cx.project(), id],
        )
        .await?)
}

/// Ends some active sessions, whoever they belong to; how many.
pub(super) async fn disable_some(cx: &Cx, tx: &mut Tx, most: i64) -> Result<u64> {
    Ok(tx
        .execute(
            "UPDATE sessions SET active = FALSE WHERE project_id = $1 AND id IN \
             (SELECT id FROM sessions WHERE project_id = $1 AND active ORDER BY id LIMIT $2)",
            args![cx.project(), most],
        )
        .await?)
}

/// Removes some sessions, whoever they belong to; how many.
pub(super) async fn delete_some(cx: &Cx, tx: &mut Tx, most: i64) -> Result<u64> {
    Ok(tx
        .execute(
            "DELETE FROM sessions WHERE project_id = $1 AND id IN \
             (SELECT id FROM sessions WHERE project_id = $1 ORDER BY id LIMIT $2)",
            args![cx.project(), most],
        )
        .await?)
}
