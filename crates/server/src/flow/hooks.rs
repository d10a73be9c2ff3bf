//! What the configuration wants done after a flow (Kratos admin contract §1.8), in the flow's own transaction.

use db::Tx;
use model::id::{IdentityId, SessionId};
use model::session::Session;

use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Hook;
use crate::error::Result;
use crate::session::store;

/// Whether the list has a hook of this name.
pub(super) fn has(hooks: &[Hook], name: &str) -> bool {
    hooks.iter().any(|hook| hook.hook == name)
}

/// Ends every other session of an identity.
pub(super) async fn revoke_others(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    keep: SessionId,
) -> Result<()> {
    let ended = store::revoke_others(tx, cx.project(), identity, keep).await?;
    if ended > 0 {
        let details = Some(serde_json::json!({ "ended": ended }));
        let about = audit::About { identity: Some(identity), session: Some(keep), details };
        audit::record(cx, tx, Event::OtherSessionsEnded, about);
    }
    Ok(())
}

/// After a factor was proved.
pub(super) async fn after_login(
    cx: &Cx,
    tx: &mut Tx,
    session: &Session,
    method: &str,
) -> Result<()> {
    let hooks = cx.config().selfservice.flows.login.after.hooks_for(method);
    if has(hooks, "revoke_active_sessions") {
        revoke_others(cx, tx, session.identity_id, session.id).await?;
    }
    Ok(())
}
