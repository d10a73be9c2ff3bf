//! A mail as bytes: headers and a text and an HTML part (RFC 5322, RFC 2046).
//!
//! The builder encodes whatever stands in a header, and addresses are parsed, so neither can end a line. The
//! `Message-ID` is made of the message's id: a mail that had to be sent twice can be told from two mails.
//!
//! A part goes as it is where every mail program takes it (7bit, RFC 2045 §2.7). HTML gets there by writing what is not
//! ASCII as references, which is shorter than quoted-printable and far cheaper.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::{Duration, UNIX_EPOCH};

use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body as Content, Mailbox, MultiPart, SinglePart};
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
        let address: Address =
            smtp.from_address.parse().map_err(|_| "from_address is not an e-mail address")?;
        let name = smtp.from_name.clone().filter(|name| !name.is_empty());
        let mut headers = vec![raw("Auto-Submitted", "auto-generated")?];
        for (key, value) in &smtp.headers {
            headers.push(raw(key, value).map_err(|e| format!("headers.{key}: {e}"))?);
        }
        if name.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
            return Err("from_name holds control characters".into());
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
        // Given here, it is not read from the headers once more.
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()])?;
        let mut message = Message::builder()
            .envelope(envelope)
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
            .singlepart(part(ContentType::TEXT_PLAIN, &body.text))
            .singlepart(part(ContentType::TEXT_HTML, &references(&body.html)));
        Ok(message.multipart(parts)?.formatted())
    }
}

/// The longest line of a mail, without its end (RFC 5322 §2.1.1).
const LINE: usize = 998;

/// A part of the mail, encoded where it has to be.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let part = SinglePart::builder().header(kind);
    let plain = text.is_ascii() && !text.contains('\r') && !text.contains('\0');
    if !plain || text.split('\n').any(|line| line.len() > LINE) {
        return part.body(text.to_owned());
    }
    let mut lines = Vec::with_capacity(text.len() + text.len() / 16);
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix('\n');
        lines.extend_from_slice(words.unwrap_or(line).as_bytes());
        lines.extend_from_slice(if words.is_some() { b"\r\n" } else { b"" });
    }
    part.body(Content::dangerous_pre_encoded(lines, ContentTransferEncoding::SevenBit))
}

/// HTML in ASCII. Style sheets take no references, so a mail with others than ASCII there stays as it is.
fn references(html: &str) -> Cow<'_, str> {
    let styled = |html: &str| html.split("<style").skip(1).any(|s| !style(s).is_ascii());
    if html.is_ascii() || styled(html) {
        return html.into();
    }
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    for c in html.chars() {
        if c.is_ascii() {
            out.push(c);
        } else if c.is_control() {
            // As references these would be read as other characters (HTML §13.2.5.5), and nobody means them.
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "&#{};", u32::from(c));
        }
    }
    out.into()
}

/// What is a style sheet's in what follows its tag.
fn style(after: &str) -> &str {
    after.split("</style").next().unwrap_or(after)
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
            facts: None,
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
    fn parts_go_as_they_are_where_they_can() {
        assert_eq!(references("<p>Grüße, 日本</p>"), "<p>Gr&#252;&#223;e, &#26085;&#26412;</p>");
        assert_eq!(references("<style>a{}</style>ü"), "<style>a{}</style>&#252;");
        let styled = "<style>a::before { content: '→' }</style>ü";
        assert_eq!(references(styled), styled);
        let sent = |text: &str| {
            String::from_utf8(part(ContentType::TEXT_PLAIN, text).formatted()).unwrap()
        };
        assert!(sent("a\n.\nb\n").ends_with("7bit\r\n\r\na\r\n.\r\nb\r\n\r\n"));
        for text in ["Grüße", &"x".repeat(LINE + 1)] {
            let sent = sent(text);
            assert!(!sent.contains("7bit"), "{sent}");
            assert!(sent.lines().all(|line| line.len() <= LINE) && sent.is_ascii(), "{sent}");
        }
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
