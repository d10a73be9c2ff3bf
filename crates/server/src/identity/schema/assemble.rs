//! Traits from submitted fields (Kratos wire contract §1.2).
//!
//! Fields come as dotted names with a text each, as forms send them, or as JSON values. Text becomes what the
//! schema says the trait is; what cannot become that stays text, for the validator to refuse. Nothing is judged
//! here, and nothing panics.

use serde_json::{Map, Number, Value};

use super::leaf::dotted;
use super::{Kind, Leaf, Schema, TRAITS};

impl Schema {
    /// Puts traits together. `fields` are those named `traits` or `traits.…`, others are passed over.
    ///
    /// An object is taken whole, unknown members and all; single fields are laid over it. Unknown names and empty
    /// texts are dropped. Of a field that is there twice the first counts, of a switch the last. Objects of the
    /// schema that are not there are filled in as `{}`. A `traits` that is no object is given back as it is.
    pub(crate) fn assemble(&self, fields: &[(String, Value)]) -> Value {
        let mut traits = match whole(fields) {
            Ok(map) => Value::Object(map),
            Err(value) => return value,
        };
        for path in &self.tree.objects {
            let name = dotted(path);
            let sent = fields.iter().rfind(|(key, value)| *key == name && value.is_object());
            if let Some((_, object)) = sent {
                put(&mut traits, path, object.clone());
            }
        }
        for leaf in self.leaves() {
            if let Some(value) = field(leaf, fields) {
                put(&mut traits, &leaf.path, value);
            }
        }
        for path in &self.tree.objects {
            if path.iter().try_fold(&traits, |value, key| value.get(key)).is_none() {
                put(&mut traits, path, Value::Object(Map::new()));
            }
        }
        traits
    }
}

/// The field `traits` itself: `Err` of a value that is no object.
fn whole(fields: &[(String, Value)]) -> Result<Map<String, Value>, Value> {
    match fields.iter().rfind(|(key, _)| key == TRAITS).map(|(_, value)| value) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map.clone()),
        Some(Value::String(text)) if text.is_empty() => Ok(Map::new()),
        Some(Value::String(text)) => {
            serde_json::from_str(text).map_err(|_| Value::String(text.clone()))
        }
        Some(other) => Err(other.clone()),
    }
}

fn field(leaf: &Leaf, fields: &[(String, Value)]) -> Option<Value> {
    let mut sent = fields.iter().filter(|(key, _)| *key == leaf.name).map(|(_, value)| value);
    if leaf.list {
        let items: Vec<Value> = sent
            .flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice))
            .filter_map(|value| coerce(leaf.kind, value))
            .collect();
        return (!items.is_empty()).then_some(Value::Array(items));
    }
    let value = if leaf.kind == Kind::Boolean { sent.next_back() } else { sent.next() };
    coerce(leaf.kind, value?)
}

/// A value as the kind wants it; `None` of one that counts as absent.
fn coerce(kind: Kind, value: &Value) -> Option<Value> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) if text.is_empty() => return None,
        Value::String(text) => text,
        other => return Some(other.clone()),
    };
    let read = match kind {
        Kind::Text => None,
        Kind::Boolean => boolean(text),
        Kind::Number => number(text),
        Kind::Json => serde_json::from_str::<Map<_, _>>(text).ok().map(Value::Object),
    };
    Some(read.unwrap_or_else(|| Value::String(text.clone())))
}

/// The words of Go's `ParseBool`.
fn boolean(text: &str) -> Option<Value> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true.into()),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false.into()),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    text.parse::<i64>().ok().map(Value::from).or_else(|| from_float(text.parse().ok()?))
}

/// A number, whole where it can be; `None` of one that JSON has no words for.
pub(super) fn from_float(float: f64) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if float.fract() == 0.0 && float.abs() < EXACT {
        return format!("{float:.0}").parse::<i64>().ok().map(Value::from);
    }
    Number::from_f64(float).map(Value::Number)
}

/// Puts a value at a path, making objects on the way; gives up where something else is in the way.
fn put(traits: &mut Value, path: &[String], value: Value) {
    let Some((last, before)) = path.split_last() else {
        return;
    };
    let mut at = traits;
    for key in before {
        let Some(map) = at.as_object_mut() else {
            return;
        };
        at = map.entry(key.as_str()).or_insert_with(|| Value::Object(Map::new()));
    }
    if let Some(map) = at.as_object_mut() {
        map.insert(last.clone(), value);
    }
}
