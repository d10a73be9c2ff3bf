//! The shapes that values of a placeholder's kind have.
//!
//! A shape answers which beginnings of a text could be such a value, so that a matcher can try
//! them, longest first. Shapes say nothing about meaning: `99` is a fine month here.

/// Shape of the values of one or several kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Uuid,
    Csrf,
    /// A fixed beginning, then at least 32 of `[0-9A-Za-z_-]`.
    Token(&'static str),
    Code,
    LinkToken,
    TotpSecret,
    LookupCode,
    PageToken,
    CookieHash,
    Png,
    Hash,
    Ip,
    Time,
    GoTime,
    Int,
    Number,
    Text,
    Any,
}

impl Shape {
    /// The shape of a kind; `None` for a kind that no value is matched against.
    pub(super) fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            "flow_id" | "identity_id" | "session_id" | "error_id" | "message_id" | "address_id"
            | "uuid" => Self::Uuid,
            "csrf" => Self::Csrf,
            "session_token" => Self::Token("ory_st_"),
            "logout_token" => Self::Token("ory_lo_"),
            "code" => Self::Code,
            "link_token" => Self::LinkToken,
            "totp_secret" => Self::TotpSecret,
            "lookup_code" => Self::LookupCode,
            "page_token" => Self::PageToken,
            "cookie_hash" => Self::CookieHash,
            "png" => Self::Png,
            "hash" => Self::Hash,
            "ip" => Self::Ip,
            "time" => Self::Time,
            "go_time" => Self::GoTime,
            "int" => Self::Int,
            "number" => Self::Number,
            "text" => Self::Text,
            "any" => Self::Any,
            _ => return None,
        })
    }

    /// Lengths in bytes of the beginnings of `text` that have this shape, longest first.
    pub(super) fn lengths(self, text: &str) -> Vec<usize> {
        match self {
            Self::Uuid => one(mask(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")),
            Self::Csrf => csrf(text),
            Self::Token(prefix) => after(text, prefix, |rest| {
                runs(rest, 32, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            }),
            Self::Code => one(mask(text, "999999")),
            Self::LinkToken => runs(text, 32, |c| c.is_ascii_alphanumeric()),
            Self::TotpSecret => runs(text, 16, |c| matches!(c, 'A'..='Z' | '2'..='7')),
            Self::LookupCode => {
                let lengths = runs(text, 8, |c| matches!(c, 'a'..='z' | '0'..='9'));
                one((!lengths.is_empty()).then_some(8))
            }
            Self::PageToken => {
                runs(text, 1, |c| !matches!(c, '&' | '>' | ';') && !c.is_whitespace())
            }
            Self::CookieHash => one(mask(text, &"x".repeat(64))),
            Self::Png => after(text, "data:image/png;base64,", |rest| {
                runs(rest, 1, |c| is_base64(c) || c == '=')
            }),
            Self::Hash => hash(text),
            Self::Ip => runs(text, 1, |c| c.is_ascii_hexdigit() || matches!(c, '.' | ':')),
            Self::Time => one(time(text)),
            Self::GoTime => one(go_time(text)),
            Self::Int => after_sign(text, |rest| runs(rest, 1, |c| c.is_ascii_digit())),
            Self::Number => after_sign(text, decimals),
            Self::Text => runs(text, 1, |_| true),
            Self::Any => runs(text, 0, |_| true),
        }
    }

    /// Fits a JSON number as well, if nothing else stands in the string.
    pub(super) fn is_numeric(self) -> bool {
        matches!(self, Self::Int | Self::Number)
    }
}

fn one(length: Option<usize>) -> Vec<usize> {
    length.into_iter().collect()
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/')
}

/// Lengths of the beginnings of at least `least` characters, all of the class.
fn runs(text: &str, least: usize, class: impl Fn(char) -> bool) -> Vec<usize> {
    let ends = text.char_indices().take_while(|(_, c)| class(*c)).map(|(at, c)| at + c.len_utf8());
    let mut lengths: Vec<usize> = std::iter::once(0).chain(ends).skip(least).collect();
    lengths.reverse();
    lengths
}

/// Lengths with a fixed beginning in front of what `rest` finds.
fn after(text: &str, prefix: &str, rest: impl Fn(&str) -> Vec<usize>) -> Vec<usize> {
    let found = text.strip_prefix(prefix).map(rest).unwrap_or_default();
    found.into_iter().map(|length| prefix.len() + length).collect()
}

fn after_sign(text: &str, rest: impl Fn(&str) -> Vec<usize>) -> Vec<usize> {
    if text.starts_with('-') { after(text, "-", rest) } else { rest(text) }
}

/// Length of a pattern that fits the beginning: `x` a lower-case hexadecimal digit, `9` a decimal
/// one, anything else itself.
fn mask(text: &str, pattern: &str) -> Option<usize> {
    let mut bytes = text.bytes();
    let fits = pattern.bytes().all(|wanted| {
        bytes.next().is_some_and(|byte| match wanted {
            b'x' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            b'9' => byte.is_ascii_digit(),
            _ => byte == wanted,
        })
    });
    fits.then_some(pattern.len())
}

fn csrf(text: &str) -> Vec<usize> {
    let fits = text
        .split_at_checked(86)
        .is_some_and(|(token, rest)| token.chars().all(is_base64) && rest.starts_with("=="));
    one(fits.then_some(88))
}

/// A modular crypt string, `$scheme$rest`.
fn hash(text: &str) -> Vec<usize> {
    after(text, "$", |rest| {
        let Some((scheme, value)) = rest.split_once('$') else {
            return Vec::new();
        };
        let named =
            !scheme.is_empty() && scheme.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'));
        let lengths = runs(value, 1, |c| c != '"' && !c.is_whitespace());
        let before = scheme.len() + 1;
        if named { lengths.into_iter().map(|length| before + length).collect() } else { vec![] }
    })
}

/// Length of `.` and digits at the beginning, 0 if there is no such thing.
fn fraction(text: &str) -> usize {
    let digits = |rest: &str| rest.bytes().take_while(u8::is_ascii_digit).count();
    match text.strip_prefix('.').map(digits) {
        None | Some(0) => 0,
        Some(count) => count + 1,
    }
}

/// RFC 3339, up to nine decimals.
fn time(text: &str) -> Option<usize> {
    let start = mask(text, "9999-99-99T99:99:99")?;
    let decimals = fraction(text.get(start..)?);
    let zone = text.get(start + decimals..)?;
    let zoned =
        mask(zone, "Z").or_else(|| mask(zone, "+99:99")).or_else(|| mask(zone, "-99:99"))?;
    (decimals <= 10).then_some(start + decimals + zoned)
}

/// As Go prints a UTC time.
fn go_time(text: &str) -> Option<usize> {
    let start = mask(text, "9999-99-99 99:99:99")?;
    let decimals = fraction(text.get(start..)?);
    let zoned = mask(text.get(start + decimals..)?, " +0000 UTC")?;
    Some(start + decimals + zoned)
}

fn decimals(text: &str) -> Vec<usize> {
    let whole = runs(text, 1, |c| c.is_ascii_digit());
    let Some(&longest) = whole.first() else {
        return whole;
    };
    let length = fraction(text.get(longest..).unwrap_or_default());
    // At least the point and one digit belong to a fraction.
    (2..=length).rev().map(|part| longest + part).chain(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::Shape;

    fn is(kind: &str, text: &str) -> bool {
        Shape::of(kind).unwrap().lengths(text).contains(&text.len())
    }

    #[test]
    fn values_of_each_kind_fit() {
        let csrf = format!("{}==", "a+/9".repeat(22).split_at(86).0);
        let pairs = [
            ("uuid", "0198f0c2-7c3a-7abc-8def-0123456789ab"),
            ("csrf", csrf.as_str()),
            ("session_token", "ory_st_0123456789abcdefABCDEF_-012345678"),
            ("logout_token", "ory_lo_0123456789abcdefABCDEF_-012345678"),
            ("code", "012345"),
            ("link_token", "0123456789abcdef0123456789ABCDEF"),
            ("totp_secret", "JBSWY3DPEHPK3PXP"),
            ("lookup_code", "a1b2c3d4"),
            ("page_token", "eyJ=+."),
            ("png", "data:image/png;base64,aGk="),
            ("hash", "$argon2id$v=19$m=16,t=1,p=1$c2FsdA$aGFzaA"),
            ("hash", "$2a$10$abc"),
            ("ip", "127.0.0.1:4433"),
            ("ip", "::1"),
            ("time", "2026-01-02T03:04:05Z"),
            ("time", "2026-01-02T03:04:05.123456789+02:00"),
            ("go_time", "2026-01-02 03:04:05 +0000 UTC"),
            ("go_time", "2026-01-02 03:04:05.5 +0000 UTC"),
            ("int", "-12"),
            ("number", "12"),
            ("number", "-12.50"),
            ("text", "größer"),
            ("any", ""),
        ];
        for (kind, text) in pairs {
            assert!(is(kind, text), "{kind}: {text}");
        }
    }

    #[test]
    fn other_values_do_not_fit() {
        let pairs = [
            ("uuid", "0198F0C2-7c3a-7abc-8def-0123456789ab"),
            ("uuid", "0198f0c2-7c3a-7abc-8def-0123456789a"),
            ("csrf", "abc=="),
            ("session_token", "ory_st_short"),
            ("session_token", "ory_lo_0123456789abcdefABCDEF_-012345678"),
            ("code", "12345"),
            ("code", "1234567"),
            ("link_token", "0123456789abcdef0123456789ABCDE"),
            ("totp_secret", "JBSWY3DPEHPK3PX1"),
            ("lookup_code", "A1b2c3d4"),
            ("lookup_code", "a1b2c3d4e"),
            ("page_token", "a b"),
            ("hash", "$argon2id"),
            ("hash", "plain"),
            ("ip", "host"),
            ("time", "2026-01-02T03:04:05"),
            ("time", "2026-01-02T03:04:05.1234567890Z"),
            ("time", "2026-01-02 03:04:05Z"),
            ("go_time", "2026-01-02 03:04:05 +0200 CEST"),
            ("int", "1.5"),
            ("int", ""),
            ("number", "1."),
            ("text", ""),
        ];
        for (kind, text) in pairs {
            assert!(!is(kind, text), "{kind}: {text}");
        }
    }

    #[test]
    fn kinds_that_are_only_given_have_no_shape() {
        for kind in ["public", "totp", "unordered", "nonsense"] {
            assert_eq!(Shape::of(kind), None);
        }
    }
}
