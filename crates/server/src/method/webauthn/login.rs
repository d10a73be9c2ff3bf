//! Signing in with a security key: as the second step, or by itself as the first one (`first`).

use async_trait::async_trait;
use db::Tx;
use model::flow::{Aal, Transport};
use model::ui::{Group, Node};
use model::{Message, Problem};
use webauthn_rs::prelude::{PublicKeyCredential, RequestChallengeResponse, SecurityKey};

use super::challenge::{self, Challenge};
use super::keys::{self, Keys};
use super::{ID, filled, first, parsed, passwordless, script};
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials::Credential;
use crate::method::{Attempt, Outcome, Part, Passed, Prepared};
use crate::session::{self, Signed};

pub(super) struct Login;

const ANSWER: &str = "webauthn_login";
pub(super) const TRIGGER: &str = "webauthn_login_trigger";

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
        let step = flow.body.requested_aal == Aal::Aal2 || first::offered(flow);
        Ok(step && flow.transport == Transport::Browser && meant)
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        if flow.transport != Transport::Browser {
            return Vec::new();
        }
        if flow.body.requested_aal != Aal::Aal2 {
            let first = passwordless(cx.config()).then(|| first::nodes(cx, flow, signed));
            return first.unwrap_or_default();
        }
        if !signed.is_some_and(|s| s.has(ID)) {
            return Vec::new();
        }
        asking(cx, flow, 1_010_008)
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        if !nodes.iter().any(|node| node.id() == TRIGGER) {
            return Ok(());
        }
        if flow.body.requested_aal != Aal::Aal2 {
            return first::complete(cx, flow, signed, nodes).await;
        }
        let Some(signed) = signed else {
            return Ok(());
        };
        let credential = keys::read(cx, signed.identity.id, ID).await?;
        let keys = Keys::<SecurityKey>::of(credential.as_ref())?.plain();
        ask(nodes, options(cx, flow, &keys))
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let Some(text) = filled(&attempt.form, ANSWER) else {
            return Ok(Prepared::Nothing);
        };
        let signed = attempt.signed.as_ref();
        if flow.body.requested_aal != Aal::Aal2 {
            if !passwordless(cx.config()) {
                // Switched off since the flow began.
                return Ok(Prepared::Nothing);
            }
            let credential = first::credential(cx, flow, signed).await?;
            return judge(cx, flow, text, credential, Keys::alone);
        }
        let credential = match signed {
            Some(signed) => keys::read(cx, signed.identity.id, ID).await?,
            None => None,
        };
        judge(cx, flow, text, credential, Keys::plain)
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let second = flow.body.requested_aal == Aal::Aal2;
        if !second && filled(&attempt.form, ANSWER).is_none() {
            return Ok(first::named(cx, flow, &attempt.form));
        }
        // Where keys served for the first step until lately, the same key is no second.
        let serves = |s: &Signed| s.has(ID) && !s.session.came_by(&[ID]);
        if second && !attempt.signed.as_ref().is_some_and(serves) {
            flow.complain(Message::webauthn_none());
            return Ok(Outcome::Again);
        }
        let asked = challenge::of(flow, ID);
        // One try for each challenge, right or wrong.
        challenge::draw(cx, flow, ID);
        let proved = prepared.take::<Proved>();
        let Some(mut proved) = proved.filter(|it| Some(&it.challenge) == asked.as_ref()) else {
            flow.complain(Message::webauthn_wrong());
            return Ok(Outcome::Again);
        };
        let Proved { credential, keys, id, .. } = &mut proved;
        if !second {
            let passed = keys::signed_in(cx, tx, ID, (credential, keys, id)).await?;
            first::done(flow);
            return Ok(Outcome::Passed(passed));
        }
        let Some(signed) = &attempt.signed else {
            return Err(session::unauthorized().into());
        };
        if !keys::used(cx, tx, credential, keys, id).await? {
            // Another sign-in used it at the same moment, or it was removed: judged again.
            return Err(Error::from(db::Error::Outdated));
        }
        flow.forget(ID);
        Ok(Outcome::Passed(Passed {
            identity: signed.identity.clone(),
            kinds: Some(signed.factors.join(" ")),
            method: ID,
            aal: Aal::Aal2,
            remark: None,
        }))
    }
}

/// The nodes that ask for a key, with a new challenge; `label` is the button's.
pub(super) fn asking(cx: &Cx, flow: &mut Flow, label: u32) -> Vec<Node> {
    challenge::draw(cx, flow, ID);
    vec![
        script(cx),
        Node::trigger(Group::WEBAUTHN, TRIGGER, "oryWebAuthnLogin", Message::info(label)),
        Node::hidden(Group::WEBAUTHN, ANSWER, ""),
    ]
}

/// What the browser is given for any of these keys, with the flow's challenge.
pub(super) fn options(
    cx: &Cx,
    flow: &Flow,
    keys: &[SecurityKey],
) -> Option<RequestChallengeResponse> {
    let (challenge, party) = (challenge::of(flow, ID)?, cx.app.parties.webauthn.as_ref()?);
    let (mut options, _) = party.start_securitykey_authentication(keys).ok()?;
    options.public_key.challenge = challenge.bytes();
    // Any kind of authenticator will do.
    options.public_key.hints = None;
    Some(options)
}

/// Puts them into the button.
pub(super) fn ask(nodes: &mut [Node], options: Option<RequestChallengeResponse>) -> Result<()> {
    let trigger = nodes.iter_mut().find(|node| node.id() == TRIGGER);
    if let (Some(trigger), Some(options)) = (trigger.and_then(Node::as_input_mut), options) {
        trigger.value = Some(serde_json::to_string(&options)?.into());
    }
    Ok(())
}

/// Whether this is the answer of one of those keys of the credential that `serve`.
fn judge(
    cx: &Cx,
    flow: &Flow,
    text: &str,
    credential: Option<Credential>,
    serve: impl Fn(&Keys<SecurityKey>) -> Vec<SecurityKey>,
) -> Result<Prepared> {
    let given = parsed::<PublicKeyCredential>(text);
    let good = challenge::good(cx, flow, ID);
    let (Some(given), Some(challenge), Some(party)) = (given, good, &cx.app.parties.webauthn)
    else {
        return Ok(Prepared::Nothing);
    };
    let Some(credential) = credential else {
        return Ok(Prepared::Nothing);
    };
    let mut keys = Keys::<SecurityKey>::of(Some(&credential))?;
    let Ok((_, state)) = party.start_securitykey_authentication(&serve(&keys)) else {
        return Ok(Prepared::Nothing);
    };
    let state = challenge.state(&state)?;
    let result = match party.finish_securitykey_authentication(&given, &state) {
        Ok(result) => result,
        Err(why) => {
            let identity = credential.identity_id;
            tracing::info!(%identity, "a security key was refused: {why}");
            return Ok(Prepared::Nothing);
        }
    };
    let id = data_encoding::HEXLOWER.encode(result.cred_id());
    for key in &mut keys.credentials {
        key.inner.update_credential(&result);
    }
    Ok(Prepared::ready(Proved { challenge, credential, keys, id }))
}
