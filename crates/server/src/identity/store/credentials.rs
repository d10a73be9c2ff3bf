//! Credentials: one row per kind, and the identifiers by which sign-in finds them.
//!
//! What a `config` holds is the method's own matter; every secret in it is hashed or sealed by then. `version`
//! moves with each change, so that a check made outside the transaction can be tied to what it checked.

use db::{Statement, Tx, args, record};
use model::Timestamp;
use model::id::{IdentityId, ProjectId};
use serde_json::Value;

use super::super::Conflict;
use crate::app::Cx;
use crate::error::Result;

record! {
    /// A credential as stored.
    #[derive(Clone)]
    pub(crate) struct Credential {
        pub(crate) identity_id: IdentityId,
        pub(crate) kind: String,
        pub(crate) config: String,
        pub(crate) version: i64,
        pub(crate) label: Option<String>,
        pub(crate) normalised: bool,
        pub(crate) created_at: Timestamp,
        pub(crate) updated_at: Timestamp,
        pub(crate) last_used_at: Option<Timestamp>,
        pub(crate) disabled_at: Option<Timestamp>,
    }
}

macro_rules! columns {
    () => {
        "c.identity_id, c.type AS kind, c.config, c.version, c.label, c.normalised, c.created_at, c.updated_at, \
         c.last_used_at, c.disabled_at"
    };
}

impl Credential {
    pub(crate) fn config(&self) -> Result<Value> {
        Ok(serde_json::from_str(&self.config)?)
    }
}

const OF: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM identity_credentials c WHERE c.project_id = $1 AND c.identity_id = $2 \
     ORDER BY c.type"
);
const ONE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM identity_credentials c \
     WHERE c.project_id = $1 AND c.identity_id = $2 AND c.type = $3"
);

/// How many identities have one of this kind.
pub(crate) async fn count(db: &db::Db, project: ProjectId, kind: &'static str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM identity_credentials WHERE project_id = $1 AND type = $2";
    Ok(db.one(sql, args![project, kind]).await?)
}

/// How many identities have one of this kind whose config is not like `pattern`.
pub(crate) async fn count_without(
    db: &db::Db,
    project: ProjectId,
    kind: &'static str,
    pattern: &'static str,
) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM identity_credentials \
        WHERE project_id = $1 AND type = $2 AND config NOT LIKE $3";
    Ok(db.one(sql, args![project, kind, pattern]).await?)
}

/// All of an identity's.
pub(crate) async fn of(
    db: &db::Db,
    project: ProjectId,
    identity: IdentityId,
) -> Result<Vec<Credential>> {
    Ok(db.all(OF, args![project, identity]).await?)
}
pub(crate) async fn of_in(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
) -> Result<Vec<Credential>> {
    Ok(tx.all(OF, args![project, identity]).await?)
}
/// The statement that reads the one of this kind.
pub(crate) fn one(project: ProjectId, identity: IdentityId, kind: &str) -> Statement {
    Statement { sql: ONE, args: args![project, identity, kind] }
}
/// The one of this kind. What is decided by it rests on its version.
pub(crate) async fn get_in(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    kind: &str,
) -> Result<Option<Credential>> {
    Ok(tx.peek(ONE, args![project, identity, kind]).await?.into_iter().next())
}

/// The one of this kind that is found by this name.
pub(crate) async fn by_identifier(
    db: &db::Db,
    project: ProjectId,
    kind: &str,
    identifier: &str,
) -> Result<Option<Credential>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM identity_credentials c WHERE c.project_id = $1 AND c.type = $2 AND c.identity_id = \
         (SELECT f.identity_id FROM credential_identifiers f \
         WHERE f.project_id = $1 AND f.type = $2 AND f.identifier = $3)"
    );
    Ok(db.optional(sql, args![project, kind, identifier]).await?)
}

record! { struct Named { identifier: String } }

/// The identifiers of one credential.
pub(crate) async fn identifiers(
    db: &db::Db,
    project: ProjectId,
    identity: IdentityId,
    kind: &str,
) -> Result<Vec<String>> {
    let rows: Vec<Named> = db
        .all(
            "SELECT identifier FROM credential_identifiers \
             WHERE project_id = $1 AND identity_id = $2 AND type = $3 ORDER BY identifier",
            args![project, identity, kind],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.identifier).collect())
}

/// Makes or replaces the credential of this kind.
pub(crate) fn put(cx: &Cx, tx: &mut Tx, identity: IdentityId, kind: &str, config: &Value) {
    tx.later(
        "INSERT INTO identity_credentials \
         (project_id, identity_id, type, config, version, normalised, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, 0, TRUE, $5, $5) \
         ON CONFLICT (project_id, identity_id, type) DO UPDATE SET config = $4, updated_at = $5, \
         version = identity_credentials.version + 1, disabled_at = NULL",
        args![cx.project(), identity, kind, config.to_string(), cx.now],
    );
}

/// Replaces the config only if nobody did since `version`. For re-hashing.
pub(crate) async fn replace(
    cx: &Cx,
    tx: &mut Tx,
    credential: &Credential,
    config: &Value,
) -> Result<bool> {
    let sql = "UPDATE identity_credentials SET config = $5, version = version + 1, updated_at = $6, \
        normalised = TRUE \
        WHERE project_id = $1 AND identity_id = $2 AND type = $3 AND version = $4";
    let args = args![
        cx.project(),
        credential.identity_id,
        credential.kind.as_str(),
        credential.version,
        config.to_string(),
        cx.now
    ];
    Ok(tx.guarded(sql, args).await?)
}

/// Says that a credential was used. `false` when it changed since `version`: what was checked is not what is there.
pub(crate) async fn used(cx: &Cx, tx: &mut Tx, credential: &Credential) -> Result<bool> {
    let sql = "UPDATE identity_credentials SET last_used_at = $5 \
        WHERE project_id = $1 AND identity_id = $2 AND type = $3 AND version = $4 \
        AND disabled_at IS NULL";
    let args = args![
        cx.project(),
        credential.identity_id,
        credential.kind.as_str(),
        credential.version,
        cx.now
    ];
    Ok(tx.guarded(sql, args).await?)
}

/// Gives a credential its owner's name for it, or none. `false`: there is no such credential.
pub(crate) async fn label(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    kind: &str,
    label: Option<String>,
) -> Result<bool> {
    let sql = "UPDATE identity_credentials SET label = $4 \
        WHERE project_id = $1 AND identity_id = $2 AND type = $3 AND disabled_at IS NULL";
    Ok(tx.guarded(sql, args![cx.project(), identity, kind, label]).await?)
}

/// Switches a credential off until it is put anew.
pub(crate) fn disable(cx: &Cx, tx: &mut Tx, identity: IdentityId, kind: &str) {
    tx.later(
        "UPDATE identity_credentials SET disabled_at = $4, updated_at = $4, version = version + 1 \
         WHERE project_id = $1 AND identity_id = $2 AND type = $3",
        args![cx.project(), identity, kind, cx.now],
    );
}

/// `false` when there was none.
pub(crate) async fn delete(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    kind: &str,
) -> Result<bool> {
    tx.execute(
        "DELETE FROM credential_identifiers WHERE project_id = $1 AND identity_id = $2 AND type = $3",
        args![project, identity, kind],
    )
    .await?;
    let deleted = tx
        .execute(
            "DELETE FROM identity_credentials WHERE project_id = $1 AND identity_id = $2 AND type = $3",
            args![project, identity, kind],
        )
        .await?;
    Ok(deleted == 1)
}

/// Makes the identifiers of one kind what the traits derive; a `fresh` identity has none. One that somebody else has is
/// a [`Conflict`].
pub(crate) async fn sync_identifiers(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    kind: &str,
    wanted: &[String],
    fresh: bool,
) -> Result<Result<(), Conflict>> {
    let have: Vec<Named> = if fresh {
        Vec::new()
    } else {
        tx.all(
            "SELECT identifier FROM credential_identifiers \
             WHERE project_id = $1 AND identity_id = $2 AND type = $3",
            args![cx.project(), identity, kind],
        )
        .await?
    };
    for gone in have.iter().filter(|row| !wanted.contains(&row.identifier)) {
        tx.later(
            "DELETE FROM credential_identifiers \
             WHERE project_id = $1 AND identity_id = $2 AND type = $3 AND identifier = $4",
            args![cx.project(), identity, kind, gone.identifier.as_str()],
        );
    }
    for new in wanted.iter().filter(|name| !have.iter().any(|row| row.identifier == **name)) {
        let inserted = tx
            .guarded(
                "INSERT INTO credential_identifiers (project_id, type, identifier, identity_id) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                args![cx.project(), kind, new.as_str(), identity],
            )
            .await?;
        if !inserted {
            return Ok(Err(Conflict));
        }
    }
    Ok(Ok(()))
}

/// Takes an identifier that nobody else may have, beside those that traits derive. `false`: somebody has it.
pub(crate) async fn claim(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    kind: &str,
    identifier: &str,
) -> Result<bool> {
    let sql = "INSERT INTO credential_identifiers (project_id, type, identifier, identity_id) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    Ok(tx.guarded(sql, args![cx.project(), kind, identifier, identity]).await?)
}

/// Whether somebody has taken it.
pub(crate) async fn claimed(cx: &Cx, tx: &mut Tx, kind: &str, identifier: &str) -> Result<bool> {
    let sql = "SELECT identifier FROM credential_identifiers \
        WHERE project_id = $1 AND type = $2 AND identifier = $3";
    let rows: Vec<Named> = tx.peek(sql, args![cx.project(), kind, identifier]).await?;
    Ok(!rows.is_empty())
}

/// Takes it again where nobody took it since.
pub(crate) fn reclaim(cx: &Cx, tx: &mut Tx, identity: IdentityId, kind: &str, identifier: &str) {
    tx.later(
        "INSERT INTO credential_identifiers (project_id, type, identifier, identity_id) \
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        args![cx.project(), kind, identifier, identity],
    );
}

/// Gives it back.
pub(crate) fn unclaim(cx: &Cx, tx: &mut Tx, identity: IdentityId, kind: &str, identifier: &str) {
    tx.later(
        "DELETE FROM credential_identifiers \
         WHERE project_id = $1 AND type = $2 AND identifier = $3 AND identity_id = $4",
        args![cx.project(), kind, identifier, identity],
    );
}
