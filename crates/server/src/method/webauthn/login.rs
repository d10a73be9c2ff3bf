//! A security key as the second step.

use async_trait::async_trait;
use db::Tx;
use model::flow::{Aal, Transport};
use model::ui::{Group, Node};
use model::{Message, Problem};
use webauthn_rs::prelude::{PublicKeyCredential, SecurityKey};

use super::challenge::{self, Challenge};
use super::keys::{self, Keys};
use super::{ID, filled, parsed, script};
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials::Credential;
use crate::method::{Attempt, Outcome, Part, Passed, Prepared};
use crate::session::{self, Signed};

pub(super) struct Login;

const ANSWER: &str = "webauthn_login";
const TRIGGER: &str = "webauthn_login_trigger";

/// An answer that was right.
struct Proved {
    challenge: Challenge,
    credential: Credential,
    keys: Keys<SecurityKey>,
    id: String,
}

#[async_trait]
impl Part for Login {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        let meant = form.text("method") == Some(ID) || filled(form, ANSWER).is_some();
        Ok(flow.body.requested_aal == Aal::Aal2 && flow.transport == Transport::Browser && meant)
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let has = signed.is_some_and(|s| s.has(ID));
        if flow.body.requested_aal != Aal::Aal2 || flow.transport != Transport::Browser || !has {
            return Vec::new();
        }
        challenge::draw(cx, flow, ID);
        vec![
            script(cx),
            Node::trigger(Group::WEBAUTHN, TRIGGER, "oryWebAuthnLogin", Message::info(1_010_008)),
            Node::hidden(Group::WEBAUTHN, ANSWER, ""),
        ]
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let trigger = nodes.iter_mut().find(|node| node.id() == TRIGGER);
        let (Some(trigger), Some(signed)) = (trigger.and_then(Node::as_input_mut), signed) else {
            return Ok(());
        };
        let (Some(challenge), Some(party)) = (challenge::of(flow, ID), &cx.app.parties.webauthn)
        else {
            return Ok(());
        };
        let credential = keys::read(cx, signed.identity.id, ID).await?;
        let keys = Keys::<SecurityKey>::of(credential.as_ref())?.plain();
        if let Ok((mut options, _)) = party.start_securitykey_authentication(&keys) {
            options.public_key.challenge = challenge.bytes();
            // Any kind of authenticator will do.
            options.public_key.hints = None;
            trigger.value = Some(serde_json::to_string(&options)?.into());
        }
        Ok(())
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let (Some(text), Some(signed)) = (filled(&attempt.form, ANSWER), &attempt.signed) else {
            return Ok(Prepared::Nothing);
        };
        let given = parsed::<PublicKeyCredential>(text);
        let good = challenge::good(cx, flow, ID);
        let (Some(given), Some(challenge), Some(party)) = (given, good, &cx.app.parties.webauthn)
        else {
            return Ok(Prepared::Nothing);
        };
        let Some(credential) = keys::read(cx, signed.identity.id, ID).await? else {
            return Ok(Prepared::Nothing);
        };
        let mut keys = Keys::<SecurityKey>::of(Some(&credential))?;
        let Ok((_, state)) = party.start_securitykey_authentication(&keys.plain()) else {
            return Ok(Prepared::Nothing);
        };
        let state = challenge.state(&state)?;
        let result = match party.finish_securitykey_authentication(&given, &state) {
            Ok(result) => result,
            Err(why) => {
                tracing::info!(identity = %signed.identity.id, "a security key was refused: {why}");
                return Ok(Prepared::Nothing);
            }
        };
        let id = data_encoding::HEXLOWER.encode(result.cred_id());
        for key in &mut keys.credentials {
            key.inner.update_credential(&result);
        }
        Ok(Prepared::ready(Proved { challenge, credential, keys, id }))
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
        if !signed.has(ID) {
            flow.complain(Message::webauthn_none());
            return Ok(Outcome::Again);
        }
        let asked = challenge::of(flow, ID);
        // One try for each challenge, right or wrong.
        challenge::draw(cx, flow, ID);
        if let Some(mut proved) = prepared.take::<Proved>()
            && Some(&proved.challenge) == asked.as_ref()
        {
            let Proved { credential, keys, id, .. } = &mut proved;
            if !keys::used(cx, tx, credential, keys, id).await? {
                // Another sign-in used it at the same moment, or it was removed: judged again.
                return Err(Error::from(db::Error::Outdated));
            }
            flow.forget(ID);
            return Ok(Outcome::Passed(Passed {
                identity: signed.identity.clone(),
                kinds: Some(signed.factors.join(" ")),
                method: ID,
                aal: Aal::Aal2,
            }));
        }
        flow.complain(Message::webauthn_wrong());
        Ok(Outcome::Again)
    }
}
