//! Addresses that are typed into recovery and verification, and how they are shown to whoever may not know them.

use model::Message;
use model::identity::Via;
use model::ui::{Group, Node};

use crate::app::Cx;
use crate::identity::schema;

/// Reads an address. Phone numbers count where they can be written to; `texts`: where what is sent fits a text message.
///
/// `Err`: what is wrong with it.
pub(super) fn read(cx: &Cx, text: &str, texts: bool) -> Result<(Via, String), Vec<Message>> {
    if texts
        && cx.app.courier.texts()
        && let Some(number) = schema::normalise_phone(text)
    {
        return Ok((Via::Sms, number));
    }
    let errors = schema::email_errors(text);
    match schema::normalise_email(text) {
        Some(address) if errors.is_empty() => Ok((Via::Email, address)),
        _ => Err(errors),
    }
}

/// The same, or what was typed.
pub(super) fn normalised(cx: &Cx, text: &str) -> (Via, String) {
    read(cx, text, true).unwrap_or_else(|_| (Via::Email, text.to_owned()))
}

/// The field for an address: of any kind where phones can be written to.
pub(super) fn field(cx: &Cx, name: &'static str) -> Node {
    let (kind, label) =
        if cx.app.courier.texts() { ("text", 1_070_018) } else { ("email", 1_070_007) };
    Node::input(Group::CODE, name, kind).required().label(Message::info(label))
}

/// An address that its owner recognises: two characters at most of what stands before the `@`; the beginning and
/// the end of a phone number.
pub(super) fn masked(address: &str) -> String {
    if let Some(number) = address.strip_prefix('+').filter(|_| !address.contains('@')) {
        let (length, first) = (number.chars().count(), number.chars().take(2));
        let last: String = number.chars().skip(length.saturating_sub(2)).collect();
        // What is left has to be too much to guess.
        let long = length >= 8 && number.bytes().all(|byte| byte.is_ascii_digit());
        return if long {
            format!("+{}****{last}", first.collect::<String>())
        } else {
            "****".into()
        };
    }
    let Some((local, domain)) = address.rsplit_once('@') else {
        return "****".into();
    };
    let shown: String = local.chars().take(2).collect();
    let shown = if shown.chars().count() < 2 { "" } else { shown.as_str() };
    format!("{shown}****@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_address_shows_two_characters_at_most() {
        assert_eq!(masked("ada@example.org"), "ad****@example.org");
        assert_eq!(masked("a@example.org"), "****@example.org");
        assert_eq!(masked("äöü@example.org"), "äö****@example.org");
        assert_eq!(masked("\"a@b\"@example.org"), "\"a****@example.org");
        assert_eq!(masked("nothing"), "****");
        assert_eq!(masked("+4917667111638"), "+49****38");
        assert_eq!(masked("+491766"), "****");
        assert_eq!(masked("+ada@example.org"), "+a****@example.org");
    }
}
