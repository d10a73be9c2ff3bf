//! Mailed links: for recovery and for verification.
//!
//! A link works in any browser, and once. Opening it spends nothing and signs nobody in, since mail programs and
//! scanners open links too: it leads to a page of ours with one button, whatever the operator's own pages are
//! ([`opened`]). The token leaves the address bar for a cookie on the way. Pressing the button is a submission of the
//! flow like any other, for which the page's own CSRF token counts: the flow may be another browser's.

pub(crate) mod administrator;
pub(crate) mod opened;
pub(crate) mod recovery;
pub(crate) mod verification;

use db::Tx;
use model::flow::Kind;
use model::random::{self, ALPHANUMERIC};
use model::ui::{Group, Node};
use model::{Message, Problem, Secret};

use super::code::find;
use super::code::store::{For, Stored};
use super::{Method, Outcome, Part, Retry};
use crate::app::Cx;
use crate::config::Config;
use crate::error::Result;
use crate::flow::{self, Flow};
use crate::http::cookie;
use crate::http::form::Form;

pub(crate) const ID: &str = "link";

pub(crate) struct Link;

impl Method for Link {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.link.enabled
    }
    fn recovery(&self) -> Option<&dyn Part> {
        Some(&recovery::Recovery)
    }
    fn verification(&self) -> Option<&dyn Part> {
        Some(&verification::Verification)
    }
}

/// Puts the token of the link into a submission that comes from the page behind it. Whoever brings a token means the
/// link, whatever else they bring.
pub(crate) fn bring_token(cx: &Cx, flow: &mut Flow, form: &mut Form) {
    if purpose(flow.kind).is_none() {
        return;
    }
    let kept = || cx.request.cookie(cookie::LINK).filter(|_| pressed(form));
    if let Some(token) = cx.request.query("token").or_else(kept).map(str::to_owned) {
        form.add("token", &token);
    }
    flow.by_link = form.text("token").is_some();
}

/// Whether a form comes from the page behind a link.
pub(crate) fn pressed(form: &Form) -> bool {
    form.text("link") == Some("opened")
}

/// Whether the request has to do with a link: it brings a token, or comes from a browser that opened one.
pub(crate) fn concerned(cx: &Cx, kind: Kind) -> bool {
    let kept = cx.request.cookie(cookie::LINK).is_some() && !cx.request.wants_json();
    purpose(kind).is_some() && (cx.request.query("token").is_some() || kept)
}

/// Letters and digits of a token: 256 bits.
const TOKEN: usize = 43;

/// A new token.
pub(super) fn draw_token(cx: &Cx) -> Secret<String> {
    Secret::new(random::text(cx.random(), "link-token", ALPHANUMERIC, TOKEN))
}

/// The address of a link of this flow.
pub(super) fn url(cx: &Cx, flow: &Flow, token: &Secret<String>) -> String {
    let own = cx.config().selfservice.methods.link.config.base_url.as_ref();
    let base = own.map_or_else(
        || cx.app.public_url().to_owned(),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    );
    format!("{base}/self-service/{}?flow={}&token={}", flow.kind, flow.id, token.expose())
}

/// What links of flows of this kind are for.
fn purpose(kind: Kind) -> Option<For> {
    match kind {
        Kind::Recovery => Some(For::RecoveryLink),
        Kind::Verification => Some(For::VerificationLink),
        Kind::Login | Kind::Registration | Kind::Settings => None,
    }
}

pub(crate) fn wrong(kind: Kind) -> Message {
    match kind {
        Kind::Verification => Message::verification_link_wrong(),
        _ => Message::recovery_link_wrong(),
    }
}

/// The link's row, or what to say of it.
fn alive(cx: &Cx, kind: Kind, found: Option<Stored>) -> std::result::Result<Stored, Message> {
    match found {
        Some(stored) if stored.used_at.is_some() => Err(wrong(kind)),
        Some(stored) if stored.expires_at <= cx.now => {
            Err(flow::expired_at(kind, stored.expires_at))
        }
        Some(stored) => Ok(stored),
        None => Err(wrong(kind)),
    }
}

/// The row of the link that a submission brings, or what to say of it.
async fn brought(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    token: &str,
) -> Result<std::result::Result<Stored, Message>> {
    let Some(purpose) = purpose(flow.kind) else {
        return Ok(Err(wrong(flow.kind)));
    };
    Ok(alive(cx, flow.kind, find(cx, tx, flow, purpose, token).await?))
}

/// A link that leads nowhere was submitted.
fn dead(message: Message) -> Outcome {
    let problem = Problem::bad_request("The link works no more. Ask for a new one.");
    Outcome::Retry(Retry { message, problem })
}

/// The form for an address, filled in once it was sent.
fn nodes(email: Option<&str>) -> Vec<Node> {
    let field = Node::input(Group::LINK, "email", "email");
    let field = match email {
        Some(email) => field.value(email),
        None => field,
    };
    vec![
        field.required().label(Message::info(1_070_007)),
        Node::submit(Group::LINK, "method", ID, 1_070_009),
    ]
}
