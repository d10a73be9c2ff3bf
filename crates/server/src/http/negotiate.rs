//! Answers and errors become responses here, and nowhere else.
//!
//! JSON clients get Kratos' error envelope (wire contract §1.3); a browser gets 303 to the page that shows the
//! stored error. The causes of an internal error are logged once, with the request's id, and never told.

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use model::Problem;

use super::answer::{Answer, Content, ContinuityCookie, LinkCookie, SessionCookie, json};
use super::{cookie, csrf};
use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::{Error, Result};
use crate::flow::errors;

const NO_STORE: &str = "private, no-cache, no-store, must-revalidate";

/// Which listener answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listener {
    Public,
    Admin,
}

/// The problem that an error is told as.
pub(crate) fn problem(cx: &Cx, error: Error) -> Problem {
    match error {
        Error::Problem(problem) | Error::Redirect { problem, .. } => *problem,
        Error::Db(db::Error::Busy | db::Error::Outdated) => {
            tracing::warn!(request = %cx.request.id, "the database is busy");
            Problem::new(503, "", "The server is busy. Please try again in a moment.")
        }
        // Names and addresses are looked for before they are written, so only a request of the same moment leads here.
        Error::Db(db::Error::Unique) => {
            tracing::warn!(request = %cx.request.id, "two requests wanted the same name at once");
            Problem::conflict(
                "Another identity took this address, identifier or external id at the same moment.",
            )
        }
        error => {
            let mut causes = String::new();
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                causes.push_str(": ");
                causes.push_str(&cause.to_string());
                source = cause.source();
            }
            tracing::error!(request = %cx.request.id, "request failed: {error}{causes}");
            Problem::new(500, "", "")
        }
    }
}

/// An error as the answer of an API: an envelope.
pub(crate) fn envelope(cx: &Cx, error: Error) -> Answer {
    let problem = problem(cx, error);
    let status = StatusCode::from_u16(problem.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json(problem.wire(cx.request.client_id()));
    Answer::new(status, Content::Problem { id: problem.id, body })
}

/// An error for whoever asked: an envelope, or the error page.
pub(crate) async fn told(cx: &Cx, error: Error) -> Answer {
    if cx.request.wants_json() {
        return envelope(cx, error);
    }
    if let Error::Redirect { to, .. } = error {
        return Answer::see_other(to);
    }
    match errors::store(cx, &problem(cx, error)).await {
        Ok(url) => Answer::see_other(url),
        Err(error) => envelope(cx, error),
    }
}

/// Makes the response: status, body, cookies, caching and security headers.
pub(crate) fn respond(cx: &Cx, listener: Listener, answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status;
    let redirects = matches!(answer.content, Content::Redirect(_));
    let (content_type, body) = match answer.content {
        Content::Nothing => (None, Vec::new()),
        Content::Json(body) => (Some("application/json; charset=utf-8".to_owned()), body),
        Content::Problem { id, body } => {
            if !id.is_empty() {
                set(&mut response, HeaderName::from_static("ory-error-id"), id);
            }
            (Some("application/json".into()), body)
        }
        Content::Html(page) => (Some("text/html; charset=utf-8".into()), page.into_bytes()),
        Content::Other { content_type, body } => (Some(content_type), body),
        Content::Redirect(to) => {
            set(&mut response, header::LOCATION, &to);
            (None, Vec::new())
        }
    };
    if let Some(content_type) = content_type {
        set(&mut response, header::CONTENT_TYPE, &content_type);
    }
    let reads = matches!(cx.request.method, axum::http::Method::GET | axum::http::Method::HEAD);
    let cacheable = answer.headers.iter().any(|(name, _)| *name == header::CACHE_CONTROL);
    let page = listener == Listener::Public && !redirects && is_html(&response);
    // Kratos says so of what is read alone; an answer to a form may hold what must not be kept as well (RC-08).
    let own = cx.config().compatibility == Compatibility::Readmit;
    if (reads || !body.is_empty() && (page || own)) && !cacheable {
        set(&mut response, header::CACHE_CONTROL, NO_STORE);
    }
    security_headers(&mut response, listener);
    for (name, value) in &answer.headers {
        set(&mut response, name.clone(), value);
    }
    if listener == Listener::Public {
        set(&mut response, header::VARY, "Cookie");
        let kept = (answer.session, answer.continuity, answer.link);
        cookies(cx, &mut response, kept, answer.csrf);
    }
    *response.body_mut() = Body::from(body);
    response
}

fn is_html(response: &Response<Body>) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"text/html"))
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn security_headers(response: &mut Response<Body>, listener: Listener) {
    set(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // `same-origin`, not `no-referrer`: with the latter browsers send `Origin: null` with forms.
    set(response, header::REFERRER_POLICY, "same-origin");
    if is_html(response) && listener == Listener::Public {
        set(response, header::X_FRAME_OPTIONS, "DENY");
        set(response, HeaderName::from_static("x-robots-tag"), "noindex");
    }
}

fn cookies(
    cx: &Cx,
    response: &mut Response<Body>,
    (session, continuity, link): (SessionCookie, ContinuityCookie, LinkCookie),
    rotated: Option<csrf::Token>,
) {
    let mut lines = Vec::new();
    let csrf = match rotated {
        Some(token) => Some(token),
        None if !cx.request.csrf_brought && brings_csrf(cx) => Some(cx.request.csrf.clone()),
        None => None,
    };
    if let Some(token) = csrf {
        lines.push(cookie::csrf(cx.config(), &token));
    }
    match session {
        SessionCookie::Keep => {}
        SessionCookie::Set { token, max_age } => {
            lines.push(cookie::session(cx.config(), token.expose(), max_age));
        }
        SessionCookie::Clear => lines.push(cookie::session_cleared(cx.config())),
    }
    match continuity {
        ContinuityCookie::Keep => {}
        ContinuityCookie::Set(id) => lines.push(cookie::continuity(cx.config(), &id)),
        ContinuityCookie::Used => lines.push(cookie::continuity(cx.config(), "-")),
    }
    match link {
        LinkCookie::Keep => {}
        LinkCookie::Set(token) => lines.push(cookie::link(cx.config(), token.expose())),
        LinkCookie::Clear => lines.push(cookie::link_cleared(cx.config())),
    }
    for line in lines {
        if let Ok(value) = HeaderValue::from_str(&line) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

/// Which requests give a browser its first CSRF cookie (wire contract §5.2): reading ones, but for those of native
/// clients, of sessions, and for what is submitted to.
fn brings_csrf(cx: &Cx) -> bool {
    let path = cx.request.uri.path();
    let ignored = path.ends_with("/api")
        || ["/sessions", "/sessions/whoami", "/sessions/token-exchange"].contains(&path)
        || ["/schemas/", "/health/", "/admin/", "/assets/", "/version"]
            .iter()
            .any(|p| path.starts_with(p))
        || ["login", "registration", "settings", "recovery", "verification"]
            .iter()
            .any(|kind| path.strip_prefix("/self-service/") == Some(kind));
    cx.request.method == axum::http::Method::GET && !ignored
}

/// Turns what a handler gave into a response for an API client.
pub(crate) fn finish(cx: &Cx, listener: Listener, result: Result<Answer>) -> Response<Body> {
    let answer = result.unwrap_or_else(|error| envelope(cx, error));
    respond(cx, listener, answer)
}
