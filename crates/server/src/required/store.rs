//! SQL of required actions.

use db::{Tx, args};
use model::id::IdentityId;

use crate::app::Cx;
use crate::error::Result;

/// Takes an action away from an account.
pub(super) fn remove(cx: &Cx, tx: &mut Tx, identity: IdentityId, action: &str) {
    tx.later(
        "UPDATE identities SET required_actions = \
         TRIM(REPLACE(' ' || required_actions || ' ', ' ' || $3 || ' ', ' ')) \
         WHERE project_id = $1 AND id = $2 AND required_actions <> ''",
        args![cx.project(), identity, action],
    );
}

/// Writes the actions of an account, whatever they were. `false`: there is no such account.
pub(super) async fn set(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    now: &[String],
) -> Result<bool> {
    let sql = "UPDATE identities SET required_actions = $3 WHERE project_id = $1 AND id = $2";
    Ok(tx.guarded(sql, args![cx.project(), identity, now.join(" ")]).await?)
}

/// Adds an action to an account that does not have it yet; how many were changed, 0 or 1.
pub(super) async fn add_to(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    action: &str,
) -> Result<u64> {
    let sql = "UPDATE identities SET required_actions = TRIM(required_actions || ' ' || $3) \
         WHERE project_id = $1 AND id = $2 AND ' ' || required_actions || ' ' NOT LIKE '% ' || $3 || ' %'";
    Ok(tx.execute(sql, args![cx.project(), identity, action]).await?)
}

/// The same for everybody who has no credential of the type `without`, up to so many at once.
pub(super) async fn add_to_all(
    cx: &Cx,
    tx: &mut Tx,
    action: &str,
    without: &str,
    most: i64,
) -> Result<u64> {
    let sql = "UPDATE identities SET required_actions = TRIM(required_actions || ' ' || $2) \
         WHERE project_id = $1 AND id IN (SELECT i.id FROM identities i WHERE i.project_id = $1 \
         AND ' ' || i.required_actions || ' ' NOT LIKE '% ' || $2 || ' %' AND NOT EXISTS \
         (SELECT 1 FROM identity_credentials c WHERE c.project_id = i.project_id AND c.identity_id = i.id \
         AND c.type = $3 AND c.disabled_at IS NULL) LIMIT $4)";
    Ok(tx.execute(sql, args![cx.project(), action, without, most]).await?)
}
