//! SQL of identities, their addresses, credentials and identifiers.
//!
//! An identity is read with its addresses in one statement: the join repeats the identity's columns for each
//! address, and [`fold`] puts the rows together again.

use db::{Tx, args, record};
use model::Timestamp;
use model::id::{AddressId, IdentityId, ProjectId};
use model::identity::{Identity, RecoveryAddress, State, Status, VerifiableAddress, Via};
use serde_json::Value;

use crate::error::{Error, Result};

/// The columns of an identity and one of its addresses, with the names that [`identity_record`] gives them.
macro_rules! identity_columns {
    () => {
        "i.id AS identity_id, i.external_id, i.schema_id, i.state, i.state_changed_at, i.traits, \
         i.metadata_public, i.metadata_admin, i.created_at AS made_at, i.updated_at AS changed_at, \
         a.id AS address_id, a.purpose, a.via, a.value, a.status, a.verified_at, \
         a.created_at AS address_made_at, a.updated_at AS address_changed_at"
    };
}
/// Joins the addresses to identities `i`.
macro_rules! address_join {
    () => {
        " LEFT JOIN identity_addresses a ON a.project_id = i.project_id AND a.identity_id = i.id "
    };
}
/// A record that begins with its own columns and ends with [`identity_columns`].
macro_rules! identity_record {
    ($(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? }) => {
        db::record! {
            $(#[$doc])*
            pub(crate) struct $name {
                $($field: $type,)*
                identity_id: model::id::IdentityId,
                external_id: Option<String>,
                schema_id: String,
                state: String,
                state_changed_at: Option<model::Timestamp>,
                traits: String,
                metadata_public: Option<String>,
                metadata_admin: Option<String>,
                made_at: model::Timestamp,
                changed_at: model::Timestamp,
                address_id: Option<model::id::AddressId>,
                purpose: Option<String>,
                via: Option<String>,
                value: Option<String>,
                status: Option<String>,
                verified_at: Option<model::Timestamp>,
                address_made_at: Option<model::Timestamp>,
                address_changed_at: Option<model::Timestamp>,
            }
        }
        impl $crate::identity::store::IdentityRow for $name {
            fn id(&self) -> model::id::IdentityId {
                self.identity_id
            }
            fn identity(&self) -> $crate::error::Result<model::identity::Identity> {
                use $crate::identity::store::json;
                Ok(model::identity::Identity {
                    id: self.identity_id,
                    external_id: self.external_id.clone(),
                    schema_id: self.schema_id.clone(),
                    state: $crate::identity::store::state(&self.state),
                    state_changed_at: self.state_changed_at,
                    traits: json(Some(&self.traits))?,
                    metadata_public: json(self.metadata_public.as_deref())?,
                    metadata_admin: json(self.metadata_admin.as_deref())?,
                    verifiable_addresses: Vec::new(),
                    recovery_addresses: Vec::new(),
                    created_at: self.made_at,
                    updated_at: self.changed_at,
                })
            }
            fn address(&self) -> Option<$crate::identity::store::AddressRow> {
                Some($crate::identity::store::AddressRow {
                    id: self.address_id?,
                    purpose: self.purpose.clone()?,
                    via: self.via.clone()?,
                    value: self.value.clone()?,
                    status: self.status.clone()?,
                    verified_at: self.verified_at,
                    created_at: self.address_made_at?,
                    updated_at: self.address_changed_at?,
                })
            }
        }
    };
}
pub(crate) use {address_join, identity_columns, identity_record};

/// A row that carries an identity and perhaps one of its addresses.
pub(crate) trait IdentityRow {
    fn id(&self) -> IdentityId;
    fn identity(&self) -> Result<Identity>;
    fn address(&self) -> Option<AddressRow>;
}

/// An address as stored.
pub(crate) struct AddressRow {
    pub(crate) id: AddressId,
    pub(crate) purpose: String,
    pub(crate) via: String,
    pub(crate) value: String,
    pub(crate) status: String,
    pub(crate) verified_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

pub(crate) const VERIFICATION: &str = "verification";
pub(crate) const RECOVERY: &str = "recovery";

pub(crate) fn json(text: Option<&str>) -> Result<Value> {
    text.map_or(Ok(Value::Null), |text| Ok(serde_json::from_str(text)?))
}
pub(crate) fn state(word: &str) -> State {
    // An unknown word counts as inactive: failing closed.
    State::parse(word).unwrap_or(State::Inactive)
}

/// Puts the rows of a join together; rows of one identity have to be adjacent.
pub(crate) fn fold<R: IdentityRow>(rows: &[R]) -> Result<Vec<Identity>> {
    let mut out: Vec<Identity> = Vec::new();
    for row in rows {
        if out.last().is_none_or(|identity| identity.id != row.id()) {
            out.push(row.identity()?);
        }
        if let (Some(identity), Some(address)) = (out.last_mut(), row.address()) {
            attach(identity, address);
        }
    }
    Ok(out)
}

fn attach(identity: &mut Identity, row: AddressRow) {
    let via = Via::parse(&row.via).unwrap_or(Via::Email);
    let AddressRow { id, value, created_at, updated_at, .. } = row;
    if row.purpose == RECOVERY {
        identity.recovery_addresses.push(RecoveryAddress {
            id,
            value,
            via,
            created_at,
            updated_at,
        });
    } else {
        let status = Status::parse(&row.status).unwrap_or(Status::Pending);
        let verified_at = row.verified_at;
        let verified = status == Status::Completed;
        let address = VerifiableAddress {
            id,
            value,
            via,
            verified,
            status,
            verified_at,
            created_at,
            updated_at,
        };
        identity.verifiable_addresses.push(address);
    }
}

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

pub(crate) async fn get_in(
    tx: &mut Tx,
    project: ProjectId,
    id: IdentityId,
) -> Result<Option<Identity>> {
    let rows: Vec<Plain> = tx.all(BY_ID, args![project, id]).await?;
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
    value: &str,
) -> Result<Option<Identity>> {
    let rows: Vec<Plain> = db
        .all(
            concat!(
                "SELECT ",
                identity_columns!(),
                " FROM identity_addresses f \
                 JOIN identities i ON i.project_id = f.project_id AND i.id = f.identity_id",
                address_join!(),
                "WHERE f.project_id = $1 AND f.purpose = $2 AND f.via = 'email' AND f.value = $3"
            ),
            args![project, purpose, value],
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
    let inserted = tx
        .execute(
            "INSERT INTO identities (project_id, id, external_id, schema_id, state, state_changed_at, traits, \
             metadata_public, metadata_admin, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
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
                identity.created_at,
                identity.updated_at
            ],
        )
        .await?;
    Ok(inserted == 1)
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
        .all(
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
    let taken: Option<IdentityId> = tx
        .optional(
            "SELECT id FROM identities WHERE project_id = $1 AND external_id = $2 AND id <> $3",
            args![project, external, me],
        )
        .await?;
    Ok(taken.is_some())
}

/// Writes everything but addresses.
pub(crate) async fn update(tx: &mut Tx, project: ProjectId, identity: &Identity) -> Result<()> {
    let updated = tx
        .execute(
            "UPDATE identities SET external_id = $3, schema_id = $4, state = $5, state_changed_at = $6, traits = $7, \
             metadata_public = $8, metadata_admin = $9, updated_at = $10 WHERE project_id = $1 AND id = $2",
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
                identity.updated_at
            ],
        )
        .await?;
    if updated == 1 {
        Ok(())
    } else {
        Err(Error::internal("an identity went away while it was changed"))
    }
}

/// `false` when there is none.
pub(crate) async fn delete(tx: &mut Tx, project: ProjectId, id: IdentityId) -> Result<bool> {
    for statement in [
        "DELETE FROM recovery_codes WHERE project_id = $1 AND set_id IN \
         (SELECT id FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2)",
        "DELETE FROM recovery_code_sets WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM totp_steps WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM one_time_codes WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM continuity WHERE project_id = $1 AND identity_id = $2",
        "DELETE FROM sessions WHERE project_id = $1 AND identity_id = $2",
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
