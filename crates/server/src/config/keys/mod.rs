//! The table of all keys: Kratos' closed schema and ours beside it, each with its type, its default, what is
//! served of it, and one line why.
//!
//! One table for everything that is said about keys: unknown ones are found by it, types are checked by it,
//! environment variables are named by it, and the reference is printed from it. The structs hold the values;
//! a test holds both together.

mod courier;
mod flows;
mod kind;
mod methods;
mod server;

pub(super) use kind::Kind;

use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a key's value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Support {
    /// It goes into the structs.
    Served,
    /// Only these values are served, in canonical text; others are unsupported for now.
    Only(&'static [&'static str]),
    /// Kratos knows it, this server does not do it yet. Its default is not a complaint.
    Unsupported,
    /// Right, and without effect here; the text says why. Its default is not worth a warning.
    NoEffect(&'static str),
    /// Belongs to something whose own switch is complained about, or needs no word at all.
    Quiet,
    /// Of the hosted product; accepted and ignored with a warning.
    Network,
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Dotted path; `[]` stands for the elements of a list.
    pub(super) path: &'static str,
    /// Type.
    pub(super) kind: Kind,
    /// What becomes of it.
    pub(super) support: Support,
    /// Default as YAML; empty: unset.
    pub(super) default: &'static str,
    /// A value for the reference, where there is no default.
    pub(super) example: &'static str,
    /// What it does and why, in one line.
    pub(super) why: &'static str,
}

impl Key {
    /// Names the only values that are served.
    const fn only(mut self, values: &'static [&'static str]) -> Self {
        self.support = Support::Only(values);
        self
    }

    /// Gives a value for the reference.
    const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// Whether the reference prints it.
    pub(super) fn is_served(&self) -> bool {
        matches!(self.support, Support::Served | Support::Only(_))
    }
}

/// A key that is served.
const fn served(path: &'static str, kind: Kind, default: &'static str, why: &'static str) -> Key {
    Key { path, kind, support: Support::Served, default, example: "", why }
}

/// A key that is not served yet.
const fn later(path: &'static str, kind: Kind, default: &'static str) -> Key {
    Key { path, kind, support: Support::Unsupported, default, example: "", why: "" }
}

/// A key without effect, and why it has none.
const fn idle(path: &'static str, kind: Kind, default: &'static str, why: &'static str) -> Key {
    Key { path, kind, support: Support::NoEffect(why), default, example: "", why }
}

/// A key that needs no word.
const fn quiet(path: &'static str, kind: Kind) -> Key {
    Key { path, kind, support: Support::Quiet, default: "", example: "", why: "" }
}

/// A key of the hosted product.
const fn network(path: &'static str) -> Key {
    Key { path, kind: Kind::Any, support: Support::Network, default: "", example: "", why: "" }
}

/// All keys, and the sections they stand in.
pub(super) struct Table {
    /// In the order of the reference.
    pub(super) keys: Vec<Key>,
    by_path: BTreeMap<&'static str, usize>,
    sections: BTreeSet<&'static str>,
}

impl Table {
    /// Puts the parts together.
    pub(super) fn new() -> Self {
        let keys: Vec<Key> = [server::BASICS, server::SECRETS, server::SESSION]
            .into_iter()
            .flatten()
            .copied()
            .chain(flows::keys())
            .chain(methods::KEYS.iter().copied())
            .chain(courier::keys())
            .chain(server::REST.iter().copied())
            .collect();
        let by_path = keys.iter().enumerate().map(|(i, key)| (key.path, i)).collect();
        let sections = keys.iter().flat_map(|key| prefixes(key.path)).collect();
        Self { keys, by_path, sections }
    }

    /// The key at a path whose list positions are written `[]`.
    pub(super) fn key(&self, path: &str) -> Option<&Key> {
        self.by_path.get(path).and_then(|i| self.keys.get(*i))
    }

    /// Whether keys stand below this path.
    pub(super) fn is_section(&self, path: &str) -> bool {
        self.sections.contains(path)
    }

    /// The sections, for variables that hold a whole one.
    pub(super) fn sections(&self) -> impl Iterator<Item = &'static str> {
        self.sections.iter().copied()
    }

    /// The known key that an unknown one was probably meant to be.
    pub(super) fn nearest(&self, path: &str) -> Option<&'static str> {
        let known = || self.keys.iter().map(|key| key.path).chain(self.sections());
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let sibling = known()
            .filter(|candidate| candidate.rsplit_once('.').map_or("", |(p, _)| p) == parent)
            .map(|candidate| (distance(last(candidate), name), candidate))
            .min()
            .filter(|(far, _)| *far <= 1 + name.chars().count() / 4);
        sibling.map(|(_, candidate)| candidate).or_else(|| {
            // The right word in the wrong section.
            let mut same = known().filter(|candidate| last(candidate) == name);
            same.next().filter(|_| same.next().is_none())
        })
    }
}

/// The last segment of a path.
fn last(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, name)| name)
}

/// Every path above a path: `a.b.c` is below `a` and `a.b`.
fn prefixes(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.match_indices('.').filter_map(|(at, _)| path.split_at_checked(at)).map(|(above, _)| above)
}

/// How many letters have to be put in, taken out or changed to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            let change = corner + usize::from(a != *b);
            left = change.min(left + 1).min(above + 1);
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_twice_or_is_also_a_section() {
        let table = Table::new();
        assert_eq!(table.by_path.len(), table.keys.len());
        for key in &table.keys {
            let list = matches!(key.kind, Kind::Items);
            assert_eq!(table.is_section(key.path), list, "{}", key.path);
        }
    }

    #[test]
    fn no_two_keys_have_the_same_variable() {
        let table = Table::new();
        let names: BTreeSet<String> = table.keys.iter().map(|k| k.path.replace('.', "_")).collect();
        assert_eq!(names.len(), table.keys.len());
    }

    #[test]
    fn every_default_and_every_example_is_of_its_type() {
        for key in &Table::new().keys {
            for text in [key.default, key.example].into_iter().filter(|t| !t.is_empty()) {
                let node = super::super::tree::parse("table", text).unwrap();
                assert_eq!(key.kind.check(&node), Ok(()), "{}: {text}", key.path);
            }
            assert!(!key.is_served() || !key.why.is_empty(), "{}", key.path);
        }
    }

    #[test]
    fn suggests_what_was_probably_meant() {
        let table = Table::new();
        assert_eq!(table.nearest("session.lifspan"), Some("session.lifespan"));
        assert_eq!(table.nearest("selfservce"), Some("selfservice"));
        assert_eq!(
            table.nearest("max_submissions"),
            Some("selfservice.methods.code.config.max_submissions")
        );
        assert_eq!(table.nearest("session.bananas"), None);
    }

    #[test]
    fn counts_letters_that_differ() {
        assert_eq!(distance("lifespan", "lifspan"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
