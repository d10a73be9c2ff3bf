//! What is wrong with a configuration, and where it stands.
//!
//! A [`Mistake`] reads like a compiler's message, `kratos.yml:12:7: selfservice.…: expected …`, and never
//! shows the value of a secret.

use std::fmt;
use std::sync::Arc;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file (or named text), line and column from 1.
    File {
        /// The file's path, as it was given.
        name: Arc<str>,
        /// Line.
        line: u64,
        /// Column, in characters.
        column: u64,
    },
    /// An environment variable.
    Variable(String),
    /// Nowhere: the value is missing.
    Missing,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Line 0: the file as a whole, for example one that cannot be read.
            Self::File { name, line: 0, .. } => f.write_str(name),
            Self::File { name, line, column } => write!(f, "{name}:{line}:{column}"),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Missing => f.write_str("configuration"),
        }
    }
}

/// One mistake, or one warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands.
    pub at: Place,
    /// The dotted key it is about; empty for a file as a whole.
    pub key: String,
    /// What is wrong and what was expected, without the value of a secret.
    pub what: String,
}

impl Mistake {
    /// Puts one together.
    pub(super) fn new(at: &Place, key: &str, what: impl Into<String>) -> Self {
        Self { at: at.clone(), key: key.into(), what: what.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.at)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Mistake {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_compilers_message() {
        let at = Place::File { name: "a.yml".into(), line: 3, column: 9 };
        assert_eq!(
            Mistake::new(&at, "a.b", "expected text").to_string(),
            "a.yml:3:9: a.b: expected text"
        );
        let at = Place::Variable("DSN".into());
        assert_eq!(
            Mistake::new(&at, "dsn", "expected text").to_string(),
            "$DSN: dsn: expected text"
        );
        assert_eq!(
            Mistake::new(&Place::Missing, "", "nothing").to_string(),
            "configuration: nothing"
        );
    }
}
