//! Errors that a client is told: Kratos' envelope (wire contract §1.3).

use serde_json::{Map, Value, json};

/// An error envelope: `{"error": {id, code, status, reason, details, message}, …}`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code} {id}: {reason}")]
pub struct Problem {
    /// HTTP status of the answer.
    pub code: u16,
    /// Status told inside the envelope, where it differs from the answer's.
    pub told_code: Option<u16>,
    /// Stable name, or empty.
    pub id: &'static str,
    /// What exactly is wrong, for a developer to read.
    pub reason: String,
    /// The sentence for the status; the usual one where `None`.
    pub message: Option<String>,
    /// More of it.
    pub details: Map<String, Value>,
    /// Members beside `error`.
    pub extra: Map<String, Value>,
}

impl Problem {
    /// An error of this status.
    pub fn new(code: u16, id: &'static str, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self {
            code,
            told_code: None,
            id,
            reason,
            message: None,
            details: Map::new(),
            extra: Map::new(),
        }
    }
    /// 400.
    pub fn bad_request(reason: impl Into<String>) -> Self {
        Self::new(400, "", reason)
    }
    /// 404 with a reason.
    pub fn not_found(reason: impl Into<String>) -> Self {
        Self::new(404, "", reason)
    }
    /// 404: no such row.
    pub fn no_row() -> Self {
        Self::new(404, "", "").message("There is no such resource")
    }
    /// 409.
    pub fn conflict(reason: impl Into<String>) -> Self {
        Self::new(409, "", reason)
    }
    /// 422: the browser has to go to `url` itself.
    pub fn browser_location_change(url: &str) -> Self {
        Self::new(
            422,
            "browser_location_change_required",
            "The browser has to open redirect_browser_to.",
        )
        .extra("redirect_browser_to", url)
    }
    /// With this sentence instead of the status' own.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }
    /// With a detail.
    #[must_use]
    pub fn detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.insert(key.into(), value.into());
        self
    }
    /// With a member beside `error`.
    #[must_use]
    pub fn extra(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(key.into(), value.into());
        self
    }

    /// What stands under `error`, as also stored for the error page. `request` is the client's request id.
    pub fn error(&self, request: Option<&str>) -> Value {
        let code = self.told_code.unwrap_or(self.code);
        let mut out = Map::new();
        if !self.id.is_empty() {
            out.insert("id".into(), self.id.into());
        }
        out.insert("code".into(), code.into());
        out.insert("status".into(), status_text(code).into());
        if let Some(request) = request {
            out.insert("request".into(), request.into());
        }
        if !self.reason.is_empty() {
            out.insert("reason".into(), self.reason.as_str().into());
        }
        if !self.details.is_empty() {
            out.insert("details".into(), Value::Object(self.details.clone()));
        }
        let message = self.message.clone().unwrap_or_else(|| sentence(code).into());
        out.insert("message".into(), message.into());
        Value::Object(out)
    }

    /// The whole body.
    pub fn wire(&self, request: Option<&str>) -> Value {
        let mut out = json!({ "error": self.error(request) });
        if let Some(map) = out.as_object_mut() {
            map.extend(self.extra.clone());
        }
        out
    }
}

/// The standard phrase of a status (RFC 9110 §15).
pub fn status_text(code: u16) -> &'static str {
    match code {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Request Entity Too Large",
        415 => "Unsupported Media Type",
        421 => "Misdirected Request",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

fn sentence(code: u16) -> &'static str {
    match code {
        400 => "The request has a mistake in it",
        401 => "The request needs somebody to be signed in",
        403 => "This is not allowed",
        404 => "There is nothing here",
        409 => "This clashes with something that exists already",
        410 => "This has expired or cannot be used any more",
        415 => "This content type is not accepted here",
        422 => "The request cannot be answered this way",
        429 => "Too many requests",
        503 => "The service is not ready",
        _ => "Something went wrong on our side",
    }
}
