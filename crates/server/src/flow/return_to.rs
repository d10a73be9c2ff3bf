//! Where a browser may be sent afterwards (wire contract §1.10).
//!
//! Only to what the operator listed, to the default, and to the server's own self-service routes and pages; anything
//! else is refused when the flow is made, and looked at again before the redirect.

use model::Problem;
use url::Url;

use super::Flow;
use crate::app::Cx;

/// `base` with query parameters added.
pub(crate) fn with_query(base: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        query.append_pair(name, value);
    }
    let separator = if base.contains('?') { '&' } else { '?' };
    format!("{base}{separator}{}", query.finish())
}

/// The URL that `value` means, if a browser may be sent there.
pub(crate) fn allowed(cx: &Cx, value: &str) -> Result<String, Problem> {
    let refused = || {
        Problem::new(
            400,
            "self_service_flow_return_to_forbidden",
            format!("The return_to URL \"{value}\" is not allowed."),
        )
    };
    // Browsers drop control characters and read backslashes as slashes: such a value means something else to them.
    if value.chars().any(|c| c.is_control() || c == '\\') {
        return Err(refused());
    }
    let default = &cx.config().selfservice.default_browser_return_url;
    let url = default.join(value).map_err(|_| refused())?;
    if !matches!(url.scheme(), "http" | "https")
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err(refused());
    }
    let public = &cx.config().serve.public.base_url;
    let own = same_origin(&url, public) && own_path(cx, url.path());
    let listed = cx.config().selfservice.allowed_return_urls.iter().any(|base| under(&url, base));
    if own || listed || under(&url, default) {
        return match Url::parse(value) {
            Ok(alone) if alone == url => Ok(value.to_owned()),
            // `https:host` is a path here, and a host to whoever reads it by itself.
            Ok(_) => Err(refused()),
            Err(_) => Ok(url.into()),
        };
    }
    Err(refused())
}

fn own_path(cx: &Cx, path: &str) -> bool {
    let base = cx.config().serve.public.base_url.path().trim_end_matches('/');
    let Some(path) = path.strip_prefix(base) else {
        return false;
    };
    let pages = ["", "/", "/settings", "/sessions", "/login", "/verification"];
    path.starts_with("/self-service/") || pages.contains(&path)
}

fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

/// Scheme and host equal (or a subdomain where the list says `*.`), path below.
fn under(url: &Url, base: &Url) -> bool {
    let host = match (url.host_str(), base.host_str()) {
        (Some(host), Some(pattern)) => {
            pattern.strip_prefix("*.").map_or(host == pattern, |suffix| {
                host.strip_suffix(suffix).is_some_and(|front| front.ends_with('.'))
            })
        }
        _ => false,
    };
    host && url.scheme() == base.scheme()
        && url.port_or_known_default() == base.port_or_known_default()
        && below(url.path(), base.path())
}

/// `/a` allows `/a` and `/a/b`, not `/ab`: a prefix of text is not a prefix of paths.
fn below(path: &str, base: &str) -> bool {
    path.strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || base.ends_with('/') || rest.starts_with('/'))
}

/// Checks the `return_to` of the request that makes a flow.
pub(crate) fn check(cx: &Cx) -> Result<(), Problem> {
    cx.request.query("return_to").map_or(Ok(()), |value| allowed(cx, value).map(drop))
}

/// Where a flow leads when it is done: its own `return_to`, else what the configuration says for it.
pub(crate) fn after(cx: &Cx, flow: &Flow, configured: Option<&Url>) -> String {
    flow.body
        .return_to
        .as_deref()
        .and_then(|value| allowed(cx, value).ok())
        .or_else(|| configured.map(ToString::to_string))
        .unwrap_or_else(|| cx.config().selfservice.default_browser_return_url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_hosts() {
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(under(&url("https://a.test/x/y"), &url("https://a.test/x")));
        assert!(!under(&url("https://a.test/xy"), &url("https://a.test/x")));
        assert!(!under(&url("https://a.test.evil.test/x"), &url("https://a.test/")));
        assert!(!under(&url("http://a.test/x"), &url("https://a.test/")));
        assert!(!under(&url("https://a.test:8443/x"), &url("https://a.test/")));
        assert!(!under(&url("https://evila.test/"), &url("https://a.test/")));
    }

    #[test]
    fn queries_are_escaped() {
        assert_eq!(with_query("http://u/x", &[("a", "b c&d")]), "http://u/x?a=b+c%26d");
        assert_eq!(with_query("http://u/x?y=1", &[("a", "b")]), "http://u/x?y=1&a=b");
    }
}
