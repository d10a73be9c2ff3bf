//! What a handler gives back, before it becomes a response.
//!
//! An answer says what happened; cookies, caching and security headers are put on in `http/negotiate.rs`.

use axum::http::{HeaderName, StatusCode};
use model::Secret;
use serde_json::Value;

use super::csrf;

/// The body of an answer.
pub(crate) enum Content {
    Nothing,
    Json(Value),
    /// An error envelope: its content type has no charset (wire contract §1.1).
    Problem {
        id: &'static str,
        body: Value,
    },
    Html(String),
    /// Bytes of a type of their own.
    Other {
        content_type: String,
        body: Vec<u8>,
    },
    Redirect(String),
}

/// What happens to the session cookie.
pub(crate) enum SessionCookie {
    Keep,
    Set { token: Secret<String>, max_age: u64 },
    Clear,
}

/// What happens to the continuity cookie.
pub(crate) enum ContinuityCookie {
    Keep,
    Set(String),
    /// Written again without its container, as recorded.
    Used,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content: Content,
    pub(crate) session: SessionCookie,
    pub(crate) continuity: ContinuityCookie,
    /// A new CSRF token for the browser.
    pub(crate) csrf: Option<csrf::Token>,
    pub(crate) headers: Vec<(HeaderName, String)>,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            content,
            session: SessionCookie::Keep,
            continuity: ContinuityCookie::Keep,
            csrf: None,
            headers: Vec::new(),
        }
    }
    pub(crate) fn json(status: StatusCode, body: Value) -> Self {
        Self::new(status, Content::Json(body))
    }
    pub(crate) fn ok(body: Value) -> Self {
        Self::json(StatusCode::OK, body)
    }
    pub(crate) fn html(status: StatusCode, page: String) -> Self {
        Self::new(status, Content::Html(page))
    }
    pub(crate) fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, Content::Nothing)
    }
    /// 303, so that the browser goes on with GET.
    pub(crate) fn see_other(to: impl Into<String>) -> Self {
        Self::new(StatusCode::SEE_OTHER, Content::Redirect(to.into()))
    }
    pub(crate) fn redirect(status: StatusCode, to: impl Into<String>) -> Self {
        Self::new(status, Content::Redirect(to.into()))
    }
    pub(crate) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
