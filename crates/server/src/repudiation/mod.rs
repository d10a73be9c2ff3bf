//! «This was not me»: the link in a notice, and what it undoes.
//!
//! A notice of a change carries a link for seven days. Opening it does nothing; its one button ends every session of the
//! account, takes back what the session changed that the notice was about, switches the password off until a new one is
//! chosen, kills codes and links on their way, and starts a recovery. What a session changed is kept from the moment of
//! the change ([`keep`]); nothing is taken back that another session has changed since. Whoever reads one of the
//! account's mailboxes is believed: they could recover the account as well.

pub(crate) mod page;
mod store;
mod undo;

use std::time::Duration;

use db::Tx;
use model::id::{IdentityId, SessionId};
use model::identity::Identity;
use model::random::{self, ALPHANUMERIC};
use model::{Secret, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::Cx;
use crate::session::Signed;

/// How long something can be undone.
pub(crate) const WEEK: Duration = Duration::from_hours(7 * 24);
/// Letters and digits of a token: 256 bits.
const TOKEN: usize = 43;
/// What the traits of an identity are called among what was replaced; anything else is a kind of credential.
const TRAITS: &str = "traits";
/// Path of the page.
pub(crate) const PATH: &str = "/not-me";

/// Keeps the credential of this kind, or that there is none, which this session is about to replace or remove. Belongs
/// before the change, in its transaction.
pub(crate) fn keep(cx: &Cx, tx: &mut Tx, signed: &Signed, kind: &'static str) {
    if cx.config().notices.enabled {
        store::keep(cx, tx, signed.identity.id, signed.session.id, kind);
    }
}

/// Keeps the traits as the session found them.
pub(crate) fn keep_traits(cx: &Cx, tx: &mut Tx, identity: &Identity, session: SessionId) {
    if cx.config().notices.enabled {
        let waits = identity.recovery_addresses.iter().filter(|a| !a.usable(cx.now));
        let waits = waits.map(|a| (a.value.clone(), a.usable_at)).collect();
        let kept = KeptTraits { traits: identity.traits.clone(), waits };
        store::keep_traits(cx, tx, identity.id, session, json!(kept).to_string());
    }
}

/// Traits as they were, and from when on those of their addresses count that had to wait.
#[derive(Serialize, Deserialize)]
struct KeptTraits {
    traits: Value,
    waits: Vec<(String, Option<Timestamp>)>,
}

/// An administrator changed the account: nothing from before comes back over that.
pub(crate) fn settle_all(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    store::settle_all(cx, tx, identity);
}

/// The link for a notice about this session.
pub(crate) fn offer(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    session: SessionId,
    notice: &'static str,
) -> String {
    let token = Secret::new(random::text(cx.random(), "repudiation-token", ALPHANUMERIC, TOKEN));
    store::insert(cx, tx, &store::New { identity, session, notice, hash: hash(token.expose()) });
    format!("{}{PATH}?token={}", cx.app.public_url(), token.expose())
}

fn hash(token: &str) -> [u8; 32] {
    crate::keys::digest(token.as_bytes())
}
