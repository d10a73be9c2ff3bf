//! What the configuration wants done after a flow (Kratos admin contract §1.8), in the flow's own transaction.

use db::Tx;
use model::id::{IdentityId, SessionId};
use model::session::Session;

use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Hook;
use crate::error::Result;
use crate::session::store::{self, Which};

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
    let ended = end_sessions(cx, tx, identity, keep).await?;
    tell_ended(cx, tx, identity, keep, ended);
    Ok(())
}

/// Ends the sessions of an identity but `keep`; how many there are, for [`tell_ended`].
pub(super) async fn end_sessions(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    keep: SessionId,
) -> Result<i64> {
    // Who signs in between is not in the number, and is ended all the same.
    let ended = store::count_in(cx, tx, identity, keep, Which::Active).await?;
    store::revoke_others_later(tx, cx.project(), identity, keep);
    Ok(ended)
}

/// Notes in the trail how many sessions `kept` has ended.
pub(super) fn tell_ended(cx: &Cx, tx: &mut Tx, identity: IdentityId, kept: SessionId, ended: i64) {
    if ended > 0 {
        let details = Some(serde_json::json!({ "ended": ended }));
        let about = audit::About { identity: Some(identity), session: Some(kept), details };
        audit::record(cx, tx, Event::OtherSessionsEnded, about);
    }
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
