//! Signing out (wire contract §1.8).
//!
//! The token of the logout link is a keyed hash of the session's id: it proves that the link was made for this session
//! and needs no row of its own.

use axum::http::HeaderName;
use db::Tx;
use model::{Problem, Secret};
use serde_json::json;

use super::{gate, return_to};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Compatibility;
use crate::error::{Error, Result};
use crate::http::answer::{Answer, SessionCookie};
use crate::http::form::Form;
use crate::keys::Purpose;
use crate::session::{self, Signed, store};

const PREFIX: &str = "ory_lo_";

fn nobody() -> Problem {
    Problem::new(401, "session_inactive", "There is no active session in this request.")
}

fn token(cx: &Cx, signed: &Signed) -> String {
    let mac = cx.keys().mac(Purpose::LogoutToken, &[signed.session.id.bytes()]);
    format!("{PREFIX}{}", data_encoding::BASE64URL_NOPAD.encode(&mac))
}

/// The link by which the signed-in browser signs out; for pages.
pub(crate) fn link(cx: &Cx, signed: &Signed) -> String {
    return_to::with_query(
        &format!("{}/self-service/logout", cx.app.public_url()),
        &[("token", &token(cx, signed))],
    )
}

/// GET `/self-service/logout/browser`: the link and its token.
pub(crate) async fn init(cx: &Cx) -> Result<Answer> {
    return_to::check(cx)?;
    let signed = session::current(cx).await?.ok_or_else(nobody)?;
    let token = token(cx, &signed);
    let back = cx.request.query("return_to").map(|value| ("return_to", value));
    let query: Vec<(&str, &str)> = back.into_iter().chain([("token", token.as_str())]).collect();
    let url =
        return_to::with_query(&format!("{}/self-service/logout", cx.app.public_url()), &query);
    Ok(Answer::ok(json!({ "logout_url": url, "logout_token": token })))
}

/// GET `/self-service/logout?token=`: ends the session.
pub(crate) async fn submit(cx: &Cx) -> Result<Answer> {
    let after = cx.config().selfservice.flows.logout.after.default_browser_return_url.as_ref();
    let to = match cx.request.query("return_to") {
        Some(value) => return_to::allowed(cx, value)?,
        None => after.unwrap_or(&cx.config().selfservice.default_browser_return_url).to_string(),
    };
    let Some(shown) = cx.request.query("token") else {
        return Err(Problem::bad_request("The query parameter `token` is missing.").into());
    };
    let Some(signed) = session::current(cx).await? else {
        if cx.config().compatibility == Compatibility::Kratos {
            return Err(nobody().into());
        }
        // Whoever opens the link twice is where they wanted to be.
        return Err(Error::Redirect { to, problem: Box::new(nobody()) });
    };
    let macs = cx.keys().macs(Purpose::LogoutToken, &[signed.session.id.bytes()]);
    let brought = shown
        .strip_prefix(PREFIX)
        .and_then(|t| data_encoding::BASE64URL_NOPAD.decode(t.as_bytes()).ok());
    let right =
        brought.is_some_and(|brought| macs.iter().any(|mac| model::secret::same(mac, &brought)));
    if !right {
        return Err(
            Problem::new(403, "", "The logout token does not belong to this session.").into()
        );
    }
    end(cx, &signed).await?;
    let mut answer =
        if cx.request.wants_json() { Answer::no_content() } else { Answer::see_other(to) };
    answer.session = SessionCookie::Clear;
    answer.csrf = Some(gate::rotate(cx));
    if cx.config().selfservice.flows.logout.clear_browser_data {
        let value = "\"cache\", \"cookies\", \"storage\"";
        answer = answer.header(HeaderName::from_static("clear-site-data"), value);
    }
    Ok(answer)
}

async fn end(cx: &Cx, signed: &Signed) -> Result<()> {
    let mut tx = cx.db().write()?;
    ended(cx, &mut tx, signed).await?;
    tx.commit().await?;
    Ok(())
}

async fn ended(cx: &Cx, tx: &mut Tx, signed: &Signed) -> Result<()> {
    if store::revoke(tx, cx.project(), signed.identity.id, signed.session.id).await? {
        let about = audit::About {
            identity: Some(signed.identity.id),
            session: Some(signed.session.id),
            details: None,
        };
        audit::record(cx, tx, Event::SessionEnded, about);
    }
    Ok(())
}

/// DELETE `/self-service/logout/api`: ends the session of the token in the body. One that has ended already is fine.
pub(crate) async fn native(cx: &Cx) -> Result<Answer> {
    let unknown = || Problem::new(403, "", "There is no session with this token.");
    let form = Form::read(&cx.request)?;
    let token: Secret<String> = form.secret("session_token").ok_or_else(unknown)?;
    let signed = store::by_token(cx, token.expose()).await?.ok_or_else(unknown)?;
    end(cx, &signed).await?;
    Ok(Answer::no_content())
}
