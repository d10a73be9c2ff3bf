//! Every mail, in every language.

use model::Timestamp;
use serde_json::json;

use super::super::form_letter::Facts;
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
        "not_me_url": "https://id.example.org/not-me", "total": 12, "left": 3,
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

/// A notice that is filled in is the one that is rendered.
#[test]
fn notices() {
    let pages = pages();
    let at = Timestamp::parse("2026-05-04T11:00:00Z").unwrap();
    for name in MAILS.into_iter().filter(|name| name.starts_with("notice")) {
        let link = "https://id.example.org/not-me?a=1&b=2";
        let (agent, city) = ("Firefox & <Windows>", Some("<Köln>, DE"));
        for (device, place, not_me) in [
            (None, None, None),
            (Some(agent), city, None),
            (None, city, Some(link)),
            (Some(agent), None, None),
        ] {
            for to in ["o'hara&\u{e001}\u{e002}<b>@example.org", ADA] {
                let mut context = json!({ "to": to, "at": at });
                if let Some(device) = device {
                    context["device"] = device.into();
                }
                if let Some(place) = place {
                    context["place"] = place.into();
                }
                if let Some(link) = not_me {
                    context["not_me_url"] = link.into();
                }
                let rendered = pages.mail(name, "de", context).unwrap();
                let device = device.map(str::to_owned);
                let facts = Facts { to, at, device, place, not_me };
                let filled = pages.notice(name, "de", &facts).unwrap();
                assert_eq!(filled.subject, rendered.subject);
                assert_eq!(filled.text, rendered.text);
                assert_eq!(filled.html, rendered.html);
            }
        }
    }
}
