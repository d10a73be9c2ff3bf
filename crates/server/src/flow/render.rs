//! A flow as it is sent (wire contract §2.1, §2.2): the only place where what is not stored meets what is.
//!
//! Sentences, the CSRF token, pictures and sealed codes are put in here, for the one who is asking.

use axum::http::StatusCode;
use model::flow::{Kind, State};
use model::identity::View;
use model::ui::CSRF;
use serde_json::{Map, Value, json};

use super::{Flow, Style, verification};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::http::csrf;
use crate::method::{METHODS, part};
use crate::session::Signed;

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
    let mut wire = wire(cx, flow, signed).await?;
    if let (Some(transient), Some(map)) = (transient, wire.as_object_mut()) {
        map.insert("transient_payload".into(), transient);
    }
    Ok(Answer::json(status, wire))
}

/// The flow for a client.
pub(crate) async fn wire(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Result<Value> {
    wire_with(cx, flow, signed, &cx.request.csrf).await
}

/// The flow for a client whose CSRF token was just replaced.
pub(crate) async fn wire_with(
    cx: &Cx,
    flow: &Flow,
    signed: Option<&Signed>,
    token: &csrf::Token,
) -> Result<Value> {
    let mut out = head(flow);
    out.insert("ui".into(), ui(cx, flow, signed, token).await?);
    match flow.kind {
        Kind::Login => {
            out.insert("created_at".into(), json!(flow.issued_at));
            out.insert("updated_at".into(), json!(flow.body.updated_at));
            out.insert("refresh".into(), flow.body.refresh.into());
            out.insert("requested_aal".into(), json!(flow.body.requested_aal));
            out.insert("organization_id".into(), Value::Null);
        }
        Kind::Registration => {
            out.insert("organization_id".into(), Value::Null);
        }
        Kind::Settings => {
            out.insert("organization_id".into(), Value::Null);
            if let Some(signed) = signed {
                let schemas = cx.app.schemas_url();
                out.insert(
                    "identity".into(),
                    signed.identity.wire(View::Public { schemas: &schemas }),
                );
            }
        }
        Kind::Recovery | Kind::Verification => {}
    }
    Ok(Value::Object(out))
}

fn head(flow: &Flow) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".into(), json!(flow.id));
    out.insert("type".into(), json!(flow.transport));
    out.insert("expires_at".into(), json!(flow.expires_at));
    out.insert("issued_at".into(), json!(flow.issued_at));
    out.insert("request_url".into(), flow.body.request_url.as_str().into());
    if let Some(return_to) = &flow.body.return_to {
        out.insert("return_to".into(), return_to.as_str().into());
    }
    if let Some(active) = &flow.body.active {
        out.insert("active".into(), active.as_str().into());
    }
    out.insert("state".into(), json!(flow.body.state));
    out
}

async fn ui(cx: &Cx, flow: &Flow, signed: Option<&Signed>, token: &csrf::Token) -> Result<Value> {
    let mut nodes = flow.body.nodes.clone();
    for method in METHODS.iter().filter(|m| m.enabled(cx.config())) {
        if let Some(part) = part(*method, flow.kind) {
            part.complete(cx, flow, signed, &mut nodes).await?;
        }
    }
    // A native client has no token to be given, unless it was given a cookie.
    if !flow.is_api() || flow.recall::<bool>(super::SHOWS_TOKEN).is_some() {
        for input in
            nodes.iter_mut().filter(|n| n.id() == CSRF).filter_map(model::ui::Node::as_input_mut)
        {
            input.value = Some(token.masked(cx.random()).into());
        }
    }
    let texts = cx.app.pages.texts(cx);
    let nodes: Vec<Value> = nodes.iter().map(|node| node.wire(&texts)).collect();
    let (action, method) =
        if flow.kind == Kind::Verification && flow.body.state == State::PassedChallenge {
            (verification::next(cx, flow), "GET")
        } else {
            (format!("{}/self-service/{}?flow={}", cx.app.public_url(), flow.kind, flow.id), "POST")
        };
    let mut ui = json!({ "action": action, "method": method, "nodes": nodes });
    if !flow.body.messages.is_empty()
        && let Some(map) = ui.as_object_mut()
    {
        map.insert("messages".into(), flow.body.messages.iter().map(|m| m.wire(&texts)).collect());
    }
    Ok(ui)
}
