//! Placeholders as they are written: `{{kind}}`, `{{kind:n}}`, either with `|url`.
//!
//! A string of a transcript is taken apart into literal text and placeholders. What looks like
//! one but is not stays literal text. Kinds are not checked here.

use std::fmt;

/// `{{kind}}`, `{{kind:n}}`, `{{kind|url}}` or `{{kind:n|url}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Lower-case letters and `_`.
    pub kind: String,
    /// What stands after the colon: a number, or for `totp` a number or secret with a shift.
    pub index: Option<String>,
    /// The value is percent-encoded as in a query.
    pub url: bool,
}

impl Placeholder {
    /// Name under which the value is bound: `flow_id:1`, or the kind alone.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.index {
            Some(index) => format!("{}:{index}", self.kind),
            None => self.kind.clone(),
        }
    }

    /// Reads what stands at the beginning of `text`, and says what follows it.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (inner, rest) = text.strip_prefix("{{")?.split_once("}}")?;
        let (inner, url) = match inner.strip_suffix("|url") {
            Some(shorter) => (shorter, true),
            None => (inner, false),
        };
        let (kind, index) = match inner.split_once(':') {
            Some((kind, index)) => (kind, Some(index)),
            None => (inner, None),
        };
        let is_kind = !kind.is_empty() && kind.chars().all(|c| matches!(c, 'a'..='z' | '_'));
        let is_index = index.is_none_or(|index| !index.is_empty() && !index.contains(['}', '|']));
        let read = Self { kind: kind.to_owned(), index: index.map(str::to_owned), url };
        (is_kind && is_index).then_some((read, rest))
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{{{{{}{}}}}}", self.name(), if self.url { "|url" } else { "" })
    }
}

/// A piece of a string of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself; never empty.
    Literal(String),
    /// A placeholder.
    Placeholder(Placeholder),
}

/// Takes a string apart.
#[must_use]
pub fn parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((placeholder, after)) = Placeholder::read(rest) {
            if !literal.is_empty() {
                found.push(Part::Literal(std::mem::take(&mut literal)));
            }
            found.push(Part::Placeholder(placeholder));
            rest = after;
        } else {
            literal.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    if !literal.is_empty() {
        found.push(Part::Literal(literal));
    }
    found
}

/// Percent-encodes as a value in a query: all but letters, digits and `-_.!~*'()`.
#[must_use]
pub fn encode_component(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let kept = byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
        if kept {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                encoded.push(digit.to_ascii_uppercase());
            }
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::{Part, encode_component, parts};

    fn rendered(text: &str) -> Vec<String> {
        parts(text)
            .iter()
            .map(|part| match part {
                Part::Literal(literal) => format!("'{literal}'"),
                Part::Placeholder(placeholder) => placeholder.to_string(),
            })
            .collect()
    }

    #[test]
    fn strings_are_taken_apart() {
        assert_eq!(
            rendered("{{ui|url}}/x?flow={{flow_id:2}}&ä={{totp:1-1}}"),
            ["{{ui|url}}", "'/x?flow='", "{{flow_id:2}}", "'&ä='", "{{totp:1-1}}"]
        );
        assert_eq!(rendered("{{{int}}}"), ["'{'", "{{int}}", "'}'"]);
    }

    #[test]
    fn what_is_no_placeholder_stays_literal() {
        for text in ["", "{{", "{{}}", "{{Flow}}", "{{a:}}", "{{a:1|other}}", "{ {int}}"] {
            let whole = if text.is_empty() { vec![] } else { vec![Part::Literal(text.to_owned())] };
            assert_eq!(parts(text), whole);
        }
    }

    #[test]
    fn components_are_encoded() {
        assert_eq!(
            encode_component("http://a:1/b c?d=é~"),
            "http%3A%2F%2Fa%3A1%2Fb%20c%3Fd%3D%C3%A9~"
        );
    }
}
