//! The development mailbox on the admin listener: what was mailed within the last day, to be read in a browser.
//!
//! It exists in development only, since it shows codes; elsewhere each of its addresses is a 404. Refusing foreign
//! hosts and cross-site requests is the admin listener's part, and so are `/assets`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use model::id::MessageId;
use model::{Problem, Timestamp};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::store::{self, Kept};
use super::{Body, DAY};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;

/// How many mails the page lists.
const LISTED: i64 = 200;
/// How many mails the JSON answer has.
const TOLD: i64 = 1000;
/// The page: everything from here, nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                           font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; \
                           form-action 'self'; frame-ancestors 'none'";
/// A mail's HTML: no script, nothing loaded, shown on the page only.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'self'; sandbox";

/// `GET /mailbox`: all mails.
pub(crate) async fn list(cx: &Cx) -> Result<Answer> {
    page(cx, None).await
}

/// `GET /mailbox/{id}`: all mails, one of them open.
pub(crate) async fn show(cx: &Cx, id: &str) -> Result<Answer> {
    let open = one(cx, id).await?;
    page(cx, Some(open)).await
}

/// `GET /mailbox/{id}/html`: the HTML part, for the page's frame.
pub(crate) async fn html(cx: &Cx, id: &str) -> Result<Answer> {
    let open = one(cx, id).await?;
    Ok(Answer::html(StatusCode::OK, open.body.html.clone())
        .header(header::CONTENT_SECURITY_POLICY, MAIL_POLICY))
}

/// `GET /mailbox/events`: an event `mail` with the id of each new message, as Server-Sent Events, until the server
/// stops.
pub(crate) fn events(cx: &Cx) -> Result<Response> {
    exists(cx)?;
    let start = (Arc::clone(&cx.app), cx.app.courier.arrivals());
    let events = stream::unfold(start, |(app, mut arrivals)| async move {
        let arrived = tokio::select! {
            () = app.stopping.cancelled() => None,
            arrived = arrivals.recv() => match arrived {
                Ok(id) => Some(id.text()),
                Err(RecvError::Lagged(_)) => Some("several".into()),
                Err(RecvError::Closed) => None,
            },
        }?;
        let event = Event::default().event("mail").data(arrived);
        Some((Ok::<_, Infallible>(event), (app, arrivals)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

/// `GET /email`: `[{id, to: [{address}], subject, text, html, date}]`, the oldest first, as test tools expect of a
/// mail catcher.
pub(crate) async fn email_json(cx: &Cx) -> Result<Answer> {
    exists(cx)?;
    let mut mails = all(cx, TOLD).await?;
    mails.reverse();
    let mails = mails.iter().map(|mail| {
        json!({
            "id": mail.id,
            "to": [{ "address": mail.to }],
            "subject": mail.body.subject,
            "text": mail.body.text,
            "html": mail.body.html,
            "date": mail.at,
        })
    });
    Ok(Answer::ok(mails.collect::<Vec<_>>()))
}

struct Read {
    id: MessageId,
    to: String,
    at: Timestamp,
    body: Body,
}

fn exists(cx: &Cx) -> Result<()> {
    if cx.config().development_mailbox() { Ok(()) } else { Err(Problem::no_row().into()) }
}

fn since(cx: &Cx) -> Timestamp {
    cx.now.before(DAY)
}

fn read(cx: &Cx, row: Kept) -> Result<Read> {
    let body = Body::open(cx.keys(), cx.project(), row.id, &row.sealed)?;
    Ok(Read { id: row.id, to: row.recipient, at: row.created_at, body })
}

async fn all(cx: &Cx, limit: i64) -> Result<Vec<Read>> {
    let rows = store::kept(cx.db(), cx.project(), since(cx), limit).await?;
    rows.into_iter().map(|row| read(cx, row)).collect()
}

async fn one(cx: &Cx, id: &str) -> Result<Read> {
    exists(cx)?;
    let id = MessageId::parse(id).ok_or_else(Problem::no_row)?;
    let row =
        store::kept_one(cx.db(), cx.project(), id, since(cx)).await?.ok_or_else(Problem::no_row)?;
    read(cx, row)
}

async fn page(cx: &Cx, open: Option<Read>) -> Result<Answer> {
    exists(cx)?;
    let current = open.as_ref().map(|mail| mail.id);
    let mails: Vec<Value> = all(cx, LISTED)
        .await?
        .iter()
        .map(|mail| {
            json!({
                "id": mail.id,
                "to": mail.to,
                "subject": title(&mail.body),
                "at": mail.at,
                "code": code(&mail.body.text),
                "current": Some(mail.id) == current,
            })
        })
        .collect();
    let mail = open.as_ref().map(|mail| {
        json!({
            "id": mail.id,
            "to": mail.to,
            "from": from(cx),
            "subject": title(&mail.body),
            "at": mail.at,
            "text": mail.body.text,
            "code": code(&mail.body.text),
            "link": link(&mail.body.text, cx.app.public_url()),
            "html_url": (!mail.body.html.is_empty()).then(|| format!("/mailbox/{}/html", mail.id)),
        })
    });
    let context = json!({ "mails": mails, "mail": mail });
    let page = cx.app.pages.page(cx, "pages/mailbox.html", "mailbox-title", context)?;
    Ok(Answer::html(StatusCode::OK, page).header(header::CONTENT_SECURITY_POLICY, PAGE_POLICY))
}

fn from(cx: &Cx) -> String {
    let smtp = &cx.config().courier.smtp;
    match &smtp.from_name {
        Some(name) => format!("{name} <{}>", smtp.from_address),
        None => smtp.from_address.clone(),
    }
}

/// The message's code: it has a line of its own, or stands at the end of a text message's last line.
fn code(text: &str) -> Option<&str> {
    let digits = |line: &&str| {
        (6..=8).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_digit())
    };
    let filled_in = || {
        let last = text.lines().last().filter(|line| line.starts_with('@'))?;
        last.rsplit_once('#').map(|(_, code)| code).filter(digits)
    };
    text.lines().map(str::trim).find(digits).or_else(filled_in)
}

/// Its title: a text message's is its beginning.
fn title(body: &Body) -> &str {
    if body.subject.is_empty() {
        body.text.lines().next().unwrap_or_default()
    } else {
        &body.subject
    }
}

/// The mail's first link to the public listener.
fn link<'a>(text: &'a str, public: &str) -> Option<&'a str> {
    let ours =
        |word: &&str| word.strip_prefix(public).is_some_and(|rest| rest.starts_with(['/', '?']));
    text.split_whitespace().map(|word| word.trim_matches(['<', '>'])).find(ours)
}

#[cfg(test)]
mod tests {
    use super::{code, link};

    #[test]
    fn code_and_link_are_found() {
        let text = "Hello user12345678@example.org\n\n  12345678\n\nor <http://public/recovery?token=abc>\n";
        assert_eq!(code(text), Some("12345678"));
        assert_eq!(link(text, "http://public"), Some("http://public/recovery?token=abc"));
        assert_eq!(code("Your code\n\n@id.example.org #12345678"), Some("12345678"));
        assert_eq!(code("asked at 123456 today\n12345\n123456789"), None);
        assert_eq!(link("http://public.example.org/x", "http://public"), None);
    }
}
