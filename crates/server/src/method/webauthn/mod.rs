//! Security keys: a device that signs a challenge, as the second step (wire contract §3.6; WebAuthn level 3).
//!
//! The cryptography is the library's; this module keeps keys, draws challenges and shows the nodes that the page's
//! script needs. `passkey` is built of the same parts. A challenge lies in the flow, is good for five minutes and for one
//! try, and is worth nothing in any other flow. What the library calls its state is made anew for each try from that
//! challenge and from the keys as they are then, so that a key that was removed meanwhile proves nothing.

pub(in crate::method) mod challenge;
pub(in crate::method) mod keys;
pub(in crate::method) mod listed;
mod login;
pub(crate) mod party;
mod settings;

use db::Tx;
use model::id::IdentityId;
use model::ui::{Group, Node};
use serde::de::DeserializeOwned;
use serde_json::Value;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::{Method, Part};
use crate::app::Cx;
use crate::config::Config;
use crate::http::form::Form;
use crate::web::assets;

pub(crate) const ID: &str = "webauthn";

/// The longest answer of an authenticator that is read, in bytes.
const MOST: usize = 64 << 10;

pub(crate) struct Webauthn;

impl Method for Webauthn {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.webauthn.enabled
    }
    fn second_factor(&self) -> bool {
        true
    }
    fn login(&self) -> Option<&dyn Part> {
        Some(&login::Login)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
    fn restored(&self, cx: &Cx, tx: &mut Tx, identity: IdentityId, was: Option<&Value>) {
        keys::restored(cx, tx, identity, was);
    }
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
