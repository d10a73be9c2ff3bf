//! What is said of traits that break their schema.

use serde_json::{Map, Value, json};

use super::super::{Schema, reason};
use super::{golden, of};

fn wrong(schema: &Schema, traits: &Value) -> Vec<(String, Value)> {
    let violations = schema.validate(traits).unwrap_err();
    violations.into_iter().map(|v| (v.node, json!([v.message.id, v.message.context]))).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "tests write the arguments with `json!`")]
fn check(rule: Value, value: Value, message: Value) {
    let schema = of(json!({ "a": rule })).unwrap();
    assert_eq!(wrong(&schema, &json!({ "a": value })), [("traits.a".into(), message)]);
}

/// registration/errors-spa, errors-browser, settings/profile-spa.
#[test]
fn as_recorded() {
    let schema = golden();
    assert_eq!(
        wrong(&schema, &json!({ "email": "nonsense" })),
        [("traits.email".into(), json!([4_000_040, { "value": "nonsense" }]))]
    );
    assert_eq!(
        wrong(&schema, &json!({ "name": { "first": "x".repeat(51) } })),
        [
            ("traits.email".into(), json!([4_000_002, { "property": "email" }])),
            (
                "traits.name.first".into(),
                json!([4_000_017, { "max_length": 50, "actual_length": 51 }])
            ),
        ]
    );
    let unknown = wrong(&schema, &json!({ "email": "free-spa@example.org", "color": "red" }));
    assert_eq!((unknown.len(), unknown[0].0.as_str()), (1, "traits"));
    assert_eq!(unknown[0].1[0], 4_000_001);
    assert!(unknown[0].1[1]["reason"].as_str().unwrap().contains("color"));
    let huge = format!("{}@example.org", "x".repeat(320));
    let both = wrong(&schema, &json!({ "email": huge }));
    assert_eq!(both[0].1[0], 4_000_040);
    assert_eq!(both[1].1, json!([4_000_017, { "max_length": 320, "actual_length": 332 }]));
}

// The contexts of the wire contract §4.5.

#[test]
fn of_texts() {
    let length = json!({ "min_length": 3, "actual_length": 2 });
    check(json!({ "minLength": 3 }), json!("äb"), json!([4_000_003, length]));
    let pattern = json!([4_000_004, { "pattern": "^[a-z]+$" }]);
    check(json!({ "pattern": "^[a-z]+$" }), json!("7"), pattern.clone());
    check(json!({ "format": "no-validate", "pattern": "^[a-z]+$" }), json!("7"), pattern);
    check(json!({ "format": "email" }), json!("no"), json!([4_000_040, { "value": "no" }]));
    check(json!({ "format": "tel" }), json!("no"), json!([4_000_041, { "value": "no" }]));
    let generic = |reason: &str| json!([4_000_001, { "reason": reason }]);
    check(json!({ "format": "date" }), json!("no"), generic("it is no valid date"));
    check(json!({ "enum": ["x"] }), json!("no"), generic("it has to be one of \"x\""));
    check(json!({}), json!("a\0b"), generic("it has a NUL character"));
}

#[test]
fn of_numbers() {
    check(json!({ "minimum": 3 }), json!(2), json!([4_000_018, { "minimum": 3, "actual": 2 }]));
    let below = json!([4_000_019, { "minimum": 3, "actual": 3 }]);
    check(json!({ "exclusiveMinimum": 3 }), json!(3), below);
    check(json!({ "maximum": 3 }), json!(4.5), json!([4_000_020, { "maximum": 3, "actual": 4.5 }]));
    let above = json!([4_000_021, { "maximum": 3, "actual": 3 }]);
    check(json!({ "exclusiveMaximum": 3 }), json!(3), above);
    check(json!({ "multipleOf": 2 }), json!(3), json!([4_000_022, { "base": 2, "actual": 3 }]));
}

#[test]
fn of_lists_types_and_constants() {
    let many = json!({ "max_items": 1, "actual_items": 2 });
    check(json!({ "maxItems": 1 }), json!([1, 2]), json!([4_000_023, many]));
    let few = json!({ "min_items": 1, "actual_items": 0 });
    check(json!({ "minItems": 1 }), json!([]), json!([4_000_024, few]));
    let twice = json!({ "index_a": 0, "index_b": 2 });
    check(json!({ "uniqueItems": true }), json!([1, 2, 1]), json!([4_000_025, twice]));
    let types = json!({ "allowed_types": ["string"], "actual_type": "number" });
    check(json!({ "type": "string" }), json!(7), json!([4_000_026, types]));
    check(json!({ "const": 1 }), json!(2), json!([4_000_029, { "expected": 1 }]));
    check(json!({ "const": { "b": 1 } }), json!(2), json!([4_000_030, {}]));
}

#[test]
fn inside_and_instead_of_objects() {
    let nested = json!({ "o": { "type": "object", "properties": { "p": {} }, "required": ["p"] } });
    let schema = of(nested).unwrap();
    assert_eq!(
        wrong(&schema, &schema.assemble(&[])),
        [("traits.o.p".into(), json!([4_000_002, { "property": "p" }]))]
    );
    for traits in [json!(null), json!("x"), json!([1])] {
        assert_eq!(wrong(&schema, &traits)[0].0, "traits");
    }
}

#[test]
fn one_sentence_for_administrators() {
    let schema = golden();
    let of = |traits: Value| reason(&schema.validate(&traits).unwrap_err());
    let begin = "The traits do not follow the identity schema: `traits.email`";
    assert_eq!(of(json!({})), format!("{begin} is missing."));
    assert_eq!(
        of(json!({ "email": 7, "name": { "first": "x".repeat(51) } })),
        format!(
            "{begin} is of the type number and has to be string; \
             `traits.name.first` is longer than 50 characters."
        )
    );
    let secret = "sesame nonsense";
    assert!(!of(json!({ "email": secret })).contains(secret));
    let long = |i: u32| (format!("{}{i}", "x".repeat(999)), Value::Null);
    assert!(of(Value::Object((0..99).map(long).collect::<Map<_, _>>())).len() < 1000);
}
