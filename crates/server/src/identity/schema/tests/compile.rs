//! What is read from a schema, and which schemas are refused.

use super::super::{Kind, Schema, Schemas};
use super::{golden, of, person};
use serde_json::{Value, json};

#[test]
fn what_is_read_from_the_schema() {
    let schema = golden();
    assert_eq!((schema.id(), schema.raw()), ("default", &person()));
    assert_eq!(
        schema.trait_names(),
        ["traits.email", "traits.name.first", "traits.name.last", "traits.backup_email"]
    );
    let first = &schema.leaves()[1];
    assert_eq!(
        (first.title.as_deref(), first.max_length, first.required),
        (Some("First name"), Some(50), false)
    );
    assert_eq!(first.path, ["name", "first"]);
    let email = &schema.leaves()[0];
    assert_eq!(
        (email.kind, email.format.as_deref(), email.required),
        (Kind::Text, Some("email"), true)
    );
    assert_eq!(email.extension.identifier_of().collect::<Vec<_>>(), ["password"]);
}

fn refusal(json: Value) -> String {
    let why = Schema::compile("broken", json).unwrap_err();
    assert!(why.starts_with("identity schema `broken`: "), "{why}");
    why
}

#[test]
fn schemas_that_are_refused() {
    let traits = |traits: Value| json!({ "properties": { "traits": traits } });
    for json in [
        json!(null),
        json!(true),
        json!({}),
        json!({ "properties": { "email": { "type": "string" } } }),
        traits(json!({ "type": "string" })),
        traits(json!({ "type": "object" })),
        traits(json!({ "type": "object", "properties": {} })),
        traits(json!({ "type": "object", "properties": { "a": { "type": 5 } } })),
        traits(json!({ "type": "object", "properties": { "a.b": { "type": "string" } } })),
        traits(json!({ "type": "object", "properties": { "a": { "pattern": "(?=x)y" } } })),
        traits(
            json!({ "type": "object", "properties": { "a": { "$ref": "https://example.org/a.json" } } }),
        ),
        traits(
            json!({ "type": "object", "properties": { "a": { "$ref": "#/definitions/none" } } }),
        ),
        traits(
            json!({ "type": "object", "properties": { "a": { "$ref": "#/properties/traits" } } }),
        ),
        traits(json!({ "$ref": "#/properties/traits" })),
    ] {
        refusal(json);
    }
    let other = refusal(json!({ "$schema": "https://json-schema.org/draft/2020-12/schema" }));
    assert!(other.contains("draft-07"), "{other}");
}

#[test]
fn the_extension_is_closed_and_followed_or_refused() {
    let with =
        |extension: Value| of(json!({ "a": { "type": "string", "ory.sh/kratos": extension } }));
    for good in [
        json!({}),
        json!({ "credentials": { "passkey": { "display_name": true }, "code": { "identifier": true, "via": "sms" } } }),
        json!({ "organizations": { "matcher": "email_domain" } }),
        json!({ "recovery": { "via": "sms" } }),
    ] {
        with(good.clone()).unwrap_or_else(|why| panic!("{good}: {why}"));
    }
    for bad in [
        json!({ "recovery": { "via": "pigeon" } }),
        json!({ "recover": { "via": "email" } }),
        json!({ "credentials": { "password": { "identifier": "yes" } } }),
        json!({ "credentials": { "passwort": { "identifier": true } } }),
        json!({ "verification": { "via": "sms" } }),
        json!([]),
        json!({ "recovery": ["email"] }),
        json!("email"),
    ] {
        with(bad.clone()).expect_err(&bad.to_string());
    }
    let email = json!({ "type": "string", "ory.sh/kratos": { "recovery": { "via": "email" } } });
    for misplaced in [
        json!({ "a": { "type": "object", "properties": { "b": {} }, "ory.sh/kratos": {} } }),
        json!({ "a": { "type": "array", "items": { "type": "string" }, "ory.sh/kratos": {} } }),
        json!({ "a": { "type": "array", "items": [email] } }),
        json!({ "a": { "anyOf": [email, { "type": "number" }] } }),
        json!({ "a": { "type": "object", "additionalProperties": email } }),
        json!({ "b": email, "a": { "oneOf": [{ "$ref": "#/properties/traits/properties/b" }] } }),
        json!({ "b": email, "a": { "$ref": "#/properties/traits/properties/b", "ory.sh/kratos": {} } }),
    ] {
        of(misplaced.clone()).expect_err(&misplaced.to_string());
    }
    of(json!({ "a": { "anyOf": [{ "type": "string" }, { "type": "number" }] } })).unwrap();
}

#[test]
fn references_inside_the_schema_are_followed() {
    let mut json = person();
    json["definitions"]["mail"] = json["properties"]["traits"]["properties"]["email"].take();
    for target in
        ["#/definitions/mail", "https://golden.example/identity.schema.json#/definitions/mail"]
    {
        json["properties"]["traits"]["properties"]["email"] = json!({ "$ref": target });
        let schema = Schema::compile("default", json.clone()).unwrap();
        assert_eq!(schema.leaves(), golden().leaves());
        assert_eq!(schema.validate(&json!({ "email": "A@b.org" })).unwrap().recovery.len(), 1);
        assert_eq!(schema.validate(&json!({ "email": "nonsense" })).unwrap_err().len(), 1);
    }
}

#[test]
fn schemas_by_id() {
    let schemas =
        || vec![Schema::compile("a", person()).unwrap(), Schema::compile("b", person()).unwrap()];
    let all = Schemas::new(schemas(), "b").unwrap();
    assert_eq!(
        (all.default().id(), all.get("").unwrap().id(), all.get("a").unwrap().id()),
        ("b", "b", "a")
    );
    assert!(all.get("c").is_none());
    assert_eq!(all.iter().count(), 2);
    assert!(Schemas::new(schemas(), "c").is_err());
    let twice =
        vec![Schema::compile("a", person()).unwrap(), Schema::compile("a", person()).unwrap()];
    assert!(Schemas::new(twice, "a").is_err());
}
