//! The operator's mails, tried at the start: each is rendered with everything it may be given and with the least it may
//! be given, so that a slip is told before the first mail.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::i18n::{Catalogue, Catalogues};
use super::mail_context;
use super::template::{Templates, without_language};

/// What a mail is there to bring.
const BROUGHT: [&str; 4] =
    ["recovery_code", "recovery_url", "verification_code", "verification_url"];

/// Renders the operator's mails. The languages they are written in; `Err` says which one fails, and where.
pub(super) fn mails(
    templates: &Templates,
    catalogues: &Catalogues,
) -> Result<BTreeSet<String>, String> {
    let mut locales = BTreeSet::new();
    for name in templates.own().filter(|name| name.starts_with("mail/")) {
        let general = without_language(name);
        let locale = if general == name { "en" } else { language(name) };
        // `mail/layout.html` and the like are part of others.
        if name.matches('/').count() == 2 {
            tried(templates, catalogues.of(locale), name, locale)
                .map_err(|why| format!("your template `{name}`: {why}"))?;
        }
        if general != name {
            locales.insert(locale.to_owned());
        }
    }
    Ok(locales)
}

fn tried(
    templates: &Templates,
    catalogue: &Arc<Catalogue>,
    name: &str,
    locale: &str,
) -> Result<(), String> {
    let rendered = |context: Value| {
        let context = mail_context(mail(name), catalogue, locale, context);
        let rendered = templates.render(name, catalogue, None, &context);
        rendered.map_err(|error| told(templates, &error))
    };
    let (_, said) = (rendered(everything())?, rendered(least(name))?);
    if name.contains("/subject.") {
        return if said.trim().is_empty() { Err("it is empty".into()) } else { Ok(()) };
    }
    // Whatever brings nothing is the same with something else to bring.
    let mut other = least(name);
    let mut brings = Vec::new();
    for key in BROUGHT {
        if let Some(value) = other.get_mut(key) {
            *value = json!("https://id.example.org/87654321");
            brings.push(key);
        }
    }
    if !brings.is_empty() && rendered(other)? == said {
        return Err(format!("`{}` is nowhere in it", brings.join("`, `")));
    }
    Ok(())
}

/// What is wrong, with its line.
fn told(templates: &Templates, error: &minijinja::Error) -> String {
    let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let place = error.name().zip(error.line());
    let line = place.and_then(|(name, at)| Some((at, templates.line(name, at)?)));
    let Some((at, line)) = line else { return what };
    let hint = match error.kind() {
        minijinja::ErrorKind::UndefinedError => {
            "; what may be missing has to be asked for: `{% if device | default(\"\") %}`"
        }
        _ => "",
    };
    format!("line {at}: {what} in `{line}`{hint}")
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
