//! A tree of values that knows where each of them was written.
//!
//! YAML and JSON are read into it, files are merged in it (deeply, lists replaced, as Kratos does), the
//! environment is laid over it, and only what passed the table of keys leaves it. Keeps positions, judges nothing.

use super::mistake::{Mistake, Place};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use std::fmt;
use std::sync::Arc;

/// A value and its place.
#[derive(Clone)]
pub(super) struct Node {
    /// Where it was written.
    pub(super) at: Place,
    /// The value.
    pub(super) value: Value,
}

/// What a node holds.
#[derive(Clone)]
pub(super) enum Value {
    /// Nothing: as good as not given.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A section.
    Map(Vec<Entry>),
}

/// A key and what stands under it.
#[derive(Clone)]
pub(super) struct Entry {
    /// The key.
    pub(super) name: String,
    /// Where the key was written.
    pub(super) at: Place,
    /// What stands under it.
    pub(super) node: Node,
}

impl Node {
    /// A section without keys.
    pub(super) fn empty() -> Self {
        Self { at: Place::Missing, value: Value::Map(Vec::new()) }
    }

    /// What stands under a key of this section.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|e| e.name == name).map(|e| &e.node),
            _ => None,
        }
    }

    /// Lays another tree over this one: sections merge, everything else is replaced.
    pub(super) fn merge(&mut self, over: Self) {
        match (&mut self.value, over.value) {
            (Value::Map(mine), Value::Map(theirs)) => {
                for entry in theirs {
                    match mine.iter_mut().find(|e| e.name == entry.name) {
                        Some(known) => {
                            known.at = entry.at;
                            known.node.merge(entry.node);
                        }
                        None => mine.push(entry),
                    }
                }
            }
            // `section:` with nothing under it says nothing about the section.
            (Value::Map(_), Value::Null) => {}
            (mine, value) => {
                *mine = value;
                self.at = over.at;
            }
        }
    }

    /// Gives the node and all below it one place.
    fn place(mut self, at: &Place) -> Self {
        self.at = at.clone();
        match &mut self.value {
            Value::List(items) => {
                for item in items {
                    *item = std::mem::replace(item, Self::empty()).place(at);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    entry.at = at.clone();
                    entry.node = std::mem::replace(&mut entry.node, Self::empty()).place(at);
                }
            }
            _ => {}
        }
        self
    }
}

/// Reads YAML or JSON. The error has the place of what could not be read.
pub(super) fn parse(name: &str, text: &str) -> Result<Node, Mistake> {
    let name: Arc<str> = Arc::from(name);
    match serde_saphyr::from_str::<Option<Read>>(text) {
        Ok(Some(read)) => Ok(read.named(&name)),
        Ok(None) => Ok(Node::empty()),
        Err(error) => {
            let (line, column) = error.location().map_or((0, 0), |at| (at.line(), at.column()));
            // Without the snippet: the line may hold a secret.
            let message = error.without_snippet().to_string();
            let what = message.split(" at line ").next().unwrap_or_default();
            // The parser's advice about its own options helps nobody here.
            let what = what.split(", set ").next().unwrap_or_default();
            Err(Mistake::new(&Place::File { name, line, column }, "", what))
        }
    }
}

/// Reads JSON that stands in an environment variable.
pub(super) fn parse_variable(variable: &str, text: &str) -> Result<Node, Mistake> {
    let at = Place::Variable(variable.into());
    match parse(variable, text) {
        Ok(node) => Ok(node.place(&at)),
        Err(mistake) => Err(Mistake { at, ..mistake }),
    }
}

/// A node before the file's name is known to it.
struct Read(Spanned<Raw>);

/// A value before the file's name is known to it.
enum Raw {
    Leaf(Value),
    List(Vec<Read>),
    Map(Vec<(Spanned<String>, Read)>),
}

impl Read {
    fn named(self, file: &Arc<str>) -> Node {
        let place = |at: serde_saphyr::Location| Place::File {
            name: Arc::clone(file),
            line: at.line(),
            column: at.column(),
        };
        let at = place(self.0.referenced);
        let value = match self.0.value {
            Raw::Leaf(value) => value,
            Raw::List(items) => Value::List(items.into_iter().map(|i| i.named(file)).collect()),
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, node)| Entry {
                        at: place(key.referenced),
                        name: key.value,
                        node: node.named(file),
                    })
                    .collect(),
            ),
        };
        Node { at, value }
    }
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Int(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        // No key takes a number that does not fit; the largest one is refused as out of range.
        Ok(Raw::Leaf(Value::Int(i64::try_from(value).unwrap_or(i64::MAX))))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Leaf(Value::Text(value.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u64, column: u64) -> Place {
        Place::File { name: "t.yml".into(), line, column }
    }

    #[test]
    fn every_node_knows_its_place() {
        let tree = parse("t.yml", "a:\n  b: [x, 2]\n  c: \"false\"\n").unwrap();
        let section = tree.get("a").unwrap();
        let Value::List(items) = &section.get("b").unwrap().value else { panic!("a list") };
        assert_eq!(items[1].at, at(2, 10));
        assert!(matches!(items[1].value, Value::Int(2)));
        assert_eq!(section.get("c").unwrap().at, at(3, 6));
        assert!(matches!(&section.get("c").unwrap().value, Value::Text(t) if t == "false"));
    }

    #[test]
    fn json_is_read_as_well_and_nothing_is_an_empty_section() {
        assert!(
            parse("t.json", "{\"a\": {\"b\": null}}").unwrap().get("a").unwrap().get("b").is_some()
        );
        assert!(
            matches!(parse("t.yml", "# only words\n").unwrap().value, Value::Map(e) if e.is_empty())
        );
    }

    #[test]
    fn sections_merge_and_lists_are_replaced() {
        let mut tree = parse("1", "a: {x: 1, l: [1, 2]}\nb: 1\n").unwrap();
        tree.merge(parse("2", "a: {y: 2, l: [3]}\nb:\n  c: 1\n").unwrap());
        let a = tree.get("a").unwrap();
        assert!(a.get("x").is_some() && a.get("y").is_some());
        assert!(matches!(&a.get("l").unwrap().value, Value::List(l) if l.len() == 1));
        assert_eq!(a.get("y").unwrap().at, Place::File { name: "2".into(), line: 1, column: 8 });
        assert!(tree.get("b").unwrap().get("c").is_some());
    }

    #[test]
    fn what_cannot_be_read_has_a_place_and_shows_no_secret() {
        let mistake = parse("t.yml", "secrets:\n  default: [hush\n").err().unwrap();
        assert!(matches!(mistake.at, Place::File { line: 2, .. }), "{mistake}");
        assert!(!mistake.to_string().contains("hush"), "{mistake}");
        let twice = parse("t.yml", "a: 1\na: 2\n").err().unwrap();
        assert_eq!(twice.to_string(), "t.yml:2:1: duplicate mapping key: a");
    }
}
