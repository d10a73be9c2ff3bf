//! Adding security keys; what is done with those that are there is `listed`'s part.

use async_trait::async_trait;
use db::Tx;
use model::flow::Transport;
use model::id::SessionId;
use model::ui::{Group, Node};
use model::{Message, Problem};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, RegisterPublicKeyCredential, SecurityKey,
    SecurityKeyRegistration, Uuid,
};

use super::challenge::{self, Challenge};
use super::keys::{self, Key, Keys};
use super::listed::Listed;
use super::{ID, filled, parsed, passwordless, script, sign_up};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::{self, credentials};
use crate::method::{
    Attempt, Changed, Outcome, Part, Prepared, Privilege, Proved, first_factors, lookup_secret,
};
use crate::session::{self, Signed};

pub(super) struct Settings;

const ADDED: &str = "notice_webauthn_added";
pub(super) const REGISTER: &str = "webauthn_register";
pub(super) const NAME: &str = "webauthn_register_displayname";
pub(super) const TRIGGER: &str = "webauthn_register_trigger";
/// What a key without a name is called.
pub(super) const USUAL: &str = "Security key";
const IN_USE: &str = "This key is in use already, or there are too many.";
/// Under which the flow remembers a key that was made, while recovery codes wait to be saved.
const PROVED: &str = "webauthn_proved";

static LISTED: Listed = Listed {
    method: ID,
    group: Group::WEBAUTHN,
    remove: "webauthn_remove",
    removal: Message::webauthn_remove,
    rename: "webauthn_rename",
    new_name: "webauthn_rename_displayname",
    removed: "notice_webauthn_removed",
    unknown: "There is no such security key.",
};

/// A key that was made.
struct Made {
    challenge: Challenge,
    key: SecurityKey,
}

/// A key that was made and is not set up yet.
#[derive(Serialize, Deserialize)]
struct Waiting {
    session: SessionId,
    key: Key<SecurityKey>,
}

#[async_trait]
impl Part for Settings {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        let meant = filled(form, REGISTER).is_some() || LISTED.meant(form);
        Ok(flow.transport == Transport::Browser && (meant || form.text("method") == Some(ID)))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        flow.forget(PROVED);
        if signed.is_none() || flow.transport != Transport::Browser {
            return Vec::new();
        }
        challenge::draw(cx, flow, ID);
        making(cx, 1_050_012)
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let at = nodes.iter().position(|node| node.id() == NAME);
        let (Some(at), Some(signed)) = (at, signed) else {
            return Ok(());
        };
        let all = credentials::of(cx.db(), cx.project(), signed.identity.id).await?;
        let keys = Keys::<SecurityKey>::of(all.iter().find(|c| c.kind == ID))?;
        let made = registration(cx, flow, sign_up::owner(cx, signed), keys.ids());
        if let (Some((options, _)), Some(trigger)) =
            (made, nodes.iter_mut().find(|n| n.id() == TRIGGER).and_then(Node::as_input_mut))
        {
            trigger.value = Some(serde_json::to_string(&options)?.into());
        }
        nodes.splice(at..at, LISTED.nodes(cx, &keys, first_factors::count(cx.config(), &all)?));
        Ok(())
    }

    fn privilege(&self, _cx: &Cx, _form: &Form) -> Privilege {
        Privilege::Highest
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let (Some(text), Some(signed)) = (filled(&attempt.form, REGISTER), &attempt.signed) else {
            return Ok(Prepared::Nothing);
        };
        let given = parsed::<RegisterPublicKeyCredential>(text);
        let good = challenge::good(cx, flow, ID);
        let (Some(given), Some(challenge), Some(party)) = (given, good, &cx.app.parties.webauthn)
        else {
            return Ok(Prepared::Nothing);
        };
        let credential = keys::read(cx, signed.identity.id, ID).await?;
        let keys = Keys::<SecurityKey>::of(credential.as_ref())?;
        let owner = sign_up::owner(cx, signed);
        let Some((_, state)) = registration(cx, flow, owner, keys.ids()) else {
            return Ok(Prepared::Nothing);
        };
        let state = challenge.state(&state)?;
        match party.finish_securitykey_registration(&given, &state) {
            Ok(key) => Ok(Prepared::ready(Made { challenge, key })),
            Err(why) => {
                tracing::info!(identity = %signed.identity.id, "a security key was not added: {why}");
                Ok(Prepared::Nothing)
            }
        }
    }

    async fn codes_saved(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        signed: &Signed,
    ) -> Result<Option<&'static str>> {
        let waiting: Option<Waiting> = flow.recall(PROVED);
        flow.forget(PROVED);
        let Some(waiting) = waiting.filter(|it| it.session == signed.session.id) else {
            return Ok(None);
        };
        Ok(keys::add(cx, tx, signed, ID, waiting.key).await?.then_some(ADDED))
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let Some(signed) = &attempt.signed else {
            return Err(session::unauthorized().into());
        };
        if let Some(done) = LISTED.submitted(cx, tx, flow, (&attempt.form, signed)).await? {
            return Ok(done);
        }
        let asked = challenge::of(flow, ID);
        challenge::draw(cx, flow, ID);
        let made = prepared.take::<Made>().filter(|made| Some(&made.challenge) == asked.as_ref());
        let Some(made) = made else {
            flow.complain(Message::generic("The key could not be added. Please try once more."));
            return Ok(Outcome::Again);
        };
        let id = made.key.cred_id().clone();
        let alone = passwordless(cx.config());
        let key = Key::new(cx, &id, (attempt.form.text(NAME), USUAL), made.key);
        let key = Key { passwordless: alone, ..key };
        if alone {
            return add_alone(cx, tx, flow, signed, key).await;
        }
        if cx.app.code_policy.required_with.webauthn() && lookup_secret::lacks(cx, signed) {
            flow.body.nodes.retain(|node| node.group != Group::WEBAUTHN);
            flow.remember(PROVED, Waiting { session: signed.session.id, key });
            return Ok(lookup_secret::require(cx, flow, signed));
        }
        if !keys::add(cx, tx, signed, ID, key).await? {
            flow.complain(Message::generic(IN_USE));
            return Ok(Outcome::Again);
        }
        Ok(added(signed, Some(Proved { renews: true })))
    }
}

/// A key that signs in by itself is found by a name of the account.
async fn add_alone(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    signed: &Signed,
    key: Key<SecurityKey>,
) -> Result<Outcome> {
    let id = signed.identity.id;
    let names = match identity::names_for(cx, tx, &signed.identity, ID).await? {
        Ok(names) => names,
        Err(message) => {
            flow.complain(message);
            return Ok(Outcome::Again);
        }
    };
    if !keys::add(cx, tx, signed, ID, key).await? {
        flow.complain(Message::generic(IN_USE));
        return Ok(Outcome::Again);
    }
    if credentials::sync_identifiers(cx, tx, id, ID, &names, false).await?.is_err() {
        return Err(db::Error::Unique.into());
    }
    Ok(added(signed, None))
}

fn added(signed: &Signed, proved: Option<Proved>) -> Outcome {
    Outcome::Changed(Changed {
        identity: signed.identity.clone(),
        method: ID,
        event: Event::CredentialAdded,
        proved,
        along: Vec::new(),
        notice: Some(ADDED),
    })
}

/// The nodes that have a key made; `label` is the button's.
pub(super) fn making(cx: &Cx, label: u32) -> Vec<Node> {
    let function = "oryWebAuthnRegistration";
    vec![
        Node::input(Group::WEBAUTHN, NAME, "text").value("").label(Message::info(1_050_013)),
        Node::hidden(Group::WEBAUTHN, REGISTER, ""),
        Node::trigger(Group::WEBAUTHN, TRIGGER, function, Message::info(label)),
        script(cx),
    ]
}

/// What the browser is given for a key other than those `known`, with the flow's challenge, and the library's state, which
/// gets it at judging.
pub(super) fn registration(
    cx: &Cx,
    flow: &Flow,
    (user, name): (Uuid, String),
    known: Vec<CredentialID>,
) -> Option<(CreationChallengeResponse, SecurityKeyRegistration)> {
    let (challenge, party) = (challenge::of(flow, ID)?, cx.app.parties.webauthn.as_ref()?);
    let told = sign_up::told(&name);
    let (mut options, state) =
        party.start_securitykey_registration(user, told, told, Some(known), None, None).ok()?;
    sign_up::name(&mut options.public_key.user, name);
    options.public_key.challenge = challenge.bytes();
    options.public_key.hints = None;
    // Browsers refuse to protect by a finger a key for which none is demanded.
    options.public_key.extensions = None;
    Some((options, state))
}
