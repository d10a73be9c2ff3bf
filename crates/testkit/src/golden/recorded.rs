//! The recorded conversations against the matcher: answers made up from the templates show no
//! difference, and each value of them, once changed, shows one at its place.

mod sample;
mod stage;

use std::path::Path;

use serde_json::Value;

use self::sample::Sample;
use self::stage::Stage;
use super::bindings::Bindings;
use super::matcher::{self, UNORDERED};
use super::placeholder::{Part, parts};
use super::replay::replay;
use super::response::Response;
use super::transcript::{Action, Exchange, Scenario, load};
use super::transport::WireResponse;

fn scenarios() -> Vec<Scenario> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/kratos");
    let found = load(Path::new(folder)).unwrap();
    assert!(found.len() >= 100, "only {} scenarios", found.len());
    found
}

#[tokio::test]
async fn made_up_answers_show_no_difference() {
    for scenario in scenarios() {
        let mut stage = Stage::new(&scenario);
        let found = replay(&scenario, &mut stage).await;
        assert!(found.is_empty(), "{}", found[0]);
        assert_eq!(stage.played(), scenario.steps.len(), "{}", scenario.name);
    }
}

/// The exchanges of a scenario, each with a made-up answer and what is bound before it.
fn rehearse(scenario: &Scenario, mut each: impl FnMut(&Exchange, &mut Sample, &Bindings)) {
    let mut sample = Sample::new(stage::PUBLIC, stage::ADMIN);
    for step in &scenario.steps {
        if let Action::Exchange(exchange) = &step.action {
            let before = sample.bindings.clone();
            each(exchange, &mut sample, &before);
        }
    }
}

#[test]
fn each_changed_value_of_a_body_shows_at_its_place() {
    let mut changed = 0;
    for scenario in scenarios() {
        rehearse(&scenario, |exchange, sample, before| {
            let Some(template) = &exchange.response.body else {
                return;
            };
            let body = sample.value(template);
            let mut leaves = Vec::new();
            collect(template, &mut Place::root(), &mut leaves);
            // Every seventh is enough: the same nodes come over and over.
            for leaf in leaves.iter().skip(changed % 7).step_by(7) {
                let mut spoiled = body.clone();
                spoil(spoiled.pointer_mut(&leaf.pointer).unwrap(), leaf.is_text);
                let found = matcher::compare("body", template, &spoiled, &mut before.clone());
                let paths: Vec<&str> = found.iter().map(|found| found.path.as_str()).collect();
                let name = &scenario.name;
                if leaf.is_ordered {
                    assert_eq!(paths, [leaf.path.as_str()], "{name}");
                } else {
                    assert!(!paths.is_empty(), "{name} {}", leaf.path);
                }
                changed += 1;
            }
        });
    }
    assert!(changed > 1000, "only {changed} values changed");
}

#[test]
fn each_missing_header_and_other_status_shows() {
    for scenario in scenarios() {
        rehearse(&scenario, |exchange, sample, before| {
            let wanted = &exchange.response;
            let whole = sample.response(wanted);
            let paths = |wire: &WireResponse| -> Vec<String> {
                let found = Response::read(wire).compare(wanted, &mut before.clone());
                found.into_iter().map(|found| found.path).collect()
            };
            for at in 0..whole.headers.len() {
                let mut less = whole.clone();
                let (name, _) = less.headers.remove(at);
                let path = format!("headers.{}", name.to_lowercase());
                let named = wanted.headers.contains_key(&name.to_lowercase());
                let found = paths(&less);
                let shows = found.iter().any(|found| found.starts_with(&path));
                assert_eq!(shows, named, "{} {path}: {found:?}", scenario.name);
            }
            let mut other = whole;
            other.status += 1;
            assert!(paths(&other).contains(&"status".to_owned()));
        });
    }
}

/// A place in a body.
#[derive(Clone)]
struct Place {
    path: String,
    /// RFC 6901.
    pointer: String,
    is_ordered: bool,
    /// Whatever is not empty fits there.
    is_text: bool,
}

impl Place {
    fn root() -> Self {
        Self { path: "body".into(), pointer: String::new(), is_ordered: true, is_text: false }
    }

    fn member(&self, name: &str) -> Self {
        let token = name.replace('~', "~0").replace('/', "~1");
        let (path, pointer) =
            (format!("{}.{name}", self.path), format!("{}/{token}", self.pointer));
        Self { path, pointer, ..self.clone() }
    }

    fn element(&self, at: usize) -> Self {
        let (path, pointer) = (format!("{}[{at}]", self.path), format!("{}/{at}", self.pointer));
        Self { path, pointer, ..self.clone() }
    }
}

/// The leaves that can differ. A sample turns unordered arrays round.
fn collect(template: &Value, place: &mut Place, leaves: &mut Vec<Place>) {
    match template {
        Value::Object(members) => {
            for (name, member) in members {
                collect(member, &mut place.member(name), leaves);
            }
        }
        Value::Array(elements) if elements.first().is_some_and(|first| first == UNORDERED) => {
            place.is_ordered = false;
            for (at, element) in elements[1..].iter().rev().enumerate() {
                collect(element, &mut place.element(at), leaves);
            }
        }
        Value::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                collect(element, &mut place.element(at), leaves);
            }
        }
        Value::String(text) => {
            let kind = match parts(text).as_slice() {
                [Part::Placeholder(placeholder)] => placeholder.kind.clone(),
                _ => String::new(),
            };
            place.is_text = kind == "text";
            if kind != "any" {
                leaves.push(place.clone());
            }
        }
        _ => leaves.push(place.clone()),
    }
}

/// Makes a value another one.
fn spoil(value: &mut Value, is_text: bool) {
    *value = match value {
        Value::String(_) if is_text => Value::from(""),
        Value::String(text) => format!("{text} ").into(),
        Value::Number(_) => Value::from("another"),
        Value::Bool(yes) => Value::from(!*yes),
        _ => Value::from(0),
    };
}
