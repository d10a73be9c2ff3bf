//! What an answer has otherwise than its transcript.
//!
//! A difference names a place, what the transcript expects there and what was found, both short
//! enough for a line. Paths look like `status`, `headers.location`,
//! `headers.set-cookie.ory_kratos_session.attributes`, `body.ui.nodes[3].attributes.value`,
//! `mail.code`; `request` says that a request could not be made at all.

use std::fmt;

use serde_json::Value;

/// Longest rendering of a value, in characters.
const WIDEST: usize = 160;

/// One difference of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub path: String,
    /// JSON text of what the transcript has there, or words.
    pub expected: String,
    /// JSON text of what was found, or words.
    pub found: String,
}

impl Difference {
    /// A difference in words.
    pub(super) fn new(
        path: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), expected: expected.into(), found: found.into() }
    }

    /// A difference of two values, of which one may be missing.
    pub(super) fn of(path: &str, expected: Option<&Value>, found: Option<&Value>) -> Self {
        Self::new(path, brief(expected), brief(found))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: expected {}, found {}", self.path, self.expected, self.found)
    }
}

/// A difference and the step in which it showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDifference {
    /// Name of the scenario.
    pub scenario: String,
    /// Number of the step, from 1.
    pub step: usize,
    /// Name of the step.
    pub name: String,
    /// What differs.
    pub difference: Difference,
}

impl fmt::Display for StepDifference {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} step {} ({}) {}", self.scenario, self.step, self.name, self.difference)
    }
}

/// JSON text, cut where it gets long.
pub(super) fn brief(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "nothing".to_owned();
    };
    let text = value.to_string();
    if text.chars().count() <= WIDEST {
        return text;
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}
