//! Signing up, in one step or two (wire contract §1.5).

use axum::http::StatusCode;
use db::Tx;
use model::flow::{ContinueWith, Kind, Transport};
use model::identity::View;
use model::{Message, Problem, Secret};
use serde::Serialize;
use serde_json::Value;

use super::reading::switched_on;
use super::ready::Ready;
use super::submission::Gate;
use super::{Flow, Style, build, gate as browser, hooks, return_to, settings, verification};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::{Error, Result};
use crate::http::answer::{Answer, SessionCookie};
use crate::method::{Passed, password};
use crate::required;
use crate::session::{self, Signed};

/// GET `/self-service/registration/…`.
pub(super) async fn init(cx: &Cx, transport: Transport) -> Result<Answer> {
    switched_on(cx, Kind::Registration)?;
    return_to::check(cx)?;
    if session::current(cx).await?.is_some() {
        return Err(already(cx, transport)?);
    }
    let flow = make(cx, transport, super::chosen_schema(cx)?);
    super::begin(cx, &flow, None).await
}

fn already(cx: &Cx, transport: Transport) -> Result<Error> {
    let problem =
        Problem::new(400, "session_already_available", "Sign out to sign up for another account.")
            .message("You are signed in already.");
    if transport == Transport::Api {
        return Ok(problem.into());
    }
    let to = match cx.request.query("return_to") {
        Some(value) => return_to::allowed(cx, value)?,
        None => cx.config().selfservice.default_browser_return_url.to_string(),
    };
    Ok(Error::Redirect { to, problem: Box::new(problem) })
}

fn make(cx: &Cx, transport: Transport, schema: Option<String>) -> Flow {
    let lifespan = cx.config().selfservice.flows.registration.lifespan;
    let mut flow = Flow::new(cx, Kind::Registration, transport, lifespan);
    flow.body.identity_schema = schema;
    build(cx, &mut flow, None);
    flow
}

/// A new flow in place of an expired one.
pub(super) fn again(cx: &Cx, old: &Flow) -> Flow {
    make(cx, old.transport, old.body.identity_schema.clone())
}

/// Nobody signs up while signed in, nor once signing up is switched off.
pub(super) fn gate(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Result<Gate, Problem> {
    switched_on(cx, Kind::Registration)?;
    if signed.is_none() {
        return Ok(Gate::Open);
    }
    if flow.style(cx) == Style::Browser {
        let to = cx.config().selfservice.default_browser_return_url.to_string();
        return Ok(Gate::Answer(Answer::redirect(StatusCode::FOUND, to)));
    }
    Err(Problem::new(400, "session_already_available", "Sign out to sign up for another account.")
        .message("You are signed in already."))
}

/// The account was made: mails go out, and a session is begun where the hook says so.
pub(super) async fn passed(cx: &Cx, tx: &mut Tx, flow: &mut Flow, passed: Passed) -> Result<Ready> {
    let Passed { mut identity, kinds, method, .. } = passed;
    flow.body.active = None;
    audit::record(cx, tx, Event::RegistrationSucceeded, identity.id);
    if method != password::ID {
        // Signed up with what every new account needs. A password that is asked for is another than the first.
        required::done(cx, tx, &mut identity, std::iter::once(method));
    }
    let csrf = browser::rotate(cx);
    let sent = verification::send_all(cx, tx, &mut identity, flow, Some(&csrf)).await?;
    let after = &cx.config().selfservice.flows.registration.after;
    let hooks = after.hooks_for(method);
    let mut next: Vec<Value> = Vec::new();
    let shown = sent.filter(|_| hooks::has(hooks, "show_verification_ui"));
    let style = flow.style(cx);
    let to = return_to::after(cx, flow, after.return_url_for(method));
    let begun = if hooks::has(hooks, "session") {
        let (session, token) = session::begin(cx, tx, &identity, method)?;
        let factors = session::factors(cx, kinds.as_deref());
        Some(Signed::begun(session, identity.clone(), factors, token))
    } else {
        None
    };
    let due = match &begun {
        Some(signed) => settings::due(cx, tx, flow, signed, Some(&csrf))?,
        None => None,
    };
    let to = match &due {
        Some(ContinueWith::SettingsUi { url: Some(page), .. }) => page.clone(),
        _ => to,
    };
    let schemas = cx.app.schemas_url();
    let wire = identity.wire(View::Public { schemas: &schemas });
    let mut answer = match style {
        Style::Browser => Answer::see_other(shown.map_or(to, |sent| sent.page(cx))),
        Style::Spa => {
            next.push(ContinueWith::Redirect(to).wire());
            next.extend(due.map(|due| due.wire()));
            next.extend(shown.map(|sent| sent.continue_with(cx, flow.transport).wire()));
            body(cx, begun.as_ref(), wire, next, None)
        }
        Style::Api => {
            next.extend(shown.map(|sent| sent.continue_with(cx, flow.transport).wire()));
            let token = begun.as_ref().map(|s| s.token.clone());
            if let Some(token) = &token {
                next.push(ContinueWith::SessionToken(token.clone()).wire());
            }
            next.extend(due.map(|due| due.wire()));
            body(cx, begun.as_ref(), wire, next, token.as_ref())
        }
    };
    if style != Style::Api {
        answer.csrf = Some(csrf);
        if let Some(signed) = begun {
            let max_age = session::max_age(cx, &signed.session);
            answer.session = SessionCookie::Set { token: signed.token, max_age };
        }
    }
    Ok(answer.into())
}

fn body(
    cx: &Cx,
    begun: Option<&Signed>,
    identity: impl Serialize,
    next: Vec<Value>,
    token: Option<&Secret<String>>,
) -> Answer {
    Answer::ok(Body {
        identity,
        continue_with: Some(next).filter(|next| !next.is_empty()),
        session: begun.map(|signed| signed.wire(cx)),
        session_token: token.map(|token| token.expose().as_str()),
    })
}

/// The answer of a registration.
#[derive(Serialize)]
struct Body<'a, I, S> {
    identity: I,
    continue_with: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
}

/// The message that an identifier is taken.
pub(crate) fn taken() -> Message {
    Message::identifier_taken()
}
