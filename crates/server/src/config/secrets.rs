//! `secrets`: the keys the server signs, seals and authenticates with, and the type that keeps them quiet.
//!
//! A [`SecretText`] never shows in `Debug` or `Display` and is wiped when dropped. Deriving keys from it is
//! left to the key ring; generating what is missing is left to the start.

use serde::{Deserialize, Deserializer};
use std::fmt;
use zeroize::Zeroizing;

/// A secret an operator wrote down.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Do not log it, do not compare it with `==`.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// `secrets`: in every list the first one is used for what is new, all of them for what exists.
///
/// Empty lists mean "not given": the start makes and keeps one on SQLite; on PostgreSQL [`super::load`] has
/// already refused that.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// `secrets.default`: signs and authenticates whatever has no list of its own.
    pub default: Vec<SecretText>,
    /// `secrets.cookie`: cookies and one-time codes. Empty: `default`.
    pub cookie: Vec<SecretText>,
    /// `secrets.cipher`: seals what lies in the database; exactly 32 characters each. Empty: `default`.
    pub cipher: Vec<SecretText>,
    /// `secrets.pagination`: page tokens of lists. Empty: `default`.
    pub pagination: Vec<SecretText>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shows_itself() {
        let secrets =
            Secrets { default: vec![SecretText::new("hush-hush".into())], ..Secrets::default() };
        assert!(!format!("{secrets:?}").contains("hush"));
        assert_eq!(secrets.default[0].expose(), "hush-hush");
    }
}
