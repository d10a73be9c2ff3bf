//! Finding the code in a mail, as it comes over SMTP or as plain text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The code in a mail with headers: the first in its plain text part.
pub(crate) fn code_of_message(message: &str) -> Option<String> {
    let message = message.replace("\r\n", "\n");
    let plain = message.split("\n--").find(|part| {
        let head = part.split("\n\n").next().unwrap_or_default().to_ascii_lowercase();
        head.contains("content-type: text/plain")
    });
    let (head, body) = plain.unwrap_or(&message).split_once("\n\n")?;
    let head = head.to_ascii_lowercase();
    let text = if head.contains("content-transfer-encoding: base64") {
        let packed: String = body.split_whitespace().collect();
        String::from_utf8_lossy(&STANDARD.decode(packed).ok()?).into_owned()
    } else if head.contains("content-transfer-encoding: quoted-printable") {
        unquoted(body)
    } else {
        body.to_owned()
    };
    code_of_text(&text)
}

/// The first word of 6 to 8 digits that is not part of a link.
pub(crate) fn code_of_text(text: &str) -> Option<String> {
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
    fn codes_are_found_in_every_encoding() {
        let head = "Date: Fri, 31 Jul 2026 12345678\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n--x\r\n";
        for (encoding, body) in [
            ("7bit", "See http://h/123456?code=1 or type\r\n  87654321 now"),
            ("quoted-printable", "See http://h/?a=3D123456 type=\r\n =38765=\r\n4321 now"),
            ("base64", "dHlwZSA4NzY1NDMyMQ=="),
        ] {
            let mail = format!(
                "{head}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n--x--"
            );
            assert_eq!(code_of_message(&mail).as_deref(), Some("87654321"), "{encoding}");
        }
    }

    #[test]
    fn a_mail_may_have_none() {
        assert_eq!(code_of_message("Subject: 123456\r\n\r\nno code but http://h/123456"), None);
    }
}
