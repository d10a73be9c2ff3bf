//! What a handler gives back, before it becomes a response.
//!
//! An answer says what happened; cookies, caching and security headers are put on in `http/negotiate.rs`.

use axum::http::{HeaderName, StatusCode};
use model::Secret;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::csrf;

/// The body of an answer.
pub(crate) enum Content {
    Nothing,
    Json(Vec<u8>),
    /// An error envelope: its content type has no charset (wire contract §1.1).
    Problem {
        id: &'static str,
        body: Vec<u8>,
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

/// What happens to the cookie that holds the token of a link that was opened.
pub(crate) enum LinkCookie {
    Keep,
    Set(Secret<String>),
    Clear,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content: Content,
    pub(crate) session: SessionCookie,
    pub(crate) continuity: ContinuityCookie,
    pub(crate) link: LinkCookie,
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
            link: LinkCookie::Keep,
            csrf: None,
            headers: Vec::new(),
        }
    }
    pub(crate) fn json(status: StatusCode, body: impl Serialize) -> Self {
        Self::new(status, Content::Json(json(body)))
    }
    pub(crate) fn ok(body: impl Serialize) -> Self {
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

/// JSON with a newline at its end, and so that it is harmless inside HTML too.
pub(super) fn json(body: impl Serialize) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    // What is answered are maps of texts and numbers, which cannot fail to be written.
    drop(body.serialize(&mut Serializer::with_formatter(&mut out, Harmless)));
    out.push(b'\n');
    out
}

/// Writes `&`, `<` and `>` as escapes.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> std::io::Result<()>
    where
        W: ?Sized + std::io::Write,
    {
        let mut rest = fragment.as_bytes();
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'&' | b'<' | b'>')) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before)?;
            writer.write_all(match from.first() {
                Some(b'&') => b"\\u0026",
                Some(b'<') => b"\\u003c",
                _ => b"\\u003e",
            })?;
            rest = from.get(1..).unwrap_or_default();
        }
        writer.write_all(rest)
    }
}
