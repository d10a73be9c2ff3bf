//! Fields of forms, as recorded.

use super::{Recorded, golden, of};
use model::ui::{Group, Node};
use serde_json::{Value, json};

fn wire(nodes: &[Node]) -> Value {
    nodes.iter().map(told).collect()
}

fn told(node: &Node) -> Value {
    serde_json::to_value(node.told(&Recorded)).unwrap()
}

fn recorded(group: &str, name: &str, title: &str, more: &Value) -> Value {
    let mut attributes = json!({ "name": name, "disabled": false, "node_type": "input" });
    attributes.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({
        "type": "input", "group": group, "attributes": attributes, "messages": [],
        "meta": { "label": {
            "id": 1_070_002, "text": "{{text}}", "type": "info", "context": { "name": name, "title": title }
        } }
    })
}

/// registration/errors-browser, settings/profile-spa.
#[test]
fn nodes_as_recorded() {
    let schema = golden();
    let empty = schema.nodes(&Group::DEFAULT);
    assert_eq!(
        wire(&empty),
        json!([
            recorded(
                "default",
                "traits.email",
                "E-Mail",
                &json!({ "type": "email", "required": true, "autocomplete": "email" })
            ),
            recorded("default", "traits.name.first", "First name", &json!({ "type": "text" })),
            recorded("default", "traits.name.last", "Last name", &json!({ "type": "text" })),
            recorded(
                "default",
                "traits.backup_email",
                "Backup e-mail",
                &json!({ "type": "email", "autocomplete": "email" })
            ),
        ])
    );
}

/// settings/profile-spa.
#[test]
fn filled_as_recorded() {
    let schema = golden();
    let mut nodes = schema.nodes(&Group::PROFILE);
    let traits = json!({ "email": "profile-spa@example.org", "name": { "first": "Augusta", "last": "King" } });
    schema.fill(&mut nodes, &traits);
    assert_eq!(
        wire(&nodes),
        json!([
            recorded(
                "profile",
                "traits.email",
                "E-Mail",
                &json!({ "type": "email", "value": "profile-spa@example.org", "required": true, "autocomplete": "email" })
            ),
            recorded(
                "profile",
                "traits.name.first",
                "First name",
                &json!({ "type": "text", "value": "Augusta" })
            ),
            recorded(
                "profile",
                "traits.name.last",
                "Last name",
                &json!({ "type": "text", "value": "King" })
            ),
            recorded(
                "profile",
                "traits.backup_email",
                "Backup e-mail",
                &json!({ "type": "email", "autocomplete": "email" })
            ),
        ])
    );
}

/// registration/errors-browser: a field that is not sent again keeps its value.
#[test]
fn filling_again_keeps_what_is_not_there() {
    let schema = golden();
    let mut nodes = schema.nodes(&Group::DEFAULT);
    schema.fill(&mut nodes, &json!({ "email": "nonsense" }));
    schema.fill(&mut nodes, &json!({ "name": { "first": "x", "last": null } }));
    let values: Vec<_> = nodes.iter().map(|n| n.as_input().unwrap().value.clone()).collect();
    assert_eq!(values, [Some(json!("nonsense")), Some(json!("x")), None, None]);
    schema.fill(&mut nodes, &json!([{ "email": {} }]));
    schema.fill(&mut nodes, &json!({ "email": {} }));
    assert_eq!(nodes[0].as_input().unwrap().value, Some(json!("nonsense")));
}

#[test]
fn types_of_fields() {
    let schema = of(json!({
        "email": { "type": "string" }, "numby": { "type": "number" }, "inty": { "type": ["null", "integer"] },
        "booly": { "type": "boolean" }, "phone": { "type": "string", "format": "tel" },
        "born": { "type": "string", "format": "date" }, "seen": { "type": "string", "format": "date-time" },
        "site": { "type": "string", "format": "uri" }, "odd": {}, "code": { "type": "string", "pattern": "^[a-z]+$" },
        "color": { "type": "string", "enum": ["red", "green"] }, "list": { "type": "array", "items": { "type": "string" } },
        "free": { "type": "object" }
    }))
    .unwrap();
    let nodes = schema.nodes(&Group::PROFILE);
    let types: Vec<_> = nodes.iter().map(|n| n.as_input().unwrap().kind.as_str()).collect();
    assert_eq!(
        types,
        [
            "text",
            "number",
            "number",
            "checkbox",
            "tel",
            "date",
            "datetime-local",
            "url",
            "text",
            "text",
            "text"
        ]
    );
    assert_eq!(
        told(&nodes[1]),
        json!({
            "type": "input", "group": "profile", "messages": [], "meta": {},
            "attributes": { "name": "traits.numby", "type": "number", "disabled": false, "node_type": "input" }
        })
    );
    let input = |at: usize| nodes[at].as_input().unwrap();
    assert_eq!(
        (input(4).autocomplete.as_deref(), input(7).autocomplete.as_deref()),
        (Some("tel"), Some("url"))
    );
    assert_eq!(input(9).pattern.as_deref(), Some("^[a-z]+$"));
    assert_eq!(input(10).options, [json!({ "value": "red" }), json!({ "value": "green" })]);
}

#[test]
fn label_of_the_name_to_sign_in_with() {
    let label = |properties: Value| of(properties).unwrap().identifier_label();
    let identifier = json!({ "credentials": { "password": { "identifier": true } } });
    let recorded = golden().identifier_label();
    assert_eq!(recorded.id, 1_070_002);
    assert_eq!(
        Value::Object(recorded.context),
        json!({ "title": "E-Mail", "name": "traits.email" })
    );
    let untitled =
        json!({ "a": { "type": "string", "ory.sh/kratos": identifier }, "b": { "title": "B" } });
    assert_eq!(label(untitled).id, 1_070_004);
    let one = json!({ "type": "string", "title": "One", "ory.sh/kratos": identifier });
    assert_eq!(label(json!({ "a": one, "b": one })).id, 1_070_004);
    assert_eq!(label(json!({ "b": { "title": "B" } })).id, 1_070_004);
}
