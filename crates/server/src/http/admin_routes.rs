//! Everything that the admin listener serves, with or without `/admin` in front (Kratos admin contract §1.3, §3.2).

use std::future::Future;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::answer::Answer;
use super::{health, method_not_allowed, negotiate, reads};
use crate::admin::{batch, bulk, change, credentials, identities, list, sessions};
use crate::app::Cx;
use crate::courier::{self, mailbox};
use crate::error::Result;
use crate::method::code::administrator;
use crate::method::link;
use crate::required;
use crate::web::assets;

/// What a route gives: most an answer, an event stream a response of its own.
pub(super) enum Routed {
    Answer(Box<Answer>),
    Response(Box<Response>),
}

impl From<Answer> for Routed {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

async fn api(cx: &Cx, handler: impl Future<Output = Result<Answer>>) -> Option<Routed> {
    Some(handler.await.unwrap_or_else(|error| negotiate::envelope(cx, error)).into())
}

#[expect(clippy::unnecessary_wraps, reason = "reads like the routes beside it")]
fn refused(allow: &str) -> Option<Routed> {
    Some(method_not_allowed(allow).into())
}

/// `None`: there is no such route.
pub(super) async fn route(cx: &Cx) -> Option<Routed> {
    let path = cx.request.uri.path().to_owned();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    if let ["admin", rest @ ..] = parts.as_slice() {
        return resources(cx, rest).await;
    }
    match parts.as_slice() {
        ["self-service", "logout", "api"] if cx.request.method != Method::DELETE => {
            refused("DELETE")
        }
        ["self-service" | "schemas" | "sessions", ..] if !is_admin_sessions(&parts) => {
            let to = format!("{}{}", cx.app.public_url(), cx.request.path_and_query());
            Some(Answer::redirect(StatusCode::TEMPORARY_REDIRECT, to).into())
        }
        ["mailbox", rest @ ..] if cx.config().development_mailbox() => development(cx, rest).await,
        ["email"] if cx.config().development_mailbox() && reads(cx) => {
            api(cx, mailbox::email_json(cx)).await
        }
        ["assets", name] if reads(cx) => Some(assets::asset(cx, name).into()),
        ["favicon.ico"] if reads(cx) => Some(assets::favicon(cx).into()),
        rest => resources(cx, rest).await,
    }
}

/// `/sessions` belongs to the public API, but `/sessions/{id}/extend` to this one.
fn is_admin_sessions(parts: &[&str]) -> bool {
    matches!(parts, ["sessions", _, "extend"])
}

async fn resources(cx: &Cx, parts: &[&str]) -> Option<Routed> {
    match parts {
        ["health", "alive"] if reads(cx) => Some(health::alive().into()),
        ["health", "ready"] if reads(cx) => Some(health::ready(cx).await.into()),
        ["version"] if reads(cx) => {
            Some(Answer::ok(json!({ "version": env!("CARGO_PKG_VERSION") })).into())
        }
        ["identities", rest @ ..] => of_identities(cx, rest).await,
        ["sessions", rest @ ..] => of_sessions(cx, rest).await,
        ["required-actions"] => match cx.request.method {
            Method::POST => api(cx, required::admin::add(cx)).await,
            _ => refused("POST"),
        },
        ["recovery", "code"] => match cx.request.method {
            Method::POST => api(cx, administrator::create(cx)).await,
            _ => refused("POST"),
        },
        ["recovery", "link"] => match cx.request.method {
            Method::POST => api(cx, link::administrator::create(cx)).await,
            _ => refused("POST"),
        },
        ["courier", "messages"] if reads(cx) => api(cx, courier::messages(cx)).await,
        ["courier", "messages", id] if reads(cx) => api(cx, courier::message(cx, id)).await,
        ["courier", "messages", id, "send-again"] => match cx.request.method {
            Method::POST => api(cx, courier::resend(cx, id)).await,
            _ => refused("POST"),
        },
        ["schemas", ..] => {
            let path = cx.request.path_and_query();
            let to =
                format!("{}{}", cx.app.public_url(), path.strip_prefix("/admin").unwrap_or(path));
            Some(Answer::redirect(StatusCode::TEMPORARY_REDIRECT, to).into())
        }
        _ => None,
    }
}

async fn of_identities(cx: &Cx, parts: &[&str]) -> Option<Routed> {
    let method = &cx.request.method;
    match (parts, method) {
        ([], &Method::GET | &Method::HEAD) => api(cx, list::list(cx)).await,
        ([], &Method::POST) => api(cx, identities::create(cx)).await,
        ([], &Method::PATCH) => api(cx, batch::create(cx)).await,
        ([], _) => refused("GET, HEAD, PATCH, POST"),
        (["by", "external", id], &Method::GET | &Method::HEAD) => {
            api(cx, identities::by_external(cx, id)).await
        }
        ([id], &Method::GET | &Method::HEAD) => api(cx, identities::get(cx, id)).await,
        ([id], &Method::PUT) => api(cx, change::put(cx, id)).await,
        ([id], &Method::PATCH) => api(cx, change::patch(cx, id)).await,
        ([id], &Method::DELETE) => api(cx, identities::delete(cx, id)).await,
        ([_], _) => refused("DELETE, GET, HEAD, PATCH, PUT"),
        ([id, "credentials", kind], &Method::DELETE) => {
            api(cx, credentials::delete(cx, id, kind)).await
        }
        ([id, "required-actions"], &Method::GET | &Method::HEAD) => {
            api(cx, required::admin::get(cx, id)).await
        }
        ([id, "required-actions"], &Method::PUT) => api(cx, required::admin::put(cx, id)).await,
        ([_, "required-actions"], _) => refused("GET, HEAD, PUT"),
        ([id, "sessions"], &Method::GET | &Method::HEAD) => {
            api(cx, sessions::of_identity(cx, id)).await
        }
        ([id, "sessions"], &Method::DELETE) => api(cx, sessions::delete_of_identity(cx, id)).await,
        _ => None,
    }
}

async fn of_sessions(cx: &Cx, parts: &[&str]) -> Option<Routed> {
    match (parts, &cx.request.method) {
        ([], &Method::GET | &Method::HEAD) => api(cx, sessions::list(cx)).await,
        ([], &Method::POST) => api(cx, bulk::end(cx)).await,
        ([id], &Method::GET | &Method::HEAD) => api(cx, sessions::get(cx, id)).await,
        ([id], &Method::DELETE) => api(cx, sessions::disable(cx, id)).await,
        ([id, "extend"], &Method::PATCH) => api(cx, sessions::extend(cx, id)).await,
        _ => None,
    }
}

async fn development(cx: &Cx, parts: &[&str]) -> Option<Routed> {
    if !reads(cx) {
        return refused("GET, HEAD");
    }
    match parts {
        [] => api(cx, mailbox::list(cx)).await,
        ["events"] => Some(match mailbox::events(cx) {
            Ok(response) => Routed::Response(Box::new(response)),
            Err(error) => negotiate::envelope(cx, error).into(),
        }),
        [id] => api(cx, mailbox::show(cx, id)).await,
        [id, "html"] => api(cx, mailbox::html(cx, id)).await,
        _ => None,
    }
}
