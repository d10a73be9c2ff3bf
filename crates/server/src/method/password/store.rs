//! SQL of passwords: everything that sign-in needs to know of a name, in one statement.

use db::{Rows, Statement, args};
use model::Timestamp;
use model::id::ProjectId;
use model::identity::Identity;

use super::ID;
use crate::app::Cx;
use crate::error::Result;
use crate::identity::credentials::Credential;
use crate::identity::rows::{address_join, fold, identity_columns, identity_record};

identity_record! {
    /// A password with its identity.
    FoundRow {
        config: String,
        version: i64,
        label: Option<String>,
        normalised: bool,
        set_at: Timestamp,
        updated_at: Timestamp,
        last_used_at: Option<Timestamp>,
        disabled_at: Option<Timestamp>,
        kinds: Option<String>,
    }
}

/// Whom a name belongs to.
pub(super) struct Found {
    pub(super) credential: Credential,
    pub(super) identity: Identity,
    pub(super) kinds: Option<String>,
}

/// The name is looked up by itself: as one more table of the join, PostgreSQL may come to read all passwords first, as
/// long as it has not counted them.
pub(super) fn named(project: ProjectId, identifier: &str) -> Statement {
    Statement {
        sql: concat!(
            "SELECT c.config, c.version, c.label, c.normalised, c.created_at AS set_at, c.updated_at, \
                 c.last_used_at, c.disabled_at, \
                 (SELECT string_agg(k.type, ' ') FROM identity_credentials k WHERE k.project_id = c.project_id \
                  AND k.identity_id = c.identity_id AND k.disabled_at IS NULL) AS kinds, ",
            identity_columns!(),
            " FROM identity_credentials c \
                 JOIN identities i ON i.project_id = c.project_id AND i.id = c.identity_id",
            address_join!(),
            "WHERE c.project_id = $1 AND c.type = 'password' AND c.disabled_at IS NULL \
                 AND c.identity_id = (SELECT f.identity_id FROM credential_identifiers f \
                  WHERE f.project_id = $1 AND f.type = 'password' AND f.identifier = $2)"
        ),
        args: args![project, identifier],
    }
}

/// Whom the name belongs to.
pub(super) async fn find(cx: &Cx, identifier: &str) -> Result<Option<Found>> {
    let Statement { sql, args } = named(cx.project(), identifier);
    folded(&cx.db().all(sql, args).await?)
}

/// What was read by [`named`].
pub(super) fn found(rows: &Rows) -> Result<Option<Found>> {
    folded(&rows.read()?)
}

fn folded(rows: &[FoundRow]) -> Result<Option<Found>> {
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let credential = Credential {
        identity_id: row.identity_id,
        kind: ID.into(),
        config: row.config.clone(),
        version: row.version,
        label: row.label.clone(),
        normalised: row.normalised,
        created_at: row.set_at,
        updated_at: row.updated_at,
        last_used_at: row.last_used_at,
        disabled_at: row.disabled_at,
    };
    let kinds = row.kinds.clone();
    Ok(fold(rows)?.into_iter().next().map(|identity| Found { credential, identity, kinds }))
}
