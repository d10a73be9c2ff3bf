//! A security key that signs in by itself, for somebody who says who they are (`passwordless`, wire contract §3.6).
//!
//! First the name, then the key. A key is asked for whatever the name is: one that nobody has, or whose account has no
//! such key, gets the id of a key that does not exist, always the same (WA-10). Only the answer tells, and it is wrong.

use model::Message;
use model::text::echoed;
use model::ui::{Group, Node};
use webauthn_rs::prelude::SecurityKey;
use webauthn_rs_proto::AllowCredentials;

use super::ID;
use super::keys::{self, Keys};
use super::login::{ask, asking, options};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::{Flow, sort};
use crate::http::form::Form;
use crate::identity::credentials::{self, Credential};
use crate::identity::schema;
use crate::keys::Purpose;
use crate::method::Outcome;
use crate::session::Signed;

/// Who it is.
const NAME: &str = "identifier";
/// Under which the flow remembers that keys are offered, and whose it is asked for.
const OFFERED: &str = "webauthn_first";

/// Whether the flow takes keys as its first step.
pub(super) fn offered(flow: &Flow) -> bool {
    flow.recall::<String>(OFFERED).is_some()
}

/// The flow is finished.
pub(super) fn done(flow: &mut Flow) {
    flow.forget(ID);
    flow.forget(OFFERED);
}

/// The nodes of a new flow. Whoever is signed in already is asked for their own keys.
pub(super) fn nodes(cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
    flow.remember(OFFERED, "");
    if flow.body.refresh && signed.is_some() {
        return asking(cx, flow, 1_010_008);
    }
    let name = Node::input(Group::DEFAULT, NAME, "text")
        .value("")
        .required()
        .autocomplete("username webauthn")
        .label(flow.schema(cx).identifier_label());
    vec![name, Node::submit(Group::WEBAUTHN, "method", ID, 1_010_008)]
}

/// Somebody said who they are: their key is asked for, and nothing else.
pub(super) fn named(cx: &Cx, flow: &mut Flow, form: &Form) -> Outcome {
    let Some(name) = form.text(NAME).map(echoed) else {
        flow.complain_at(NAME, Message::required(NAME));
        return Outcome::Again;
    };
    flow.remember(OFFERED, name);
    let mut nodes = vec![Node::csrf(), Node::hidden(Group::DEFAULT, NAME, name).required()];
    nodes.extend(asking(cx, flow, 1_010_013));
    flow.body.nodes = nodes;
    sort(cx, flow);
    flow.complain(Message::login_key_ready());
    Outcome::Page
}

/// The keys that are asked for; `None`: there are none.
pub(super) async fn credential(
    cx: &Cx,
    flow: &Flow,
    signed: Option<&Signed>,
) -> Result<Option<Credential>> {
    if let Some(signed) = signed.filter(|_| flow.body.refresh) {
        return keys::read(cx, signed.identity.id, ID).await;
    }
    let name = schema::normalise_identifier(&flow.recall::<String>(OFFERED).unwrap_or_default());
    credentials::by_identifier(cx.db(), cx.project(), ID, &name).await
}

/// Puts in what the browser is given.
pub(super) async fn complete(
    cx: &Cx,
    flow: &Flow,
    signed: Option<&Signed>,
    nodes: &mut Vec<Node>,
) -> Result<()> {
    let credential = credential(cx, flow, signed).await?;
    let keys = Keys::<SecurityKey>::of(credential.as_ref())?.alone();
    let own = flow.body.refresh && signed.is_some();
    if own && keys.is_empty() {
        // Whoever has another way in is not shown one that they do not have.
        nodes.retain(|node| node.group != Group::WEBAUTHN || node.id() == "webauthn_script");
        return Ok(());
    }
    let mut options = options(cx, flow, &keys);
    if let Some(options) = &mut options {
        let allowed = &mut options.public_key.allow_credentials;
        if allowed.is_empty() {
            let name: String = flow.recall(OFFERED).unwrap_or_default();
            let (type_, id) = ("public-key".into(), nobodys(cx, &name));
            allowed.push(AllowCredentials { type_, id, transports: None });
        }
        // What a key can be plugged into would tell that it exists.
        for key in allowed {
            key.transports = None;
        }
    }
    ask(nodes, options)
}

/// How long the ids of keys are that people have: passkeys' and security keys'.
const LENGTHS: [usize; 4] = [16, 32, 48, 64];

/// The id of a key that nobody has: the same for the same name, and as long as one might be.
fn nobodys(cx: &Cx, name: &str) -> Vec<u8> {
    let (project, name) = (cx.project(), schema::normalise_identifier(name));
    let part = |number: u8| {
        let about: [&[u8]; 4] = [b"webauthn-key", project.bytes(), name.as_bytes(), &[number]];
        cx.keys().mac(Purpose::Subject, &about)
    };
    let [choice, ..] = part(0);
    let length = LENGTHS.into_iter().cycle().nth(choice.into()).unwrap_or_default();
    [part(1), part(2)].concat().into_iter().take(length).collect()
}
