//! The shape of the traits: which values, lists and objects there are, and what they are used for.
//!
//! Read once from the schema, through `$ref`s inside it. The extension works only where it can be followed for
//! certain; where it stands below `anyOf` and its like the schema is refused instead of being half obeyed.

use std::collections::HashSet;

use model::identity::Via;
use serde_json::{Map, Value};

use super::extension::{Extension, KEYWORD};
use super::leaf::{Leaf, dotted, type_of};

/// Everything that is known about the traits.
#[derive(Debug)]
pub(super) struct Tree {
    /// Their shape.
    pub(super) shape: Shape,
    /// The values and lists of values, in the order of the schema.
    pub(super) leaves: Vec<Leaf>,
    /// The objects below `traits`, outer ones first.
    pub(super) objects: Vec<Vec<String>>,
}

/// What stands at one place.
#[derive(Debug)]
pub(super) enum Shape {
    /// An object with these properties.
    Object(Vec<(String, Self)>),
    /// A list of such.
    List(Box<Self>),
    /// A value.
    Value {
        /// What it is used for.
        extension: Extension,
        /// `format`.
        format: Option<String>,
    },
}

/// Keywords whose schemas count only for some instances, or whose place in the instance is not known beforehand.
const UNFOLLOWED: [&str; 12] = [
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "patternProperties",
    "additionalProperties",
    "additionalItems",
    "contains",
    "dependencies",
];
/// The schema of items that nothing is said about.
static ANYTHING: Value = Value::Bool(true);
const DEEPEST: usize = 16;
const MOST: usize = 1000;

impl Tree {
    /// Reads the traits of a schema; `Err` says what is wrong.
    pub(super) fn read(root: &Value) -> Result<Self, String> {
        closed(root, "#")?;
        let traits = root.pointer("/properties/traits").ok_or("`properties.traits` is missing")?;
        let mut reader = Reader { root, leaves: Vec::new(), objects: Vec::new(), seen: 0 };
        let traits = reader.resolve(traits)?;
        let some =
            traits.get("properties").and_then(Value::as_object).is_some_and(|map| !map.is_empty());
        if type_of(traits) != "object" || !some {
            return Err("`properties.traits` has to be an object with at least one property".into());
        }
        let shape = reader.place(traits, &mut Vec::new(), false, false)?;
        Ok(Self { shape, leaves: reader.leaves, objects: reader.objects })
    }
}

/// Checks the extension wherever it stands, also in definitions that nothing refers to.
fn closed(schema: &Value, at: &str) -> Result<(), String> {
    match schema {
        Value::Object(map) => map.iter().try_for_each(|(key, value)| {
            if key == KEYWORD {
                return Extension::read(value, at).map(|_| ());
            }
            closed(value, &format!("{at}/{key}"))
        }),
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(i, item)| closed(item, &format!("{at}/{i}")))
        }
        _ => Ok(()),
    }
}

struct Reader<'a> {
    root: &'a Value,
    leaves: Vec<Leaf>,
    objects: Vec<Vec<String>>,
    seen: usize,
}

impl<'a> Reader<'a> {
    /// The schema itself, after all `$ref`s. Beside a `$ref` nothing counts in draft-07.
    fn resolve(&self, mut schema: &'a Value) -> Result<&'a Value, String> {
        for _ in 0..DEEPEST {
            let Some(target) = schema.get("$ref").and_then(Value::as_str) else {
                return Ok(schema);
            };
            if schema.get(KEYWORD).is_some() {
                return Err(format!(
                    "`{KEYWORD}` beside `$ref: {target}` would not count; move it to where it leads"
                ));
            }
            schema = self.target(target).ok_or_else(|| {
                format!("`$ref: {target}` leads nowhere; only references inside the schema (`#/definitions/…`) are followed")
            })?;
        }
        Err("a chain of `$ref`s is too long or leads back to itself".into())
    }

    fn target(&self, reference: &str) -> Option<&'a Value> {
        let (base, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let id = self.root.get("$id").and_then(Value::as_str).unwrap_or_default();
        (base.is_empty() || base == id.trim_end_matches('#'))
            .then(|| self.root.pointer(pointer))
            .flatten()
    }

    /// Reads what stands at `path`.
    fn place(
        &mut self,
        schema: &'a Value,
        path: &mut Vec<String>,
        required: bool,
        in_list: bool,
    ) -> Result<Shape, String> {
        self.seen += 1;
        if path.len() > DEEPEST || self.seen > MOST {
            return Err(format!(
                "{} is nested too deeply, has too many parts or refers to itself",
                dotted(path)
            ));
        }
        let schema = self.resolve(schema)?;
        self.refuse_unfollowed(schema, path)?;
        match type_of(schema) {
            "object" => self.object(schema, path, required, in_list),
            "array" => self.list(schema, path, required, in_list),
            _ => self.value(schema, None, path, required, in_list),
        }
    }

    fn object(
        &mut self,
        schema: &'a Value,
        path: &mut Vec<String>,
        required: bool,
        in_list: bool,
    ) -> Result<Shape, String> {
        not_used(schema, path)?;
        if !path.is_empty() && !in_list {
            self.objects.push(path.clone());
        }
        let Some(properties) =
            schema.get("properties").and_then(Value::as_object).filter(|map| !map.is_empty())
        else {
            self.leaf(schema, None, path, required, in_list)?;
            return Ok(Shape::Object(Vec::new()));
        };
        self.properties(schema, properties, path, in_list).map(Shape::Object)
    }

    fn properties(
        &mut self,
        schema: &Value,
        properties: &'a Map<String, Value>,
        path: &mut Vec<String>,
        in_list: bool,
    ) -> Result<Vec<(String, Shape)>, String> {
        let required = schema.get("required").and_then(Value::as_array);
        let mut shapes = Vec::new();
        for (key, value) in properties {
            if key.is_empty() || key.contains('.') {
                return Err(format!(
                    "the property `{key}` of {}: a name may not be empty or have a dot",
                    dotted(path)
                ));
            }
            let needed = required.is_some_and(|keys| keys.iter().any(|k| k.as_str() == Some(key)));
            path.push(key.clone());
            let shape = self.place(value, path, needed, in_list)?;
            path.pop();
            shapes.push((key.clone(), shape));
        }
        Ok(shapes)
    }

    fn list(
        &mut self,
        schema: &'a Value,
        path: &mut Vec<String>,
        required: bool,
        in_list: bool,
    ) -> Result<Shape, String> {
        not_used(schema, path)?;
        let items = match schema.get("items") {
            Some(items) if items.is_object() => self.resolve(items)?,
            Some(other) => {
                self.refuse(other, "items", path)?;
                &ANYTHING
            }
            None => &ANYTHING,
        };
        match type_of(items) {
            "object" | "array" => {
                self.leaf(schema, Some(items), path, required, in_list)?;
                path.push("0".into());
                let shape = self.place(items, path, false, true)?;
                path.pop();
                Ok(Shape::List(Box::new(shape)))
            }
            _ => {
                self.refuse_unfollowed(items, path)?;
                let shape = self.value(schema, Some(items), path, required, in_list)?;
                Ok(Shape::List(Box::new(shape)))
            }
        }
    }

    fn value(
        &mut self,
        schema: &Value,
        items: Option<&Value>,
        path: &[String],
        required: bool,
        in_list: bool,
    ) -> Result<Shape, String> {
        let leaf = self.leaf(schema, items, path, required, in_list)?;
        if leaf.extension.verification.via == Some(Via::Sms) && leaf.format.is_none() {
            return Err(format!(
                "{} is verified by sms: say `format: tel` or `format: no-validate`",
                leaf.name
            ));
        }
        Ok(Shape::Value { extension: leaf.extension, format: leaf.format })
    }

    fn leaf(
        &mut self,
        schema: &Value,
        items: Option<&Value>,
        path: &[String],
        required: bool,
        in_list: bool,
    ) -> Result<Leaf, String> {
        let leaf = Leaf::read(path, schema, items, required)?;
        if !in_list {
            self.leaves.push(leaf.clone());
        }
        Ok(leaf)
    }

    fn refuse_unfollowed(&self, schema: &Value, path: &[String]) -> Result<(), String> {
        UNFOLLOWED.iter().try_for_each(|key| {
            schema.get(key).map_or(Ok(()), |value| self.refuse(value, key, path))
        })
    }

    fn refuse(&self, schema: &Value, key: &str, path: &[String]) -> Result<(), String> {
        if self.reaches(schema, &mut HashSet::new()) {
            return Err(format!("`{KEYWORD}` cannot stand below `{key}` ({})", dotted(path)));
        }
        Ok(())
    }

    /// Whether the extension stands in a schema, or where one of its `$ref`s leads.
    fn reaches(&self, schema: &Value, seen: &mut HashSet<String>) -> bool {
        match schema {
            Value::Object(map) => map.iter().any(|(key, value)| match value {
                _ if key == KEYWORD => true,
                Value::String(target) if key == "$ref" => {
                    seen.insert(target.clone())
                        && self.target(target).is_some_and(|schema| self.reaches(schema, seen))
                }
                _ => self.reaches(value, seen),
            }),
            Value::Array(items) => items.iter().any(|item| self.reaches(item, seen)),
            _ => false,
        }
    }
}

fn not_used(schema: &Value, path: &[String]) -> Result<(), String> {
    if schema.get(KEYWORD).is_some() {
        return Err(format!(
            "`{KEYWORD}` stands on {}, which is no value; put it on a value inside",
            dotted(path)
        ));
    }
    Ok(())
}
