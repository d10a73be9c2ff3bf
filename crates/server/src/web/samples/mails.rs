//! Every mail, in every language.

use serde_json::json;

use super::{ADA, NOW, pages};

const MAILS: [&str; 28] = [
    "verification_valid",
    "verification_invalid",
    "recovery_valid",
    "recovery_invalid",
    "recovery_code_valid",
    "recovery_code_invalid",
    "verification_code_valid",
    "verification_code_invalid",
    "notice_recovery_codes_made",
    "notice_recovery_code_used",
    "notice_recovery_code_renewed",
    "notice_recovery_codes_low",
    "notice_recovery_codes_drill",
    "notice_recovery_codes_removed",
    "notice_password_changed",
    "notice_totp_added",
    "notice_webauthn_added",
    "notice_webauthn_removed",
    "notice_passkey_added",
    "notice_passkey_removed",
    "notice_totp_removed",
    "notice_second_factor_guessed",
    "notice_totp_stopped",
    "notice_recovery_codes_stopped",
    "notice_recovered",
    "notice_recovery_requested",
    "notice_address_changed",
    "verifiable_address_changed",
];

#[test]
fn mails() {
    let pages = pages();
    let poor = json!({ "to": "a@example.org", "at": NOW, "recovery_code": "87654321", "verification_code": "87654321", "expires_in_minutes": 1 });
    let rich = json!({
        "to": ADA, "at": "2026-05-04T11:00:00Z", "device": "Firefox on Windows", "place": "near Zürich",
        "recovery_code": "87654321", "verification_code": "87654321", "expires_in_minutes": 30,
        "recovery_url": "https://id.example.org/r?a=1&b=2", "verification_url": "https://id.example.org/v?a=1&b=2",
        "not_me_url": "https://id.example.org/not-me",
    });
    for name in MAILS {
        // What a mail is for is in all of its contexts.
        let by_link = ["recovery_valid", "verification_valid"].contains(&name);
        let least = if by_link { &rich } else { &poor };
        for context in [least, &rich] {
            let mail = pages.mail(name, "en", context.clone()).unwrap_or_else(|error| {
                panic!("{name}: {error}: {:?}", std::error::Error::source(&error))
            });
            assert!(
                mail.subject.contains("Readmit") && !mail.subject.contains("87654321"),
                "{}",
                mail.subject
            );
            let carries = name.ends_with("_code_valid");
            assert_eq!(
                mail.text.lines().any(|line| line.trim() == "87654321"),
                carries,
                "{}",
                mail.text
            );
            assert_eq!(mail.html.contains("87654321"), carries);
            assert!(!mail.html.contains("<script>"));
        }
        for language in ["de", "fr", "es", "ja"] {
            let mail = pages.mail(name, language, rich.clone()).unwrap();
            assert!(mail.subject.contains("Readmit"), "{name} in {language}: {}", mail.subject);
        }
        let mail = pages.mail(name, "en", rich.clone()).unwrap();
        if name.starts_with("notice") {
            // The reader's day is not the sender's. Where nothing was changed there is nothing to undo.
            let asks = ["requested", "low", "drill"];
            let undoes = !asks.iter().any(|end| name.ends_with(end));
            assert!(mail.text.contains("4 May 2026, 11:00 UTC"), "{}", mail.text);
            assert_eq!(mail.html.contains("not-me"), undoes, "{}", mail.html);
            assert_eq!(mail.text.contains("/not-me"), undoes, "{}", mail.text);
        }
        if name.ends_with("_code_valid") {
            assert!(mail.text.contains("?a=1&b=2"), "a link in plain text is not escaped");
        }
    }
    assert!(pages.mail("no_such_mail", "en", json!({})).is_err());
}

/// A mail that is filled in is the one that is rendered.
#[test]
fn filled_in() {
    let pages = pages();
    let urls = ["recovery_url", "verification_url", "not_me_url"];
    for (name, language) in MAILS.into_iter().zip(["de", "ja"].into_iter().cycle()) {
        for (agent, place, url) in [
            (None, None, None),
            (Some("Firefox & <Windows>"), Some("<Köln>, DE"), None),
            (None, Some("<Köln>, DE"), Some("https://id.example.org/x?a=1&b='2'")),
            (Some("Firefox"), None, Some("")),
        ] {
            for (to, minutes) in [("o'hara&\u{e001}\u{e002}<b>@example.org", 1), (ADA, 15)] {
                let mut context = json!({
                    "to": to, "at": "2026-05-04T11:00:00Z", "expires_in_minutes": minutes,
                    "recovery_code": "12<\u{e000}", "verification_code": "87654321", "request_url": "/x",
                });
                let by_link = ["recovery_valid", "verification_valid"].contains(&name);
                for key in urls {
                    if let Some(url) = url.filter(|url| !url.is_empty() || !by_link) {
                        context[key] = url.into();
                    } else if by_link {
                        context[key] = "https://id.example.org/".into();
                    }
                }
                for (key, value) in [("device", agent), ("place", place)] {
                    if let Some(value) = value {
                        context[key] = value.into();
                    }
                }
                let rendered = pages.rendered_mail(name, language, context.clone()).unwrap();
                let filled = pages.mail(name, language, context).unwrap();
                assert_eq!(filled.subject, rendered.subject);
                assert_eq!(filled.text, rendered.text);
                assert_eq!(filled.html, rendered.html);
            }
        }
    }
}
