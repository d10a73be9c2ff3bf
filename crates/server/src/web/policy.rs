//! The content security policy of the pages (CSP level 3).
//!
//! Nothing is loaded but the server's own style sheet, script and pictures. `form-action` names every origin that a
//! form may lead to in the end, because Chromium applies it to the redirects that follow a submission.

use std::collections::BTreeSet;

use url::Url;

use crate::config::{After, Config};

/// The policy of pages.
pub(super) fn of(config: &Config) -> String {
    let origins: BTreeSet<String> = targets(config).into_iter().map(source).collect();
    let mut policy = String::from(
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; form-action 'self'",
    );
    for origin in origins {
        policy.push(' ');
        policy.push_str(&origin);
    }
    policy.push_str("; base-uri 'none'; frame-ancestors 'none'");
    policy
}

/// Where a form may lead.
fn targets(config: &Config) -> Vec<&Url> {
    let selfservice = &config.selfservice;
    let flows = &selfservice.flows;
    let pages = [
        &flows.login.ui_url,
        &flows.registration.ui_url,
        &flows.settings.ui_url,
        &flows.recovery.ui_url,
        &flows.verification.ui_url,
        &flows.error.ui_url,
    ];
    let afters = [
        &flows.login.after,
        &flows.registration.after,
        &flows.settings.after,
        &flows.recovery.after,
        &flows.verification.after,
    ];
    let mut targets = vec![&config.serve.public.base_url, &selfservice.default_browser_return_url];
    targets.extend(&selfservice.allowed_return_urls);
    targets.extend(pages.into_iter().flatten());
    targets.extend(afters.into_iter().flat_map(after));
    targets
}

fn after(after: &After) -> impl Iterator<Item = &Url> {
    let methods = ["password", "profile", "totp", "lookup_secret", "code", "webauthn", "passkey"];
    let own = methods.into_iter().filter_map(|method| after.return_url_for(method));
    own.chain(after.default_browser_return_url.as_ref())
}

/// A URL as a source expression: its origin, or the scheme of an app's own.
fn source(url: &Url) -> String {
    let origin = url.origin();
    if origin.is_tuple() {
        // `;` and `,` cannot be in a host, so a URL cannot end the directive.
        origin.ascii_serialization()
    } else {
        format!("{}:", url.scheme())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        let source = |text: &str| source(&Url::parse(text).unwrap());
        assert_eq!(source("https://a.test/x?y"), "https://a.test");
        assert_eq!(source("http://127.0.0.1:4455/welcome"), "http://127.0.0.1:4455");
        assert_eq!(source("https://*.a.test/"), "https://*.a.test");
        assert_eq!(source("org.example.app://done"), "org.example.app:");
    }
}
