//! Finding the code and the link in a mail, as it comes over SMTP or as plain text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a mail brings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Brought {
    pub(crate) code: Option<String>,
    pub(crate) link: Option<String>,
}

impl Brought {
    /// Whether it is a mail that somebody waits for.
    pub(crate) fn something(&self) -> bool {
        self.code.is_some() || self.link.is_some()
    }
}

/// What a mail with headers brings in its plain text part.
pub(crate) fn of_message(message: &str) -> Brought {
    plain_text(message).as_deref().map(of_text).unwrap_or_default()
}

/// What a text brings.
pub(crate) fn of_text(text: &str) -> Brought {
    let mut words = text.split_whitespace();
    let link = words.find(|word| word.contains("://") && word.contains("token="));
    Brought { code: code(text), link: link.map(str::to_owned) }
}

fn plain_text(message: &str) -> Option<String> {
    let message = message.replace("\r\n", "\n");
    let plain = message.split("\n--").find(|part| {
        let head = part.split("\n\n").next().unwrap_or_default().to_ascii_lowercase();
        head.contains("content-type: text/plain")
    });
    let (head, body) = plain.unwrap_or(&message).split_once("\n\n")?;
    let head = head.to_ascii_lowercase();
    if head.contains("content-transfer-encoding: base64") {
        let packed: String = body.split_whitespace().collect();
        Some(String::from_utf8_lossy(&STANDARD.decode(packed).ok()?).into_owned())
    } else if head.contains("content-transfer-encoding: quoted-printable") {
        Some(unquoted(body))
    } else {
        Some(body.to_owned())
    }
}

/// The first word of 6 to 8 digits that is not part of a link.
fn code(text: &str) -> Option<String> {
    text.split_whitespace()
        .filter(|word| !word.contains("://"))
        .flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric()))
        .find(|word| {
            (6..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        })
        .map(str::to_owned)
}

/// Quoted-printable (RFC 2045 §6.7), as far as ASCII goes: all other bytes become a blank.
fn unquoted(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body.replace("=\n", "");
    while let Some((before, after)) = rest.split_once('=') {
        out.push_str(before);
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(byte.filter(u8::is_ascii).map_or(' ', char::from));
        rest = after.get(2..).unwrap_or_default().to_owned();
    }
    out.push_str(&rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_links_are_found_in_every_encoding() {
        let head = "Date: Fri, 31 Jul 2026 12345678\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n--x\r\n";
        for (encoding, body) in [
            ("7bit", "See http://h/123456?token=1 or type\r\n  87654321 now"),
            ("quoted-printable", "See http://h/123456?token=3D1 type=\r\n =38765=\r\n4321 now"),
            ("base64", "aHR0cDovL2gvMTIzNDU2P3Rva2VuPTEgdHlwZSA4NzY1NDMyMQ=="),
        ] {
            let mail = format!(
                "{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n--x--"
            );
            let brought = of_message(&mail);
            assert_eq!(brought.code.as_deref(), Some("87654321"), "{encoding}");
            assert_eq!(brought.link.as_deref(), Some("http://h/123456?token=1"), "{encoding}");
        }
    }

    #[test]
    fn a_mail_may_have_none() {
        assert!(!of_message("Subject: 123456\r\n\r\nno code but http://h/123456").something());
    }
}
