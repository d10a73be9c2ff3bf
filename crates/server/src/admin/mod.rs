//! The admin API: identities, their credentials, sessions (Kratos admin contract §3).
//!
//! It has no sign-in of its own; who may reach the listener is decided outside. A handler reads its request,
//! decides and writes in one transaction, together with the audit row that tells of it. No answer ever holds a
//! recovery code or the secret of a sign-in app. Routing, admin recovery codes and the courier's messages lie
//! elsewhere; schemas stand here because their lists are paged alike, though the public listener serves them.

pub(crate) mod batch;
pub(crate) mod body;
pub(crate) mod bulk;
pub(crate) mod change;
pub(crate) mod credentials;
pub(crate) mod identities;
pub(crate) mod list;
pub(crate) mod page;
pub(crate) mod schemas;
pub(crate) mod sessions;

mod draft;
mod import;
mod patch;
mod store;

use db::Tx;
use model::Problem;
use model::id::{IdentityId, SessionId};
use serde_json::json;

use crate::app::Cx;
use crate::audit::{self, About, Event};
use crate::error::Result;

/// The identity that a path names. What is no id belongs to nobody, hence 404 (§3.1).
pub(crate) fn identity_id(text: &str) -> IdentityId {
    IdentityId::parse(text).unwrap_or(IdentityId::nil())
}

/// The session that a path names; 400 where it is no id (§3.1).
fn session_id(text: &str) -> Result<SessionId, Problem> {
    SessionId::parse(text)
        .ok_or_else(|| Problem::new(400, "", "").message("The id of the session is not a UUID"))
}

/// An audit row that says that an administrator did it.
fn record(
    cx: &Cx,
    tx: &mut Tx,
    event: Event,
    identity: Option<IdentityId>,
    session: Option<SessionId>,
) {
    let details = Some(json!({ "by": "administrator" }));
    let about = About { identity, session, details };
    audit::record(cx, tx, event, about);
}
