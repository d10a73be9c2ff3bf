//! Getting back in (wire contract §1.7, §3.7): from the address to a session that may set a new password.

use axum::http::StatusCode;
use db::Tx;
use model::flow::{ContinueWith, Kind, State, Transport};
use model::id::{IdentityId, SessionId};
use model::identity;
use model::{Message, Problem, Secret};
use serde_json::{Value, json};

use super::reading::switched_on;
use super::ready::Ready;
use super::{Flow, Style, build, gate, hooks, render, return_to, settings, store};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::{Error, Result};
use crate::http::answer::{Answer, SessionCookie};
use crate::method::{Attempt, Passed, Retry};
use crate::notice::{self, Occasion};
use crate::session::{self, Signed};

/// GET `/self-service/recovery/…`.
pub(super) async fn init(cx: &Cx, transport: Transport) -> Result<Answer> {
    if session::current(cx).await?.is_some() {
        if transport == Transport::Api || cx.request.wants_json() {
            return Err(already().into());
        }
        return Ok(Answer::redirect(StatusCode::FOUND, away(cx)));
    }
    switched_on(cx, Kind::Recovery)?;
    return_to::check(cx)?;
    let flow = make(cx, transport);
    super::begin(cx, &flow, None).await
}

/// 400: somebody is signed in.
pub(crate) fn already() -> Problem {
    Problem::new(400, "session_already_available", "Sign out to recover an account.")
        .message("You are signed in already.")
}

/// Where a signed-in browser goes instead: a `return_to` counts only below the server's own routes.
pub(crate) fn away(cx: &Cx) -> String {
    let own = format!("{}/self-service/", cx.app.public_url());
    match cx.request.query("return_to") {
        Some(value) if value.starts_with(&own) => value.to_owned(),
        _ => cx.config().selfservice.default_browser_return_url.to_string(),
    }
}

/// A new flow of this request.
pub(crate) fn make(cx: &Cx, transport: Transport) -> Flow {
    let recovery = &cx.config().selfservice.flows.recovery;
    let mut flow = Flow::new(cx, Kind::Recovery, transport, recovery.lifespan);
    flow.body.active = Some(recovery.use_.id().into());
    flow.body.skip_settings = cx.request.query("skip_settings") == Some("true");
    build(cx, &mut flow, None);
    flow
}

/// A new flow in place of one that cannot go on.
pub(super) fn again(cx: &Cx, old: &Flow) -> Flow {
    let mut flow = make(cx, old.transport);
    flow.body.skip_settings = old.body.skip_settings;
    flow
}

/// How a client that is no browser is told of the flow that replaces an expired one.
pub(super) fn expired_answer(cx: &Cx, old: &Flow, new: &Flow) -> Answer {
    if old.is_api() && cx.config().feature_flags.use_continue_with_transitions {
        let next = ContinueWith::RecoveryUi { flow: new.id, url: None }.wire();
        let since = cx.now.since(old.expires_at).as_nanos();
        let problem = Problem::new(
            410,
            "self_service_flow_expired",
            "The flow has expired. Go on with the new one.",
        )
        .detail("continue_with", json!([next]))
        .extra("expired_at", old.expires_at.to_string())
        .extra("since", u64::try_from(since).unwrap_or(u64::MAX))
        .extra("use_flow_id", new.id.text());
        return crate::http::negotiate::envelope(cx, problem.into());
    }
    Answer::see_other(flows_url(cx, new))
}

fn flows_url(cx: &Cx, flow: &Flow) -> String {
    format!("{}/self-service/recovery/flows?id={}", cx.app.public_url(), flow.id)
}

/// A native flow submitted with a browser's traces: a new flow, for browsers, says so.
pub(super) async fn misused(cx: &Cx, old: &Flow, problem: &Problem) -> Result<Answer> {
    let token = gate::rotate(cx);
    let mut flow = make(cx, Transport::Browser);
    flow.csrf = Some(token.hash());
    flow.body.return_to.clone_from(&old.body.return_to);
    flow.body.messages.push(Message::generic(&problem.reason));
    store::insert(cx.db(), cx.project(), &flow).await?;
    let mut answer = retried(cx, old, &flow, problem);
    answer.csrf = Some(token);
    Ok(answer)
}

/// This flow cannot go on: a new one says why, and the browser gets a new CSRF token.
pub(super) fn retry(cx: &Cx, tx: &mut Tx, old: &mut Flow, retry: Retry) -> Result<Ready> {
    let token = gate::rotate(cx);
    let mut flow = again(cx, old);
    if flow.csrf.is_some() {
        flow.csrf = Some(token.hash());
    } else {
        // The token that this answer sets is shown in the new flow, also to a native client (wire contract §3.7).
        flow.remember(super::SHOWS_TOKEN, true);
    }
    flow.body.return_to.clone_from(&old.body.return_to);
    flow.body.messages.push(retry.message);
    store::insert_in(tx, cx.project(), &flow)?;
    let mut answer = retried(cx, old, &flow, &retry.problem);
    answer.csrf = Some(token);
    Ok(answer.into())
}

fn retried(cx: &Cx, old: &Flow, new: &Flow, problem: &Problem) -> Answer {
    if old.style(cx) == Style::Browser {
        return Answer::see_other(new.ui_url(cx));
    }
    if !cx.config().feature_flags.use_continue_with_transitions {
        return Answer::see_other(flows_url(cx, new));
    }
    let next = ContinueWith::RecoveryUi { flow: new.id, url: None }.wire();
    let problem = problem.clone().detail("continue_with", json!([next]));
    crate::http::negotiate::envelope(cx, problem.into())
}

/// The owner is back: a session, and the settings flow in which the new password is set.
pub(super) async fn passed(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    passed: Passed,
) -> Result<Ready> {
    let Passed { identity, kinds, method, .. } = passed;
    if identity.state == identity::State::Inactive {
        let problem = Problem::new(400, "identity_disabled", "This account is switched off.")
            .detail("identity_id", identity.id.text());
        return retry(cx, tx, flow, Retry { message: Message::account_disabled(), problem });
    }
    // Where an address was chosen, clients get nothing of theirs back with the last answer (a recording).
    let echoes = flow.body.state != State::AwaitingCode;
    flow.body.state = State::PassedChallenge;
    if let Some(old) = &attempt.signed {
        session::store::revoke(tx, cx.project(), old.identity.id, old.session.id).await?;
    }
    let ended = after(cx, tx, identity.id).await?;
    let (session, token) = session::begin_recovered(cx, tx, &identity, method)?;
    hooks::tell_ended(cx, tx, identity.id, session.id, ended);
    let about =
        audit::About { identity: Some(identity.id), session: Some(session.id), details: None };
    audit::record(cx, tx, Event::RecoverySucceeded, about);
    let occasion = Occasion {
        notice: "notice_recovered",
        identity: &identity,
        before: None,
        session: session.id,
    };
    notice::tell(cx, tx, &occasion).await?;
    let factors = session::factors(cx, kinds.as_deref());
    let signed = Signed::begun(session, identity, factors, token);
    let csrf = rebind(cx, flow);
    let next = if flow.body.skip_settings {
        None
    } else {
        Some(into_settings(cx, tx, flow, &signed, &csrf)?)
    };
    let transient =
        echoes.then(|| Value::Object(attempt.form.transient_payload().unwrap_or_default()));
    let mut answer = answer(cx, flow, &signed, next.as_ref(), transient, &csrf).await?;
    if !flow.is_api() {
        let max_age = session::max_age(cx, &signed.session);
        answer.session = SessionCookie::Set { token: signed.token, max_age };
        answer.csrf = Some(csrf);
    }
    Ok(answer.into())
}

/// The browser gets a new token, and the flow belongs to it from now on.
fn rebind(cx: &Cx, flow: &mut Flow) -> crate::http::csrf::Token {
    let csrf = gate::rotate(cx);
    // A native client goes on reading its flow, also when its link was opened in a browser.
    if flow.transport == Transport::Browser {
        flow.csrf = Some(csrf.hash());
        if flow.node_mut(model::ui::CSRF).is_none() {
            flow.body.nodes.push(model::ui::Node::csrf());
        }
    }
    csrf
}

/// Other sessions end where the mode or a hook says so, before there is a new one; how many. Other codes of the account
/// are dead in any case.
async fn after(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<i64> {
    let recovery = &cx.config().selfservice.flows.recovery;
    if recovery.revoke_other_sessions || hooks::has(&recovery.after.hooks, "revoke_active_sessions")
    {
        return hooks::end_sessions(cx, tx, identity, SessionId::nil()).await;
    }
    Ok(0)
}

fn into_settings(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    signed: &Signed,
    csrf: &crate::http::csrf::Token,
) -> Result<Flow> {
    let transport = if flow.is_api() { Transport::Api } else { Transport::Browser };
    let mut next = settings::make(cx, transport, signed);
    let base = format!("{}/self-service/recovery?flow={}", cx.app.public_url(), flow.id);
    next.body.request_url = match &flow.body.return_to {
        Some(value) => return_to::with_query(&base, &[("return_to", value)]),
        None => base,
    };
    let target = &cx.config().selfservice.flows.recovery.after.default_browser_return_url;
    let target = || target.as_ref().map(ToString::to_string);
    next.body.return_to = flow.body.return_to.clone().or_else(target);
    if next.csrf.is_some() {
        next.csrf = Some(csrf.hash());
    }
    let until = cx.now.after(cx.config().selfservice.flows.settings.privileged_session_max_age);
    next.body.messages.push(Message::recovered(until));
    store::insert_in(tx, cx.project(), &next)?;
    Ok(next)
}

async fn answer(
    cx: &Cx,
    flow: &Flow,
    signed: &Signed,
    next: Option<&Flow>,
    transient: Option<Value>,
    csrf: &crate::http::csrf::Token,
) -> Result<Answer> {
    let style = flow.style(cx);
    if style == Style::Browser {
        return Ok(Answer::see_other(match next {
            Some(next) => next.ui_url(cx),
            None => return_to::after(cx, flow, None),
        }));
    }
    let transitions = cx.config().feature_flags.use_continue_with_transitions;
    if let (Some(next), false) = (next, transitions) {
        let problem = Problem::browser_location_change(&next.ui_url(cx));
        return Ok(crate::http::negotiate::envelope(cx, Error::from(problem)));
    }
    let mut steps = Vec::new();
    if style == Style::Api {
        steps.push(ContinueWith::SessionToken(Secret::new(signed.token.expose().clone())).wire());
    }
    if let Some(next) = next {
        steps.push(ContinueWith::SettingsUi { flow: next.id, url: Some(next.ui_url(cx)) }.wire());
    }
    let wire = render::wire_with(cx, flow, Some(signed), csrf).await?;
    Ok(Answer::ok(wire.next(steps).transient(transient)))
}
