//! A link that was opened: nothing is spent, and one button says what it is for.

use axum::http::StatusCode;
use model::flow::Kind;
use model::identity::Identity;
use model::{Message, Secret};
use serde_json::json;

use super::{ID, recovery};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::{self, Flow, load};
use crate::http::answer::{Answer, LinkCookie};
use crate::http::cookie;
use crate::identity::store as identities;
use crate::method::code;
use crate::method::code::store::For;
use crate::method::mailed::Requester;

/// The path of the page with the button.
const PAGE: &str = "/recovery/link";
/// Longer than any token.
const MOST_BYTES: usize = 128;

/// GET `/self-service/recovery?flow=&token=`: the token goes into a cookie, the browser to the page.
pub(crate) async fn opened(cx: &Cx, flow: &Flow, token: &str) -> Result<Answer> {
    if let Err(message) = whose(cx, flow, token).await? {
        return flow::recovery::dead_link(cx, message).await;
    }
    let mut answer = Answer::see_other(format!("{}{PAGE}?flow={}", cx.app.public_url(), flow.id));
    answer.link = LinkCookie::Set(Secret::new(token.to_owned()));
    Ok(answer)
}

/// GET `/recovery/link?flow=`.
pub(crate) async fn page(cx: &Cx) -> Result<Answer> {
    let found = load(cx, Kind::Recovery, cx.request.query("flow")).await?;
    let token = cx.request.cookie(cookie::LINK);
    let (Some(flow), Some(token)) = (found.filter(|flow| !flow.expired(cx.now)), token) else {
        return flow::recovery::dead_link(cx, Message::recovery_link_wrong()).await;
    };
    let identity = match whose(cx, &flow, token).await? {
        Ok(identity) => identity,
        Err(message) => return flow::recovery::dead_link(cx, message).await,
    };
    let account = identity.recovery_addresses.first().map(|a| a.value.as_str());
    let account = account.or(identity.verifiable_addresses.first().map(|a| a.value.as_str()));
    let locale = cx.app.pages.locale(cx);
    let asked = Requester::of(&flow).map(|requester| {
        json!({ "at": requester.at, "device": cx.app.pages.device(&locale, &requester.agent) })
    });
    let context = json!({
        "link": {
            "action": format!("{}/self-service/recovery?flow={}", cx.app.public_url(), flow.id),
            "method": ID,
            "csrf_token": cx.request.csrf.masked(cx.random()),
            "account": account.map(masked),
            "asked": asked,
        }
    });
    let page = cx.app.pages.page(cx, "pages/recovery_link.html", "recovery-open-title", context)?;
    Ok(cx.app.pages.answer(StatusCode::OK, page))
}

/// Whose account a link leads to, or what to say of a link that leads nowhere. Reads only.
async fn whose(cx: &Cx, flow: &Flow, token: &str) -> Result<Result<Identity, Message>> {
    let wrong = || Ok(Err(Message::recovery_link_wrong()));
    if token.len() > MOST_BYTES {
        return wrong();
    }
    let rows = code::store::read_of_flow(cx, flow.id, For::RecoveryLink).await?;
    let stored = match recovery::alive(cx, code::matching(cx, flow, For::RecoveryLink, token, rows))
    {
        Ok(stored) => stored,
        Err(message) => return Ok(Err(message)),
    };
    match identities::get(cx.db(), cx.project(), stored.identity_id).await? {
        Some(identity) => Ok(Ok(identity)),
        None => wrong(),
    }
}

/// An address that its owner recognises and a bystander cannot use (wire contract §3.8).
fn masked(address: &str) -> String {
    match address.split_once('@') {
        Some((name, domain)) if name.chars().count() > 1 => {
            let start: String = name.chars().take(2).collect();
            format!("{start}****@{domain}")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked() {
        assert_eq!(masked("grace@example.org"), "gr****@example.org");
        assert_eq!(masked("ümlaut@example.org"), "üm****@example.org");
        assert_eq!(masked("a@example.org"), "a@example.org");
    }
}
