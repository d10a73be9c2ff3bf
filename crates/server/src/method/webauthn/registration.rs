//! Signing up with a security key (`passwordless`, wire contract §3.6).

use async_trait::async_trait;
use db::Tx;
use model::Problem;
use model::flow::Transport;
use model::ui::Node;
use webauthn_rs::prelude::{RegisterPublicKeyCredential, SecurityKey};

use super::challenge;
use super::keys::Key;
use super::settings::{self, NAME, REGISTER, TRIGGER, USUAL};
use super::sign_up::{self, Made};
use super::{ID, filled, parsed, passwordless};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::method::{Attempt, Outcome, Part, Prepared, profile};
use crate::session::Signed;

pub(super) struct Registration;

#[async_trait]
impl Part for Registration {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(filled(form, REGISTER).is_some() && sign_up::offered(flow, ID))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if flow.transport != Transport::Browser || !passwordless(cx.config()) {
            return Vec::new();
        }
        let Some(mut nodes) = profile::registration::beside(cx, flow) else {
            return Vec::new();
        };
        sign_up::draw(cx, flow, ID);
        nodes.extend(settings::making(cx, 1_040_004));
        nodes
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        _signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let trigger = nodes.iter_mut().find(|node| node.id() == TRIGGER);
        if let (Some(trigger), Some(account)) =
            (trigger.and_then(Node::as_input_mut), sign_up::account(cx, flow, ID))
            && let Some((options, _)) = settings::registration(cx, flow, account, Vec::new())
        {
            trigger.value = Some(serde_json::to_string(&options)?.into());
        }
        Ok(())
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let given = filled(&attempt.form, REGISTER).and_then(parsed::<RegisterPublicKeyCredential>);
        let (Some(given), Some(challenge), Some(party), Some(account), Some(derived)) = (
            given,
            challenge::good(cx, flow, ID),
            &cx.app.parties.webauthn,
            sign_up::account(cx, flow, ID),
            sign_up::derived(cx, flow, &attempt.form),
        ) else {
            return Ok(Prepared::Nothing);
        };
        let Some((_, state)) = settings::registration(cx, flow, account, Vec::new()) else {
            return Ok(Prepared::Nothing);
        };
        let made = match party.finish_securitykey_registration(&given, &challenge.state(&state)?) {
            Ok(made) => made,
            Err(why) => {
                tracing::info!("a security key was not taken at sign-up: {why}");
                return Ok(Prepared::Nothing);
            }
        };
        let id = made.cred_id().clone();
        let key = Key::new(cx, &id, (attempt.form.text(NAME), USUAL), made);
        let key = Key { passwordless: true, ..key };
        Ok(Prepared::ready(Made::<SecurityKey> { challenge, derived, key }))
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        // What was typed as the key's name stays.
        if let Some(field) = flow.node_mut(NAME).and_then(Node::as_input_mut) {
            field.value = Some(attempt.form.text(NAME).unwrap_or_default().into());
        }
        sign_up::submit::<SecurityKey>(cx, tx, flow, (ID, true), (attempt, prepared)).await
    }
}
