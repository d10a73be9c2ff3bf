//! The owner's view of sessions: who am I, which others are there, end them (wire contract §1.8).

use axum::http::HeaderName;
use axum::http::header;
use model::Problem;
use model::id::SessionId;
use model::identity::View;
use serde_json::json;

use super::answer::{Answer, SessionCookie};
use crate::admin::page::{Numbered, Size, Style};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Compatibility;
use crate::error::Result;
use crate::flow::login;
use crate::session::store::{self, Which};
use crate::session::{self, Signed};

/// The session, if it is as sure as whoami asks.
async fn sure(cx: &Cx) -> Result<Signed> {
    let signed = session::required(cx).await?;
    if signed.satisfies(cx, cx.config().session.whoami.required_aal) {
        return Ok(signed);
    }
    Err(login::aal2_required(&login::aal2_url(cx, None)).into())
}

/// `/sessions/whoami`, whatever the verb.
pub(super) async fn whoami(cx: &Cx) -> Result<Answer> {
    let signed = sure(cx).await?;
    if cx.request.query("tokenize_as").is_some() {
        return Err(Problem::bad_request("There is no tokenizer template of this name.").into());
    }
    let name = HeaderName::from_static("x-kratos-authenticated-identity-id");
    let mut answer = Answer::ok(signed.wire(cx)).header(name, signed.identity.id.text());
    // A session that was extended elsewhere outlives its cookie: the cookie is written again.
    if cx.request.cookie(&cx.config().session.cookie.name) == Some(signed.token.expose().as_str())
        && extended(cx, &signed)
    {
        let max_age = session::max_age(cx, &signed.session);
        answer.session = SessionCookie::Set { token: signed.token, max_age };
    }
    Ok(answer)
}

/// Whether the session ends later than any sign-in in it set its cookie for.
fn extended(cx: &Cx, signed: &Signed) -> bool {
    let latest = signed
        .session
        .methods
        .iter()
        .map(|m| m.completed_at)
        .max()
        .unwrap_or(signed.session.issued_at);
    signed.session.expires_at > latest.after(cx.config().session.lifespan)
}

/// GET `/sessions`: the others.
pub(super) async fn list(cx: &Cx) -> Result<Answer> {
    let signed = sure(cx).await?;
    let page =
        Numbered::read(&cx.request, Style::of_sessions(cx), Size { usual: 250, most: 1000 })?;
    let me = signed.session.id;
    let others =
        store::list(cx, signed.identity.id, me, Which::Active, (page.size, page.offset())).await?;
    let total = store::count(cx, signed.identity.id, me, Which::Active).await?;
    let identity = signed.identity.wire(View::Bare);
    let list: Vec<_> = others.iter().map(|session| session.wire(&identity, cx.now)).collect();
    let mut answer = Answer::ok(list);
    answer.headers = page.headers(&cx.request, "/sessions", total);
    Ok(answer)
}

/// Who may end other sessions: to Kratos whoever is signed in.
async fn ender(cx: &Cx) -> Result<Signed> {
    if cx.config().compatibility == Compatibility::Kratos {
        return session::required(cx).await;
    }
    sure(cx).await
}

/// DELETE `/sessions`: ends the others.
pub(super) async fn end_others(cx: &Cx) -> Result<Answer> {
    let signed = ender(cx).await?;
    // As recorded: also those that had ended before.
    let count = store::count(cx, signed.identity.id, signed.session.id, Which::All).await?;
    let mut tx = cx.db().write()?;
    let ended =
        store::revoke_others(&mut tx, cx.project(), signed.identity.id, signed.session.id).await?;
    let details = Some(json!({ "ended": ended }));
    let about = audit::About {
        identity: Some(signed.identity.id),
        session: Some(signed.session.id),
        details,
    };
    audit::record(cx, &mut tx, Event::OtherSessionsEnded, about);
    tx.commit().await?;
    Ok(Answer::ok(json!({ "count": count })))
}

/// DELETE `/sessions/{id}`: ends one of the others. A foreign or unknown one is passed over in silence.
pub(super) async fn end(cx: &Cx, id: &str) -> Result<Answer> {
    let signed = ender(cx).await?;
    let bad = |message: &str| Problem::bad_request("").message(message);
    let id = SessionId::parse(id).ok_or_else(|| bad("The session's id is no UUID."))?;
    if id == signed.session.id {
        return Err(bad("This is the current session: sign out to end it.").into());
    }
    let mut tx = cx.db().write()?;
    if store::revoke(&mut tx, cx.project(), signed.identity.id, id).await? {
        let about =
            audit::About { identity: Some(signed.identity.id), session: Some(id), details: None };
        audit::record(cx, &mut tx, Event::SessionEnded, about);
    }
    tx.commit().await?;
    Ok(Answer::no_content().header(header::CONTENT_TYPE, "application/json; charset=utf-8"))
}
