//! The operator's mails, tried at the start: each is rendered with everything it may be given and with the least it may
//! be given, so that a slip is told before the first mail.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::i18n::Catalogues;
use super::mail_context;
use super::template::{Templates, without_language};

/// Renders the operator's mails. The languages they are written in; `Err` says which one fails, and where.
pub(super) fn mails(
    templates: &Templates,
    catalogues: &Catalogues,
) -> Result<BTreeSet<String>, String> {
    let mut locales = BTreeSet::new();
    for name in templates.own().filter(|name| name.starts_with("mail/")) {
        let general = without_language(name);
        let locale = if general == name { "en" } else { language(name) };
        let catalogue = catalogues.of(locale);
        // `mail/layout.html` and the like are part of others.
        if name.matches('/').count() == 2 {
            for context in [everything(), least(name)] {
                let context = mail_context(mail(name), catalogue, locale, context);
                templates.render(name, catalogue, None, &context).map_err(|error| {
                    let line = error.line().map_or_else(String::new, |at| format!(" line {at}:"));
                    format!("your template `{name}`:{line} {error}")
                })?;
            }
        }
        if general != name {
            locales.insert(locale.to_owned());
        }
    }
    Ok(locales)
}

/// `de` of `mail/x/body.de.html`.
fn language(name: &str) -> &str {
    name.rsplit('.').nth(1).unwrap_or("en")
}

/// `x` of `mail/x/body.html`.
fn mail(name: &str) -> &str {
    name.split('/').nth(1).unwrap_or_default()
}

fn everything() -> Value {
    json!({
        "to": "ada@example.org", "at": "2026-05-04T11:00:00Z", "device": "Firefox on Windows",
        "recovery_code": "12345678", "verification_code": "12345678", "expires_in_minutes": 30,
        "recovery_url": "https://id.example.org/recovery", "verification_url": "https://id.example.org/verification",
        "request_url": "https://id.example.org/request", "request_url_domain": "id.example.org", "not_me_url": "https://id.example.org/not-me",
        "notice": "notice_recovered",
        "identity": { "id": "00000000-0000-4000-8000-000000000000", "traits": { "email": "ada@example.org" } },
        "transient_payload": {},
    })
}

/// What every mail of this name is sure to be given (templates/README.md).
fn least(name: &str) -> Value {
    let mut context = json!({ "to": "ada@example.org", "at": "2026-05-04T11:00:00Z" });
    let mail = mail(name);
    let given: &[&str] = match mail {
        "recovery_code_valid" => {
            &["recovery_code", "expires_in_minutes", "request_url", "identity"]
        }
        "recovery_valid" => &["recovery_url", "expires_in_minutes", "request_url", "identity"],
        "verification_code_valid" => {
            &["verification_code", "expires_in_minutes", "request_url", "identity"]
        }
        "verification_valid" => {
            &["verification_url", "expires_in_minutes", "request_url", "identity"]
        }
        "verifiable_address_changed" => &["identity"],
        "notice" => &["notice"],
        _ if mail.starts_with("notice") => &[],
        _ => &["request_url"],
    };
    let texted: &[&str] = if name.contains("/sms.") { &["request_url_domain"] } else { &[] };
    let given = [given, texted].concat();
    if let (Some(to), Value::Object(from)) = (context.as_object_mut(), everything()) {
        to.extend(from.into_iter().filter(|(name, _)| given.contains(&name.as_str())));
    }
    context
}
