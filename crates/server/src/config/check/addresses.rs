//! Addresses: listeners that do not collide, pages that exist, targets that are safe.

use super::Check;
use std::net::IpAddr;
use url::{Host, Url};

impl Check<'_> {
    pub(super) fn addresses(&mut self) {
        self.listeners();
        self.pages();
        self.targets();
    }

    fn listeners(&mut self) {
        let serve = &self.config.serve;
        for (key, host) in
            [("serve.public.host", &serve.public.host), ("serve.admin.host", &serve.admin.host)]
        {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            let is_address = bare.is_empty() || bare.parse::<IpAddr>().is_ok();
            if host.starts_with("unix:") {
                self.unsupported(key, "unix sockets are not served yet");
            } else if !is_address && (bare.contains(':') || Host::parse(bare).is_err()) {
                self.mistake(key, "expected an address or a host name");
            }
        }
        let (public, admin) = (&serve.public, &serve.admin);
        let is_wild = |host: &str| matches!(host, "" | "0.0.0.0" | "::" | "[::]");
        let overlaps = public.host == admin.host || is_wild(&public.host) || is_wild(&admin.host);
        if public.port == admin.port && public.port != 0 && overlaps {
            self.mistake("serve.admin.port", "expected another port than serve.public.port");
        }
        if self.config.cookies.secure
            && public.base_url.scheme() == "http"
            && !is_loopback(&public.base_url)
        {
            self.warn(
                "serve.public.base_url",
                "plain http with secure cookies: browsers will not keep anybody signed in",
            );
        }
        if !self.config.dev && !matches!(admin.host.as_str(), "127.0.0.1" | "::1" | "localhost") {
            self.warn(
                "serve.admin.host",
                "the admin listener asks nobody who they are; keep it out of reach",
            );
        }
    }

    /// Built-in pages know where to go at the end, a UI of one's own does not.
    fn pages(&mut self) {
        let flows = &self.config.selfservice.flows;
        let key = "selfservice.default_browser_return_url";
        let own = [
            &flows.login.ui_url,
            &flows.registration.ui_url,
            &flows.settings.ui_url,
            &flows.recovery.ui_url,
            &flows.verification.ui_url,
        ];
        if own.into_iter().any(Option::is_some) && !self.given.has(key) {
            self.mistake(key, "required where a flow has a ui_url");
        }
    }

    fn targets(&mut self) {
        for url in &self.config.selfservice.allowed_return_urls {
            let host = url.host_str().unwrap_or_default();
            let is_wild = host.contains('*');
            // `*.example.org`, and not `*.org` or `a*.example.org`.
            let is_safe = host
                .strip_prefix("*.")
                .is_some_and(|rest| !rest.contains('*') && rest.trim_matches('.').contains('.'));
            if is_wild && !is_safe {
                self.warn(
                    "selfservice.allowed_return_urls",
                    format!("{host} is ignored; a * is only read as in *.example.org"),
                );
            }
        }
    }
}

/// Whether an address leads to this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
