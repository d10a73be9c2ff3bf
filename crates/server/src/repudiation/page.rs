//! The page behind the link: GET looks, POST does. The token waits in a cookie, as that of every mailed link.

use axum::http::{Method, StatusCode};
use model::flow::Kind;
use model::{Message, Secret};
use serde_json::json;

use super::{PATH, hash, store, undo};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::{self, gate};
use crate::http::answer::{Answer, LinkCookie};
use crate::http::cookie;
use crate::http::form::Form;

/// `/not-me`: with `?token=` the link, without it the page, and POST its button.
pub(crate) async fn page(cx: &Cx) -> Result<Answer> {
    if cx.request.method == Method::POST {
        return pressed(cx).await;
    }
    if let Some(token) = cx.request.query("token") {
        if store::find(cx, hash(token)).await?.is_none() {
            return dead(cx).await;
        }
        let mut answer = Answer::see_other(format!("{}{PATH}", cx.app.public_url()));
        answer.link = LinkCookie::Set(Secret::new(token.to_owned()));
        return Ok(answer);
    }
    let Some(token) = cx.request.cookie(cookie::LINK) else {
        return dead(cx).await;
    };
    let Some(offered) = store::find(cx, hash(token)).await? else {
        return dead(cx).await;
    };
    let context = json!({
        "not_me": {
            "action": format!("{}{PATH}", cx.app.public_url()),
            "csrf_token": cx.request.csrf.masked(cx.random()),
            "notice": offered.notice,
            "at": offered.created_at,
        }
    });
    let page = cx.app.pages.page(cx, "pages/not_me.html", "not-me-title", context)?;
    let mut answer = cx.app.pages.answer(StatusCode::OK, page);
    answer.csrf = Some(cx.request.csrf.clone()).filter(|_| !cx.request.csrf_brought);
    Ok(answer)
}

async fn pressed(cx: &Cx) -> Result<Answer> {
    let form = Form::read(&cx.request)?;
    gate::page_form(cx, &form)?;
    let Some(token) = cx.request.cookie(cookie::LINK) else {
        return dead(cx).await;
    };
    if !undo::undo(cx, token).await? {
        return dead(cx).await;
    }
    onwards(cx, Message::repudiated()).await
}

async fn dead(cx: &Cx) -> Result<Answer> {
    onwards(cx, Message::repudiation_link_wrong()).await
}

/// To a fresh recovery that says what happened; without recovery to sign-in.
async fn onwards(cx: &Cx, message: Message) -> Result<Answer> {
    if cx.config().selfservice.flows.recovery.enabled {
        return flow::say_anew(cx, Kind::Recovery, message).await;
    }
    Ok(Answer { link: LinkCookie::Clear, ..Answer::see_other(flow::ui(cx, Kind::Login)) })
}
