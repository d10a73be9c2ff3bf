//! The mailboxes of one scenario: what has arrived and was not read yet.
//!
//! Mail from before the scenario is ignored, each address is read in order of arrival. Of a mail
//! only its code and its link count: the first six digits outside links, and the first link to the
//! public port.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::transport::{Mail, Transport};

/// How long a mail may take, in seconds.
const ARRIVES_WITHIN: f64 = 10.0;
/// How long is waited to see that no mail comes, in seconds.
const QUIET_FOR: f64 = 2.0;
/// Time between two looks, in seconds.
const PAUSE: f64 = 0.25;

/// Which mails were read.
pub(super) struct Mailbox {
    seen: HashSet<String>,
}

impl Mailbox {
    /// Takes everything that is there as read.
    pub(super) async fn open(transport: &mut impl Transport) -> Self {
        let mails = transport.mails().await;
        Self { seen: mails.into_iter().map(|mail| mail.id).collect() }
    }

    /// The next unread mail to an address, if one arrives in time. It is read from then on.
    pub(super) async fn next(&mut self, to: &str, transport: &mut impl Transport) -> Option<Mail> {
        self.watch(to, ARRIVES_WITHIN, transport).await
    }

    /// The mail that should not have come, if one did.
    pub(super) async fn none(&mut self, to: &str, transport: &mut impl Transport) -> Option<Mail> {
        self.watch(to, QUIET_FOR, transport).await
    }

    async fn watch(
        &mut self,
        to: &str,
        seconds: f64,
        transport: &mut impl Transport,
    ) -> Option<Mail> {
        let mut waited = 0.0;
        loop {
            let unread =
                |mail: &Mail| !self.seen.contains(&mail.id) && mail.to.iter().any(|a| a == to);
            if let Some(mail) = transport.mails().await.into_iter().find(unread) {
                self.seen.insert(mail.id.clone());
                return Some(mail);
            }
            if waited >= seconds {
                return None;
            }
            transport.advance(PAUSE).await;
            waited += PAUSE;
        }
    }
}

/// `code` and `link` of a mail, `null` where it has none.
pub(super) fn read(mail: &Mail, public: &str) -> Value {
    let (plain, links) = split(&mail.text);
    let link = links.into_iter().find(|link| link.starts_with(public));
    json!({"code": code(&plain), "link": link})
}

/// The text without its links, and the links.
fn split(text: &str) -> (String, Vec<&str>) {
    let mut plain = String::new();
    let mut links = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = link_length(rest);
        let taken = length.max(first.len_utf8());
        let Some((piece, left)) = rest.split_at_checked(taken) else {
            break;
        };
        if length > 0 {
            links.push(piece);
        } else {
            plain.push_str(piece);
        }
        rest = left;
    }
    (plain, links)
}

/// Length of the link at the beginning, 0 if there is none.
fn link_length(text: &str) -> usize {
    let after = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(after) = after else { return 0 };
    let end = after.find(|c: char| c.is_whitespace() || matches!(c, '>' | '"'));
    match end.unwrap_or(after.len()) {
        0 => 0,
        end => text.len() - after.len() + end,
    }
}

/// The first word of exactly six digits.
fn code(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Mail, read};

    fn read_text(text: &str) -> serde_json::Value {
        let mail = Mail { id: "1".into(), to: vec![], text: text.into() };
        read(&mail, "http://public")
    }

    #[test]
    fn code_and_link_are_found() {
        let text =
            "Größe 12345678, http://other/111111 <http://public/x?token=abc&n=222222> 333333.";
        let expected = json!({"code": "333333", "link": "http://public/x?token=abc&n=222222"});
        assert_eq!(read_text(text), expected);
    }

    #[test]
    fn a_mail_may_have_neither() {
        let nothing = json!({"code": null, "link": null});
        assert_eq!(read_text("a1234567 https:// https://elsewhere/123456"), nothing);
    }
}
