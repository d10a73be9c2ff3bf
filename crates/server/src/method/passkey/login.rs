//! Signing in with a passkey, without a name.

use async_trait::async_trait;
use db::Tx;
use model::flow::{Aal, Transport};
use model::id::IdentityId;
use model::ui::{Group, Node};
use model::{Message, Problem};
use webauthn_rs::prelude::{DiscoverableKey, Passkey, PublicKeyCredential};

use super::ID;
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials::Credential;
use crate::method::webauthn::challenge::{self, Challenge};
use crate::method::webauthn::keys::{self, Keys};
use crate::method::webauthn::{filled, parsed, script};
use crate::method::{Attempt, Outcome, Part, Prepared};
use crate::session::Signed;

pub(super) struct Login;

const ANSWER: &str = "passkey_login";
const CHALLENGE: &str = "passkey_challenge";

/// An answer that was right.
struct Proved {
    challenge: Challenge,
    credential: Credential,
    keys: Keys<Passkey>,
    id: String,
}

#[async_trait]
impl Part for Login {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        let meant = form.text("method") == Some(ID) || filled(form, ANSWER).is_some();
        Ok(flow.body.requested_aal == Aal::Aal1 && flow.transport == Transport::Browser && meant)
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if flow.body.requested_aal != Aal::Aal1 || flow.transport != Transport::Browser {
            return Vec::new();
        }
        challenge::draw(cx, flow, ID);
        let field = Node::input(Group::PASSKEY, ANSWER, "hidden");
        vec![
            Node::input(Group::PASSKEY, CHALLENGE, "hidden"),
            script(cx),
            field.when_shown("oryPasskeyLoginAutocompleteInit"),
            Node::trigger(
                Group::PASSKEY,
                "passkey_login_trigger",
                "oryPasskeyLogin",
                Message::info(1_010_021),
            ),
        ]
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        _signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let field = nodes.iter_mut().find(|node| node.id() == CHALLENGE);
        if let (Some(field), Some(challenge), Some(party)) =
            (field.and_then(Node::as_input_mut), challenge::of(flow, ID), &cx.app.parties.passkey)
            && let Ok((mut options, _)) = party.start_discoverable_authentication()
        {
            options.public_key.challenge = challenge.bytes();
            // How it is offered is for the page to say.
            options.mediation = None;
            field.value = Some(serde_json::to_string(&options)?.into());
        }
        Ok(())
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let given = filled(&attempt.form, ANSWER).and_then(parsed::<PublicKeyCredential>);
        let good = challenge::good(cx, flow, ID);
        let (Some(given), Some(challenge), Some(party)) = (given, good, &cx.app.parties.passkey)
        else {
            return Ok(Prepared::Nothing);
        };
        let Ok((user, cred_id)) = party.identify_discoverable_authentication(&given) else {
            return Ok(Prepared::Nothing);
        };
        let id = data_encoding::HEXLOWER.encode(cred_id);
        let identity = IdentityId::parse(&user.to_string()).unwrap_or(IdentityId::nil());
        let Some(credential) = keys::read(cx, identity, ID).await? else {
            return Ok(Prepared::Nothing);
        };
        let mut keys = Keys::<Passkey>::of(Some(&credential))?;
        let Some(key) = keys.credentials.iter().find(|key| key.id == id) else {
            return Ok(Prepared::Nothing);
        };
        let Ok((_, state)) = party.start_discoverable_authentication() else {
            return Ok(Prepared::Nothing);
        };
        let state = challenge.state(&state)?;
        let key = DiscoverableKey::from(&key.inner);
        let result = match party.finish_discoverable_authentication_v2(&given, state, &key) {
            Ok(result) => result,
            Err(why) => {
                tracing::info!(%identity, "a passkey was refused: {why}");
                return Ok(Prepared::Nothing);
            }
        };
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
        _attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let asked = challenge::of(flow, ID);
        // One try for each challenge, right or wrong.
        challenge::draw(cx, flow, ID);
        let proved = prepared.take::<Proved>();
        let Some(mut proved) = proved.filter(|it| Some(&it.challenge) == asked.as_ref()) else {
            flow.complain(Message::passkey_unknown());
            return Ok(Outcome::Again);
        };
        let Proved { credential, keys, id, .. } = &mut proved;
        let passed = keys::signed_in(cx, tx, ID, (credential, keys, id)).await?;
        flow.forget(ID);
        Ok(Outcome::Passed(passed))
    }
}
