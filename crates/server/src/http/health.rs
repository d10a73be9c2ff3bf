//! Whether the server lives, and whether it can work (wire contract §1.8).

use axum::http::StatusCode;
use serde_json::json;

use super::answer::Answer;
use crate::app::Cx;

pub(super) fn alive() -> Answer {
    Answer::ok(json!({ "status": "ok" }))
}

/// The database answers. Its migrations were checked at the start.
pub(super) async fn ready(cx: &Cx) -> Answer {
    match cx.db().ping().await {
        Ok(()) => alive(),
        Err(error) => {
            tracing::error!("not ready: {error}");
            let body = json!({ "errors": { "database": "The database does not answer." } });
            Answer::json(StatusCode::SERVICE_UNAVAILABLE, body)
        }
    }
}
