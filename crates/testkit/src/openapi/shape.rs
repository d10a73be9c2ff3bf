//! What an answer looks like: its headers, its content types, and the schema of its JSON.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Value, json};

use crate::client::Answer;

/// Under which a document's references are resolved.
pub(super) const BASE: &str = "https://readmit.invalid/openapi.json";

/// A schema of the document, compiled when it is first needed.
pub(super) struct Schema {
    /// Where it stands (RFC 6901).
    at: String,
    compiled: OnceLock<Result<Validator, String>>,
}

impl Schema {
    pub(super) fn compile(&self, registry: &Registry<'static>) -> Result<&Validator, String> {
        let compiled = self.compiled.get_or_init(|| {
            // Braces of a path do not stand in an address as they are.
            let at = self.at.replace('{', "%7B").replace('}', "%7D");
            jsonschema::options()
                .with_draft(Draft::Draft202012)
                .offline()
                .with_registry(registry)
                .should_validate_formats(true)
                .build(&json!({ "$ref": format!("{BASE}#{at}") }))
                .map_err(|error| format!("{}: {error}", self.at))
        });
        compiled.as_ref().map_err(Clone::clone)
    }

    pub(super) fn fits(&self, registry: &Registry<'static>, value: &Value) -> Result<(), String> {
        let validator = self.compile(registry)?;
        if validator.is_valid(value) {
            return Ok(());
        }
        let told: Vec<String> =
            validator.iter_errors(value).take(3).map(|it| deepest(&it)).collect();
        Err(told.join("; "))
    }
}

/// What is wrong, of several alternatives in the one that fits best.
fn deepest(error: &ValidationError<'_>) -> String {
    fn depth(error: &ValidationError<'_>) -> usize {
        let below = match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                context.iter().flatten().map(depth).max()
            }
            _ => None,
        };
        below.unwrap_or_default().max(error.instance_path().as_str().len())
    }
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            let best = context.iter().flatten().max_by_key(|error| depth(error));
            best.map_or_else(|| error.to_string(), deepest)
        }
        _ => format!("at {}: {error}", error.instance_path().as_str()),
    }
}

/// A response.
pub(super) struct Shape {
    /// Headers that it has to have.
    headers: Vec<String>,
    /// Content types, with the schema of JSON.
    content: Vec<(String, Option<Arc<Schema>>)>,
}

impl Shape {
    pub(super) fn read(json: &Value, at: &str, schemas: &mut HashMap<String, Arc<Schema>>) -> Self {
        let at = resolved(json, at).unwrap_or_else(|| panic!("there is no {at}"));
        let it = json.pointer(&at).expect("a response");
        let headers = it["headers"].as_object().into_iter().flatten();
        let headers = headers.filter(|(_, header)| header["required"] == true);
        let headers = headers.map(|(name, _)| name.to_lowercase()).collect();
        let types = it["content"].as_object().into_iter().flatten();
        let types = types.map(|(kind, _)| {
            let is_json = kind == "application/json";
            (kind.clone(), is_json.then(|| json_schema(json, &at, schemas)).flatten())
        });
        Self { headers, content: types.collect() }
    }

    pub(super) fn schemas(&self) -> impl Iterator<Item = &Arc<Schema>> {
        self.content.iter().filter_map(|(_, schema)| schema.as_ref())
    }

    /// Whether this is the answer's; what is asked for by HEAD has no body to look at.
    pub(super) fn fits(
        &self,
        registry: &Registry<'static>,
        head: bool,
        answer: &Answer,
    ) -> Result<(), String> {
        if let Some(name) = self.headers.iter().find(|name| answer.header(name).is_none()) {
            return Err(format!("lacks the header {name}"));
        }
        if head {
            return Ok(());
        }
        if answer.text.is_empty() {
            return if self.content.is_empty() { Ok(()) } else { Err("lacks its body".to_owned()) };
        }
        let Some((_, schema)) = self.content.iter().find(|(kind, _)| answer.is(kind)) else {
            return Err(format!("is of type {:?}", answer.header("content-type")));
        };
        let Some(schema) = schema else { return Ok(()) };
        let body = serde_json::from_str(&answer.text).map_err(|error| error.to_string())?;
        schema.fits(registry, &body)
    }
}

/// Where `at` stands in the end; `None`: nowhere.
pub(super) fn resolved(json: &Value, at: &str) -> Option<String> {
    let it = json.pointer(at)?;
    match it["$ref"].as_str() {
        Some(to) => resolved(json, to.trim_start_matches('#')),
        None => Some(at.to_owned()),
    }
}

/// The schema of the JSON in the content of what stands at `at`.
pub(super) fn json_schema(
    json: &Value,
    at: &str,
    schemas: &mut HashMap<String, Arc<Schema>>,
) -> Option<Arc<Schema>> {
    let at = resolved(json, &format!("{at}/content/application~1json/schema"))?;
    let made = || Arc::new(Schema { at: at.clone(), compiled: OnceLock::new() });
    Some(schemas.entry(at.clone()).or_insert_with(made).clone())
}
