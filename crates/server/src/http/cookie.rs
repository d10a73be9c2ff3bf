//! The cookies' lines, with the attributes that the configuration gives them (wire contract §5.1).

use std::fmt::Write as _;

use super::csrf;
use crate::config::{Config, SameSite};

/// A year, as browsers keep cookies at most.
const YEAR: u64 = 31_536_000;
/// How long what was typed is kept while its owner signs in again.
pub(crate) const CONTINUITY_SECONDS: u64 = 15 * 60;
/// The name of the cookie that leads back to it.
pub(crate) const CONTINUITY: &str = "ory_kratos_continuity";

/// How long a link that was opened waits for its button.
const LINK_SECONDS: u64 = 15 * 60;
/// The name of the cookie that holds its token meanwhile.
pub(crate) const LINK: &str = "readmit_link";

/// The name of the cookie that holds the language that was chosen on a page.
pub(crate) const LANGUAGE: &str = "readmit_language";

/// Whether a cookie is one of the server's, but for the CSRF token's.
pub(crate) fn is_own(config: &Config, name: &str) -> bool {
    name == config.session.cookie.name || [CONTINUITY, LINK].contains(&name)
}

struct Line<'a> {
    name: &'a str,
    value: &'a str,
    path: &'a str,
    domain: Option<&'a str>,
    max_age: Option<u64>,
    secure: bool,
    same_site: SameSite,
}

impl Line<'_> {
    fn text(&self) -> String {
        let mut out = format!("{}={}; Path={}", self.name, self.value, self.path);
        if let Some(domain) = self.domain {
            let _ = write!(out, "; Domain={domain}");
        }
        if let Some(max_age) = self.max_age {
            let _ = write!(out, "; Max-Age={max_age}");
        }
        out.push_str("; HttpOnly");
        if self.secure {
            out.push_str("; Secure");
        }
        // Browsers refuse `None` without `Secure`.
        let same_site = if self.secure || self.same_site != SameSite::None {
            self.same_site
        } else {
            SameSite::Lax
        };
        let _ = write!(out, "; SameSite={}", same_site.name());
        out
    }
}

fn common<'a>(config: &'a Config, name: &'a str, value: &'a str) -> Line<'a> {
    let cookies = &config.cookies;
    Line {
        name,
        value,
        path: &cookies.path,
        domain: cookies.domain.as_deref(),
        max_age: Some(YEAR),
        secure: cookies.secure,
        same_site: cookies.same_site,
    }
}

pub(crate) fn csrf(config: &Config, token: &csrf::Token) -> String {
    let name = csrf::cookie_name(config.serve.public.base_url.as_str());
    common(config, &name, &token.cookie()).text()
}

fn session_line<'a>(config: &'a Config, value: &'a str) -> Line<'a> {
    let cookie = &config.session.cookie;
    Line {
        name: &cookie.name,
        value,
        path: &cookie.path,
        domain: cookie.domain.as_deref(),
        max_age: None,
        secure: cookie.secure,
        same_site: cookie.same_site,
    }
}

pub(crate) fn session(config: &Config, token: &str, max_age: u64) -> String {
    let max_age = config.session.cookie.persistent.then_some(max_age);
    Line { max_age, ..session_line(config, token) }.text()
}

pub(crate) fn session_cleared(config: &Config) -> String {
    Line { max_age: Some(0), ..session_line(config, "") }.text()
}

/// Lax whatever the others are: the way from a mail to the page is another site's.
pub(crate) fn link(config: &Config, token: &str) -> String {
    let same_site = SameSite::Lax;
    // Nobody but this host is to have it.
    let (domain, max_age) = (None, Some(LINK_SECONDS));
    Line { domain, max_age, same_site, ..common(config, LINK, token) }.text()
}

/// No secret, and the same wherever the page was come from.
pub(crate) fn language(config: &Config, tag: &str) -> String {
    Line { same_site: SameSite::Lax, ..common(config, LANGUAGE, tag) }.text()
}

pub(crate) fn link_cleared(config: &Config) -> String {
    let (domain, max_age, same_site) = (None, Some(0), SameSite::Lax);
    Line { domain, max_age, same_site, ..common(config, LINK, "") }.text()
}

pub(crate) fn continuity(config: &Config, id: &str) -> String {
    Line { max_age: Some(CONTINUITY_SECONDS), ..common(config, CONTINUITY, id) }.text()
}
