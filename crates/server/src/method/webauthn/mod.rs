//! Security keys: a device that signs a challenge, as the second step, or as the only one of the first (`passwordless`;
//! wire contract §3.6; WebAuthn level 3).
//!
//! A key is what it was added as. One that was added as a second step never signs in by itself; one that signs in by
//! itself is a second step where the configuration has changed to that.
//!
//! The cryptography is the library's; this module keeps keys, draws challenges and shows the nodes that the page's
//! script needs. `passkey` is built of the same parts. A challenge lies in the flow, is good for five minutes and for one
//! try, and is worth nothing in any other flow. What the library calls its state is made anew for each try from that
//! challenge and from the keys as they are then, so that a key that was removed meanwhile proves nothing.

pub(in crate::method) mod challenge;
mod first;
pub(in crate::method) mod keys;
pub(in crate::method) mod listed;
mod login;
pub(crate) mod party;
mod registration;
mod settings;
pub(in crate::method) mod sign_up;

use db::Tx;
use model::Timestamp;
use model::id::IdentityId;
use model::ui::{Group, Node};
use serde::de::DeserializeOwned;
use serde_json::Value;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::{Method, Part};
use crate::app::{App, Cx};
use crate::config::Config;
use crate::error::Result;
use crate::http::form::Form;
use crate::identity::credentials::{self, Credential};
use crate::web::assets;

pub(crate) const ID: &str = "webauthn";

/// The longest answer of an authenticator that is read, in bytes.
const MOST: usize = 64 << 10;

pub(crate) struct Webauthn;

/// A security key or passkey, as far as its owner's pages speak of it.
pub(crate) struct Owned {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) last_used_at: Option<Timestamp>,
}

/// The keys that a credential holds: security keys or passkeys.
pub(crate) fn owned(credential: Option<&Credential>) -> Result<Vec<Owned>> {
    let keys = keys::Keys::<Value>::of(credential)?.credentials.into_iter();
    Ok(keys
        .map(|key| Owned { id: key.id, name: key.name, last_used_at: key.last_used_at })
        .collect())
}

impl Method for Webauthn {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.webauthn.enabled
    }
    fn second_factor(&self, config: &Config) -> bool {
        !passwordless(config)
    }
    fn binds(&self, _config: &Config) -> bool {
        true
    }
    fn login(&self) -> Option<&dyn Part> {
        Some(&login::Login)
    }
    fn registration(&self) -> Option<&dyn Part> {
        Some(&registration::Registration)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
    fn restored(&self, cx: &Cx, tx: &mut Tx, identity: IdentityId, was: Option<&Value>) {
        keys::restored(cx, tx, identity, was);
    }
}

/// Whether keys sign in by themselves, instead of being a second step.
pub(in crate::method) fn passwordless(config: &Config) -> bool {
    config.selfservice.methods.webauthn.config.passwordless
}

/// Takes away the keys of this credential (of this kind, or passkeys), but not those that are a way in: an administrator
/// removes a second step.
pub(crate) async fn reset(cx: &Cx, tx: &mut Tx, credential: &Credential) -> Result<()> {
    let opens = credential.kind == ID && passwordless(cx.config());
    match keys::remove(cx, tx, credential, |key| !(opens && key.passwordless)).await? {
        Some(_) => Ok(()),
        None => Err(db::Error::Outdated.into()),
    }
}

/// How many accounts have nothing but keys that were added as a second step, which they are no more.
pub(crate) async fn idle(app: &App) -> Result<i64> {
    if !Webauthn.enabled(&app.config) || !passwordless(&app.config) {
        return Ok(0);
    }
    credentials::count_without(&app.db, app.project, ID, keys::OPENS).await
}

/// A field that holds something; scripts leave theirs empty until there is an answer.
pub(in crate::method) fn filled<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.text(name).filter(|text| !text.is_empty())
}

/// What an authenticator answers with.
pub(in crate::method) trait Answer: DeserializeOwned {
    /// What the browser says of where it was asked (JSON).
    fn client_data(&self) -> &[u8];
}

impl Answer for PublicKeyCredential {
    fn client_data(&self) -> &[u8] {
        &self.response.client_data_json
    }
}

impl Answer for RegisterPublicKeyCredential {
    fn client_data(&self) -> &[u8] {
        &self.response.client_data_json
    }
}

/// The answer of an authenticator; `None`: it is none, or was given inside somebody else's page (WA-03).
pub(in crate::method) fn parsed<T: Answer>(text: &str) -> Option<T> {
    let answer: T = if text.len() > MOST { None } else { serde_json::from_str(text).ok() }?;
    let data: Value = serde_json::from_slice(answer.client_data()).unwrap_or_default();
    let framed =
        data.get("crossOrigin") == Some(&Value::Bool(true)) || data.get("topOrigin").is_some();
    (!framed).then_some(answer)
}

/// The node of the script that pages need for it.
pub(in crate::method) fn script(cx: &Cx) -> Node {
    let src = format!("{}{}", cx.app.public_url(), assets::WEBAUTHN_PATH);
    Node::script(Group::WEBAUTHN, "webauthn_script", src, assets::webauthn_integrity())
}
