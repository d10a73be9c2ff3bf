//! A flow as it is sent (wire contract §2.1, §2.2): the only place where what is not stored meets what is.
//!
//! Sentences, the CSRF token, pictures and sealed codes are put in here, for the one who is asking.

use axum::http::StatusCode;
use model::flow::{Kind, State};
use model::identity::View;
use model::ui::{CSRF, Node};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value;

use super::{Flow, Style, verification};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::http::csrf;
use crate::method::{METHODS, part};
use crate::session::Signed;
use crate::web::Sentences;

/// The flow for its client: JSON of this status, or the way to its page.
pub(super) async fn show(
    cx: &Cx,
    flow: &Flow,
    status: StatusCode,
    signed: Option<&Signed>,
    transient: Option<Value>,
) -> Result<Answer> {
    if flow.style(cx) == Style::Browser {
        // Mistakes at sign-up are answered 302 where everything else is answered 303 (wire contract §1.5).
        let mistaken = status == StatusCode::BAD_REQUEST && transient.is_none();
        let code = if flow.kind == Kind::Registration && mistaken {
            StatusCode::FOUND
        } else {
            StatusCode::SEE_OTHER
        };
        return Ok(Answer::redirect(code, flow.ui_url(cx)));
    }
    let wire = wire(cx, flow, signed).await?;
    Ok(Answer::json(status, wire.transient(transient)))
}

/// The flow for a client.
pub(crate) async fn wire<'a>(
    cx: &'a Cx,
    flow: &'a Flow,
    signed: Option<&Signed>,
) -> Result<Wire<'a>> {
    wire_with(cx, flow, signed, &cx.request.csrf).await
}

/// The flow for a client whose CSRF token was just replaced.
pub(crate) async fn wire_with<'a>(
    cx: &'a Cx,
    flow: &'a Flow,
    signed: Option<&Signed>,
    token: &csrf::Token,
) -> Result<Wire<'a>> {
    let owner = signed.filter(|_| flow.kind == Kind::Settings);
    let schemas = cx.app.schemas_url();
    let identity = owner.map(|signed| signed.identity.wire(View::Public { schemas: &schemas }));
    let identity = identity.map(serde_json::to_value).transpose()?;
    let nodes = nodes(cx, flow, signed, token).await?;
    let (action, method) =
        if flow.kind == Kind::Verification && flow.body.state == State::PassedChallenge {
            (verification::next(cx, flow), "GET")
        } else {
            (format!("{}/self-service/{}?flow={}", cx.app.public_url(), flow.kind, flow.id), "POST")
        };
    let texts = cx.app.pages.texts(cx);
    let (next, transient) = (Vec::new(), None);
    Ok(Wire { flow, nodes, action, method, texts, identity, next, transient })
}

/// The flow as web hooks see it: no token of the browser, and nothing that is put in for its owner alone.
pub(super) fn bare(cx: &Cx, flow: &Flow, transient: Option<Value>) -> Result<Value> {
    let action = format!("{}/self-service/{}?flow={}", cx.app.public_url(), flow.kind, flow.id);
    let (texts, method) = (cx.app.pages.texts(cx), "POST");
    let nodes = flow.body.nodes.clone();
    let (identity, next) = (None, Vec::new());
    let wire = Wire { flow, nodes, action, method, texts, identity, next, transient };
    Ok(serde_json::to_value(wire)?)
}

/// The stored nodes with what is put in for the one who is asking.
async fn nodes(
    cx: &Cx,
    flow: &Flow,
    signed: Option<&Signed>,
    token: &csrf::Token,
) -> Result<Vec<Node>> {
    let mut nodes = flow.body.nodes.clone();
    for method in METHODS.iter().filter(|m| m.enabled(cx.config())) {
        if let Some(part) = part(*method, flow.kind) {
            part.complete(cx, flow, signed, &mut nodes).await?;
        }
    }
    // A native client has no token to be given, unless it was given a cookie.
    if !flow.is_api() || flow.recall::<bool>(super::SHOWS_TOKEN).is_some() {
        for input in nodes.iter_mut().filter(|n| n.id() == CSRF).filter_map(Node::as_input_mut) {
            input.value = Some(token.masked(cx.random()).into());
        }
    }
    Ok(nodes)
}

/// A flow ready to be written.
pub(crate) struct Wire<'a> {
    flow: &'a Flow,
    nodes: Vec<Node>,
    action: String,
    method: &'static str,
    texts: Sentences<'a>,
    /// Whose settings they are.
    identity: Option<Value>,
    next: Vec<Value>,
    transient: Option<Value>,
}

impl Wire<'_> {
    /// With what to continue with, if there is anything.
    pub(super) fn next(self, next: Vec<Value>) -> Self {
        Self { next, ..self }
    }
    /// With what the client wants back.
    pub(super) fn transient(self, transient: Option<Value>) -> Self {
        Self { transient, ..self }
    }
}

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Flow { id, kind, transport, issued_at, expires_at, body, .. } = self.flow;
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("id", id)?;
        out.serialize_entry("type", transport)?;
        out.serialize_entry("expires_at", expires_at)?;
        out.serialize_entry("issued_at", issued_at)?;
        out.serialize_entry("request_url", &body.request_url)?;
        if let Some(return_to) = &body.return_to {
            out.serialize_entry("return_to", return_to)?;
        }
        if let Some(active) = &body.active {
            out.serialize_entry("active", active)?;
        }
        out.serialize_entry("state", &body.state)?;
        out.serialize_entry("ui", &Ui(self))?;
        match kind {
            Kind::Login => {
                out.serialize_entry("created_at", issued_at)?;
                out.serialize_entry("updated_at", &body.updated_at)?;
                out.serialize_entry("refresh", &body.refresh)?;
                out.serialize_entry("requested_aal", &body.requested_aal)?;
                if let Some(schema) = &body.identity_schema {
                    out.serialize_entry("identity_schema", schema)?;
                }
                out.serialize_entry("organization_id", &())?;
            }
            Kind::Registration => {
                if let Some(schema) = &body.identity_schema {
                    out.serialize_entry("identity_schema", schema)?;
                }
                out.serialize_entry("organization_id", &())?;
            }
            Kind::Settings => out.serialize_entry("organization_id", &())?,
            Kind::Recovery | Kind::Verification => {}
        }
        if let Some(identity) = &self.identity {
            out.serialize_entry("identity", identity)?;
        }
        if !self.next.is_empty() {
            out.serialize_entry("continue_with", &self.next)?;
        }
        if let Some(transient) = &self.transient {
            out.serialize_entry("transient_payload", transient)?;
        }
        out.end()
    }
}

/// The form of a flow.
struct Ui<'a>(&'a Wire<'a>);

impl Serialize for Ui<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Wire { flow, nodes, action, method, texts, .. } = self.0;
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("action", action)?;
        out.serialize_entry("method", method)?;
        out.serialize_entry("nodes", &nodes.iter().map(|n| n.told(texts)).collect::<Vec<_>>())?;
        let messages: Vec<_> = flow.body.messages.iter().map(|m| m.told(texts)).collect();
        if !messages.is_empty() {
            out.serialize_entry("messages", &messages)?;
        }
        out.end()
    }
}
