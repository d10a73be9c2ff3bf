//! Signing up with a passkey (wire contract §3.6).

use async_trait::async_trait;
use db::Tx;
use model::flow::Transport;
use model::ui::Node;
use model::{Message, Problem};
use serde_json::json;
use webauthn_rs::prelude::{Passkey, RegisterPublicKeyCredential};

use super::ID;
use super::settings::{self, NAME, OPTIONS, USUAL};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::method::webauthn::keys::Key;
use crate::method::webauthn::sign_up::{self, Made};
use crate::method::webauthn::{challenge, filled, parsed};
use crate::method::{Attempt, Outcome, Part, Prepared, profile};
use crate::session::Signed;

pub(super) struct Registration;

const REGISTER: &str = "passkey_register";

/// The device's answer. Some clients send the word for a field that they left empty.
fn answer(form: &Form) -> Option<&str> {
    filled(form, REGISTER).filter(|text| *text != "true")
}

#[async_trait]
impl Part for Registration {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(answer(form).is_some() && sign_up::offered(flow, ID))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        let named = !flow.schema(cx).key_names().is_empty();
        if flow.transport != Transport::Browser || !named {
            return Vec::new();
        }
        let Some(mut nodes) = profile::registration::beside(cx, flow) else {
            return Vec::new();
        };
        sign_up::draw(cx, flow, ID);
        let label = Message::info(1_040_007);
        nodes.extend(settings::making(cx, REGISTER, ("oryPasskeyRegistration", label)));
        nodes
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        _signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let field = nodes.iter_mut().find(|node| node.id() == OPTIONS);
        if let (Some(field), Some(account)) =
            (field.and_then(Node::as_input_mut), sign_up::account(cx, flow, ID))
            && let Some((options, _)) = settings::registration(cx, flow, account, Vec::new())
        {
            let names = flow.schema(cx).key_names();
            let told = json!({
                "credentialOptions": options,
                "displayNameFieldName": names.first(),
                "displayNameFieldNames": names,
            });
            field.value = Some(told.to_string().into());
        }
        Ok(())
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let (Some(given), Some(challenge), Some(party), Some(account), Some(derived)) = (
            answer(&attempt.form).and_then(parsed::<RegisterPublicKeyCredential>),
            challenge::good(cx, flow, ID),
            &cx.app.parties.passkey,
            sign_up::account(cx, flow, ID),
            sign_up::derived(cx, flow, &attempt.form),
        ) else {
            return Ok(Prepared::Nothing);
        };
        let Some((_, state)) = settings::registration(cx, flow, account, Vec::new()) else {
            return Ok(Prepared::Nothing);
        };
        let made = match party.finish_passkey_registration(&given, &challenge.state(&state)?) {
            Ok(made) => made,
            Err(why) => {
                tracing::info!("a passkey was not taken at sign-up: {why}");
                return Ok(Prepared::Nothing);
            }
        };
        let id = made.cred_id().clone();
        let key = Key::new(cx, &id, (attempt.form.text(NAME), USUAL), made);
        Ok(Prepared::ready(Made::<Passkey> { challenge, derived, key }))
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        sign_up::submit::<Passkey>(cx, tx, flow, (ID, false), (attempt, prepared)).await
    }
}
