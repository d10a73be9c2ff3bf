//! Changing one's account (wire contract §1.6): who may see the flow, when a fresher session is asked for, and what a
//! change leaves behind.

use axum::http::StatusCode;
use db::Tx;
use model::flow::{Aal, ContinueWith, Kind, State, Transport};
use model::{Message, Problem, Secret};

use super::held::Held;
use super::ready::{Ready, Saved};
use super::submission::Gate;
use super::{
    Flow, Style, build, continuity, hooks, login, return_to, store as flows, ui, verification,
};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Compatibility;
use crate::error::{Error, Result};
use crate::http::answer::{Answer, Content, ContinuityCookie, SessionCookie};
use crate::http::cookie::CONTINUITY;
use crate::http::csrf::Token;
use crate::identity::{credentials, second_factors};
use crate::method::{Attempt, Changed, code, passkey, webauthn};
use crate::notice::{self, Occasion};
use crate::required;
use crate::session::{self, Signed, store};

/// GET `/self-service/settings/…`.
pub(super) async fn init(cx: &Cx, transport: Transport) -> Result<Answer> {
    let Some(signed) = session::current(cx).await? else {
        return Err(nobody(cx, transport));
    };
    let whole = format!("{}{}", cx.app.public_url(), cx.request.path_and_query());
    let back = cx
        .request
        .query("return_to")
        .filter(|_| transport == Transport::Browser)
        .map(|_| whole.as_str());
    sure_enough(cx, &signed, back)?;
    return_to::check(cx)?;
    let flow = make(cx, transport, &signed);
    let mut answer = super::begin(cx, &flow, Some(&signed)).await?;
    // Whoever begins anew has done with what waits in an older flow (wire contract §5.4).
    if cx.request.cookie(CONTINUITY).is_some() {
        let mut tx = cx.db().write()?;
        continuity::forget(cx, &mut tx, signed.identity.id);
        tx.commit().await?;
        answer.continuity = ContinuityCookie::Used;
    }
    Ok(answer)
}

fn nobody(cx: &Cx, transport: Transport) -> Error {
    if transport == Transport::Api {
        return Problem::new(
            401,
            "session_inactive",
            "This needs a valid session: sign in and try again.",
        )
        .into();
    }
    let problem =
        Problem::new(401, "session_inactive", "There is no active session in this request.")
            .extra("CredentialsMissing", false);
    let login = format!("{}/self-service/login/browser", cx.app.public_url());
    let to = match cx.request.query("return_to") {
        Some(value) => return_to::with_query(&login, &[("return_to", value)]),
        None => login,
    };
    Error::Redirect { to, problem: Box::new(problem) }
}

/// The assurance level that settings want.
fn sure_enough(cx: &Cx, signed: &Signed, back: Option<&str>) -> Result<()> {
    if signed.satisfies(cx, cx.config().selfservice.flows.settings.required_aal) {
        return Ok(());
    }
    let to = login::aal2_url(cx, back);
    let problem = Box::new(login::aal2_required(&to));
    Err(Error::Redirect { to, problem })
}

/// A new flow for whoever is signed in.
pub(super) fn make(cx: &Cx, transport: Transport, signed: &Signed) -> Flow {
    let lifespan = cx.config().selfservice.flows.settings.lifespan;
    let mut flow = Flow::new(cx, Kind::Settings, transport, lifespan);
    flow.identity_id = Some(signed.identity.id);
    build(cx, &mut flow, Some(signed));
    flow.body.messages.extend(required::message(cx, signed));
    flow
}

/// A new flow in place of an expired one.
pub(super) fn again(cx: &Cx, old: &Flow, signed: Option<&Signed>) -> Result<Flow> {
    let signed = signed.ok_or_else(session::unauthorized)?;
    Ok(make(cx, old.transport, signed))
}

/// Whether `signed` may see or submit the flow; `back` is where the second step leads.
pub(super) fn may_see(cx: &Cx, flow: &Flow, signed: &Signed, back: &str) -> Result<()> {
    if flow.identity_id != Some(signed.identity.id) {
        let reason = "The flow belongs to another account than the one that is signed in.";
        return Err(Problem::new(403, "security_identity_mismatch", reason).into());
    }
    sure_enough(cx, signed, Some(back))
}

/// The gate of a submission. A signed-out client was refused before.
pub(super) fn gate(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Result<Gate> {
    if let Some(signed) = signed {
        may_see(cx, flow, signed, &submit_url(cx, flow))?;
    }
    Ok(Gate::Open)
}

pub(super) fn submit_url(cx: &Cx, flow: &Flow) -> String {
    format!("{}/self-service/settings?flow={}", cx.app.public_url(), flow.id)
}

/// Something was changed: notices, hooks, session and answer.
pub(super) async fn changed(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    changed: Changed,
) -> Result<Ready> {
    let Some(signed) = &attempt.signed else {
        return Err(session::unauthorized().into());
    };
    let mut identity = changed.identity.clone();
    let details = Some(serde_json::json!({ "method": changed.method }));
    let about =
        audit::About { identity: Some(identity.id), session: Some(signed.session.id), details };
    audit::record(cx, tx, changed.event, about);
    continuity::forget(cx, tx, identity.id);
    if !matches!(changed.event, Event::ProfileChanged | Event::CredentialRenamed) {
        // A code on its way would let somebody in past what was changed (AR-04).
        code::store::void(tx, cx.project(), identity.id);
    }
    let (mut session, token) = raise(cx, tx, flow, signed, &changed).await?;
    let bound = binds(&changed);
    if session.bind_only && bound {
        session.bind_only = false;
        session.expires_at = cx.now.after(cx.config().session.lifespan);
        store::release(tx, cx.project(), &session);
    }
    let after = &cx.config().selfservice.flows.settings.after;
    let hooks = after.hooks_for(changed.method);
    let sent = verification::send_all(cx, tx, &mut identity, flow, None).await?;
    let new_password = changed.event == Event::PasswordChanged
        && cx.config().selfservice.flows.settings.revoke_other_sessions;
    if new_password || hooks::has(hooks, "revoke_active_sessions") {
        hooks::revoke_others(cx, tx, identity.id, session.id).await?;
    }
    if let Some(notice) = changed.notice {
        let before = Some(&signed.identity);
        let session = session.id;
        notice::tell(cx, tx, &Occasion { notice, identity: &identity, before, session }).await?;
    }
    if changed.event == Event::ProfileChanged {
        hooks::notify_previous(cx, tx, &signed.identity, &identity).await?;
    }
    let factors = factors(cx, tx, signed, &changed).await?;
    let settled = changed.along.iter().copied().chain(bound.then_some(changed.method));
    required::done(cx, tx, &mut identity, settled);
    let signed = Signed::begun(session, identity, factors, token);
    flow.body.state = State::Success;
    build(cx, flow, Some(&signed));
    flow.body.messages = vec![Message::settings_saved()];
    flow.body.messages.extend(required::message(cx, &signed));
    let shown = sent.filter(|_| hooks::has(hooks, "show_verification_ui"));
    Ok(finish(cx, flow, signed, shown, after.return_url_for(changed.method)))
}

/// Whether something new was bound to the account. What was only said to be there already, or went, is nothing new.
fn binds(changed: &Changed) -> bool {
    match changed.event {
        Event::PasswordChanged | Event::RecoveryCodesMade => true,
        Event::CredentialAdded => {
            changed.proved.is_some() || [passkey::ID, webauthn::ID].contains(&changed.method)
        }
        _ => false,
    }
}

/// An address was changed that has to be proved first: nothing is written but the flow that waits for the proof.
pub(super) async fn held(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    held: &Held,
) -> Result<Ready> {
    let Some(signed) = &attempt.signed else {
        return Err(session::unauthorized().into());
    };
    flow.clear_messages();
    let sent = verification::hold(cx, tx, &signed.identity, held, flow).await?;
    if flow.style(cx) == Style::Browser {
        return Ok(Answer::see_other(sent.page(cx)).into());
    }
    let next = vec![sent.continue_with(cx, flow.transport).wire()];
    let answer = Answer::new(StatusCode::OK, Content::Nothing);
    Ok(Ready::Saved(Box::new(Saved { answer, signed: signed.clone(), next })))
}

/// The second factors there are now. What was added is known; what went may have taken others along.
async fn factors(cx: &Cx, tx: &mut Tx, signed: &Signed, changed: &Changed) -> Result<Vec<String>> {
    if matches!(changed.event, Event::CredentialDeleted | Event::RecoveryCodesRemoved) {
        let left = credentials::of_in(tx, cx.project(), signed.identity.id).await?;
        let kinds = left.iter().map(|c| c.kind.as_str());
        let factors = second_factors(cx.config(), kinds);
        return Ok(factors.into_iter().map(str::to_owned).collect());
    }
    let mut factors = signed.factors.clone();
    let added = matches!(changed.event, Event::CredentialAdded | Event::RecoveryCodesMade);
    let added = changed.along.iter().copied().chain(added.then_some(changed.method));
    for method in second_factors(cx.config(), added) {
        if !factors.iter().any(|factor| factor == method) {
            factors.push(method.to_owned());
        }
    }
    Ok(factors)
}

/// A second factor that was just set up raises the session, in the same transaction.
async fn raise(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    signed: &Signed,
    changed: &Changed,
) -> Result<(model::session::Session, Secret<String>)> {
    let mut session = signed.session.clone();
    let Some(proved) = &changed.proved else {
        return Ok((session, signed.token.clone()));
    };
    for method in changed.along.iter().copied().chain([changed.method]) {
        session.prove(method, Aal::Aal2, cx.now);
    }
    if proved.renews {
        session.authenticated_at = cx.now;
    }
    // A native client's token has no place in this answer, so it stays.
    let rotate = cx.config().session.rotate_token_on_step_up && !flow.is_api();
    let new = rotate.then(|| session::draw_token(cx));
    if !store::update(cx, tx, &session, &signed.token, new.as_ref()).await? {
        return Err(session::unauthorized().into());
    }
    Ok((session, new.unwrap_or_else(|| signed.token.clone())))
}

fn finish(
    cx: &Cx,
    flow: &Flow,
    signed: Signed,
    shown: Option<verification::Sent>,
    configured: Option<&url::Url>,
) -> Ready {
    let page = flow.ui_url(cx);
    let to = match flow.body.return_to.as_deref().map(|value| return_to::allowed(cx, value)) {
        _ if required::owes(cx, &signed) => page,
        Some(Ok(to)) => to,
        _ => configured.map_or(page, ToString::to_string),
    };
    let style = flow.style(cx);
    let mut next = Vec::new();
    let mut answer = if style == Style::Browser {
        // Kratos tells of the verification as JSON alone.
        let shown = shown.filter(|_| cx.config().compatibility == Compatibility::Readmit);
        Answer::see_other(shown.map_or(to, |sent| sent.page(cx)))
    } else {
        if let Some(sent) = shown {
            next.push(sent.continue_with(cx, flow.transport).wire());
        }
        if style == Style::Spa {
            next.push(ContinueWith::Redirect(to).wire());
        }
        Answer::new(StatusCode::OK, Content::Nothing)
    };
    if style != Style::Api {
        let max_age = session::max_age(cx, &signed.session);
        let token = Secret::new(signed.token.expose().clone());
        answer.session = SessionCookie::Set { token, max_age };
        // What had been typed before is overtaken by this change.
        if cx.request.cookie(CONTINUITY).is_some() {
            answer.continuity = ContinuityCookie::Used;
        }
    }
    if style == Style::Browser {
        return answer.into();
    }
    Ready::Saved(Box::new(Saved { answer, signed, next }))
}

/// The flow in which what is due is done, for a session that just began; `None` where nothing is. `csrf` is the
/// browser's new token, where it gets one.
pub(super) fn due(
    cx: &Cx,
    tx: &mut Tx,
    from: &Flow,
    signed: &Signed,
    csrf: Option<&Token>,
) -> Result<Option<ContinueWith>> {
    if !required::owes(cx, signed) {
        return Ok(None);
    }
    let transport = if from.is_api() { Transport::Api } else { Transport::Browser };
    let mut next = make(cx, transport, signed);
    next.body.request_url = start(cx, from.body.return_to.as_deref());
    next.body.return_to.clone_from(&from.body.return_to);
    if let Some(csrf) = csrf.filter(|_| next.csrf.is_some()) {
        next.csrf = Some(csrf.hash());
    }
    flows::insert_in(tx, cx.project(), &next)?;
    Ok(Some(ContinueWith::SettingsUi { flow: next.id, url: Some(next.ui_url(cx)) }))
}

/// Where settings begin, for browsers.
pub(crate) fn start(cx: &Cx, return_to: Option<&str>) -> String {
    let base = format!("{}/self-service/settings/browser", cx.app.public_url());
    match return_to {
        Some(value) => return_to::with_query(&base, &[("return_to", value)]),
        None => base,
    }
}

/// The page of settings.
pub(crate) fn page(cx: &Cx) -> String {
    ui(cx, Kind::Settings)
}
