//! The admin listener's guard: no web page may reach it, neither by a cross-site request nor by rebinding a name.
//!
//! It has no keys of its own yet; who can connect to it is the network's matter.

use axum::http::header;
use model::Problem;

use crate::app::Cx;

pub(super) fn check(cx: &Cx) -> Result<(), Problem> {
    let host = cx.request.header(header::HOST).unwrap_or_default();
    if !known_host(cx, host) {
        return Err(Problem::new(421, "", "The admin listener does not answer to this host name."));
    }
    let cross = |value: Option<&str>| matches!(value, Some("cross-site" | "same-site"));
    let foreign = cx.request.header(header::ORIGIN).is_some_and(|origin| {
        let named = origin.split_once("://").map(|(_, host)| host);
        !named.is_some_and(|host| known_host(cx, host))
    });
    if cross(cx.request.header("sec-fetch-site"))
        && cx.request.header("sec-fetch-mode") != Some("navigate")
        || foreign
    {
        return Err(Problem::new(
            403,
            "",
            "The admin listener does not answer requests of web pages.",
        ));
    }
    Ok(())
}

fn known_host(cx: &Cx, host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    let admin = &cx.config().serve.admin;
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
        || admin.base_url.host_str() == Some(name)
        || admin.host == name
}
