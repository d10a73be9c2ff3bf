//! One trait that is a value, or a list of values: what the schema says about it.
//!
//! Only what forms and the assembling of fields need; checking values is the validator's business.

use serde_json::Value;

use super::extension::{Extension, KEYWORD};

/// What a value is, as far as a form needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, also where the schema does not say.
    Text,
    /// A number, whole or not.
    Number,
    /// Yes or no.
    Boolean,
    /// An object without known properties, or a list of objects: nothing that one field could hold.
    Json,
}

/// A trait that is a value or a list of values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leaf {
    /// Its name in forms: `traits.name.first`.
    pub(crate) name: String,
    /// Where it stands below `traits`.
    pub(crate) path: Vec<String>,
    /// Its title, if there is one.
    pub(crate) title: Option<String>,
    /// What it holds; of a list, what an item is.
    pub(crate) kind: Kind,
    /// Whether it is a list of such values.
    pub(crate) list: bool,
    /// `format`.
    pub(crate) format: Option<String>,
    /// Whether the object that it stands in requires it.
    pub(crate) required: bool,
    /// `minLength`.
    pub(crate) min_length: Option<u64>,
    /// `maxLength`.
    pub(crate) max_length: Option<u64>,
    /// `pattern`.
    pub(crate) pattern: Option<String>,
    /// `enum`.
    pub(crate) options: Vec<Value>,
    /// What it is used for; of a list, what every item is used for.
    pub(crate) extension: Extension,
}

impl Leaf {
    /// Reads a value's schema; `items` is that of a list's items.
    pub(super) fn read(
        path: &[String],
        schema: &Value,
        items: Option<&Value>,
        required: bool,
    ) -> Result<Self, String> {
        let value = items.unwrap_or(schema);
        let name = dotted(path);
        let extension = value
            .get(KEYWORD)
            .map_or(Ok(Extension::default()), |json| Extension::read(json, &name))?;
        Ok(Self {
            path: path.to_vec(),
            title: text(schema, "title"),
            kind: kind(value),
            list: items.is_some(),
            format: text(value, "format"),
            required,
            min_length: value.get("minLength").and_then(Value::as_u64),
            max_length: value.get("maxLength").and_then(Value::as_u64),
            pattern: text(value, "pattern"),
            options: value.get("enum").and_then(Value::as_array).cloned().unwrap_or_default(),
            extension,
            name,
        })
    }
}

/// The name of a place below `traits`.
pub(super) fn dotted(path: &[String]) -> String {
    let mut name = String::from(super::TRAITS);
    for segment in path {
        name.push('.');
        name.push_str(segment);
    }
    name
}

/// The type a schema names first, `null` apart; guessed from other keywords where it names none.
pub(super) fn type_of(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(name)) => name,
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or_default()
        }
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "",
    }
}

fn kind(schema: &Value) -> Kind {
    match type_of(schema) {
        "number" | "integer" => Kind::Number,
        "boolean" => Kind::Boolean,
        "object" | "array" => Kind::Json,
        _ => Kind::Text,
    }
}

fn text(schema: &Value, key: &str) -> Option<String> {
    schema.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}
