//! Types of values, and whether a value has one.

use super::super::tree::{Node, Value};
use super::super::{duration, size};
use serde_json::Value as Json;
use url::Url;

/// The type of a key's value.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Kind {
    /// `true` or `false`.
    Bool,
    /// The same; also as text, since Kratos has it so.
    Switch,
    /// A whole number from, to.
    Int(i64, i64),
    /// Text.
    Text,
    /// Text that must not be shown.
    Secret,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `1h30m`.
    Duration,
    /// `19MB`.
    Size,
    /// An address; `/path` counts from the public base URL.
    Url,
    /// An http or https address.
    BaseUrl,
    /// A list of texts.
    Texts,
    /// A list of these words.
    Choices(&'static [&'static str]),
    /// A list of addresses.
    Urls,
    /// A list of secrets with at least and at most so many characters.
    Secrets(usize, usize),
    /// Names and texts.
    TextMap,
    /// A list of hooks with these names.
    Hooks(&'static [&'static str]),
    /// A list of sections; the keys of one are below `[]`.
    Items,
    /// What this function takes, or says what is wrong with it.
    Checked(fn(&Json) -> Result<(), String>),
    /// Anything.
    Any,
}

impl Kind {
    /// Whether an environment variable with commas in it is a list.
    pub(in super::super) fn is_list(self) -> bool {
        matches!(self, Self::Texts | Self::Choices(_) | Self::Urls | Self::Secrets(..))
    }

    /// Whether the value must not be shown, and may be in a file that a `…_FILE` variable names.
    pub(in super::super) fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Secrets(..))
    }

    /// Whether a value is of this type.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub(in super::super) fn check(self, node: &Node) -> Result<(), String> {
        match self {
            Self::Any | Self::Checked(_) => Ok(()),
            Self::Texts | Self::Choices(_) | Self::Urls | Self::Secrets(..) => {
                self.check_list(node)
            }
            Self::TextMap => match &node.value {
                Value::Map(entries)
                    if entries.iter().all(|e| matches!(e.node.value, Value::Text(_))) =>
                {
                    Ok(())
                }
                _ => Err(self.complain(node)),
            },
            Self::Hooks(_) | Self::Items => match &node.value {
                Value::List(_) => Ok(()),
                _ => Err(self.complain(node)),
            },
            _ => self.scalar(node).then_some(()).ok_or_else(|| self.complain(node)),
        }
    }

    fn check_list(self, node: &Node) -> Result<(), String> {
        let Value::List(items) = &node.value else {
            return Err(self.complain(node));
        };
        let one = match self {
            Self::Choices(words) => Self::Choice(words),
            Self::Urls => Self::Url,
            Self::Secrets(..) => Self::Secret,
            _ => Self::Text,
        };
        for item in items {
            one.check(item)?;
            if let (Self::Secrets(least, most), Value::Text(text)) = (self, &item.value) {
                let length = text.chars().count();
                if length < least || length > most {
                    return Err(format!("{}, found one of {length}", self.expected()));
                }
            }
        }
        Ok(())
    }

    /// Whether a single value is of this type.
    fn scalar(self, node: &Node) -> bool {
        match (self, &node.value) {
            (Self::Bool | Self::Switch, Value::Bool(_))
            | (Self::Text | Self::Secret, Value::Text(_)) => true,
            (Self::Switch, Value::Text(text)) => text == "true" || text == "false",
            (Self::Int(least, most), Value::Int(number)) => (least..=most).contains(number),
            (Self::Choice(words), Value::Text(text)) => words.contains(&text.as_str()),
            (Self::Duration, Value::Text(text)) => duration::parse(text).is_some(),
            (Self::Size, Value::Text(text)) => size::parse(text).is_some(),
            (Self::Url, Value::Text(text)) => {
                (text.starts_with('/') && !text.starts_with("//")) || Url::parse(text).is_ok()
            }
            (Self::BaseUrl, Value::Text(text)) => Url::parse(text)
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()),
            _ => false,
        }
    }

    /// What is expected, in words.
    pub(in super::super) fn expected(self) -> String {
        match self {
            Self::Bool | Self::Switch => "expected true or false".into(),
            Self::Int(least, most) => format!("expected a whole number from {least} to {most}"),
            Self::Text | Self::Secret => "expected text".into(),
            Self::Choice(words) => format!("expected {}", words.join(" or ")),
            Self::Duration => "expected a duration such as 1h30m (h, m, s, ms, us, ns)".into(),
            Self::Size => "expected a size such as 19MB (B, KB, MB, GB)".into(),
            Self::Url => "expected a URL, or a path that starts with /".into(),
            Self::BaseUrl => "expected a URL that starts with http:// or https://".into(),
            Self::Texts => "expected a list of texts".into(),
            Self::Choices(words) => format!("expected a list of {}", words.join(", ")),
            Self::Urls => "expected a list of URLs".into(),
            Self::Secrets(least, most) if least == most => {
                format!("expected a list of secrets with exactly {least} characters")
            }
            Self::Secrets(least, _) => {
                format!("expected a list of secrets with at least {least} characters")
            }
            Self::TextMap => "expected names with a text each".into(),
            Self::Hooks(_) => "expected a list of hooks".into(),
            Self::Items => "expected a list".into(),
            Self::Any | Self::Checked(_) => "expected a value".into(),
        }
    }

    fn complain(self, node: &Node) -> String {
        let found = match &node.value {
            Value::Null => "nothing".into(),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a section".into(),
            Value::Text(_) if self.is_secret() => "text".into(),
            _ if self.is_secret() => "something else; put it in quotes".into(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => format!("the number {value}"),
            Value::Float(value) => format!("the number {value}"),
            Value::Text(text) => format!("\"{}\"", text.chars().take(60).collect::<String>()),
        };
        format!("{}, found {found}", self.expected())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tree::parse;
    use super::*;

    fn check(kind: Kind, yaml: &str) -> Result<(), String> {
        kind.check(&parse("t", yaml).unwrap())
    }

    #[test]
    fn says_what_was_expected_and_what_was_found() {
        assert_eq!(
            check(Kind::Int(1, 9), "10").unwrap_err(),
            "expected a whole number from 1 to 9, found the number 10"
        );
        assert_eq!(
            check(Kind::Choice(&["a", "b"]), "c").unwrap_err(),
            "expected a or b, found \"c\""
        );
        assert!(check(Kind::Duration, "90").unwrap_err().ends_with("found the number 90"));
        assert!(check(Kind::Bool, "\"true\"").is_err());
        assert!(check(Kind::Switch, "\"true\"").is_ok() && check(Kind::Switch, "true").is_ok());
    }

    #[test]
    fn addresses() {
        assert!(check(Kind::Url, "/dashboard").is_ok());
        assert!(check(Kind::Url, "myapp://callback").is_ok());
        assert!(check(Kind::Url, "//evil.test").is_err());
        assert!(check(Kind::BaseUrl, "ftp://a.test").is_err());
        assert!(check(Kind::Urls, "[\"https://*.example.org/\"]").is_ok());
    }

    #[test]
    fn secrets_are_counted_and_never_shown() {
        let short = check(Kind::Secrets(16, 4096), "[hush-hush]").unwrap_err();
        assert!(short.contains("at least 16") && !short.contains("hush"), "{short}");
        let number = check(Kind::Secrets(16, 4096), "[12345678901234567]").unwrap_err();
        assert!(!number.contains("1234567890"), "{number}");
    }
}
