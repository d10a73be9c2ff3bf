//! The list of differences that are meant, each with its reason, and the judgement by it.
//!
//! A transcript stays as it was recorded; where this server does otherwise on purpose, the list
//! says so by scenario, step and path. A difference that no entry names is unexpected, an entry
//! that no difference meets is stale: both have to fail a test, so that the list never grows older
//! than the server.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::difference::StepDifference;
use super::transcript::LoadError;

/// A difference that is meant. In all patterns `*` stands for any text, also none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Pattern of the scenario's name.
    pub scenario: String,
    /// Which step.
    pub step: StepRef,
    /// Pattern of the path, `body.ui.nodes[*].attributes.value`.
    pub path: String,
    /// Why it is meant; never empty.
    pub reason: String,
}

/// A step, by number or name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum StepRef {
    /// Number, from 1.
    Number(usize),
    /// Pattern of the name; covers every step of that name.
    Name(String),
}

impl Known {
    /// Whether the entry names this difference.
    #[must_use]
    pub fn covers(&self, found: &StepDifference) -> bool {
        let step = match &self.step {
            StepRef::Number(number) => *number == found.step,
            StepRef::Name(pattern) => fits(pattern, &found.name),
        };
        step && fits(&self.scenario, &found.scenario) && fits(&self.path, &found.difference.path)
    }
}

impl fmt::Display for Known {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} step ", self.scenario)?;
        match &self.step {
            StepRef::Number(number) => write!(to, "{number}")?,
            StepRef::Name(name) => write!(to, "({name})")?,
        }
        write!(to, " {}: {}", self.path, self.reason)
    }
}

/// What is wrong: with the server, or with the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Differences that no entry names.
    pub unexpected: Vec<StepDifference>,
    /// Entries that no difference meets.
    pub stale: Vec<Known>,
}

impl Verdict {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.unexpected.is_empty() && self.stale.is_empty()
    }
}

/// A line each, for the message of a failing test.
impl fmt::Display for Verdict {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in &self.unexpected {
            writeln!(to, "unexpected: {found}")?;
        }
        for entry in &self.stale {
            writeln!(to, "stale: {entry}")?;
        }
        Ok(())
    }
}

/// Judges the differences by the list. With less than all scenarios played, hand in only the
/// entries [`concerning`] those.
#[must_use]
pub fn judge(differences: &[StepDifference], list: &[Known]) -> Verdict {
    let unexpected = |found: &&StepDifference| !list.iter().any(|entry| entry.covers(found));
    let stale = |entry: &&Known| !differences.iter().any(|found| entry.covers(found));
    Verdict {
        unexpected: differences.iter().filter(unexpected).cloned().collect(),
        stale: list.iter().filter(stale).cloned().collect(),
    }
}

/// The entries that name at least one of the scenarios.
#[must_use]
pub fn concerning(list: &[Known], scenarios: &[&str]) -> Vec<Known> {
    let concerns = |entry: &&Known| scenarios.iter().any(|name| fits(&entry.scenario, name));
    list.iter().filter(concerns).cloned().collect()
}

/// Reads a list: YAML (or JSON), a sequence of entries; an empty file is an empty list.
///
/// # Errors
/// The file cannot be read or is no such list, or an entry gives no reason.
pub fn load_list(file: &Path) -> Result<Vec<Known>, LoadError> {
    let text = fs::read_to_string(file).map_err(|problem| LoadError::new(file, problem))?;
    parse(&text).map_err(|problem| LoadError::new(file, problem))
}

fn parse(text: &str) -> Result<Vec<Known>, String> {
    let list: Option<Vec<Known>> =
        serde_saphyr::from_str(text).map_err(|problem| problem.to_string())?;
    let list = list.unwrap_or_default();
    match list.iter().find(|entry| entry.reason.trim().is_empty()) {
        Some(entry) => Err(format!("no reason given for {entry}")),
        None => Ok(list),
    }
}

/// Whether the text fits a pattern in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(left) = text.strip_prefix(start) else {
        return false;
    };
    let ends = left.char_indices().map(|(at, _)| at).chain([left.len()]);
    ends.filter_map(|at| left.get(at..)).any(|left| fits(rest, left))
}

#[cfg(test)]
mod tests {
    use super::{Known, StepRef, concerning, fits, judge, parse};
    use crate::golden::difference::{Difference, StepDifference};

    const LIST: &str = "
# What is done otherwise on purpose.
- scenario: settings/lookup-codes
  step: read them
  path: body.ui.nodes[*].attributes.text.*
  reason: codes are hashed and cannot be shown again
- {scenario: 'admin/*', step: 3, path: status, reason: stricter}
";

    fn found(scenario: &str, step: usize, name: &str, path: &str) -> StepDifference {
        let difference = Difference::new(path, "1", "2");
        StepDifference { scenario: scenario.into(), step, name: name.into(), difference }
    }

    #[test]
    fn a_list_is_read() {
        let list = parse(LIST).unwrap();
        assert_eq!(list[0].step, StepRef::Name("read them".into()));
        assert_eq!(list[1].step, StepRef::Number(3));
        assert_eq!(parse("# nothing yet\n").unwrap(), []);
        assert_eq!(parse("# nothing yet\n[]\n").unwrap(), []);
        let json = r#"[{"scenario": "a", "step": 1, "path": "body", "reason": "r"}]"#;
        assert_eq!(parse(json).unwrap().len(), 1);
    }

    #[test]
    fn an_entry_without_a_reason_or_with_more_is_refused() {
        assert!(parse("[{scenario: a, step: 1, path: b}]").is_err());
        assert!(parse("[{scenario: a, step: 1, path: b, reason: ' '}]").is_err());
        assert!(parse("[{scenario: a, step: 1, path: b, reason: c, until: d}]").is_err());
    }

    #[test]
    fn listed_differences_are_expected_and_others_are_not() {
        let list = parse(LIST).unwrap();
        let differences = [
            found("settings/lookup-codes", 9, "read them", "body.ui.nodes[3].attributes.text.id"),
            found("admin/ports", 3, "x", "status"),
            found("admin/ports", 4, "x", "status"),
            found("admin/ports", 3, "x", "status.more"),
            found("login/x", 3, "x", "status"),
        ];
        let verdict = judge(&differences, &list);
        assert_eq!(verdict.unexpected, differences[2..]);
        assert_eq!(verdict.stale, []);
        assert!(!verdict.is_clean());
        assert!(judge(&differences[..2], &list).is_clean());
    }

    #[test]
    fn an_entry_that_nothing_meets_is_stale() {
        let list = parse(LIST).unwrap();
        let verdict = judge(&[found("admin/ports", 3, "x", "status")], &list);
        assert_eq!(verdict.unexpected, []);
        assert_eq!(verdict.stale, list[..1]);
        assert!(verdict.to_string().starts_with("stale: settings/lookup-codes step (read them)"));
    }

    #[test]
    fn entries_of_other_scenarios_can_be_left_out() {
        let names = |list: Vec<Known>| list.into_iter().map(|k| k.scenario).collect::<Vec<_>>();
        let list = parse(LIST).unwrap();
        assert_eq!(names(concerning(&list, &["admin/ports"])), ["admin/*"]);
        assert!(concerning(&list, &["login/x"]).is_empty());
    }

    #[test]
    fn patterns() {
        for (pattern, text) in
            [("a", "a"), ("*", ""), ("a*", "abc"), ("a*c*e", "abcde"), ("*[1]*", "x[1]")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*", "ba"), ("a*c", "abcd"), ("", "a")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
