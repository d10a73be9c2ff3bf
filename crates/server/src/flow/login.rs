//! Signing in: the first factor, the second, and once more to confirm (wire contract §1.4).

use axum::http::StatusCode;
use db::Tx;
use model::flow::{Aal, ContinueWith, Kind, Transport};
use model::id::DeviceId;
use model::identity::{State, View};
use model::session::{Device, Session};
use model::text::Told;
use model::{Message, Problem, Secret};
use serde::Serialize;
use serde_json::{Value, json};

use super::ready::Ready;
use super::submission::Gate;
use super::{
    Body as Stored, Flow, Style, build, gate as browser, hooks, return_to, settings, verification,
};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Compatibility;
use crate::error::{Error, Result};
use crate::http::answer::{Answer, SessionCookie};
use crate::http::csrf;
use crate::method::{Attempt, Passed};
use crate::required;
use crate::session::{self, Signed, store};

fn requested(cx: &Cx) -> Result<Aal, Problem> {
    match cx.request.query("aal").map(str::to_ascii_lowercase).as_deref() {
        None | Some("aal1") => Ok(Aal::Aal1),
        Some("aal2") => Ok(Aal::Aal2),
        Some(other) => Err(Problem::bad_request(format!(
            "\"{other}\" is no assurance level: use aal1 or aal2."
        ))),
    }
}

fn refreshes(cx: &Cx) -> bool {
    matches!(cx.request.query("refresh"), Some("1" | "t" | "T" | "TRUE" | "true" | "True"))
}

/// GET `/self-service/login/…`.
pub(super) async fn init(cx: &Cx, transport: Transport) -> Result<Answer> {
    return_to::check(cx)?;
    let aal = requested(cx)?;
    let signed = session::current(cx).await?;
    let refresh = refreshes(cx) && signed.is_some();
    match &signed {
        Some(signed) if !refresh && signed.session.aal() >= aal => {
            let held = signed.session.bind_only || required::owes(cx, signed);
            return already(cx, transport, held);
        }
        None if aal == Aal::Aal2 => return Err(needs_first_factor().into()),
        _ => {}
    }
    let schema = super::chosen_schema(cx)?;
    let flow = make(cx, transport, (aal, refresh, schema), signed.as_ref());
    super::begin(cx, &flow, signed.as_ref()).await
}

fn needs_first_factor() -> Problem {
    Problem::new(
        401,
        "session_aal1_required",
        "A second factor can be asked for only once somebody is signed in.",
    )
}

/// A session that has something to do first leads to where that is done.
fn already(cx: &Cx, transport: Transport, held: bool) -> Result<Answer> {
    let problem =
        Problem::new(400, "session_already_available", "Add ?refresh=true to sign in again.")
            .message("You are signed in already.");
    if transport == Transport::Api {
        return Err(problem.into());
    }
    let to = match cx.request.query("return_to") {
        _ if held => settings::start(cx, None),
        Some(value) => return_to::allowed(cx, value)?,
        None => cx.config().selfservice.default_browser_return_url.to_string(),
    };
    Err(Error::Redirect { to, problem: Box::new(problem) })
}

fn make(
    cx: &Cx,
    transport: Transport,
    (aal, refresh, schema): (Aal, bool, Option<String>),
    signed: Option<&Signed>,
) -> Flow {
    let lifespan = cx.config().selfservice.flows.login.lifespan;
    let mut flow = Flow::new(cx, Kind::Login, transport, lifespan);
    flow.body.requested_aal = aal;
    flow.body.identity_schema = schema;
    flow.body.refresh = refresh;
    if refresh {
        flow.body.messages.push(Message::login_reauthenticate());
    }
    if aal == Aal::Aal2 && signed.is_none_or(|signed| signed.session.aal() < aal) {
        flow.body.messages.push(Message::login_second_factor());
    }
    build(cx, &mut flow, signed);
    flow
}

/// A new flow in place of an expired one, of the same level.
pub(super) fn again(cx: &Cx, old: &Flow, signed: Option<&Signed>) -> Flow {
    let Stored { requested_aal, refresh, identity_schema, .. } = &old.body;
    let as_it_was = (*requested_aal, *refresh, identity_schema.clone());
    let mut flow = make(cx, old.transport, as_it_was, signed);
    flow.body.messages.clear();
    flow
}

/// Whether a submission makes sense for whoever is signed in.
pub(super) fn gate(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Result<Gate, Problem> {
    match signed {
        Some(signed) if !flow.body.refresh && flow.body.requested_aal <= signed.session.aal() => {
            if flow.style(cx) == Style::Browser {
                return Ok(Gate::Answer(Answer::see_other(return_to::after(cx, flow, None))));
            }
            Ok(Gate::Complain(Message::generic("You are signed in already.")))
        }
        None if flow.body.requested_aal == Aal::Aal2 => Err(needs_first_factor()),
        _ => Ok(Gate::Open),
    }
}

/// What a successful sign-in leaves behind.
struct Done {
    session: Session,
    token: Secret<String>,
    /// Whether the browser belongs to somebody else now, or to somebody for the first time.
    newcomer: bool,
}

/// A factor was proved: the session is begun, renewed or raised.
pub(super) async fn passed(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    mut passed: Passed,
) -> Result<Ready> {
    flow.body.active = Some(passed.method.into());
    if passed.identity.state == State::Inactive {
        flow.complain(Message::account_disabled());
        super::sort(cx, flow);
        return Ok(Ready::Show(StatusCode::BAD_REQUEST, None));
    }
    let hooks = cx.config().selfservice.flows.login.after.hooks_for(passed.method);
    if hooks::has(hooks, "require_verified_address")
        && let Some(sent) = verification::require(cx, tx, &mut passed.identity, flow).await?
    {
        let details = Some(json!({ "method": passed.method, "reason": "no address is verified" }));
        let identity = Some(passed.identity.id);
        audit::record(
            cx,
            tx,
            Event::LoginFailed,
            audit::About { identity, session: None, details },
        );
        return Ok(sent.refusal(cx, flow.style(cx)).into());
    }
    let done = establish(cx, tx, attempt, &passed).await?;
    let event =
        if passed.aal == Aal::Aal2 { Event::SecondFactorSucceeded } else { Event::LoginSucceeded };
    let details = Some(json!({ "method": passed.method }));
    let about = audit::About {
        identity: Some(passed.identity.id),
        session: Some(done.session.id),
        details,
    };
    audit::record(cx, tx, event, about);
    hooks::after_login(cx, tx, &done.session, passed.method).await?;
    let csrf = done.newcomer.then(|| browser::rotate(cx));
    let mut shown = None;
    if passed.aal == Aal::Aal1 && hooks::has(hooks, "verification") {
        let identity = &mut passed.identity;
        let sent = verification::send_all(cx, tx, identity, flow, csrf.as_ref()).await?;
        shown = sent.filter(|_| hooks::has(hooks, "show_verification_ui"));
    }
    Ok(answer(cx, tx, flow, (passed, done, csrf), shown.as_ref())?.into())
}

async fn establish(cx: &Cx, tx: &mut Tx, attempt: &Attempt, passed: &Passed) -> Result<Done> {
    let current = attempt.signed.as_ref();
    let Some(signed) = current.filter(|s| s.identity.id == passed.identity.id) else {
        // Somebody else signs in with the same browser: the old session ends with it.
        if let Some(old) = current {
            store::revoke(tx, cx.project(), old.identity.id, old.session.id).await?;
        }
        let (session, token) = session::begin(cx, tx, &passed.identity, passed.method)?;
        return Ok(Done { session, token, newcomer: true });
    };
    let mut session = signed.session.clone();
    session.prove(passed.method, passed.aal, cx.now);
    session.authenticated_at = cx.now;
    if !session.bind_only {
        session.expires_at = cx.now.after(cx.config().session.lifespan);
    }
    let new = cx.config().session.rotate_token_on_step_up.then(|| session::draw_token(cx));
    if !store::update(cx, tx, &session, &signed.token, new.as_ref()).await? {
        return Err(session::unauthorized().into());
    }
    Ok(Done { session, token: new.unwrap_or_else(|| signed.token.clone()), newcomer: false })
}

/// What a sign-in answers. Whoever owes something is led there; then to the page where an address is proved that a mail
/// went out to (`shown`).
fn answer(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    (passed, done, csrf): (Passed, Done, Option<csrf::Token>),
    shown: Option<&verification::Sent>,
) -> Result<Answer> {
    let factors = session::factors(cx, passed.kinds.as_deref());
    // Kratos' clients know no such member.
    let remark = passed.remark.filter(|_| cx.config().compatibility == Compatibility::Readmit);
    let texts = cx.app.pages.texts(cx);
    let messages = remark.as_ref().map(|remark| [remark.told(&texts)]);
    let Done { session, token, newcomer } = done;
    let max_age = session::max_age(cx, &session);
    let signed = Signed::begun(session, passed.identity, factors, token);
    let enough = signed.satisfies(cx, cx.config().session.whoami.required_aal);
    let style = flow.style(cx);
    let due = if enough { settings::due(cx, tx, flow, &signed, csrf.as_ref())? } else { None };
    let owner =
        enough.then(|| signed.identity.wire(View::Public { schemas: &cx.app.schemas_url() }));
    let mut session = signed.session.wire(owner, cx.now);
    let here = this_device(cx);
    if !newcomer && cx.config().compatibility == Compatibility::Kratos {
        session.devices.push(&here);
    }
    let shown = shown.filter(|_| enough);
    let mut steps: Vec<ContinueWith> = due.into_iter().collect();
    if style == Style::Api {
        steps.extend(shown.map(|sent| sent.continue_with(cx, flow.transport)));
        let steps: Vec<Value> = steps.iter().map(ContinueWith::wire).collect();
        return Ok(Answer::ok(Body {
            session_token: Some(signed.token.expose()),
            session,
            continue_with: Some(steps).filter(|steps| !steps.is_empty()),
            messages,
        }));
    }
    let to = if let Some(ContinueWith::SettingsUi { url: Some(page), .. }) = steps.first() {
        page.clone()
    } else {
        let after = &cx.config().selfservice.flows.login.after;
        return_to::after(cx, flow, after.return_url_for(passed.method))
    };
    let mut answer = if !enough {
        second_factor(cx, flow, style)
    } else if style == Style::Spa {
        steps.push(ContinueWith::Redirect(to));
        steps.extend(shown.map(|sent| sent.continue_with(cx, flow.transport)));
        let steps = steps.iter().map(ContinueWith::wire).collect();
        Answer::ok(Body { session_token: None, session, continue_with: Some(steps), messages })
    } else if let Some(sent) = shown.filter(|_| steps.is_empty()) {
        Answer::see_other(sent.page(cx))
    } else {
        Answer::see_other(to)
    };
    answer.session = SessionCookie::Set { token: signed.token, max_age };
    answer.csrf = csrf;
    Ok(answer)
}

/// The answer of a sign-in.
#[derive(Serialize)]
struct Body<'a, S> {
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    session: S,
    continue_with: Option<Vec<Value>>,
    /// What the owner should know; pages show it themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<[Told<'a, Message>; 1]>,
}

/// The client of the request. Kratos' answer to a sign-in within a session names it beside the session's device.
fn this_device(cx: &Cx) -> Device {
    Device {
        id: DeviceId::nil(),
        ip_address: cx.request.ip.clone(),
        user_agent: cx.request.user_agent().to_owned(),
        location: cx.request.location.clone(),
    }
}

/// The way to the second step, with `return_to` carried along.
fn second_factor(cx: &Cx, flow: &Flow, style: Style) -> Answer {
    let url = aal2_url(cx, flow.body.return_to.as_deref());
    if style == Style::Browser {
        return Answer::see_other(url);
    }
    crate::http::negotiate::envelope(cx, Problem::browser_location_change(&url).into())
}

/// Where a session is raised.
pub(crate) fn aal2_url(cx: &Cx, return_to: Option<&str>) -> String {
    let base = format!("{}/self-service/login/browser?aal=aal2", cx.app.public_url());
    match return_to {
        Some(value) => return_to::with_query(&base, &[("return_to", value)]),
        None => base,
    }
}

/// 403: the session is not sure enough.
pub(crate) fn aal2_required(url: &str) -> Problem {
    Problem::new(403, "session_aal2_required", "This needs the second step of signing in.")
        .detail("redirect_browser_to", url)
        .extra("redirect_browser_to", url)
}
