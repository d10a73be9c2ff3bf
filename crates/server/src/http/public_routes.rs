//! Everything that the public listener serves.

use std::future::Future;

use axum::http::{Method, StatusCode};
use model::flow::{Kind, Transport};

use super::answer::Answer;
use super::{health, method_not_allowed, negotiate, reads, whoami};
use crate::admin::schemas;
use crate::app::Cx;
use crate::error::Result;
use crate::flow::{self, errors, logout};
use crate::method::link;
use crate::repudiation;
use crate::web::{assets, kit, language, pages, sessions};

/// An API's answer: errors are envelopes.
async fn api(cx: &Cx, handler: impl Future<Output = Result<Answer>>) -> Answer {
    handler.await.unwrap_or_else(|error| negotiate::envelope(cx, error))
}

/// A browser's answer: errors lead to the error page.
async fn page(cx: &Cx, handler: impl Future<Output = Result<Answer>>) -> Answer {
    match handler.await {
        Ok(answer) => answer,
        // Where the error page itself fails, it is not led to again.
        Err(error) if cx.request.uri.path() == "/error" => negotiate::envelope(cx, error),
        Err(error) => negotiate::told(cx, error).await,
    }
}

/// `None`: there is no such route.
pub(super) async fn route(cx: &Cx) -> Option<Answer> {
    let path = cx.request.uri.path().to_owned();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["self-service", rest @ ..] => self_service(cx, rest).await,
        ["sessions", rest @ ..] => own_sessions(cx, rest).await,
        ["not-me"] => Some(match cx.request.method {
            Method::GET | Method::HEAD | Method::POST => {
                page(cx, repudiation::page::page(cx)).await
            }
            _ => method_not_allowed("GET, HEAD, POST"),
        }),
        ["admin", ..] => {
            let to = format!("{}{}", cx.config().serve.admin.base(), cx.request.path_and_query());
            Some(Answer::redirect(StatusCode::TEMPORARY_REDIRECT, to))
        }
        _ if !reads(cx) => known(&parts).then(|| method_not_allowed("GET, HEAD")),
        ["health", "alive"] => Some(health::alive()),
        ["health", "ready"] => Some(health::ready(cx).await),
        ["schemas"] => Some(api(cx, async { schemas::list(cx) }).await),
        ["schemas", id] => Some(api(cx, async { schemas::get(cx, id) }).await),
        [".well-known", "change-password"] => Some(Answer::see_other(flow::settings::page(cx))),
        [".well-known", "ory", "webauthn.js"] => Some(assets::webauthn(cx)),
        ["assets", name] => Some(assets::asset(cx, name)),
        ["favicon.ico"] => Some(assets::favicon(cx)),
        [""] => Some(page(cx, pages::home(cx)).await),
        ["login"] => Some(page(cx, pages::login(cx)).await),
        ["registration"] => Some(page(cx, pages::registration(cx)).await),
        ["recovery"] => Some(page(cx, pages::recovery(cx)).await),
        ["recovery", "link"] => Some(page(cx, link::opened::page(cx, Kind::Recovery)).await),
        ["verification", "link"] => {
            Some(page(cx, link::opened::page(cx, Kind::Verification)).await)
        }
        ["verification"] => Some(page(cx, pages::verification(cx)).await),
        ["settings"] => Some(page(cx, pages::settings(cx)).await),
        ["language"] => Some(language::choose(cx)),
        ["login", file] => {
            let format = kit::Format::of(file)?;
            Some(page(cx, kit::file(cx, Kind::Login, format)).await)
        }
        ["settings", file] => {
            let format = kit::Format::of(file)?;
            Some(page(cx, kit::file(cx, Kind::Settings, format)).await)
        }
        ["error"] => Some(page(cx, pages::error(cx)).await),
        _ => None,
    }
}

/// Paths that are only read.
fn known(parts: &[&str]) -> bool {
    matches!(
        parts,
        ["health", "alive" | "ready"]
            | ["schemas" | "assets", _]
            | ["recovery" | "verification", "link"]
            | ["login" | "settings", "codes.txt" | "codes.pdf"]
            | ["schemas"
                | ""
                | "login"
                | "registration"
                | "recovery"
                | "verification"
                | "settings"
                | "language"
                | "error"]
    )
}

async fn self_service(cx: &Cx, parts: &[&str]) -> Option<Answer> {
    match parts {
        ["logout", "api"] => Some(match cx.request.method {
            Method::DELETE => api(cx, logout::native(cx)).await,
            _ => method_not_allowed("DELETE"),
        }),
        ["logout", rest @ ..] => match rest {
            ["browser"] if reads(cx) => Some(page(cx, logout::init(cx)).await),
            [] if reads(cx) => Some(page(cx, logout::submit(cx)).await),
            ["browser"] | [] => Some(method_not_allowed("GET, HEAD")),
            _ => None,
        },
        ["errors"] => Some(if reads(cx) {
            api(cx, errors::show(cx)).await
        } else {
            method_not_allowed("GET, HEAD")
        }),
        [kind, rest @ ..] => {
            let kind = Kind::parse(kind)?;
            match rest {
                ["browser" | "api" | "flows"] if !reads(cx) => {
                    Some(method_not_allowed("GET, HEAD"))
                }
                ["browser"] => Some(flow::init(cx, kind, Transport::Browser).await),
                ["api"] => Some(flow::init(cx, kind, Transport::Api).await),
                ["flows"] => Some(flow::fetch(cx, kind).await),
                [] => Some(match cx.request.method {
                    Method::GET | Method::HEAD | Method::POST => flow::submit(cx, kind).await,
                    _ => method_not_allowed("GET, HEAD, POST"),
                }),
                _ => None,
            }
        }
        [] => None,
    }
}

/// The owner's sessions: as an API, and for browsers as a page.
async fn own_sessions(cx: &Cx, parts: &[&str]) -> Option<Answer> {
    let html = cx.request.accepts_html();
    match (parts, &cx.request.method) {
        ([], &Method::GET | &Method::HEAD) if html => Some(page(cx, sessions::list(cx)).await),
        ([], &Method::POST) => Some(page(cx, sessions::end(cx)).await),
        ([], &Method::GET | &Method::HEAD) => Some(api(cx, whoami::list(cx)).await),
        ([], &Method::DELETE) => Some(api(cx, whoami::end_others(cx)).await),
        ([], _) => Some(method_not_allowed("DELETE, GET, HEAD, POST")),
        (["whoami"], _) => Some(api(cx, whoami::whoami(cx)).await),
        ([id], &Method::DELETE) if !id.is_empty() => Some(api(cx, whoami::end(cx, id)).await),
        ([id], _) if !id.is_empty() => Some(method_not_allowed("DELETE")),
        _ => None,
    }
}
