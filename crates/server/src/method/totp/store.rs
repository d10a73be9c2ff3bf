//! SQL of accepted time steps.

use db::{Tx, args};
use model::id::{IdentityId, ProjectId};

use crate::error::Result;

/// Accepts a step, unless it or a later one was accepted before.
pub(super) async fn accept(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    step: i64,
) -> Result<bool> {
    let sql = "UPDATE totp_steps SET last_step = $3 \
        WHERE project_id = $1 AND identity_id = $2 AND last_step < $3";
    let args = args![project, identity, step];
    Ok(tx.guarded(sql, args).await?)
}

/// Begins to count for a new secret.
pub(super) fn reset(tx: &mut Tx, project: ProjectId, identity: IdentityId, step: i64) {
    tx.later(
        "INSERT INTO totp_steps (project_id, identity_id, last_step) VALUES ($1, $2, $3) \
         ON CONFLICT (project_id, identity_id) DO UPDATE SET last_step = $3",
        args![project, identity, step],
    );
}

pub(crate) fn remove(tx: &mut Tx, project: ProjectId, identity: IdentityId) {
    tx.later(
        "DELETE FROM totp_steps WHERE project_id = $1 AND identity_id = $2",
        args![project, identity],
    );
}
