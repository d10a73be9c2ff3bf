//! A change of an address that waits until the new address is proved (hook `verify_new_address`, Kratos admin contract
//! §1.8).
//!
//! What was changed lies in the verification flow whose code or link goes to the new address. It is written when that comes
//! back, if the session that wanted it is still there. One change waits at a time, and whatever else changes the identity
//! ends the waiting ([`identity::change`]).

use db::Tx;
use model::Timestamp;
use model::id::{AddressId, IdentityId, SessionId};
use model::identity::{Identity, Status, VerifiableAddress, Via};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Flow, continuity, hooks, verification};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::identity::schema::Derived;
use crate::identity::{self, By, addresses, store as identities};
use crate::notice::{self, Occasion};
use crate::repudiation;
use crate::session::{Signed, store as sessions};

/// Where the verification flow keeps it.
const KEY: &str = "held_change";
/// Name of the hook.
pub(crate) const HOOK: &str = "verify_new_address";

/// The change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) identity: IdentityId,
    session: SessionId,
    /// What the code or link is bound to; no row has it yet.
    address: AddressId,
    via: Via,
    pub(crate) value: String,
    traits: Value,
}

/// Whether a change waits.
pub(crate) enum Kept {
    /// It is written now.
    No,
    /// It waits.
    Held(Box<Held>),
    /// It would have to wait for several addresses at once.
    Several,
    /// Nothing can be sent to the new address, so it could wait for ever.
    OutOfReach,
}

/// Whether the profile form may change addresses only once they are proved.
fn waits(config: &Config) -> bool {
    hooks::has(config.selfservice.flows.settings.after.hooks_for("profile"), HOOK)
}

/// Judges a change that whoever is signed in wants.
pub(crate) fn judge(cx: &Cx, signed: &Signed, derived: &Derived) -> Kept {
    if !waits(cx.config()) {
        return Kept::No;
    }
    match new_addresses(&signed.identity, derived).as_slice() {
        [] => Kept::No,
        [(via, _)] if !verification::is_reached(cx, *via) => Kept::OutOfReach,
        [(via, value)] => Kept::Held(Box::new(Held {
            identity: signed.identity.id,
            session: signed.session.id,
            address: AddressId::draw(cx.random(), "address"),
            via: *via,
            value: value.clone(),
            traits: derived.traits.clone(),
        })),
        _ => Kept::Several,
    }
}

fn new_addresses(identity: &Identity, derived: &Derived) -> Vec<(Via, String)> {
    let has = |via: Via, value: &str| {
        identity.verifiable_addresses.iter().any(|a| a.via == via && a.value == value)
    };
    derived.verifiable.iter().filter(|(via, value)| !has(*via, value)).cloned().collect()
}

impl Held {
    pub(crate) fn of(flow: &Flow) -> Option<Self> {
        flow.recall(KEY)
    }

    pub(super) fn keep_in(&self, flow: &mut Flow) {
        flow.remember(KEY, self);
    }

    /// Whether a code or link was sent for it.
    pub(crate) fn is_for(&self, address: Option<AddressId>) -> bool {
        address == Some(self.address)
    }

    /// The account as it will be, for web hooks.
    pub(super) fn proposed(&self, identity: &Identity) -> Identity {
        Identity { traits: self.traits.clone(), ..identity.clone() }
    }

    /// A web hook wants other traits, for the same new address. `false`: for another one.
    pub(super) fn replace(&mut self, identity: &Identity, derived: &Derived) -> bool {
        self.traits = derived.traits.clone();
        new_addresses(identity, derived) == [(self.via, self.value.clone())]
    }

    /// The address that is to be proved.
    pub(crate) fn address(&self, now: Timestamp) -> VerifiableAddress {
        VerifiableAddress {
            id: self.address,
            value: self.value.clone(),
            verified: false,
            via: self.via,
            status: Status::Sent,
            created_at: now,
            updated_at: now,
            verified_at: None,
        }
    }

    /// Whether it is still the change that counts.
    pub(crate) async fn counts(&self, cx: &Cx, tx: &mut Tx) -> Result<bool> {
        let counts = identities::held_change(tx, cx.project(), self.identity).await?;
        Ok(counts == Some(self.address))
    }

    /// What it makes of the account's traits, or why it is void.
    pub(crate) async fn check(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        identity: &Identity,
    ) -> Result<Result<Derived, Void>> {
        let there = self.counts(cx, tx).await?
            && sessions::is_active_in(cx, tx, self.session, self.identity).await?;
        let schema = cx.app.schemas.of(identity);
        let derived = schema.validate(&self.traits).ok();
        let (true, Some(derived)) = (there, derived) else {
            return Ok(Err(Void::Stale));
        };
        if identity::conflicts(cx, tx, identity, &derived).await? {
            return Ok(Err(Void::Taken));
        }
        Ok(Ok(derived))
    }

    /// Writes it: its address is proved. The account as it is now.
    pub(crate) async fn write(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        before: &Identity,
        derived: &Derived,
    ) -> Result<Identity> {
        let mut identity = before.clone();
        repudiation::keep_traits(cx, tx, before, self.session);
        if identity::change(cx, tx, &mut identity, derived, By::Owner).await?.is_err() {
            return Err(Error::Db(db::Error::Unique));
        }
        // After the identity's row, as everywhere: so nobody waits for each other.
        sessions::still_there(tx, cx.project(), self.session);
        let address = (self.via, self.value.as_str());
        addresses::set_status(cx, tx, identity.id, address, Status::Completed);
        continuity::forget(cx, tx, identity.id);
        let about = audit::About {
            identity: Some(identity.id),
            session: Some(self.session),
            ..Default::default()
        };
        audit::record(cx, tx, Event::ProfileChanged, about);
        if addresses::recovery_changes(before, derived) {
            let (notice, session) = ("notice_address_changed", self.session);
            let before = Some(before);
            notice::tell(cx, tx, &Occasion { notice, identity: &identity, before, session })
                .await?;
        }
        hooks::notify_previous(cx, tx, before, &identity).await?;
        Ok(identity)
    }
}

/// Why a change is not written any more.
pub(crate) enum Void {
    /// Its session ended, or the identity was changed since.
    Stale,
    /// Somebody else has the address now.
    Taken,
}
