//! What counts as the same answer, and what a difference is called.

use serde_json::{Value, json};

use super::compare;
use crate::golden::bindings::Bindings;

const ONE: &str = "11111111-1111-4111-8111-111111111111";
const TWO: &str = "22222222-2222-4222-8222-222222222222";

fn bindings() -> Bindings {
    Bindings::new("http://public", "http://admin")
}

fn paths(template: &Value, value: &Value) -> Vec<String> {
    paths_with(template, value, &mut bindings())
}

fn paths_with(template: &Value, value: &Value, bindings: &mut Bindings) -> Vec<String> {
    compare("body", template, value, bindings).into_iter().map(|found| found.path).collect()
}

fn fits(template: &Value, value: &Value) -> bool {
    paths(template, value).is_empty()
}

#[test]
fn differences_name_their_place() {
    let template = json!({"ui": {"nodes": [{"a": 1, "gone": true}, {"b": [1, 2]}]}, "x": null});
    let value = json!({"ui": {"nodes": [{"a": 2}, {"b": [1, 2, 3]}]}, "x": "", "more": 0});
    let found = [
        "body.ui.nodes[0].a",
        "body.ui.nodes[0].gone",
        "body.ui.nodes[1].b",
        "body.x",
        "body.more",
    ];
    assert_eq!(paths(&template, &value), found);
}

#[test]
fn a_difference_says_what_was_expected_and_found() {
    let found = compare("body", &json!({"a": "x"}), &json!({"b": 1}), &mut bindings());
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["body.a: expected \"x\", found nothing", "body.b: expected nothing, found 1"]
    );
}

#[test]
fn the_order_of_members_does_not_count_and_that_of_elements_does() {
    assert!(fits(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1})));
    assert_eq!(paths(&json!([1, 2]), &json!([2, 1])), ["body[0]", "body[1]"]);
    assert!(fits(&json!(["{{unordered}}", 1, {"a": 2}]), &json!([{"a": 2}, 1])));
    assert_eq!(paths(&json!(["{{unordered}}", 1, 2]), &json!([2, 3])), ["body[0]"]);
    assert_eq!(paths(&json!(["{{unordered}}", 1]), &json!([1, 1])), ["body"]);
}

#[test]
fn unordered_elements_bind_only_where_they_fit() {
    let template = json!([
        "{{unordered}}",
        {"id": "{{uuid:1}}", "of": "a"},
        {"id": "{{uuid:2}}", "of": "b"},
    ]);
    let value = json!([{"id": TWO, "of": "b"}, {"id": ONE, "of": "a"}]);
    let mut bindings = bindings();
    assert!(paths_with(&template, &value, &mut bindings).is_empty());
    assert_eq!(bindings.get("uuid:1"), Some(ONE));
    assert_eq!(bindings.get("uuid:2"), Some(TWO));
}

#[test]
fn a_captured_value_has_to_come_again() {
    let template = json!({"id": "{{flow_id:1}}", "to": "{{ui}}/login?flow={{flow_id:1}}"});
    let login = |id| format!("http://127.0.0.1:4455/login?flow={id}");
    assert!(fits(&template, &json!({"id": ONE, "to": login(ONE)})));
    assert_eq!(paths(&template, &json!({"id": ONE, "to": login(TWO)})), ["body.to"]);
    assert!(fits(&json!("{{uuid:1}} {{uuid:1}}"), &json!(format!("{ONE} {ONE}"))));
    assert!(!fits(&json!("{{uuid:1}} {{uuid:1}}"), &json!(format!("{ONE} {TWO}"))));
    assert!(fits(&json!("{{uuid}} {{uuid}}"), &json!(format!("{ONE} {TWO}"))));
}

#[test]
fn a_value_that_does_not_fit_is_not_bound() {
    let mut bindings = bindings();
    let template = json!("a{{uuid:1}}b");
    assert_eq!(paths_with(&template, &json!(format!("a{ONE}")), &mut bindings), ["body"]);
    assert_eq!(bindings.get("uuid:1"), None);
}

#[test]
fn csrf_tokens_are_bound_anew() {
    let token = |fill: &str| format!("{}==", fill.repeat(86));
    let mut bindings = bindings();
    let template = json!(["{{csrf:1}}", "{{csrf:1}}"]);
    assert!(paths_with(&template, &json!([token("a"), token("b")]), &mut bindings).is_empty());
    assert_eq!(bindings.get("csrf:1"), Some(token("b").as_str()));
    assert_eq!(paths_with(&json!("{{csrf:1}}"), &json!("b"), &mut bindings), ["body"]);
}

#[test]
fn numbers_fit_by_value() {
    assert!(fits(&json!(1), &json!(1.0)));
    assert!(!fits(&json!(1), &json!(1.5)));
    assert!(!fits(&json!(1), &json!("1")));
    assert!(fits(&json!("{{int}}"), &json!(-3)));
    assert!(fits(&json!("{{int}}"), &json!("-3")));
    assert!(!fits(&json!("{{int}}"), &json!(3.5)));
    assert!(fits(&json!("{{number}}"), &json!(3.5)));
    assert!(!fits(&json!("n{{int}}"), &json!(3)));
    assert!(fits(&json!("n{{int}}"), &json!("n3")));
}

#[test]
fn any_fits_everything_and_text_what_is_not_empty() {
    for value in [json!(null), json!(1), json!(""), json!([1]), json!({"a": 1})] {
        assert!(fits(&json!("{{any}}"), &value));
        assert!(!fits(&json!("{{text}}"), &value));
    }
    assert!(fits(&json!("{{text}}"), &json!("two\nlines")));
    assert_eq!(paths(&json!({"a": "{{any}}"}), &json!({})), ["body.a"]);
}

#[test]
fn literal_text_around_placeholders_counts() {
    let template = json!("in {{number}} minutes, {{text}}.");
    assert!(fits(&template, &json!("in 4.25 minutes, or so. Or more.")));
    assert!(!fits(&template, &json!("in 4.25 minutes, or so")));
    assert!(fits(&json!("{{public|url}}%2Fx"), &json!("http%3A%2F%2Fpublic%2Fx")));
    assert!(!fits(&json!("{{public}}/x"), &json!("http://admin/x")));
}

#[test]
fn an_unknown_placeholder_fits_nothing() {
    let found = compare("body", &json!("{{nonsense}}"), &json!("a"), &mut bindings());
    assert_eq!(found[0].expected, "unknown placeholder {{nonsense}}");
}
