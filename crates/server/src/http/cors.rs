//! Cross-origin requests, as `serve.public.cors` allows them (wire contract §5.5).

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::answer::{Answer, Content};
use crate::app::Cx;
use crate::config::Cors;

/// Whether pages of `origin` may use the API. A pattern holds at most one `*`.
pub(crate) fn allows(cors: &Cors, origin: &str) -> bool {
    cors.allowed_origins.iter().any(|pattern| match pattern.split_once('*') {
        None => pattern.eq_ignore_ascii_case(origin),
        Some(("", "")) => true,
        Some((front, back)) => {
            let origin = origin.to_ascii_lowercase();
            origin.len() >= front.len() + back.len()
                && origin.starts_with(&front.to_ascii_lowercase())
                && origin.ends_with(&back.to_ascii_lowercase())
        }
    })
}

fn origin(cx: &Cx) -> Option<&str> {
    let cors = &cx.config().serve.public.cors;
    let origin = cx.request.header(header::ORIGIN)?;
    (cors.enabled && allows(cors, origin)).then_some(origin)
}

/// The answer to a browser's question before the real request.
pub(super) fn preflight(cx: &Cx) -> Option<Answer> {
    let cors = &cx.config().serve.public.cors;
    let asked = cx.request.header(header::ACCESS_CONTROL_REQUEST_METHOD)?;
    if cx.request.method != Method::OPTIONS || !cors.enabled {
        return None;
    }
    let mut answer = Answer::new(StatusCode::NO_CONTENT, Content::Nothing);
    let method_allowed = cors.allowed_methods.iter().any(|m| m.eq_ignore_ascii_case(asked));
    if origin(cx).is_some() && method_allowed {
        answer = answer
            .header(header::ACCESS_CONTROL_ALLOW_METHODS, asked)
            .header(header::ACCESS_CONTROL_ALLOW_HEADERS, cors.allowed_headers.join(", "));
        if cors.max_age > 0 {
            answer = answer.header(header::ACCESS_CONTROL_MAX_AGE, cors.max_age.to_string());
        }
    }
    Some(answer)
}

/// Puts the headers on an answer.
pub(super) fn apply(cx: &Cx, response: &mut Response) {
    let cors = &cx.config().serve.public.cors;
    if !cors.enabled {
        return;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin(cx) else { return };
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    set(header::ACCESS_CONTROL_EXPOSE_HEADERS, &cors.exposed_headers.join(", "));
    if cors.allow_credentials {
        set(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
}
