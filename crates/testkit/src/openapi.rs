//! The documents of what the two listeners serve (`openapi/public.json`, `openapi/admin.json`), and answers held to them.
//!
//! Every answer that a [`crate::Client`] or [`crate::TestApp::admin`] gets, and every one of a replayed conversation, goes through
//! `hold`: its address and method have to be documented, its status, its headers and the shape of its body; so has a JSON body
//! that was accepted. What is asked of any address alike (nothing served here, another method, the other listener) is a
//! response of the document's components that no operation names. Schemas are compiled when they are first needed, once for
//! the process.

mod shape;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use jsonschema::Registry;
use serde_json::Value;

use crate::client::Answer;
use crate::golden::Server;
use shape::{Schema, Shape};

/// The methods that a path may have.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

static PUBLIC: LazyLock<Document> =
    LazyLock::new(|| Document::read(include_str!("../../../openapi/public.json")));
static ADMIN: LazyLock<Document> =
    LazyLock::new(|| Document::read(include_str!("../../../openapi/admin.json")));

/// The document of a listener.
pub fn document(listener: Server) -> &'static Document {
    match listener {
        Server::Public => &PUBLIC,
        Server::Admin => &ADMIN,
    }
}

/// A document, indexed.
pub struct Document {
    /// As it is.
    pub json: Value,
    /// Every operation.
    pub operations: Vec<Operation>,
    paths: Vec<Path>,
    /// What any address may answer, by name.
    anywhere: HashMap<String, Shape>,
    registry: Registry<'static>,
}

/// A path and its operations, by their places.
struct Path {
    parts: Vec<String>,
    operations: Vec<usize>,
}

/// An operation.
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// In capitals.
    pub method: String,
    /// With its parameters in braces.
    pub path: String,
    /// Whether other methods are answered as this one is.
    any_method: bool,
    /// What is sent as JSON.
    request: Option<Arc<Schema>>,
    responses: HashMap<String, Shape>,
}

/// What was asked.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    /// With its query.
    pub(crate) path: &'a str,
    /// Content type and body.
    pub(crate) body: Option<(&'a str, &'a str)>,
}

/// Panics where an answer is none that the listener's document has.
pub(crate) fn hold(listener: Server, asked: &Asked<'_>, answer: &Answer) {
    if let Err(why) = document(listener).judge(asked, answer) {
        panic!(
            "openapi: {listener:?} {} {}: {} {why}\n{}",
            asked.method, asked.path, answer.status, answer.text
        );
    }
}

impl Document {
    fn read(text: &str) -> Self {
        let json: Value = serde_json::from_str(text).expect("the document is JSON");
        let registry = Registry::new().add(shape::BASE, json.clone()).expect("an address");
        let registry = registry.prepare().expect("the document's references");
        let mut schemas = HashMap::new();
        let mut operations = Vec::new();
        let mut paths = Vec::new();
        for (path, item) in json["paths"].as_object().expect("paths") {
            let mut here = Vec::new();
            for method in METHODS.iter().filter(|method| item[**method].is_object()) {
                let at = format!("/paths/{}/{method}", path.replace('~', "~0").replace('/', "~1"));
                here.push(operations.len());
                operations.push(Operation::read(&json, &at, (path, method), &mut schemas));
            }
            paths.push(Path { parts: parts(path), operations: here });
        }
        // Where two fit, the one with fewer parameters is meant.
        paths.sort_by_key(|path| path.parts.iter().filter(|part| part.starts_with('{')).count());
        let names = json["components"]["responses"].as_object().expect("responses").keys();
        let at = |name: &str| format!("/components/responses/{name}");
        let anywhere =
            names.map(|name| (name.clone(), Shape::read(&json, &at(name), &mut schemas))).collect();
        Self { json, operations, paths, anywhere, registry }
    }

    /// Compiles every schema; where one cannot be, and why.
    pub fn compile(&self) -> Vec<String> {
        let of_operations = self.operations.iter().flat_map(|operation| {
            let answered = operation.responses.values().flat_map(Shape::schemas);
            operation.request.as_ref().into_iter().chain(answered)
        });
        let all = of_operations.chain(self.anywhere.values().flat_map(Shape::schemas));
        all.filter_map(|schema| schema.compile(&self.registry).err()).collect()
    }

    /// The paths that fit, the likeliest first. On the admin listener `/admin` may be left out, and stand before the rest.
    fn path(&self, path: &str) -> Option<&Path> {
        let path = path.split('?').next().unwrap_or_default();
        let find = |asked: &[String]| {
            self.paths.iter().find(|path| {
                let mut pairs = path.parts.iter().zip(asked);
                path.parts.len() == asked.len()
                    && pairs.all(|(part, asked)| part == asked || part.starts_with('{'))
            })
        };
        find(&parts(path))
            .or_else(|| find(&parts(&format!("/admin{path}"))))
            .or_else(|| find(&parts(path.strip_prefix("/admin")?)))
    }

    fn judge(&self, asked: &Asked<'_>, answer: &Answer) -> Result<(), String> {
        if answer.status == 404 && answer.is("text/plain") {
            return self.anywhere("noSuchRoute", asked, answer);
        }
        let path = self.path(asked.path);
        let wanted = if asked.method == "HEAD" { "GET" } else { asked.method };
        let operations = path.iter().flat_map(|path| &path.operations);
        let operations: Vec<&Operation> = operations.map(|at| &self.operations[*at]).collect();
        let found = operations.iter().find(|it| it.any_method || it.method == wanted);
        let Some(operation) = found else {
            if answer.status == 405 && !operations.is_empty() {
                allows(&operations, answer)?;
            }
            let name = match answer.status {
                204 if asked.method == "OPTIONS" => "preflight",
                307 => "otherListener",
                403 => "foreignPage",
                404 => "noSuchRoute",
                405 => "methodNotAllowed",
                421 => "foreignHost",
                _ => return Err("is an answer of no documented operation".to_owned()),
            };
            return self.anywhere(name, asked, answer);
        };
        let status = answer.status.to_string();
        let range = format!("{}XX", answer.status / 100);
        let shape = operation.responses.get(&status).or_else(|| operation.responses.get(&range));
        let shape = shape.ok_or_else(|| format!("is not documented of {}", operation.id))?;
        shape.fits(&self.registry, asked.method == "HEAD", answer)?;
        self.accepts(operation, asked, answer)
    }

    fn anywhere(&self, name: &str, asked: &Asked<'_>, answer: &Answer) -> Result<(), String> {
        let shape = self.anywhere.get(name).ok_or("is an answer of no documented operation")?;
        shape.fits(&self.registry, asked.method == "HEAD", answer)
    }

    /// What was accepted is what may be sent.
    fn accepts(
        &self,
        operation: &Operation,
        asked: &Asked<'_>,
        answer: &Answer,
    ) -> Result<(), String> {
        let (Some(schema), Some((kind, body))) = (&operation.request, asked.body) else {
            return Ok(());
        };
        if !(200..300).contains(&answer.status) || !kind.starts_with("application/json") {
            return Ok(());
        }
        let body = serde_json::from_str(body).map_err(|error| format!("for {body}: {error}"))?;
        schema.fits(&self.registry, &body).map_err(|why| {
            format!("{}: what was sent is not documented: {why}: {body}", operation.id)
        })
    }
}

impl Operation {
    fn read(
        json: &Value,
        at: &str,
        (path, method): (&str, &str),
        schemas: &mut HashMap<String, Arc<Schema>>,
    ) -> Self {
        let it = json.pointer(at).expect("an operation");
        let statuses = it["responses"].as_object().expect("responses").keys();
        let responses = statuses.map(|status| {
            (status.clone(), Shape::read(json, &format!("{at}/responses/{status}"), schemas))
        });
        let responses = responses.collect();
        let request = shape::resolved(json, &format!("{at}/requestBody"));
        let request = request.and_then(|at| shape::json_schema(json, &at, schemas));
        Self {
            id: it["operationId"].as_str().unwrap_or_default().to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            any_method: it["x-any-method"] == true,
            request,
            responses,
        }
    }
}

/// Whether an answer names the methods that are documented of its path, and no others.
fn allows(operations: &[&Operation], answer: &Answer) -> Result<(), String> {
    let mut documented: Vec<&str> = operations.iter().map(|it| it.method.as_str()).collect();
    if documented.contains(&"GET") {
        documented.push("HEAD");
    }
    documented.sort_unstable();
    let told: Vec<&str> = answer.header("allow").unwrap_or_default().split(", ").collect();
    if told == documented {
        return Ok(());
    }
    Err(format!("allows {told:?}, documented are {documented:?}"))
}

fn parts(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
