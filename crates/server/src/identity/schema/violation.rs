//! What is wrong with traits, as messages at nodes (Kratos wire contract §1.3 item 1, §4.5).
//!
//! Order is fixed: nodes as the schema has them, at one node the wrong type first, then the wrong form, then
//! lengths. Reasons are plain English of this server; they never repeat more than the schema's own words and
//! names of members, cut short.

use std::collections::HashMap;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Error};
use model::Message;
use serde_json::{Map, Value, json};

use super::address::count;
use super::assemble::from_float;
use super::leaf::Leaf;

/// How many violations are told at most.
pub(super) const MOST: usize = 64;
/// How many of them, and how many names in one of them, a sentence lists.
const TOLD: usize = 8;
const LONGEST_NAME: usize = 64;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The name of the node it belongs to, `traits.email`; empty for the whole form.
    pub(crate) node: String,
    /// What to say there.
    pub(crate) message: Message,
}

/// A violation, and where it stands among those of its node.
pub(super) type Ranked = (u8, Violation);

/// One sentence for an administrator, as the `reason` of a 400.
pub(crate) fn reason(violations: &[Violation]) -> String {
    let mut told: Vec<String> = violations
        .iter()
        .take(TOLD)
        .map(|violation| format!("{} {}", place(&violation.node), phrase(&violation.message)))
        .collect();
    if violations.len() > TOLD {
        told.push(format!("and {} more", violations.len() - TOLD));
    }
    format!("The traits do not follow the identity schema: {}.", told.join("; "))
}

/// In the order in which they are told, each once.
pub(super) fn sorted(mut found: Vec<Ranked>, leaves: &[Leaf]) -> Vec<Violation> {
    let order =
        |node: &str| leaves.iter().position(|leaf| leaf.name == node).unwrap_or(leaves.len());
    found.sort_by_cached_key(|(rank, violation)| {
        (order(&violation.node), violation.node.clone(), *rank)
    });
    found.dedup_by(|(_, a), (_, b)| a == b);
    found.truncate(MOST);
    found.into_iter().map(|(_, violation)| violation).collect()
}

/// What the extension or the format says of an address that is none.
pub(super) fn format(node: &str, format: &str, value: &Value) -> Ranked {
    let message = match format {
        "email" => Message::invalid_email(value.as_str().unwrap_or_default()),
        "tel" => validation(4_000_041, json!({ "value": value })),
        _ => Message::generic(&format!("it is no valid {format}")),
    };
    (1, Violation { node: node.to_owned(), message })
}

/// From what the validator found.
pub(super) fn from_error(error: &ValidationError<'_>) -> Ranked {
    let value: &Value = error.instance();
    let mut node = dotted(error.instance_path().as_str());
    let (rank, message) = match error.kind() {
        Error::Required { property } => {
            let property = property.as_str().unwrap_or_default();
            node = if node.is_empty() { property.to_owned() } else { format!("{node}.{property}") };
            (0, Message::required(property))
        }
        Error::Type { kind } => (0, wrong_type(kind, value)),
        Error::Format { format: name } => return format(&node, name, value),
        Error::MinLength { limit } => (2, Message::min_length(*limit, characters(value))),
        Error::MaxLength { limit } => (3, Message::max_length(*limit, characters(value))),
        Error::Pattern { pattern } => (4, Message::pattern(pattern)),
        other => (5, of_number_or_list(other, value)),
    };
    (rank, Violation { node, message })
}

fn of_number_or_list(error: &Error, value: &Value) -> Message {
    let items = || value.as_array().map_or(0, |items| count(items.len()));
    match error {
        Error::Minimum { limit } => {
            validation(4_000_018, json!({ "minimum": limit, "actual": value }))
        }
        Error::ExclusiveMinimum { limit } => {
            validation(4_000_019, json!({ "minimum": limit, "actual": value }))
        }
        Error::Maximum { limit } => {
            validation(4_000_020, json!({ "maximum": limit, "actual": value }))
        }
        Error::ExclusiveMaximum { limit } => {
            validation(4_000_021, json!({ "maximum": limit, "actual": value }))
        }
        Error::MultipleOf { multiple_of } => {
            validation(4_000_022, json!({ "base": from_float(*multiple_of), "actual": value }))
        }
        Error::MaxItems { limit } => {
            validation(4_000_023, json!({ "max_items": limit, "actual_items": items() }))
        }
        Error::MinItems { limit } => {
            validation(4_000_024, json!({ "min_items": limit, "actual_items": items() }))
        }
        Error::UniqueItems => {
            let (a, b) = twins(value);
            validation(4_000_025, json!({ "index_a": a, "index_b": b }))
        }
        Error::Constant { expected_value } => match expected_value.as_ref() {
            Value::Object(_) | Value::Array(_) => validation(4_000_030, Value::Null),
            scalar => validation(4_000_029, json!({ "expected": scalar })),
        },
        other => Message::generic(&why(other)),
    }
}

/// The reason of 4000001.
fn why(error: &Error) -> String {
    match error {
        Error::AdditionalProperties { unexpected } => {
            format!("it has properties that are not known: {}", names(unexpected))
        }
        Error::Enum { options } => {
            let options: Vec<String> =
                options.as_array().into_iter().flatten().map(Value::to_string).collect();
            format!("it has to be one of {}", names(&options))
        }
        Error::MinProperties { limit } => format!("it needs {limit} properties or more"),
        Error::MaxProperties { limit } => format!("it may have {limit} properties at most"),
        other => format!("it does not follow `{}` of the schema", other.keyword()),
    }
}

fn wrong_type(kind: &TypeKind, value: &Value) -> Message {
    let allowed: Vec<String> = match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(set) => set.iter().map(|one| one.to_string()).collect(),
    };
    let actual = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    validation(4_000_026, json!({ "allowed_types": allowed, "actual_type": actual }))
}

fn validation(id: u32, context: Value) -> Message {
    let context = if let Value::Object(map) = context { map } else { Map::new() };
    Message::validation(id, context)
}

fn characters(value: &Value) -> u64 {
    value.as_str().map_or(0, |text| count(text.chars().count()))
}

/// The first two items that are the same.
fn twins(value: &Value) -> (usize, usize) {
    let mut seen = HashMap::new();
    for (b, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(a) = seen.insert(item.to_string(), b) {
            return (a, b);
        }
    }
    (0, 0)
}

fn names(all: &[String]) -> String {
    let mut told: Vec<String> = all.iter().take(TOLD).map(|name| short(name)).collect();
    if all.len() > TOLD {
        told.push("…".into());
    }
    told.join(", ")
}

fn short(name: &str) -> String {
    let mut short: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if name.chars().nth(LONGEST_NAME).is_some() {
        short.push('…');
    }
    short
}

/// A JSON pointer as a node's name.
fn dotted(pointer: &str) -> String {
    let segments: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|segment| segment.replace("~1", "/").replace("~0", "~"))
        .collect();
    segments.join(".")
}

fn place(node: &str) -> String {
    if node.is_empty() { "the whole".into() } else { format!("`{}`", short(node)) }
}

fn phrase(message: &Message) -> String {
    let of = |key: &str| message.context.get(key).map(plain).unwrap_or_default();
    match message.id {
        4_000_002 => "is missing".into(),
        4_000_003 => format!("is shorter than {} characters", of("min_length")),
        4_000_004 => format!("does not match the pattern {}", of("pattern")),
        4_000_017 => format!("is longer than {} characters", of("max_length")),
        4_000_018 => format!("is less than {}", of("minimum")),
        4_000_019 => format!("is not more than {}", of("minimum")),
        4_000_020 => format!("is more than {}", of("maximum")),
        4_000_021 => format!("is not less than {}", of("maximum")),
        4_000_022 => format!("is not a multiple of {}", of("base")),
        4_000_023 => format!("has more than {} items", of("max_items")),
        4_000_024 => format!("has fewer than {} items", of("min_items")),
        4_000_025 => format!("has the items {} and {} the same", of("index_a"), of("index_b")),
        4_000_026 => {
            format!("is of the type {} and has to be {}", of("actual_type"), of("allowed_types"))
        }
        4_000_029 => format!("has to be {}", of("expected")),
        4_000_030 => "is not the one value that is allowed".into(),
        4_000_040 => "is no e-mail address".into(),
        4_000_041 => "is no phone number with country code".into(),
        _ => format!("is wrong: {}", of("reason")),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => short(text),
        Value::Array(items) => names(&items.iter().map(plain).collect::<Vec<_>>()),
        other => short(&other.to_string()),
    }
}
