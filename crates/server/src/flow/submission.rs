//! A submission's gates: expiry, privilege, CSRF, and which method it is for. See the module above for the order and why
//! it is this one; what follows the gates is [`super::work`].

use axum::http::{Method as Verb, StatusCode};
use model::flow::{Kind, State};
use model::id::FlowId;
use model::{Message, Problem};

use super::reading::load_both;
use super::work::Submission;
use super::{
    Flow, Style, continuity, dispatch, expired, gate, login, privilege, recovery, registration,
    render, settings, store, verification,
};
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::http::answer::{Answer, LinkCookie};
use crate::http::form::Form;
use crate::http::negotiate;
use crate::method::{Attempt, Method, Part, code, link};
use crate::required;
use crate::session::{self, Signed};

/// POST (and, to go on after signing in again, GET) `/self-service/<kind>?flow=`.
pub(crate) async fn submit(cx: &Cx, kind: Kind) -> Answer {
    let mut style = if cx.request.wants_json() { Style::Spa } else { Style::Browser };
    match enter(cx, kind, &mut style).await {
        Ok(answer) => answer,
        Err(error) => refused(cx, kind, style, error).await,
    }
}

/// Tells an error in the way of the flow's client.
async fn refused(cx: &Cx, kind: Kind, style: Style, error: Error) -> Answer {
    let violated = matches!(&error, Error::Problem(p) if p.id == "security_csrf_violation");
    let mut answer = if style == Style::Browser {
        negotiate::told(cx, error).await
    } else {
        negotiate::envelope(cx, error)
    };
    // Recovery gives the browser a new token then, so that the old page is dead (wire contract §3.7).
    if violated && kind == Kind::Recovery {
        answer.csrf = Some(gate::rotate(cx));
    }
    answer
}

async fn enter(cx: &Cx, kind: Kind, style: &mut Style) -> Result<Answer> {
    let id = cx.request.query("flow");
    let (signed, flow) = load_both(cx, kind, id).await?;
    if kind == Kind::Settings && signed.is_none() {
        if *style == Style::Browser {
            return Ok(Answer::redirect(StatusCode::FOUND, super::ui(cx, Kind::Login)));
        }
        return Err(session::unauthorized().into());
    }
    if id.and_then(FlowId::parse).is_none() {
        return Err(
            Problem::bad_request("The query parameter `flow` is missing or malformed.").into()
        );
    }
    let flow = flow.ok_or_else(|| unknown(kind))?;
    *style = flow.style(cx);
    if cx.request.method == Verb::HEAD {
        // Whoever only looks whether there is something changes nothing.
        return Ok(Answer::see_other(flow.ui_url(cx)));
    }
    let passed = match kind {
        Kind::Login => login::gate(cx, &flow, signed.as_ref())?,
        Kind::Registration => registration::gate(cx, &flow, signed.as_ref())?,
        Kind::Settings => settings::gate(cx, &flow, signed.as_ref())?,
        Kind::Recovery | Kind::Verification => Gate::Open,
    };
    match passed {
        Gate::Open => {}
        Gate::Answer(answer) => return Ok(answer),
        Gate::Complain(message) => return complain(cx, kind, flow.id, message).await,
    }
    if flow.expired(cx.now) && link::concerned(cx, kind) {
        return expired::say_anew(cx, kind, expired::expired_at(kind, flow.expires_at)).await;
    }
    if flow.expired(cx.now) {
        if let (Some(message), Some(_)) = (expired::unreplaced(cx, &flow), &signed) {
            return complain(cx, kind, flow.id, message).await;
        }
        return expired::restart(cx, &flow, signed.as_ref()).await;
    }
    if cx.request.method == Verb::GET {
        return resume(cx, flow, signed, style).await;
    }
    match Form::read(&cx.request) {
        Ok(form) => judged(cx, flow, form, signed, style).await,
        Err(problem) if problem.told_code.is_some() => Err(problem.into()),
        Err(problem) => complain(cx, kind, flow.id, Message::generic(&problem.reason)).await,
    }
}

/// What the gate of a kind of flow says.
pub(super) enum Gate {
    Open,
    Answer(Answer),
    /// 400 with the flow, which says why.
    Complain(Message),
}

pub(super) fn unknown(kind: Kind) -> Problem {
    let problem = Problem::no_row();
    match kind {
        Kind::Login | Kind::Registration => problem,
        _ => Problem {
            reason: format!("There is no such {kind} flow. Please start again."),
            ..problem
        },
    }
}

/// GET of a submission's URL: goes on with what was typed before its owner had to sign in again, else shows the page.
async fn resume(cx: &Cx, flow: Flow, signed: Option<Signed>, style: &mut Style) -> Result<Answer> {
    if flow.kind == Kind::Verification
        && let Some(code) = cx.request.query("code")
    {
        return verification::opened(cx, flow.id, code).await;
    }
    if matches!(flow.kind, Kind::Recovery | Kind::Verification)
        && let Some(token) = cx.request.query("token")
    {
        return link::opened::opened(cx, &flow, token).await;
    }
    if flow.kind != Kind::Settings || flow.style(cx) != Style::Browser {
        return Ok(Answer::see_other(flow.ui_url(cx)));
    }
    let Some(form) = continuity::resume(cx, &flow, signed.as_ref()).await? else {
        return Ok(Answer::see_other(flow.ui_url(cx)));
    };
    let mut answer = judged(cx, flow, form, signed, style).await?;
    answer.continuity = crate::http::answer::ContinuityCookie::Used;
    Ok(answer)
}

/// The page that waited for a code, whose reader came in by the link meanwhile, says where they are.
fn came_in_by_link(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Option<Answer> {
    let is_done = flow.kind == Kind::Recovery && flow.body.state == State::PassedChallenge;
    let is_theirs = flow.style(cx) == Style::Browser && signed.is_some();
    (is_done && is_theirs).then(|| Answer::see_other(flow.ui_url(cx)))
}

/// A submission whose form was read: the gates of CSRF and privilege, then the work in a task of its own.
async fn judged(
    cx: &Cx,
    mut flow: Flow,
    mut form: Form,
    signed: Option<Signed>,
    style: &mut Style,
) -> Result<Answer> {
    link::bring_token(cx, &mut flow, &mut form);
    let by_link = flow.by_link;
    *style = flow.style(cx);
    if link::pressed(&form) && !by_link {
        // The page lay open for longer than its cookie lives.
        return expired::say_anew(cx, flow.kind, link::wrong(flow.kind)).await;
    }
    if flow.is_api()
        && let Err(problem) = gate::native_client(cx)
    {
        if flow.kind == Kind::Recovery {
            return recovery::misused(cx, &flow, &problem).await;
        }
        return complain(cx, flow.kind, flow.id, Message::generic(&problem.reason)).await;
    }
    if matches!(flow.kind, Kind::Recovery | Kind::Verification)
        && let Some(code) = cx.request.query("code")
    {
        form.add("code", code);
    }
    if by_link {
        // The flow may be another browser's: the link is for any, and the page behind it has a token of its own.
        gate::page_form(cx, &form)?;
    } else if let Err(problem) = gate::token(cx, &flow, &form) {
        return came_in_by_link(cx, &flow, signed.as_ref()).ok_or_else(|| problem.into());
    }
    if let Some(message) = dispatch::misfit(&form) {
        return complain(cx, flow.kind, flow.id, message).await;
    }
    if signed.is_some()
        && flow.kind == Kind::Recovery
        && !by_link
        && let Some(elsewhere) = code::recovery::signed_in(cx, &flow, &form)
    {
        return Ok(Answer::redirect(StatusCode::FOUND, elsewhere?));
    }
    let (method, part) = match dispatch::choose(cx, &flow, &form, signed.as_ref()) {
        Ok(Some(chosen)) => chosen,
        Ok(None) => return complain(cx, flow.kind, flow.id, dispatch::nobody(flow.kind)).await,
        Err(problem) if problem.code == 400 && problem.told_code.is_none() => {
            return complain(cx, flow.kind, flow.id, Message::generic(&problem.reason)).await;
        }
        Err(problem) => return Err(problem.into()),
    };
    may_use(cx, signed.as_ref(), method)?;
    if let Some(signed) = signed.as_ref().filter(|_| flow.kind == Kind::Settings)
        && !required::allows(cx, signed, method.id())
    {
        return held_up(cx, &flow, *style, signed);
    }
    if let Some(signed) = signed.as_ref().filter(|_| flow.kind == Kind::Settings)
        && let Some(answer) =
            privilege::privileged(cx, &flow, part.privilege(cx, &form), signed, &form).await?
    {
        return Ok(answer);
    }
    work(cx, flow, (method, part), Attempt::new(form, signed)).await
}

/// A session that may only bind a credential is good for nothing else.
fn may_use(cx: &Cx, signed: Option<&Signed>, method: &dyn Method) -> Result<(), Problem> {
    if signed.is_some_and(|signed| signed.session.bind_only) && !method.binds(cx.config()) {
        let reason = "Set a new password or a second factor first.";
        return Err(Problem::new(403, "session_bind_only", reason));
    }
    Ok(())
}

/// Something else has to be done first. A page that was opened before is shown anew, with that.
fn held_up(cx: &Cx, flow: &Flow, style: Style, signed: &Signed) -> Result<Answer> {
    if style == Style::Browser {
        return Ok(Answer::see_other(settings::start(cx, flow.body.return_to.as_deref())));
    }
    Err(required::refusal(cx, signed).into())
}

/// Does the work in a task of its own.
async fn work(
    cx: &Cx,
    flow: Flow,
    (method, part): (&'static dyn Method, &'static dyn Part),
    attempt: Attempt,
) -> Result<Answer> {
    let (kind, id, by_link) = (flow.kind, flow.id, flow.by_link);
    let warning = None;
    let task = Submission { cx: cx.clone(), kind, id, by_link, method, part, attempt, warning };
    let done = cx.app.spawn(task.run(flow));
    let mut answer = done.await.map_err(|error| Error::caused("a submission died", error))??;
    if by_link {
        answer.link = LinkCookie::Clear;
    }
    Ok(answer)
}

/// Commits one message above the form, and answers with the flow. One that tells an address is for its own browser alone.
pub(super) async fn complain(cx: &Cx, kind: Kind, id: FlowId, message: Message) -> Result<Answer> {
    let mut tx = cx.db().write()?;
    let mut flow =
        store::lock(&mut tx, cx.project(), kind, id).await?.ok_or_else(|| unknown(kind))?;
    gate::may_be_told(cx, &flow)?;
    flow.clear_messages();
    flow.complain(message);
    super::sort(cx, &mut flow);
    store::save(&mut tx, cx.project(), &flow)?;
    tx.commit().await?;
    let signed = session::current(cx).await?;
    render::show(cx, &flow, StatusCode::BAD_REQUEST, signed.as_ref(), None).await
}
