//! Flows and links that came too late (wire contract §1.9): what reading them is told, and the new flow that a submission gets.

use axum::http::Method as Verb;
use model::flow::{Kind, Transport};
use model::{Message, Problem, Timestamp};

use super::return_to::with_query;
use super::{Flow, Style, gate, login, recovery, registration, settings, store, verification};
use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::Result;
use crate::http::answer::{Answer, LinkCookie};
use crate::http::cookie;
use crate::session::Signed;

fn init_url(cx: &Cx, flow: &Flow) -> String {
    format!("{}/self-service/{}/{}", cx.app.public_url(), flow.kind, flow.transport)
}

/// 410 for whoever reads an expired flow.
pub(super) fn gone(cx: &Cx, flow: &Flow) -> Problem {
    let named = match flow.kind {
        Kind::Login | Kind::Registration => true,
        Kind::Settings | Kind::Verification => false,
        Kind::Recovery => flow.is_api(),
    };
    let id = if named { "self_service_flow_expired" } else { "" };
    let problem = Problem::new(410, id, "The flow has expired. Start a new one.");
    if flow.transport == Transport::Api {
        return problem.detail("api", init_url(cx, flow));
    }
    let return_to = flow.body.return_to.as_deref().unwrap_or_default();
    let again = if return_to.is_empty() {
        init_url(cx, flow)
    } else {
        with_query(&init_url(cx, flow), &[("return_to", return_to)])
    };
    problem.detail("redirect_to", again).detail("return_to", return_to)
}

/// What is said of a flow or a link that expired.
pub(crate) fn expired_at(kind: Kind, at: Timestamp) -> Message {
    match kind {
        Kind::Login => Message::login_expired(at),
        Kind::Registration => Message::registration_expired(at),
        Kind::Settings => Message::settings_expired(at),
        Kind::Recovery => Message::recovery_expired(at),
        Kind::Verification => Message::verification_expired(at),
    }
}

/// Under `compatibility: kratos` the sign-in of somebody who is signed in is not replaced: the new flow would be one of
/// the first step, which they have no use for (wire contract §1.4).
pub(super) fn unreplaced(cx: &Cx, flow: &Flow) -> Option<Message> {
    let kratos = cx.config().compatibility == Compatibility::Kratos;
    (kratos && flow.kind == Kind::Login).then(|| Message::generic("You are signed in already."))
}

/// A new flow that says this, to any client: of a link that leads nowhere (wire contract §3.9, §3.10), say.
pub(crate) async fn say_anew(cx: &Cx, kind: Kind, message: Message) -> Result<Answer> {
    let mut flow = match kind {
        Kind::Verification => verification::again_as(cx, Transport::Browser),
        _ => recovery::make(cx, Transport::Browser),
    };
    flow.body.messages.push(message);
    let mut answer = Answer::see_other(flow.ui_url(cx));
    // The browser keeps its token, so that the forms it has open stay good.
    answer.csrf = Some(cx.request.csrf.clone());
    if cx.request.cookie(cookie::LINK).is_some() {
        answer.link = LinkCookie::Clear;
    }
    if cx.request.method != Verb::HEAD {
        store::insert(cx.db(), cx.project(), &flow).await?;
    }
    Ok(answer)
}

/// Starts the flow again for whoever submitted an expired one.
pub(super) async fn restart(cx: &Cx, old: &Flow, signed: Option<&Signed>) -> Result<Answer> {
    let mut flow = match old.kind {
        Kind::Login => login::again(cx, old, signed),
        Kind::Registration => registration::again(cx, old),
        Kind::Settings => settings::again(cx, old, signed)?,
        Kind::Recovery => recovery::again(cx, old),
        Kind::Verification => verification::again(cx, old),
    };
    flow.body.request_url.clone_from(&old.body.request_url);
    flow.body.return_to.clone_from(&old.body.return_to);
    flow.body.messages.push(expired_at(old.kind, old.expires_at));
    // Only verification answers with a new token (wire contract §1.9, recorded).
    let token = (old.kind == Kind::Verification).then(|| gate::rotate(cx));
    if let Some(token) = &token {
        flow.csrf = Some(token.hash());
    }
    store::insert(cx.db(), cx.project(), &flow).await?;
    if old.style(cx) == Style::Browser {
        return Ok(Answer { csrf: token, ..Answer::see_other(flow.ui_url(cx)) });
    }
    match old.kind {
        Kind::Recovery => return Ok(recovery::expired_answer(cx, old, &flow)),
        Kind::Verification => {
            return Ok(Answer {
                csrf: token,
                ..Answer::see_other(verification::flows_url(cx, &flow))
            });
        }
        Kind::Login | Kind::Registration | Kind::Settings => {}
    }
    let since = cx.now.since(old.expires_at).as_nanos();
    Err(Problem::new(
        410,
        "self_service_flow_expired",
        "The flow has expired. Go on with the new one.",
    )
    .extra("expired_at", old.expires_at.to_string())
    .extra("since", u64::try_from(since).unwrap_or(u64::MAX))
    .extra("use_flow_id", flow.id.text())
    .into())
}
