//! A mail as bytes: headers and a text and an HTML part (RFC 5322, RFC 2046).
//!
//! The builder encodes whatever stands in a header, and addresses are parsed, so neither can end a line. The
//! `Message-ID` is made of the message's id: a mail that had to be sent twice can be told from two mails.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use model::Timestamp;
use model::id::MessageId;

use super::Body;
use crate::config::Smtp;

/// What is the same in all mails.
pub(super) struct Letterhead {
    pub(super) from: Mailbox,
    headers: Vec<HeaderValue>,
}

impl Letterhead {
    /// Reads sender and headers; the error names the key that is wrong.
    pub(super) fn new(smtp: &Smtp) -> Result<Self, String> {
        let address: Address = smtp
            .from_address
            .parse()
            .map_err(|_| "courier.smtp.from_address is not an e-mail address")?;
        let name = smtp.from_name.clone().filter(|name| !name.is_empty());
        let mut headers = vec![raw("Auto-Submitted", "auto-generated")?];
        for (key, value) in &smtp.headers {
            headers.push(raw(key, value).map_err(|e| format!("courier.smtp.headers.{key}: {e}"))?);
        }
        if name.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
            return Err("courier.smtp.from_name holds control characters".into());
        }
        Ok(Self { from: Mailbox::new(name, address), headers })
    }

    /// The whole mail.
    pub(super) fn compose(
        &self,
        id: MessageId,
        to: Address,
        at: Timestamp,
        body: &Body,
    ) -> Result<Vec<u8>, lettre::error::Error> {
        let micros = u64::try_from(at.as_micros()).unwrap_or(0);
        let subject: String =
            body.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject.trim())
            .date(UNIX_EPOCH + Duration::from_micros(micros))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())));
        for header in &self.headers {
            message = message.raw_header(header.clone());
        }
        let parts = MultiPart::alternative()
            .boundary(format!("part-{id}"))
            .singlepart(SinglePart::plain(body.text.clone()))
            .singlepart(SinglePart::html(body.html.clone()));
        Ok(message.multipart(parts)?.formatted())
    }
}

/// A header whose name and value cannot end the line.
fn raw(name: &str, value: &str) -> Result<HeaderValue, &'static str> {
    let printable = name.bytes().all(|byte| byte.is_ascii_graphic());
    if !printable || value.chars().any(char::is_control) {
        return Err("it holds control characters");
    }
    let name =
        HeaderName::new_from_ascii(name.to_owned()).map_err(|_| "it is no name of a header")?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use model::random::SeededRandom;

    use super::*;

    fn smtp() -> Smtp {
        Smtp {
            from_address: "no-reply@example.org".into(),
            from_name: Some("Readmit Ünder".into()),
            headers: BTreeMap::from([("X-Team".into(), "accounts".into())]),
            ..Smtp::default()
        }
    }

    fn letter(subject: &str) -> String {
        let id = MessageId::draw(&SeededRandom::new(1), "message");
        let body = Body {
            subject: subject.into(),
            text: "Hello\n\n123456\n".into(),
            html: "<p>Grüße</p>".into(),
        };
        let head = Letterhead::new(&smtp()).unwrap();
        let at = Timestamp::parse("2026-03-01T12:00:00Z").unwrap();
        let bytes = head.compose(id, "ada@example.org".parse().unwrap(), at, &body).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_letter_has_both_parts_and_stable_headers() {
        let text = letter("Your code");
        assert_eq!(text, letter("Your code"));
        for part in [
            "Subject: Your code\r\n",
            "To: ada@example.org\r\n",
            "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n",
            "X-Team: accounts\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "123456",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(text.is_ascii());
    }

    #[test]
    fn nothing_ends_a_header() {
        let text = letter("Hello\r\nBcc: eve@example.org\r\n\r\nHi");
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        for value in ["a\r\nBcc: eve@example.org", "a\nb", "a\0"] {
            let headers = BTreeMap::from([("X-Team".into(), value.into())]);
            assert!(Letterhead::new(&Smtp { headers, ..smtp() }).is_err());
            assert!(Letterhead::new(&Smtp { from_name: Some(value.into()), ..smtp() }).is_err());
            assert!(
                Letterhead::new(&Smtp { from_address: format!("{value}@example.org"), ..smtp() })
                    .is_err()
            );
        }
    }
}
