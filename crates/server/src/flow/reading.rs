//! Finding a flow again: for its page, for whoever asks for it as JSON, and for a submission. Nothing is changed here.

use model::flow::Kind;
use model::id::FlowId;
use model::{Problem, Timestamp};
use serde_json::Value;

use super::{Flow, expired, gate, render, settings, store, ui};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::http::negotiate;
use crate::session;

/// Whether the operator lets people begin this and look at what they began; 400 if not. Codes of administrators work
/// all the same, so what is submitted to a recovery is not refused for it.
pub(super) fn switched_on(cx: &Cx, kind: Kind) -> Result<(), Problem> {
    let flows = &cx.config().selfservice.flows;
    let off = match kind {
        Kind::Registration if !flows.registration.enabled => {
            Problem::new(400, "self_service_flow_disabled", "Signing up is switched off.")
        }
        Kind::Recovery if !flows.recovery.enabled => {
            Problem::bad_request("Recovery is switched off.")
        }
        Kind::Verification if !flows.verification.enabled => {
            Problem::bad_request("Verification is switched off.")
        }
        _ => return Ok(()),
    };
    Err(off)
}

/// GET `/self-service/<kind>/flows?id=`.
pub(crate) async fn fetch(cx: &Cx, kind: Kind) -> Answer {
    let shown = async {
        match fetched(cx, kind, cx.request.query("id")).await? {
            Ok((flow, signed)) => Ok(Answer::ok(render::wire(cx, &flow, signed.as_ref()).await?)),
            Err(answer) => Ok(answer),
        }
    };
    shown.await.unwrap_or_else(|error| negotiate::envelope(cx, error))
}

/// The same for a built-in page, which names the flow `flow`.
pub(crate) async fn fetch_for_page(cx: &Cx, kind: Kind) -> Result<(Value, Option<Timestamp>)> {
    match fetched(cx, kind, cx.request.query("flow")).await? {
        Ok((flow, signed)) => {
            let shown = serde_json::to_value(render::wire(cx, &flow, signed.as_ref()).await?)?;
            Ok((shown, flow.next_mail()))
        }
        Err(_) => Err(session::unauthorized().into()),
    }
}

/// A flow and the session of who asks for it, or the answer that there is instead.
type Fetched = std::result::Result<(Flow, Option<session::Signed>), Answer>;

async fn fetched(cx: &Cx, kind: Kind, id: Option<&str>) -> Result<Fetched> {
    let (signed, flow) = load_both(cx, kind, id).await?;
    if kind == Kind::Settings && signed.is_none() {
        if cx.request.wants_json() {
            return Err(session::unauthorized().into());
        }
        let found = axum::http::StatusCode::FOUND;
        return Ok(Err(Answer::redirect(found, ui(cx, Kind::Login))));
    }
    switched_on(cx, kind)?;
    let flow = flow.ok_or_else(Problem::no_row)?;
    if kind == Kind::Settings
        && let Some(signed) = &signed
    {
        settings::may_see(cx, &flow, signed, &flow.ui_url(cx))?;
    }
    gate::same_browser(cx, &flow)?;
    if flow.expired(cx.now) {
        return Err(expired::gone(cx, &flow).into());
    }
    Ok(Ok((flow, signed)))
}

/// The session of the request and a flow by the text of its id, of two that are independent of each other.
pub(super) async fn load_both(
    cx: &Cx,
    kind: Kind,
    id: Option<&str>,
) -> Result<(Option<session::Signed>, Option<Flow>)> {
    if let (Some(id), Some(token)) = (id.and_then(FlowId::parse), session::presented(cx))
        && let Some((flow, signed)) = store::get_with_session(cx, kind, id, token).await?
    {
        return Ok((session::usable(cx, signed), Some(flow)));
    }
    // Whoever has no session, or no flow, pays for the other alone.
    Ok((session::current(cx).await?, load(cx, kind, id).await?))
}

/// A flow by the text of its id; one of another kind does not exist.
pub(crate) async fn load(cx: &Cx, kind: Kind, id: Option<&str>) -> Result<Option<Flow>> {
    let Some(id) = id.and_then(FlowId::parse) else {
        return Ok(None);
    };
    store::get(cx.db(), cx.project(), kind, id).await
}
