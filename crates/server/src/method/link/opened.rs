//! A link that was opened: nothing is spent, and one button says what it is for.

use axum::http::StatusCode;
use model::flow::Kind;
use model::{Message, Secret};
use serde_json::json;

use super::{ID, alive, purpose, wrong};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::held::Held;
use crate::flow::{self, Flow, load};
use crate::http::answer::{Answer, LinkCookie};
use crate::http::cookie;
use crate::identity::store as identities;
use crate::method::address::masked;
use crate::method::code;

/// Longer than any token.
const MOST_BYTES: usize = 128;

/// GET `/self-service/<kind>?flow=&token=`: the token goes into a cookie, the browser to the page.
pub(crate) async fn opened(cx: &Cx, flow: &Flow, token: &str) -> Result<Answer> {
    if let Err(message) = whose(cx, flow, token).await? {
        return flow::say_anew(cx, flow.kind, message).await;
    }
    let page = format!("{}/{}/link?flow={}", cx.app.public_url(), flow.kind, flow.id);
    let mut answer = Answer::see_other(page);
    answer.link = LinkCookie::Set(Secret::new(token.to_owned()));
    Ok(answer)
}

/// GET `/<kind>/link?flow=`.
pub(crate) async fn page(cx: &Cx, kind: Kind) -> Result<Answer> {
    let found = load(cx, kind, cx.request.query("flow")).await?;
    let token = cx.request.cookie(cookie::LINK);
    let (Some(flow), Some(token)) = (found.filter(|flow| !flow.expired(cx.now)), token) else {
        return flow::say_anew(cx, kind, wrong(kind)).await;
    };
    let account = match whose(cx, &flow, token).await? {
        Ok(account) => account,
        Err(message) => return flow::say_anew(cx, kind, message).await,
    };
    let locale = cx.app.pages.locale(cx, None);
    let asked = flow.asked().map(|asked| {
        let device = cx.app.pages.device(&locale, &asked.agent);
        json!({ "at": asked.at, "device": device, "place": asked.place })
    });
    let context = json!({
        "link": {
            "action": format!("{}/self-service/{kind}?flow={}", cx.app.public_url(), flow.id),
            "method": ID,
            "csrf_token": cx.request.csrf.masked(cx.random()),
            "account": account.as_deref().map(masked),
            "asked": asked,
        }
    });
    let (template, title) = (format!("pages/{kind}_link.html"), format!("{kind}-open-title"));
    let page = cx.app.pages.page(cx, &template, &title, context)?;
    Ok(cx.app.pages.answer(StatusCode::OK, page))
}

/// The address that a link is about, or of its account; or what to say of a link that leads nowhere. Reads only.
async fn whose(cx: &Cx, flow: &Flow, token: &str) -> Result<Result<Option<String>, Message>> {
    let nowhere = || Ok(Err(wrong(flow.kind)));
    let Some(purpose) = purpose(flow.kind).filter(|_| token.len() <= MOST_BYTES) else {
        return nowhere();
    };
    let rows = code::store::read_of_flow(cx, flow.id, purpose).await?;
    let found = code::matching(cx, flow, purpose, token, rows);
    let stored = match alive(cx, flow.kind, found) {
        Ok(stored) => stored,
        Err(message) => return Ok(Err(message)),
    };
    if let Some(held) = Held::of(flow).filter(|held| held.is_for(stored.address_id)) {
        return Ok(Ok(Some(held.value)));
    }
    let Some(identity) = identities::get(cx.db(), cx.project(), stored.identity_id).await? else {
        return nowhere();
    };
    let recovery = identity.recovery_addresses.into_iter().map(|a| (a.id, a.value));
    let verifiable = identity.verifiable_addresses.into_iter().map(|a| (a.id, a.value));
    let mut all: Vec<_> = recovery.chain(verifiable).collect();
    if stored.address_id.is_none() {
        // An administrator's link is about the account.
        return Ok(Ok(all.into_iter().next().map(|(_, value)| value)));
    }
    match all.iter().position(|(id, _)| Some(*id) == stored.address_id) {
        Some(at) => Ok(Ok(Some(all.swap_remove(at).1))),
        None => nowhere(),
    }
}
