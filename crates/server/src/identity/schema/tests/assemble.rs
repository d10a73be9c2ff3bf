//! Traits put together from forms and from JSON.

use serde_json::{Value, json};

use super::super::Schema;
use super::{golden, of};

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, Value)> {
    pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect()
}

fn from_form(schema: &Schema, pairs: &[(&str, &str)]) -> Value {
    schema.assemble(&fields(pairs))
}

#[expect(clippy::needless_pass_by_value, reason = "tests write the argument with `json!`")]
fn from_json(schema: &Schema, body: Value) -> Value {
    let fields: Vec<_> = body.as_object().unwrap().clone().into_iter().collect();
    schema.assemble(&fields)
}

/// registration/password-*, settings/profile-*.
#[test]
fn forms_and_json_give_the_same() {
    let schema = golden();
    let whole = json!({ "email": "a@example.org", "name": { "first": "Ada" } });
    let form = [
        ("traits.email", "a@example.org"),
        ("traits.name.first", "Ada"),
        ("traits.name.last", ""),
        ("traits.color", "red"),
    ];
    assert_eq!(from_form(&schema, &form), whole);
    let text = [("traits", r#"{"email":"a@example.org","name":{"first":"Ada"}}"#)];
    assert_eq!(from_form(&schema, &text), whole);
    assert_eq!(from_json(&schema, json!({ "traits": whole, "method": "password" })), whole);
    let dotted = json!({ "traits.email": "a@example.org", "traits.name": { "first": "Ada" } });
    assert_eq!(from_json(&schema, dotted), whole);
}

#[test]
fn what_is_not_sent_and_what_does_not_fit() {
    let schema = golden();
    assert_eq!(schema.assemble(&[]), json!({ "name": {} }));
    assert_eq!(
        from_form(&schema, &[("traits.email", "a@b")]),
        json!({ "email": "a@b", "name": {} })
    );
    for (body, traits) in [
        (json!({ "traits": { "color": 1 } }), json!({ "color": 1, "name": {} })),
        (json!({ "traits": [1] }), json!([1])),
        (json!({ "traits": "x" }), json!("x")),
        (json!({ "traits": null, "traits.name.last": "x" }), json!({ "name": { "last": "x" } })),
        (
            json!({ "traits": { "name": "Ada" }, "traits.name.first": "Eve" }),
            json!({ "name": "Ada" }),
        ),
    ] {
        assert_eq!(from_json(&schema, body), traits);
    }
}

fn typed() -> Schema {
    of(json!({
        "b": { "type": "boolean" }, "n": { "type": "number" }, "t": { "type": "string" },
        "l": { "type": "array", "items": { "type": "number" } },
    }))
    .unwrap()
}

#[test]
fn switches_are_those_of_go() {
    let schema = typed();
    let check = |words: &[&str], is: &dyn Fn(&str) -> Value| {
        for word in words {
            assert_eq!(from_form(&schema, &[("traits.b", word)]), json!({ "b": is(word) }));
        }
    };
    check(&["1", "t", "T", "TRUE", "true", "True"], &|_| json!(true));
    check(&["0", "f", "F", "FALSE", "false", "False"], &|_| json!(false));
    check(&["on", "yes", "tRUE", " true", "2"], &|word| json!(word));
}

#[test]
fn numbers_are_whole_where_they_can_be() {
    let schema = typed();
    for (word, is) in [("7", 7), ("-7", -7), ("2.0", 2), ("1e3", 1000), ("-0", 0)] {
        assert_eq!(from_form(&schema, &[("traits.n", word)]), json!({ "n": is }));
    }
    assert_eq!(from_form(&schema, &[("traits.n", "2.5")]), json!({ "n": 2.5 }));
    for word in ["x", "NaN", "inf", "1e999", " 1"] {
        assert_eq!(from_form(&schema, &[("traits.n", word)]), json!({ "n": word }));
    }
}

#[test]
fn repeated_fields() {
    let nested = of(json!({
        "o": { "type": "object", "properties": { "p": { "type": "object", "properties": { "q": {} } } } }
    }))
    .unwrap();
    assert_eq!(nested.assemble(&[]), json!({ "o": { "p": {} } }));
    let sent = [
        ("traits.b", "false"),
        ("traits.b", "true"),
        ("traits.t", "1"),
        ("traits.t", "2"),
        ("traits.n", "3"),
        ("traits.n", "4"),
        ("traits.l", "5"),
        ("traits.l", ""),
        ("traits.l", "6"),
    ];
    assert_eq!(from_form(&typed(), &sent), json!({ "b": true, "n": 3, "t": "1", "l": [5, 6] }));
}
