//! Identities: making, changing and reading accounts.
//!
//! Every write goes through [`create`] or [`change`], which hold traits, addresses and identifiers together in the
//! caller's transaction; whether somebody may do it is decided by the flow engine or the admin API. Schema rules are
//! in `schema/`, credentials' rows in `credentials.rs`; what a credential holds is its method's matter.

pub(crate) mod asserted;
pub(crate) mod schema;
pub(crate) mod store;

use db::Tx;
use model::id::{IdentityId, SessionId};
use model::identity::{Identity, State};
use model::{Message, Timestamp};
use serde_json::Value;

use crate::app::Cx;
use crate::error::Result;
use crate::method::{METHODS, code};
use crate::session::store as sessions;
use schema::Derived;
pub(crate) use store::{addresses, credentials, rows};

/// An address, identifier or external id belongs to another identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Conflict;

/// What a new identity is made of, checked against its schema already.
pub(crate) struct New {
    /// Its id, where that was told before; `None`: drawn now.
    pub(crate) id: Option<IdentityId>,
    pub(crate) schema_id: String,
    pub(crate) derived: Derived,
    pub(crate) state: State,
    pub(crate) external_id: Option<String>,
    pub(crate) metadata_public: Value,
    pub(crate) metadata_admin: Value,
    /// Kinds of credentials it is going to have, whose identifiers have to be free.
    pub(crate) kinds: Vec<&'static str>,
}

/// Makes an identity. Its credentials are put by their methods in the same transaction.
pub(crate) async fn create(cx: &Cx, tx: &mut Tx, new: New) -> Result<Result<Identity, Conflict>> {
    let mut identity = Identity {
        id: new.id.unwrap_or_else(|| IdentityId::draw(cx.random(), "identity")),
        external_id: new.external_id,
        schema_id: new.schema_id,
        state: new.state,
        state_changed_at: Some(cx.now),
        traits: new.derived.traits.clone(),
        metadata_public: new.metadata_public,
        metadata_admin: new.metadata_admin,
        verifiable_addresses: Vec::new(),
        recovery_addresses: Vec::new(),
        required_actions: cx.config().selfservice.required_actions.new_identities.clone(),
        created_at: cx.now,
        updated_at: cx.now,
    };
    if taken(cx, tx, &identity, &new.derived, &new.kinds).await? {
        return Ok(Err(Conflict));
    }
    if !store::insert(tx, cx.project(), &identity).await? {
        return Err(db::Error::Unique.into());
    }
    sync(cx, tx, &mut identity, &new.derived, None).await?;
    derive(cx, tx, &identity, &new.derived, &new.kinds, true).await?;
    Ok(Ok(identity))
}

/// An account is switched off: its codes and links on their way die (AR-04), and its sessions end for good. Those who
/// were signed in are not let in again by switching it on.
pub(crate) fn switched_off(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    code::store::void_all(tx, cx.project(), identity);
    sessions::revoke_others_later(tx, cx.project(), identity, SessionId::nil());
}

/// Who changes an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Somebody signed in to it. New recovery addresses wait (AR-12), and what an administrator did since the identity was
    /// read stands: the transaction fails with [`db::Error::Outdated`].
    Owner,
    /// An administrator, or what an administrator has set up.
    Administrator,
}

/// Writes an identity whose traits, state or metadata changed; `derived` is what its traits say now.
pub(crate) async fn change(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    derived: &Derived,
    by: By,
) -> Result<Result<(), Conflict>> {
    let have = credentials::of_in(tx, cx.project(), identity.id).await?;
    let kinds: Vec<&str> = have.iter().map(|c| c.kind.as_str()).collect();
    if taken(cx, tx, identity, derived, &kinds).await? {
        return Ok(Err(Conflict));
    }
    let (read, usable_at) = match by {
        By::Owner => (Some(identity.updated_at), waiting(cx)),
        By::Administrator => (None, None),
    };
    identity.traits = derived.traits.clone();
    identity.updated_at = cx.now;
    store::update(tx, cx.project(), identity, read).await?;
    store::forget_held(tx, cx.project(), identity.id);
    sync(cx, tx, identity, derived, usable_at).await?;
    derive(cx, tx, identity, derived, &kinds, false).await?;
    Ok(Ok(()))
}

/// Whether [`change`] would find that somebody else has one of the names or addresses.
pub(crate) async fn conflicts(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    derived: &Derived,
) -> Result<bool> {
    let have = credentials::of_in(tx, cx.project(), identity.id).await?;
    let kinds: Vec<&str> = have.iter().map(|c| c.kind.as_str()).collect();
    taken(cx, tx, identity, derived, &kinds).await
}

/// From when on a recovery address counts that somebody adds to their own account (AR-12); `None`: at once.
fn waiting(cx: &Cx) -> Option<Timestamp> {
    let delay = cx.config().selfservice.flows.recovery.new_address_delay;
    (!delay.is_zero()).then(|| cx.now.after(delay))
}

/// Whether somebody else has one of the names or addresses. Asked before anything is written, so that the caller's
/// transaction can still tell its user; who takes one after that makes the write fail as a whole.
async fn taken(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    derived: &Derived,
    kinds: &[&str],
) -> Result<bool> {
    let project = cx.project();
    if let Some(external) = &identity.external_id
        && store::external_taken(tx, project, identity.id, external).await?
    {
        return Ok(true);
    }
    // Who has a name as a password's has it as a key's too: the trait is one.
    let claims = derived.identifiers.iter().any(|(kind, _)| kinds.contains(kind));
    let names = derived.identifiers.iter().filter(|_| claims);
    let names = names.map(|(kind, name)| (*kind, name));
    let verifiable = derived.verifiable.iter().map(|(_, value)| (store::VERIFICATION, value));
    let recovery = derived.recovery.iter().map(|(_, value)| (store::RECOVERY, value));
    let wanted: Vec<(&str, &String)> = names.chain(verifiable).chain(recovery).collect();
    let mut asked: Vec<&String> = Vec::new();
    for (_, value) in &wanted {
        if asked.contains(value) {
            continue;
        }
        asked.push(value);
        let held = store::held(tx, project, identity.id, value).await?;
        if wanted.iter().any(|(what, of)| of == value && held.iter().any(|h| h == what)) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn sync(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    derived: &Derived,
    usable_at: Option<Timestamp>,
) -> Result<()> {
    match addresses::sync(cx, tx, identity, derived, usable_at).await? {
        Ok(()) => Ok(()),
        Err(Conflict) => Err(db::Error::Unique.into()),
    }
}

/// Makes the names to sign in with what the traits say.
async fn derive(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    derived: &Derived,
    kinds: &[&str],
    fresh: bool,
) -> Result<()> {
    for kind in kinds {
        let wanted = derived.identifiers_of(kind);
        // Second factors are found by their identity, and passkeys by what they say themselves.
        if wanted.is_empty() && !["password", "webauthn"].contains(kind) {
            continue;
        }
        if credentials::sync_identifiers(cx, tx, identity.id, kind, &wanted, fresh).await?.is_err()
        {
            return Err(db::Error::Unique.into());
        }
    }
    Ok(())
}

/// The names by which a credential of this kind that is added to an account is found; `Err` says why it cannot be: the
/// account has none, or somebody else does.
pub(crate) async fn names_for(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    kind: &str,
) -> Result<Result<Vec<String>, Message>> {
    let schema = cx.app.schemas.get(&identity.schema_id);
    let derived = schema.and_then(|schema| schema.validate(&identity.traits).ok());
    let names = derived.map(|derived| derived.identifiers_of(kind)).unwrap_or_default();
    if names.is_empty() {
        return Ok(Err(Message::identifier_none()));
    }
    for name in &names {
        let held = store::held(tx, cx.project(), identity.id, name).await?;
        if held.iter().any(|what| what == kind) {
            return Ok(Err(Message::identifier_taken()));
        }
    }
    Ok(Ok(names))
}

/// Which second factors an identity has set up and may use: what `highest_available` asks for.
///
/// A used-up set of recovery codes still counts, or the password alone would open the account again. A method that
/// is switched off does not.
pub(crate) fn second_factors<'a>(
    config: &crate::config::Config,
    kinds: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let counts = |kind: &str| {
        METHODS.iter().any(|m| m.id() == kind && m.second_factor(config) && m.enabled(config))
    };
    let factors = kinds.filter(|kind| counts(kind)).collect();
    config.selfservice.flows.login.second_factor.serving(factors)
}

/// What an account is called where its owner picks it from a list: as in a sign-in app, by its schema.
pub(crate) fn name(cx: &Cx, identity: &Identity) -> String {
    let schema = cx.app.schemas.get(&identity.schema_id);
    let derived = schema.and_then(|schema| schema.validate(&identity.traits).ok());
    let named = derived.and_then(|d| {
        d.totp_account.or_else(|| d.identifiers.first().map(|(_, name)| name.clone()))
    });
    named.unwrap_or_else(|| identity.id.text())
}

/// The language that the account's owner chose, as a tag (BCP 47), where a trait says so (`identity.locale_trait`).
pub(crate) fn language<'a>(cx: &Cx, identity: &'a Identity) -> Option<&'a str> {
    let tag = identity.traits.get(&cx.config().identity.locale_trait)?.as_str()?;
    (!tag.is_empty() && tag.len() <= 35).then_some(tag)
}
