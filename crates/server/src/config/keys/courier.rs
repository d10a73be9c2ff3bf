//! Keys of `courier`.

use super::super::courier::{check_channels, check_request};
use super::{Key, Kind, quiet, served};

/// How mails leave.
const SENDING: &[Key] = &[
    served("courier.smtp.connection_uri", Kind::Secret, "",
        "Mail server: smtp:// demands STARTTLS, ?disable_starttls=true is plain, smtps:// is TLS from the start. Needed for recovery and verification, except under dev.")
        .example("smtps://user:password@mail.example.org:465/"),
    served("courier.smtp.from_address", Kind::Text, "no-reply@localhost", "Sender's address."),
    served("courier.smtp.from_name", Kind::Text, "", "Sender's name. Without it: the address alone.").example("Example"),
    served("courier.smtp.headers", Kind::TextMap, "{}", "Headers added to every mail."),
    served("courier.smtp.local_name", Kind::Text, "localhost", "Name the server greets the mail server with."),
    served("courier.smtp.client_cert_path", Kind::Text, "", "Certificate the server shows to the mail server (PEM; the first in the file).")
        .example("/etc/readmit/mail.pem"),
    served("courier.smtp.client_key_path", Kind::Text, "", "Its key (PEM).").example("/etc/readmit/mail.key"),
    served("courier.message_retries", Kind::Int(0, 1000), "5", "Accepted, and of no effect: courier.give_up_after says how long a message is tried."),
    served("courier.give_up_after", Kind::Duration, "24h",
        "How long a message is tried. One with a code or a link is not sent once that has expired, which is sooner."),
    served("courier.worker.pull_count", Kind::Int(1, 255), "10", "Messages taken at once."),
    served("courier.worker.pull_wait", Kind::Duration, "1s", "Pause when there is nothing to send."),
    served("courier.delivery_strategy", Kind::Choice(&["smtp", "http"]), "smtp",
        "How mails leave: to the mail server, or to a program of yours at courier.http.request_config."),
    served("courier.http.request_config", Kind::Checked(check_request), "",
        "That program: url, method (POST), headers, body (a Jsonnet program), auth, signing_secret (docs/messages.md).")
        .example("{ url: \"https://mail.example.org/send\" }"),
    served("courier.channels", Kind::Checked(check_channels), "",
        "Further ways, taken in turn from one try of a message to the next: id (email or sms), type (http or smtp), request_config or smtp_config (docs/messages.md). Text messages need one.")
        .example("[{ id: sms, type: http, request_config: { url: \"https://sms.example.org/send\" } }]"),
    served("courier.template_override_path", Kind::Text, "",
        "Folder with mails, texts and pages of your own, each in the place of the built-in one of that name (docs/templates.md). Read and checked at the start.")
        .example("templates"),
];

/// Single parts of one mail.
macro_rules! template {
    ($mail:literal, $kind:literal) => {
        [
            template!(@part $mail, $kind, "subject"),
            template!(@part $mail, $kind, "body.plaintext"),
            template!(@part $mail, $kind, "body.html"),
        ]
    };
    (@part $mail:literal, $kind:literal, $part:literal) => {
        served(
            concat!("courier.templates.", $mail, ".", $kind, ".email.", $part),
            Kind::Text,
            "",
            "The same for one part of one mail: file://, base64:// or http(s)://, read once at the start.",
        )
        .example(concat!("file://templates/", $mail, ".", $kind, ".", $part, ".gotmpl"))
    };
}

const fn part(key: &'static str) -> Key {
    served(
        key,
        Kind::Text,
        "",
        "The same for what former addresses are told: file://, base64:// or http(s)://, read once at the start.",
    )
    .example("file://templates/changed.gotmpl")
}

macro_rules! text_message {
    ($name:literal) => {
        served(
            concat!("courier.templates.", $name, ".valid.sms.body.plaintext"),
            Kind::Text,
            "",
            "The same for a text message: file://, base64:// or http(s)://, read once at the start.",
        )
        .example(concat!("file://templates/", $name, ".valid.sms.gotmpl"))
    };
}

/// All of them, in the order of the reference.
pub(super) fn keys() -> Vec<Key> {
    let mut keys = SENDING.to_vec();
    keys.extend(template!("recovery", "valid"));
    keys.extend(template!("recovery", "invalid"));
    keys.extend(template!("recovery_code", "valid"));
    keys.push(text_message!("recovery_code"));
    keys.extend(template!("recovery_code", "invalid"));
    keys.extend(template!("verification", "valid"));
    keys.extend(template!("verification", "invalid"));
    keys.extend(template!("verification_code", "valid"));
    keys.push(text_message!("verification_code"));
    keys.extend(template!("verification_code", "invalid"));
    keys.extend([
        // Messages that are never sent here.
        quiet("courier.templates.registration_code", Kind::Any),
        quiet("courier.templates.login_code", Kind::Any),
        part("courier.templates.verifiable_address_changed.email.subject"),
        part("courier.templates.verifiable_address_changed.email.body.plaintext"),
        part("courier.templates.verifiable_address_changed.email.body.html"),
        part("courier.templates.verifiable_address_changed.sms.body.plaintext"),
    ]);
    keys
}
