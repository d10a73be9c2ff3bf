//! Who may touch a flow: the browser it was made for, or a native client without a browser's traces
//! (wire contract §3.1 §5.2).

use axum::http::header;
use model::Problem;
use model::flow::Kind;
use model::secret::same;

use super::Flow;
use crate::app::Cx;
use crate::http::csrf;
use crate::http::form::Form;

const DOCS: &str = "https://www.ory.com/docs/troubleshooting/csrf";
const HINT: &str = "The CSRF cookie and the flow's token do not belong together. Start the flow again in this browser.";

const NO_COOKIE: &str = "The request has no CSRF cookie.";

fn violation(reject_reason: Option<&str>) -> Problem {
    let problem = Problem::new(
        403,
        "security_csrf_violation",
        "Please start again, and clear your cookies if it persists.",
    )
    .message("The request was refused to protect you from cross-site request forgery.")
    .detail("docs", DOCS)
    .detail("hint", HINT);
    match reject_reason {
        Some(reason) => problem.detail("reject_reason", reason),
        None => problem,
    }
}

/// Under which a flow remembers the browser that opened the link of its mail last.
const OPENER: &str = "opened_by";

/// Lets the browser that gets this token into the flow, beside the one that it was made for: that one goes on waiting.
pub(super) fn let_in(flow: &mut Flow, token: &csrf::Token) {
    flow.remember(OPENER, data_encoding::BASE64.encode(&token.hash()));
}

/// Whether the request comes from the browser that opened the link of the flow's mail last.
pub(crate) fn is_opener(cx: &Cx, flow: &Flow) -> bool {
    let opener = flow.recall::<String>(OPENER);
    let opener = opener.and_then(|hash| data_encoding::BASE64.decode(hash.as_bytes()).ok());
    cx.request.csrf_brought && opener.is_some_and(|hash| same(&hash, &cx.request.csrf.hash()))
}

/// Whether the request comes from a browser that belongs to the flow; `hash` is of the token it was made for.
fn belongs(cx: &Cx, flow: &Flow, hash: &[u8; 32]) -> bool {
    cx.request.csrf_brought && same(hash, &cx.request.csrf.hash()) || is_opener(cx, flow)
}

/// A browser's flow is shown to that browser alone, and to the one that opened its link.
pub(super) fn same_browser(cx: &Cx, flow: &Flow) -> Result<(), Problem> {
    match &flow.csrf {
        Some(hash) if !belongs(cx, flow, hash) => {
            Err(violation((!cx.request.csrf_brought).then_some(NO_COOKIE)))
        }
        _ => Ok(()),
    }
}

/// What is wrong with a submission is told with the flow. One that holds an address is for its own browser alone.
pub(super) fn may_be_told(cx: &Cx, flow: &Flow) -> Result<(), Problem> {
    match flow.kind {
        Kind::Recovery | Kind::Verification => same_browser(cx, flow),
        Kind::Login | Kind::Registration | Kind::Settings => Ok(()),
    }
}

/// What native clients must not send, since it would let a web page drive their flows.
pub(super) fn native_client(cx: &Cx) -> Result<(), Problem> {
    if cx.request.headers.contains_key(header::ORIGIN) {
        return Err(Problem::bad_request(
            "A native flow must be submitted without the Origin header: a browser needs a browser flow.",
        ));
    }
    let foreign =
        |name: &str| !["__cf", "_cf", "cf_"].iter().any(|prefix| name.starts_with(prefix));
    if cx.request.cookie_names().any(foreign) {
        return Err(Problem::bad_request(
            "A native flow must be submitted without cookies: a browser needs a browser flow.",
        ));
    }
    Ok(())
}

/// A submission's token has to be the flow's browser's. Cross-site requests are refused whatever they carry.
pub(super) fn token(cx: &Cx, flow: &Flow, form: &Form) -> Result<(), Problem> {
    if cx.request.header("sec-fetch-site") == Some("cross-site") || foreign_origin(cx) {
        return Err(violation(Some("The request comes from another site.")));
    }
    let Some(hash) = &flow.csrf else {
        return Ok(());
    };
    let json =
        cx.request.header(header::CONTENT_TYPE).is_some_and(|t| t.starts_with("application/json"));
    let shown = form.text(model::ui::CSRF);
    if !cx.request.csrf_brought {
        return Err(violation(Some(NO_COOKIE)));
    }
    match shown {
        None if !json => Err(violation(None)),
        Some(shown) if cx.request.csrf.matches(shown) && belongs(cx, flow, hash) => Ok(()),
        _ => Err(violation(Some("The token of the form is not the one of the cookie."))),
    }
}

/// Whether the request names an origin that is neither ours nor one the operator knows.
fn foreign_origin(cx: &Cx) -> bool {
    let Some(origin) = cx.request.header(header::ORIGIN) else {
        return false;
    };
    let known = |url: &url::Url| url.origin().ascii_serialization() == origin;
    let selfservice = &cx.config().selfservice;
    let cors = &cx.config().serve.public.cors;
    !(known(&cx.config().serve.public.base_url)
        || known(&selfservice.default_browser_return_url)
        || selfservice.allowed_return_urls.iter().any(known)
        || cors.enabled && crate::http::cors::allows(cors, origin))
}

/// Whether a form outside any flow (a built-in page's) comes from the page.
pub(crate) fn page_form(cx: &Cx, form: &Form) -> Result<(), Problem> {
    let site = cx.request.header("sec-fetch-site");
    let here = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let token = form.text(model::ui::CSRF).is_some_and(|shown| cx.request.csrf.matches(shown));
    if cx.request.csrf_brought && token && here && !foreign_origin(cx) {
        Ok(())
    } else {
        Err(violation(None))
    }
}

/// A new token for a browser whose session changed.
pub(super) fn rotate(cx: &Cx) -> csrf::Token {
    csrf::Token::draw(cx.random())
}
