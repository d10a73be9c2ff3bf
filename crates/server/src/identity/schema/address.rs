//! What counts as an e-mail address, a phone number, a name to sign in with, and when two of them are the same.
//!
//! Normalising is idempotent and never turns a look-alike into the letter it looks like: NFKC is not applied, and
//! letters outside ASCII are not folded into ASCII (the Kelvin sign stays one). So two addresses are the same
//! only if they differ in case alone. Whether anybody reads mail there is not known here.

use model::Message;
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};

/// The longest address and the longest identifier; of addresses in bytes (RFC 3696 erratum 1690 explains 320).
pub(super) const LONGEST: usize = 320;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// Whether `value`, as it stands, is an e-mail address that mail may be sent to.
///
/// One `@`, a local part of at most 64 bytes without quotes, spaces, commas or other separators, a domain of
/// letters, digits and hyphens; letters may be those of any script. Invisible characters are refused.
pub(crate) fn is_email(value: &str) -> bool {
    is_folded_email(&fold(value))
}

/// The form in which an e-mail address is stored and looked up: no spaces around, lower case. `None` is no address.
pub(crate) fn normalise_email(value: &str) -> Option<String> {
    let folded = fold(value.trim_matches(' '));
    is_folded_email(&folded).then_some(folded)
}

/// The form in which a name to sign in with is stored and looked up: E.164 of a phone number with country code
/// (§2.3), lower case without space around of anything else.
pub(crate) fn normalise_identifier(value: &str) -> String {
    let number = || digits(value);
    normalise_phone(value).or_else(number).unwrap_or_else(|| fold(value.trim()))
}

/// What is wrong with the `email` field of recovery and verification (wire contract §3.7): nothing, 4000040,
/// or 4000040 and 4000017 of an address that is too long.
pub(crate) fn email_errors(value: &str) -> Vec<Message> {
    let mut errors = Vec::new();
    if !is_email(value) {
        errors.push(Message::invalid_email(value));
    }
    let length = value.chars().count();
    if length > LONGEST {
        errors.push(Message::max_length(count(LONGEST), count(length)));
    }
    errors
}

/// A phone number with country code as E.164, if its country has such numbers. `None` is no such number.
pub(crate) fn normalise_phone(value: &str) -> Option<String> {
    let number: PhoneNumber = digits(value)?.parse().ok()?;
    number.is_valid().then(|| number.format_as(PhoneNumberFormat::E164).into_owned())
}

/// What looks like a number with country code: `+` and 7 to 15 digits.
fn digits(value: &str) -> Option<String> {
    let mut number = String::from("+");
    for c in value.trim().strip_prefix('+')?.chars() {
        match c {
            '0'..='9' => number.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' => {}
            _ => return None,
        }
    }
    ((8..=16).contains(&number.len()) && !number.starts_with("+0")).then_some(number)
}

/// An address of a field that asks for no check (`format: no-validate`): still nothing that could end a header
/// line or name two addresses.
pub(super) fn normalise_unchecked(value: &str) -> Option<String> {
    let folded = fold(value.trim_matches(' '));
    let bad = |c: char| {
        c.is_control() || c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>') || is_hidden(c)
    };
    (!folded.is_empty() && folded.len() <= LONGEST && !folded.contains(bad)).then_some(folded)
}

/// A count as messages carry it.
pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Lower case, letter by letter, but nothing outside ASCII becomes ASCII.
fn fold(value: &str) -> String {
    let mut folded = String::with_capacity(value.len());
    for c in value.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else if c.to_lowercase().any(|lower| lower.is_ascii()) {
            folded.push(c);
        } else {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

fn is_folded_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else {
        return false;
    };
    value.len() <= LONGEST && is_local(local) && domain.split('.').all(is_label)
}

fn is_local(local: &str) -> bool {
    let fits =
        |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c) || is_letter(c);
    !local.is_empty() && local.len() <= LONGEST_LOCAL && local.chars().all(fits)
}

fn is_label(label: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || is_letter(c);
    !label.is_empty()
        && label.len() <= LONGEST_LABEL
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(fits)
}

fn is_letter(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric() && !is_hidden(c)
}

/// Fillers that count as letters, and characters that steer other characters: all of them show nothing.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        let long = format!("{}@example.org", "x".repeat(64));
        for good in [
            "a@b",
            "Ada@Example.org",
            "ada+list@example.org",
            "o'neil@sub.example-1.org",
            "ädä@bücher.example",
            "foo.@docomo.ne.jp",
            "почта@пример.рф",
            long.as_str(),
        ] {
            assert!(is_email(good), "{good}");
        }
        let longer = format!("x{long}");
        for bad in [
            "",
            "nonsense",
            "@example.org",
            "ada@",
            "a@b@c",
            "ada@example..org",
            "ada@example.org.",
            "ada@.org",
            " ada@example.org",
            "ada @example.org",
            "ada@exam ple.org",
            "ada@example.org\n",
            "ada\0@example.org",
            "ada@example.org,eve@example.net",
            "ada@example.org\r\nBcc: eve@example.net",
            "<ada@example.org>",
            "\"ada\"@example.org",
            "ada@[127.0.0.1]",
            "ada@-x.org",
            "a\u{200b}b@example.org",
            "a\u{202e}b@example.org",
            "a\u{3164}b@example.org",
            "a\u{a0}b@example.org",
            "a%0d%0a@b_c",
            longer.as_str(),
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }

    #[test]
    fn only_case_is_folded() {
        assert_eq!(normalise_email(" Ada@EXAMPLE.org ").as_deref(), Some("ada@example.org"));
        assert_eq!(normalise_email("ÄDA@BÜCHER.example").as_deref(), Some("äda@bücher.example"));
        // KELVIN SIGN and the Turkish capital I lower to ASCII letters in Unicode.
        for look_alike in [
            "mi\u{212a}e@example.org",
            "m\u{130}ke@example.org",
            "ｍike@example.org",
            "m\u{131}ke@example.org",
        ] {
            assert_ne!(
                normalise_email(look_alike).as_deref(),
                Some("mike@example.org"),
                "{look_alike}"
            );
        }
        assert_eq!(normalise_email("ada@example.org\r\n"), None);
        assert_eq!(normalise_identifier(" UserName123 "), "username123");
        assert_eq!(normalise_identifier("+49 176 671 11638"), "+4917667111638");
        assert_eq!(normalise_identifier("+1 (234) 567"), "+1234567", "no number of a phone");
        assert_eq!(normalise_phone("+1 (234) 567"), None);
        assert_eq!(normalise_phone("+49 (0) 176 67111638").as_deref(), Some("+4917667111638"));
        assert_eq!(normalise_phone("0176 67111638"), None);
        assert_eq!(normalise_phone("+49 (176) 67-11.1638").as_deref(), Some("+4917667111638"));
        assert_eq!(normalise_phone("+1234567890123456"), None);
    }

    #[test]
    fn unchecked_addresses_are_still_one_line() {
        assert_eq!(normalise_unchecked(" Foo@Localhost").as_deref(), Some("foo@localhost"));
        for bad in ["", "  ", "a b", "a\nb", "a,b", "a\0", "<a@b>", "a\u{200d}"] {
            assert_eq!(normalise_unchecked(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn errors_of_the_field() {
        let ids = |value: &str| email_errors(value).iter().map(|m| m.id).collect::<Vec<_>>();
        assert!(ids("ada@example.org").is_empty());
        assert_eq!(ids("nonsense"), [4_000_040]);
        let long = format!("{}@example.org", "x".repeat(320));
        assert_eq!(ids(&long), [4_000_040, 4_000_017]);
        assert_eq!(
            email_errors(&long),
            [Message::invalid_email(&long), Message::max_length(320, 332)]
        );
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in any::<String>(), local in "[a-zA-ZÀ-ɏΑ-Ω.+İK]{1,12}", domain in "[A-Zẞa-z]{1,9}") {
            let once = normalise_identifier(&text);
            prop_assert_eq!(&normalise_identifier(&once), &once);
            for value in [text, format!("{local}@{domain}")] {
                if let Some(once) = normalise_email(&value) {
                    prop_assert!(is_email(&once));
                    prop_assert_eq!(normalise_email(&once), Some(once.clone()));
                }
                if let Some(once) = normalise_unchecked(&value) {
                    prop_assert_eq!(normalise_unchecked(&once), Some(once.clone()));
                }
                if let Some(once) = normalise_phone(&value) {
                    prop_assert_eq!(normalise_phone(&once), Some(once.clone()));
                }
            }
        }
    }
}
