//! HTTP: from a request to a handler, and from its answer to a response.
//!
//! The two tables of contents are `public_routes.rs` and `admin_routes.rs`. This module reads the request once, hands it to them,
//! applies what holds for every answer (CORS, the admin listener's guard, the log line), and knows nothing of flows.

mod admin_routes;
pub(crate) mod answer;
pub(crate) mod client_ip;
pub(crate) mod cookie;
pub(crate) mod cors;
pub(crate) mod csrf;
pub(crate) mod form;
mod guard;
mod health;
mod multipart;
pub(crate) mod negotiate;
mod public_routes;
pub(crate) mod request;
mod whoami;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, Method, StatusCode};
use axum::response::Response;
use http_body_util::{BodyExt as _, Limited};

use crate::app::{App, Cx};
use crate::config::Config;
use crate::web::pages;
use answer::{Answer, Content};
use negotiate::Listener;
pub(crate) use request::Request;
use request::{Body, Client};

/// The largest body that is read from anybody: what was typed may lie in the row of a flow until that expires.
const MOST_BYTES: usize = 1_000_000;
/// The same from administrators, who send many accounts at once.
const MOST_ADMIN_BYTES: usize = 5_000_000;

/// The public listener's service.
pub fn public(app: Arc<App>) -> Router {
    service(app, Listener::Public)
}

/// The admin listener's service.
pub fn admin(app: Arc<App>) -> Router {
    service(app, Listener::Admin)
}

pub(crate) fn csrf_cookie_name(config: &Config) -> String {
    csrf::cookie_name(config.serve.public.base_url.as_str())
}

fn service(app: Arc<App>, listener: Listener) -> Router {
    let handler = move |request: axum::extract::Request| handle(app.clone(), listener, request);
    Router::new().fallback(handler)
}

async fn handle(app: Arc<App>, listener: Listener, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(Ipv4Addr::LOCALHOST.into(), |ConnectInfo(address)| address.ip());
    let (ip, location) = match listener {
        Listener::Public => {
            let places = &app.config.serve.public.location_headers;
            let headers = &parts.headers;
            (app.proxies.client(peer, headers), app.proxies.location(peer, headers, places))
        }
        Listener::Admin => (peer, String::new()),
    };
    let is_public = listener == Listener::Public;
    let client = Client { ip: ip.to_string(), location, is_public };
    let most = match listener {
        Listener::Public => MOST_BYTES,
        Listener::Admin => MOST_ADMIN_BYTES,
    };
    let body = match Limited::new(body, most).collect().await {
        Ok(read) => Body::Read(read.to_bytes()),
        Err(_) => Body::TooLarge,
    };
    let request = Request::new(&parts, body, client, &*app.random, &app.csrf_cookie);
    let cx = Cx::new(app, request);
    let mut response = match listener {
        Listener::Public => answer_public(&cx).await,
        Listener::Admin => answer_admin(&cx).await,
    };
    if listener == Listener::Public {
        cors::apply(&cx, &mut response);
    }
    log(&cx, listener, &response);
    response
}

async fn answer_public(cx: &Cx) -> Response {
    if let Some(preflight) = cors::preflight(cx) {
        return negotiate::respond(cx, Listener::Public, preflight);
    }
    let answer = match public_routes::route(cx).await {
        Some(answer) => answer,
        None if cx.request.accepts_html() => pages::not_found(cx).unwrap_or_else(|_| not_found()),
        None => not_found(),
    };
    negotiate::respond(cx, Listener::Public, answer)
}

async fn answer_admin(cx: &Cx) -> Response {
    if let Err(problem) = guard::check(cx) {
        return negotiate::finish(cx, Listener::Admin, Err(problem.into()));
    }
    match admin_routes::route(cx).await {
        Some(admin_routes::Routed::Answer(answer)) => {
            negotiate::respond(cx, Listener::Admin, *answer)
        }
        Some(admin_routes::Routed::Response(response)) => *response,
        None => negotiate::respond(cx, Listener::Admin, not_found()),
    }
}

fn text(status: StatusCode, words: &str) -> Answer {
    let content_type = "text/plain; charset=utf-8".to_owned();
    Answer::new(status, Content::Other { content_type, body: words.as_bytes().to_vec() })
}

fn not_found() -> Answer {
    text(StatusCode::NOT_FOUND, "There is nothing at this address.\n")
}

/// 405 with what would be accepted.
fn method_not_allowed(allow: &str) -> Answer {
    text(StatusCode::METHOD_NOT_ALLOWED, "This method is not served here.\n")
        .header(HeaderName::from_static("allow"), allow)
}

fn reads(cx: &Cx) -> bool {
    matches!(cx.request.method, Method::GET | Method::HEAD)
}

/// One line a request: readable, and its fields can be searched for. Neither queries nor bodies are told: both may
/// hold secrets.
fn log(cx: &Cx, listener: Listener, response: &Response) {
    let path = cx.request.uri.path();
    let logs = &cx.config().serve;
    let quiet = match listener {
        Listener::Public => logs.public.request_log.disable_for_health,
        Listener::Admin => logs.admin.request_log.disable_for_health,
    };
    let asked = path.strip_prefix("/admin").filter(|_| listener == Listener::Admin);
    if quiet && asked.unwrap_or(path).starts_with("/health/") {
        return;
    }
    let micros = cx.app.clock.now().since(cx.now).as_micros();
    tracing::info!(
        listener = if listener == Listener::Public { "public" } else { "admin" },
        method = %cx.request.method,
        path,
        status = response.status().as_u16(),
        micros = u64::try_from(micros).unwrap_or(u64::MAX),
        queries = cx.db().statements(),
        request = %cx.request.id,
        "request"
    );
}
