//! `GET /schemas` and `GET /schemas/{id}` (Kratos admin contract §3.13). Anybody may read them.

use data_encoding::BASE64URL_NOPAD;
use model::Problem;
use serde_json::{Value, json};

use super::page::{Numbered, Size, Style};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;

const PATH: &str = "/schemas";
const SIZE: Size = Size { usual: 250, most: 500 };

/// All schemas, with their ids.
pub(crate) fn list(cx: &Cx) -> Result<Answer> {
    let asked = Numbered::read(&cx.request, Style::FromZero, SIZE)?;
    let all: Vec<Value> = cx
        .app
        .schemas
        .iter()
        .map(|schema| json!({ "id": schema.id(), "schema": schema.raw() }))
        .collect();
    let headers = asked.headers(&cx.request, PATH, i64::try_from(all.len()).unwrap_or(i64::MAX));
    let mut answer = Answer::ok(asked.of(all));
    answer.headers.extend(headers);
    Ok(answer)
}

/// One schema as it was given, by its id or by the form that the id has in `schema_url`.
pub(crate) fn get(cx: &Cx, id: &str) -> Result<Answer> {
    let schemas = &cx.app.schemas;
    let decoded = BASE64URL_NOPAD.decode(id.as_bytes()).ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    // An empty id would mean the default one.
    let mut named =
        [Some(id), decoded.as_deref()].into_iter().flatten().filter(|id| !id.is_empty());
    let found = named.find_map(|id| schemas.get(id));
    let schema =
        found.ok_or_else(|| Problem::not_found("There is no identity schema of this id."))?;
    Ok(Answer::ok(schema.raw().clone()))
}
