//! Adding passkeys; what is done with those that are there is the part of `webauthn::listed`.

use async_trait::async_trait;
use db::Tx;
use model::flow::Transport;
use model::ui::{Group, Node};
use model::{Message, Problem};
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, Passkey, PasskeyRegistration,
    RegisterPublicKeyCredential, Uuid,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::ID;
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials;
use crate::method::webauthn::challenge::{self, Challenge};
use crate::method::webauthn::keys::{self, Key, Keys};
use crate::method::webauthn::listed::Listed;
use crate::method::webauthn::{filled, parsed, script, sign_up};
use crate::method::{Attempt, Changed, Outcome, Part, Prepared, Privilege, first_factors};
use crate::session::{self, Signed};

pub(super) struct Settings;

const REGISTER: &str = "passkey_settings_register";
pub(super) const OPTIONS: &str = "passkey_create_data";
pub(super) const TRIGGER: &str = "passkey_register_trigger";
pub(super) const NAME: &str = "passkey_register_displayname";
/// What a passkey without a name is called.
pub(super) const USUAL: &str = "Passkey";

static LISTED: Listed = Listed {
    method: ID,
    group: Group::PASSKEY,
    remove: "passkey_remove",
    removal: Message::passkey_remove,
    rename: "passkey_rename",
    new_name: "passkey_rename_displayname",
    removed: "notice_passkey_removed",
    unknown: "There is no such passkey.",
};

/// A passkey that was made.
struct Made {
    challenge: Challenge,
    key: Passkey,
}

#[async_trait]
impl Part for Settings {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        let meant = filled(form, REGISTER).is_some() || LISTED.meant(form);
        Ok(flow.transport == Transport::Browser && (meant || form.text("method") == Some(ID)))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        if signed.is_none() || flow.transport != Transport::Browser {
            return Vec::new();
        }
        challenge::draw(cx, flow, ID);
        let label = Message::info(1_050_019);
        making(cx, REGISTER, ("oryPasskeySettingsRegistration", label))
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let at = nodes.iter().position(|node| node.group == Group::PASSKEY);
        let (Some(at), Some(signed)) = (at, signed) else {
            return Ok(());
        };
        let all = credentials::of(cx.db(), cx.project(), signed.identity.id).await?;
        let keys = Keys::<Passkey>::of(all.iter().find(|c| c.kind == ID))?;
        if let Some((options, _)) = registration(cx, flow, sign_up::owner(cx, signed), keys.ids())
            && let Some(field) = nodes.iter_mut().find(|node| node.id() == OPTIONS)
            && let Some(field) = field.as_input_mut()
        {
            field.value = Some(serde_json::to_string(&options)?.into());
        }
        let ways = first_factors::count(cx.config(), &all)?;
        nodes.splice(at..at, LISTED.nodes(cx, &keys, ways));
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
        let (Some(given), Some(challenge), Some(party)) = (given, good, &cx.app.parties.passkey)
        else {
            return Ok(Prepared::Nothing);
        };
        let credential = keys::read(cx, signed.identity.id, ID).await?;
        let keys = Keys::<Passkey>::of(credential.as_ref())?;
        let owner = sign_up::owner(cx, signed);
        let Some((_, state)) = registration(cx, flow, owner, keys.ids()) else {
            return Ok(Prepared::Nothing);
        };
        match party.finish_passkey_registration(&given, &challenge.state(&state)?) {
            Ok(key) => Ok(Prepared::ready(Made { challenge, key })),
            Err(why) => {
                tracing::info!(identity = %signed.identity.id, "a passkey was not added: {why}");
                Ok(Prepared::Nothing)
            }
        }
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
            flow.complain(Message::generic(
                "The passkey could not be added. Please try once more.",
            ));
            return Ok(Outcome::Again);
        };
        let id = made.key.cred_id().clone();
        let key = Key::new(cx, &id, (attempt.form.text(NAME), USUAL), made.key);
        if !keys::add(cx, tx, signed, ID, key).await? {
            flow.complain(Message::generic(
                "This passkey is in use already, or there are too many.",
            ));
            return Ok(Outcome::Again);
        }
        Ok(Outcome::Changed(Changed {
            identity: signed.identity.clone(),
            method: ID,
            event: Event::CredentialAdded,
            proved: None,
            along: Vec::new(),
            notice: Some("notice_passkey_added"),
        }))
    }
}

/// The nodes that have a passkey made by a function of the script; its answer goes into the field `answer`.
pub(super) fn making(cx: &Cx, answer: &str, (function, label): (&str, Message)) -> Vec<Node> {
    vec![
        script(cx),
        Node::trigger(Group::PASSKEY, TRIGGER, function, label),
        Node::input(Group::PASSKEY, answer, "hidden"),
        Node::input(Group::PASSKEY, OPTIONS, "hidden"),
    ]
}

/// The same for passkeys: what the browser is given for one other than those `known`, and the library's state.
pub(super) fn registration(
    cx: &Cx,
    flow: &Flow,
    (user, name): (Uuid, String),
    known: Vec<CredentialID>,
) -> Option<(CreationChallengeResponse, PasskeyRegistration)> {
    let (challenge, party) = (challenge::of(flow, ID)?, cx.app.parties.passkey.as_ref()?);
    let told = sign_up::told(&name);
    let (mut options, state) =
        party.start_passkey_registration(user, told, told, Some(known)).ok()?;
    sign_up::name(&mut options.public_key.user, name);
    options.public_key.challenge = challenge.bytes();
    // Without this a device may keep no name with it, and could not sign in by itself.
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    Some((options, state))
}
