//! Messages for administrators (Kratos contract §3.12).
//!
//! Subjects and bodies are never told, in no mode: they hold codes. What became of the last try stands in
//! `dispatches` of a single message.

use std::collections::BTreeMap;

use axum::http::header;
use model::id::{Id, MessageId};
use model::{Problem, Random, Timestamp};
use serde_json::{Value, json};

use super::store::{self, Filter, Listed};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::keys;

const STATUSES: [&str; 4] = ["queued", "sent", "processing", "abandoned"];
const REDACTED: &str = "<redacted-unless-dev-mode>";
const PAGE: usize = 10;
const LARGEST_PAGE: usize = 500;

/// `GET /admin/courier/messages`: `status`, `recipient`, `page_size`, `page_token`; the newest first.
pub(crate) async fn messages(cx: &Cx) -> Result<Answer> {
    let status = cx.request.query("status");
    if status.is_some_and(|word| !STATUSES.contains(&word)) {
        return Err(Problem::bad_request(
            "The status has to be queued, sent, processing or abandoned.",
        )
        .into());
    }
    let size = match cx.request.query("page_size") {
        None => PAGE,
        Some(text) => match text.parse::<usize>() {
            Ok(0) => PAGE,
            Ok(size) => size.min(LARGEST_PAGE),
            Err(_) => return Err(Problem::bad_request("page_size has to be a number.").into()),
        },
    };
    let after = match cx.request.query("page_token") {
        None => beginning(),
        Some(token) => read_token(token)
            .ok_or_else(|| Problem::bad_request("The page_token is not one of ours."))?,
    };
    // PostgreSQL refuses NUL, which no recipient has.
    let recipient = cx.request.query("recipient").map(|it| if it.contains('\0') { "" } else { it });
    // One more than asked for tells whether there is another page.
    let filter = Filter { status, recipient, after, limit: size + 1 };
    let mut rows = store::list(cx.db(), cx.project(), filter).await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let mut links = vec![link(cx, size, &token(&beginning()), "first")];
    if more && let Some(last) = rows.last() {
        links.push(link(cx, size, &token(&(last.created_at, last.id.text())), "next"));
    }
    let body: Vec<Value> = rows.iter().map(|row| wire(row, None)).collect();
    Ok(Answer::ok(body).header(header::LINK, links.join(",")))
}

/// `GET /admin/courier/messages/{id}`.
pub(crate) async fn message(cx: &Cx, id: &str) -> Result<Answer> {
    let Some(id) = MessageId::parse(id) else {
        return Err(Problem::new(400, "", "").message("The id has to be a UUID").into());
    };
    let row = store::get(cx.db(), cx.project(), id).await?.ok_or_else(Problem::no_row)?;
    Ok(Answer::ok(wire(&row, Some(dispatches(&row)))))
}

pub(super) fn wire(row: &Listed, dispatches: Option<Value>) -> Value {
    let mut out = json!({
        "id": row.id,
        "status": row.status,
        "type": row.channel,
        "recipient": row.recipient,
        "body": REDACTED,
        "subject": REDACTED,
        "template_type": row.template,
        "channel": row.channel,
        "send_count": row.send_count,
    });
    if let Some(members) = out.as_object_mut() {
        if let Some(dispatches) = dispatches {
            members.insert("dispatches".into(), dispatches);
        }
        members.insert("created_at".into(), json!(row.created_at));
        members.insert("updated_at".into(), json!(row.updated_at));
    }
    out
}

/// The last try, as far as it is known. There are no rows of tries, so its id is made of the message's.
fn dispatches(row: &Listed) -> Value {
    let (status, error) = match &row.last_error {
        _ if row.status == "sent" => ("success", Value::Null),
        Some(error) => ("failed", json!({ "message": error })),
        None => return json!([]),
    };
    let id: Id<()> = Id::draw(&Derived(row), "dispatch");
    json!([{
        "id": id,
        "message_id": row.id,
        "status": status,
        "error": error,
        "created_at": row.updated_at,
        "updated_at": row.updated_at,
    }])
}

/// Bytes that follow from a message and its number of tries.
struct Derived<'a>(&'a Listed);

impl Random for Derived<'_> {
    fn fill(&self, label: &'static str, out: &mut [u8]) {
        let seed = format!("{label} {} {}", self.0.id, self.0.send_count);
        for (to, from) in out.iter_mut().zip(keys::digest(seed.as_bytes())) {
            *to = from;
        }
    }
}

/// Before the newest message: ids are in lower case, so `~` comes after all of them.
pub(super) fn beginning() -> (Timestamp, String) {
    (Timestamp::from_micros(i64::MAX), "~".into())
}

fn token((at, id): &(Timestamp, String)) -> String {
    data_encoding::BASE64URL_NOPAD.encode(format!("{} {id}", at.as_micros()).as_bytes())
}

fn read_token(token: &str) -> Option<(Timestamp, String)> {
    let plain =
        String::from_utf8(data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).ok()?).ok()?;
    let (at, id) = plain.split_once(' ')?;
    let known = id == "~" || MessageId::parse(id).is_some();
    known.then_some((Timestamp::from_micros(at.parse().ok()?), id.to_owned()))
}

/// One entry of the `Link` header (RFC 8288): the same query, its names in order.
fn link(cx: &Cx, size: usize, token: &str, relation: &str) -> String {
    let pairs =
        cx.request.query_pairs().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut query: BTreeMap<&str, &str> = pairs.collect();
    let size = size.to_string();
    query.insert("page_size", &size);
    query.insert("page_token", token);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("<{}?{query}>; rel=\"{relation}\"", cx.request.uri.path())
}

#[cfg(test)]
mod tests {
    use model::random::SeededRandom;

    use super::*;

    #[test]
    fn page_tokens_come_back_and_others_do_not() {
        let id = MessageId::draw(&SeededRandom::new(1), "message").text();
        for place in [beginning(), (Timestamp::from_micros(17), id)] {
            assert_eq!(read_token(&token(&place)), Some(place));
        }
        let strange = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
        for text in [String::new(), "%".into(), strange("17"), strange("17 x"), strange("x ~")] {
            assert_eq!(read_token(&text), None, "{text}");
        }
    }
}
