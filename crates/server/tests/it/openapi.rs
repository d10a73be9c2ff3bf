//! The documents of the API (`openapi/*.json`): well formed, of what is really served, and walked over with sessions that may do
//! little. That answers are as documented is held by the testkit, in every test.

mod call;
mod codes;
mod rare;
mod walk;

use std::collections::{HashMap, HashSet};

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;
use testkit::TestApp;
use testkit::golden::Server;
use testkit::openapi::{Document, document};

const LISTENERS: [Server; 2] = [Server::Public, Server::Admin];

/// What no operation names: any address may answer it.
const ANYWHERE: [&str; 4] = ["noSuchRoute", "methodNotAllowed", "otherListener", "preflight"];

/// Every reference below `value`.
fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn references_lead_somewhere_and_nothing_is_left_over() {
    for listener in LISTENERS {
        let json = &document(listener).json;
        let all: HashSet<&str> = references(json).into_iter().collect();
        for to in &all {
            let at = to.strip_prefix('#').expect("the documents stand alone");
            assert!(json.pointer(at).is_some(), "{listener:?}: there is no {to}");
        }
        for (kind, components) in json["components"].as_object().unwrap() {
            for name in components.as_object().unwrap().keys() {
                let used = all.contains(format!("#/components/{kind}/{name}").as_str());
                let used = used || kind == "securitySchemes" || ANYWHERE.contains(&name.as_str());
                assert!(used, "{listener:?}: nothing refers to {kind}/{name}");
            }
        }
    }
}

#[test]
fn every_schema_can_be_compiled() {
    for listener in LISTENERS {
        assert_eq!(document(listener).compile(), [] as [String; 0], "{listener:?}");
    }
}

#[test]
fn operations_say_what_they_are() {
    for listener in LISTENERS {
        let document = document(listener);
        assert!(document.json["openapi"].as_str().unwrap().starts_with("3.1."));
        assert_eq!(document.json["info"]["version"], env!("CARGO_PKG_VERSION"));
        let mut ids = HashSet::new();
        for it in &document.operations {
            assert!(
                !it.id.is_empty() && ids.insert(&it.id),
                "{listener:?} {} {}",
                it.method,
                it.path
            );
            let told = &document.json["paths"][&it.path][it.method.to_lowercase()];
            assert!(told["summary"].as_str().is_some_and(|said| said.ends_with('.')), "{}", it.id);
            assert!(told["responses"].as_object().is_some_and(|all| !all.is_empty()), "{}", it.id);
            let mut named: Vec<&str> = it.path.split(['{', '}']).skip(1).step_by(2).collect();
            let parameters = told["parameters"].as_array().into_iter().flatten();
            let parameters = parameters.map(|parameter| resolved(document, parameter));
            let mut in_path: Vec<&str> = parameters
                .filter(|parameter| parameter["in"] == "path")
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            named.sort_unstable();
            in_path.sort_unstable();
            assert_eq!(named, in_path, "{}", it.id);
        }
    }
}

fn resolved<'a>(document: &'a Document, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(to) => document.json.pointer(to.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// What both documents describe they describe alike, but for what administrators see more of.
#[test]
fn both_documents_say_the_same() {
    let schemas = LISTENERS.map(|it| &document(it).json["components"]["schemas"]);
    let differ: Vec<&String> = schemas[0]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, schema)| schemas[1].get(name).is_some_and(|other| other != *schema))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(differ, ["errorId", "identity", "session"]);
}

/// Whatever is documented is routed: asked for with anything for its parameters, it says something of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_documented_is_served() {
    let mut app = TestApp::new().await;
    app.restart_with(|config| config.dev = true).await;
    let mut statuses: HashMap<u16, usize> = HashMap::new();
    for (listener, host) in LISTENERS.into_iter().zip(["127.0.0.1:4433", "127.0.0.1:4434"]) {
        for it in &document(listener).operations {
            let path = it.path.replace(['{', '}'], "");
            let request = Request::builder().method(it.method.as_str()).uri(path);
            let request = request.header("host", host).header("accept", "application/json");
            let request = request.body(Body::empty()).unwrap();
            // The body is not read: one of them never ends.
            let answer = match listener {
                Server::Public => app.dispatch(request).await,
                Server::Admin => app.dispatch_admin(request).await,
            };
            let status = answer.status().as_u16();
            let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap());
            let nothing = status == 404 && kind.is_some_and(|kind| kind.starts_with("text/plain"));
            assert!(!nothing && ![405, 307].contains(&status), "{}: {status}", it.id);
            *statuses.entry(status).or_default() += 1;
        }
    }
    assert!(statuses.len() > 5, "they do not all say the same: {statuses:?}");
    app.finish().await;
}
