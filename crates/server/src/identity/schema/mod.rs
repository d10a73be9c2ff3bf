//! Identity schemas: JSON Schema draft-07 with the extension `ory.sh/kratos` (Kratos admin contract §2).
//!
//! A schema is checked once, when it is compiled; after that it makes form fields, puts submitted fields together
//! to traits, checks traits and derives from them what an account signs in with and is reached by. Nothing is
//! ever fetched: a `$ref` leads inside the schema or the schema is refused. What is said about wrong traits are
//! the messages of the wire contract §4.5, by node. Which schemas there are, storing identities and keeping
//! addresses unique is left to others.

mod address;
mod assemble;
mod derive;
mod extension;
mod form;
mod leaf;
mod schemas;
mod tree;
mod violation;

#[cfg(test)]
mod tests;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Value, json};

pub(crate) use address::{
    email_errors, is_email, normalise_email, normalise_identifier, normalise_phone,
};
pub(crate) use derive::Derived;
pub(crate) use leaf::{Kind, Leaf};
pub(crate) use schemas::Schemas;
pub(crate) use violation::{Violation, reason};

/// The member under which traits stand, and the first segment of their nodes' names.
const TRAITS: &str = "traits";

/// A compiled identity schema. Made once; it does not change.
#[derive(Debug)]
pub(crate) struct Schema {
    id: String,
    raw: Value,
    validator: Validator,
    tree: tree::Tree,
}

impl Schema {
    /// Compiles a schema. `Err` is a sentence for the operator that names the schema and the place.
    ///
    /// It has to be valid draft-04, -06 or -07 with an object `properties.traits` that has properties, the
    /// extension has to stand on values (not on objects or lists, not below `anyOf` and its like) and to have
    /// known members only, and patterns are those of a linear-time engine, as in Kratos: no look-around.
    pub(crate) fn compile(id: &str, json: Value) -> Result<Self, String> {
        let compiled = dialect(&json)
            .and_then(|draft| Ok((tree::Tree::read(&json)?, validator(&json, draft)?)))
            .map_err(|why| format!("identity schema `{id}`: {why}"))?;
        let (tree, validator) = compiled;
        Ok(Self { id: id.to_owned(), raw: json, validator, tree })
    }

    /// Its id in the configuration.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The schema as it was given, as `GET /schemas/{id}` answers it.
    pub(crate) const fn raw(&self) -> &Value {
        &self.raw
    }

    /// The traits that are values or lists of values, in the order of the schema.
    pub(crate) fn leaves(&self) -> &[Leaf] {
        &self.tree.leaves
    }

    /// Checks traits and derives identifiers and addresses (§2.2); `Err` is never empty.
    pub(crate) fn validate(&self, traits: &Value) -> Result<Derived, Vec<Violation>> {
        let instance = json!({ TRAITS: traits });
        let mut found: Vec<_> = self
            .validator
            .iter_errors(&instance)
            .take(violation::MOST)
            .map(|error| violation::from_error(&error))
            .collect();
        let derived = derive::derive(&self.tree.shape, traits, &mut found);
        if found.is_empty() { Ok(derived) } else { Err(violation::sorted(found, self.leaves())) }
    }
}

/// Which draft to read a schema by; draft-07 when it says nothing.
fn dialect(json: &Value) -> Result<Draft, String> {
    let Some(said) = json.get("$schema") else {
        return Ok(Draft::Draft7);
    };
    let name = said.as_str().unwrap_or_default().trim_end_matches('#');
    let name =
        name.strip_prefix("https:").or_else(|| name.strip_prefix("http:")).unwrap_or_default();
    match name {
        "//json-schema.org/draft-07/schema" => Ok(Draft::Draft7),
        "//json-schema.org/draft-06/schema" => Ok(Draft::Draft6),
        "//json-schema.org/draft-04/schema" => Ok(Draft::Draft4),
        _ => Err(format!("`$schema` is {said}; use http://json-schema.org/draft-07/schema#")),
    }
}

fn validator(json: &Value, draft: Draft) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(draft)
        .offline()
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .with_format("email", is_email)
        .with_format("tel", |value: &str| normalise_phone(value).is_some())
        .with_format("no-validate", |_: &str| true)
        .build(json)
        .map_err(|error| error.to_string())
}
