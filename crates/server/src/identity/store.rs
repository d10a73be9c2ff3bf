//! SQL of identities; below it that of their addresses, credentials and identifiers.

pub(crate) mod addresses;
pub(crate) mod credentials;
pub(crate) mod rows;

use db::{Tx, args, record};
use model::Timestamp;
use model::id::{AddressId, IdentityId, ProjectId};
use model::identity::{Identity, Via};
use serde_json::Value;

use self::rows::{address_join, fold, identity_columns, identity_record};
use crate::error::{Error, Result};

/// Purposes of addresses, as stored.
pub(crate) const VERIFICATION: &str = "verification";
pub(crate) const RECOVERY: &str = "recovery";

identity_record! {
    /// An identity by itself.
    Plain {}
}

const BY_ID: &str = concat!(
    "SELECT ",
    identity_columns!(),
    " FROM identities i",
    address_join!(),
    "WHERE i.project_id = $1 AND i.id = $2"
);

pub(crate) async fn get(
    db: &db::Db,
    project: ProjectId,
    id: IdentityId,
) -> Result<Option<Identity>> {
    let rows: Vec<Plain> = db.all(BY_ID, args![project, id]).await?;
    Ok(fold(&rows)?.into_iter().next())
}

/// The same over the caller's transaction, if that has begun: what rests on it holds the identity's row before.
pub(crate) async fn get_in(
    tx: &mut Tx,
    project: ProjectId,
    id: IdentityId,
) -> Result<Option<Identity>> {
    let rows: Vec<Plain> = tx.peek(BY_ID, args![project, id]).await?;
    Ok(fold(&rows)?.into_iter().next())
}

pub(crate) async fn by_external(
    db: &db::Db,
    project: ProjectId,
    id: &str,
) -> Result<Option<Identity>> {
    let rows: Vec<Plain> = db
        .all(
            concat!(
                "SELECT ",
                identity_columns!(),
                " FROM identities i",
                address_join!(),
                "WHERE i.project_id = $1 AND i.external_id = $2"
            ),
            args![project, id],
        )
        .await?;
    Ok(fold(&rows)?.into_iter().next())
}

/// The identity that an address of this purpose belongs to.
pub(crate) async fn by_address(
    db: &db::Db,
    project: ProjectId,
    purpose: &str,
    (via, value): (Via, &str),
) -> Result<Option<Identity>> {
    let rows: Vec<Plain> = db
        .all(
            concat!(
                "SELECT ",
                identity_columns!(),
                " FROM identity_addresses f \
                 JOIN identities i ON i.project_id = f.project_id AND i.id = f.identity_id",
                address_join!(),
                "WHERE f.project_id = $1 AND f.purpose = $2 AND f.via = $3 AND f.value = $4"
            ),
            args![project, purpose, via.word(), value],
        )
        .await?;
    Ok(fold(&rows)?.into_iter().next())
}

/// A page of identities in the order of their ids, after `after`.
pub(crate) async fn page(
    db: &db::Db,
    project: ProjectId,
    after: IdentityId,
    limit: i64,
) -> Result<Vec<Identity>> {
    let rows: Vec<Plain> = db
        .all(
            concat!(
                "SELECT ", identity_columns!(),
                " FROM (SELECT * FROM identities WHERE project_id = $1 AND id > $2 ORDER BY id LIMIT $3) i",
                address_join!(), "ORDER BY i.id"
            ),
            args![project, after, limit],
        )
        .await?;
    fold(&rows)
}

/// A page by number.
pub(crate) async fn page_at(
    db: &db::Db,
    project: ProjectId,
    offset: i64,
    limit: i64,
) -> Result<Vec<Identity>> {
    let rows: Vec<Plain> = db
        .all(
            concat!(
                "SELECT ", identity_columns!(),
                " FROM (SELECT * FROM identities WHERE project_id = $1 ORDER BY id LIMIT $3 OFFSET $2) i",
                address_join!(), "ORDER BY i.id"
            ),
            args![project, offset, limit],
        )
        .await?;
    fold(&rows)
}

record! { struct Count { count: i64 } }

pub(crate) async fn count(db: &db::Db, project: ProjectId) -> Result<i64> {
    let row: Count = db
        .one("SELECT COUNT(*) AS count FROM identities WHERE project_id = $1", args![project])
        .await?;
    Ok(row.count)
}

record! { struct Owner { identity_id: IdentityId } }

/// Whom an identifier belongs to, whatever the kind of credential.
pub(crate) async fn owners(
    db: &db::Db,
    project: ProjectId,
    identifier: &str,
) -> Result<Vec<IdentityId>> {
    let rows: Vec<Owner> = db
        .all(
            "SELECT DISTINCT identity_id FROM credential_identifiers \
             WHERE project_id = $1 AND type IN ('password', 'code', 'webauthn', 'passkey') AND identifier = $2",
            args![project, identifier],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.identity_id).collect())
}

/// Whose identifiers begin with `prefix`; `until` is the first text after all of them.
pub(crate) async fn owners_like(
    db: &db::Db,
    project: ProjectId,
    prefix: &str,
    until: &str,
) -> Result<Vec<IdentityId>> {
    let rows: Vec<Owner> = db
        .all(
            "SELECT DISTINCT identity_id FROM credential_identifiers \
             WHERE project_id = $1 AND type IN ('password', 'code', 'webauthn', 'passkey') \
             AND identifier >= $2 AND identifier < $3 ORDER BY identity_id LIMIT 500",
            args![project, prefix, until],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.identity_id).collect())
}

/// `false` when the external id is taken.
pub(crate) async fn insert(tx: &mut Tx, project: ProjectId, identity: &Identity) -> Result<bool> {
    let sql = "INSERT INTO identities (project_id, id, external_id, schema_id, state, \
        state_changed_at, traits, metadata_public, metadata_admin, created_at, updated_at, required_actions) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
    let args = args![
        project,
        identity.id,
        identity.external_id.clone(),
        identity.schema_id.as_str(),
        identity.state.word(),
        identity.state_changed_at,
        identity.traits.to_string(),
        stored(&identity.metadata_public),
        stored(&identity.metadata_admin),
        identity.created_at,
        identity.updated_at,
        identity.required_actions.join(" ")
    ];
    Ok(tx.guarded(sql, args).await?)
}

fn stored(value: &Value) -> Option<String> {
    (!value.is_null()).then(|| value.to_string())
}

record! { struct Holding { what: String } }

/// As what a name or address belongs to others: the types of credentials and the purposes of addresses.
pub(super) async fn held(
    tx: &mut Tx,
    project: ProjectId,
    me: IdentityId,
    value: &str,
) -> Result<Vec<String>> {
    let rows: Vec<Holding> = tx
        .peek(
            "SELECT type AS what FROM credential_identifiers WHERE project_id = $1 \
             AND type IN ('password', 'code', 'webauthn', 'passkey') AND identifier = $2 AND identity_id <> $3 \
             UNION ALL SELECT purpose AS what FROM identity_addresses WHERE project_id = $1 \
             AND purpose IN ('verification', 'recovery') AND via IN ('email', 'sms') AND value = $2 \
             AND identity_id <> $3",
            args![project, value, me],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.what).collect())
}

/// Whether somebody else has this external id.
pub(super) async fn external_taken(
    tx: &mut Tx,
    project: ProjectId,
    me: IdentityId,
    external: &str,
) -> Result<bool> {
    let taken: Vec<IdentityId> = tx
        .peek(
            "SELECT id FROM identities WHERE project_id = $1 AND external_id = $2 AND id <> $3",
            args![project, external, me],
        )
        .await?;
    Ok(!taken.is_empty())
}

/// Writes everything but addresses; only over what was `read` at that version, where one is given.
pub(crate) async fn update(
    tx: &mut Tx,
    project: ProjectId,
    identity: &Identity,
    read: Option<Timestamp>,
) -> Result<()> {
    let updated = tx
        .execute(
            "UPDATE identities SET external_id = $3, schema_id = $4, state = $5, state_changed_at = $6, traits = $7, \
             metadata_public = $8, metadata_admin = $9, updated_at = $10 \
             WHERE project_id = $1 AND id = $2 AND updated_at = COALESCE($11, updated_at)",
            args![
                project,
                identity.id,
                identity.external_id.clone(),
                identity.schema_id.as_str(),
                identity.state.word(),
                identity.state_changed_at,
                identity.traits.to_string(),
                stored(&identity.metadata_public),
                stored(&identity.metadata_admin),
                identity.updated_at,
                read
            ],
        )
        .await?;
    if updated == 1 {
        Ok(())
    } else if read.is_some() {
        Err(db::Error::Outdated.into())
    } else {
        Err(Error::internal("an identity went away while it was changed"))
    }
}

/// The change that waits for this address is the one that counts.
pub(crate) fn hold(tx: &mut Tx, project: ProjectId, id: IdentityId, of: AddressId, now: Timestamp) {
    tx.later(
        "INSERT INTO held_changes (project_id, identity_id, address_id, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (project_id, identity_id) DO UPDATE SET address_id = excluded.address_id, \
         created_at = excluded.created_at",
        args![project, id, of, now],
    );
}

/// The address that a change of this identity waits for.
pub(crate) async fn held_change(
    tx: &mut Tx,
    project: ProjectId,
    id: IdentityId,
) -> Result<Option<AddressId>> {
    let sql = "SELECT address_id FROM held_changes WHERE project_id = $1 AND identity_id = $2";
    let found: Vec<AddressId> = tx.peek(sql, args![project, id]).await?;
    Ok(found.into_iter().next())
}

/// Holds the account's row until the transaction ends, before anything else that it writes: of those who judge what the
/// account has left, one comes after the other.
pub(crate) fn take_hold(tx: &mut Tx, project: ProjectId, id: IdentityId) {
    tx.must_first(
        "UPDATE identities SET updated_at = updated_at WHERE project_id = $1 AND id = $2",
        args![project, id],
    );
}

/// Whatever waited is void.
pub(super) fn forget_held(tx: &mut Tx, project: ProjectId, id: IdentityId) {
    let sql = "DELETE FROM held_changes WHERE project_id = $1 AND identity_id = $2";
    tx.later(sql, args![project, id]);
}

/// `false` when there is none.
pub(crate) async fn delete(tx: &mut Tx, project: ProjectId, id: IdentityId) -> Result<bool> {
    for statement in [
        "DELETE FROM recovery_codes WHERE project_id = $1 AND set_id IN \
         (SELECT id FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2)",
        "DELETE FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM recovery_codes WHERE project_id = $1 AND set_id IN \
         (SELECT id FROM retired_code_sets WHERE project_id = $1 AND identity_id = $2)",
        "DELETE FROM retired_code_sets WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM repudiations WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM replaced_values WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM totp_steps WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM one_time_codes WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM held_changes WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM continuity WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM sessions WHERE project_id = $1 AND identity_id = $2",
        // Whoever waits for a code goes on waiting, as for an address that nobody has.
        "UPDATE flows SET identity_id = NULL WHERE project_id = $1 AND identity_id = $2 \
         AND kind IN ('recovery', 'verification')",
        "DELETE FROM flows WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM credential_identifiers WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM identity_credentials WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM identity_addresses WHERE project_id = $1 AND identity_id = $2",
    ] {
        tx.execute(statement, args![project, id]).await?;
    }
    let deleted = tx
        .execute("DELETE FROM identities WHERE project_id = $1 AND id = $2", args![project, id])
        .await?;
    Ok(deleted == 1)
}
