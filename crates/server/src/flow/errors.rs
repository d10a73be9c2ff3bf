//! Errors for browsers: stored, and shown by the error page under their id (wire contract §1.8).

use model::id::StoredErrorId;
use model::{Problem, Timestamp};
use serde_json::{Value, json};

use super::return_to::with_query;
use super::store as rows;
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;

/// Keeps an error; the URL of the page that shows it.
pub(crate) async fn store(cx: &Cx, problem: &Problem) -> Result<String> {
    let id = StoredErrorId::draw(cx.random(), "error");
    let mut error = problem.error(cx.request.client_id());
    // What a browser shows says what to do, not what exactly did not match.
    if let Some(details) = error.get_mut("details").and_then(Value::as_object_mut) {
        details.remove("reject_reason");
    }
    rows::insert_error(cx, id, error.to_string()).await?;
    let configured = cx.config().selfservice.flows.error.ui_url.as_ref();
    let page =
        configured.map_or_else(|| format!("{}/error", cx.app.public_url()), ToString::to_string);
    Ok(with_query(&page, &[("id", &id.text())]))
}

/// A stored error as sent.
pub(crate) async fn find(cx: &Cx, id: &str) -> Result<Value> {
    if id == "stub:500" {
        let error = Problem::new(500, "", "This is a stub error.").error(None);
        return Ok(wire(StoredErrorId::draw(cx.random(), "error"), &error, cx.now));
    }
    let id = StoredErrorId::parse(id).ok_or_else(Problem::no_row)?;
    let stored = rows::error(cx, id).await?.ok_or_else(Problem::no_row)?;
    Ok(wire(id, &serde_json::from_str(&stored.body)?, stored.created_at))
}

fn wire(id: StoredErrorId, error: &Value, at: Timestamp) -> Value {
    json!({ "id": id, "error": error, "created_at": at, "updated_at": at })
}

/// GET `/self-service/errors?id=`.
pub(crate) async fn show(cx: &Cx) -> Result<Answer> {
    let id = cx.request.query("id").or_else(|| cx.request.query("error")).unwrap_or_default();
    Ok(Answer::ok(find(cx, id).await?))
}
