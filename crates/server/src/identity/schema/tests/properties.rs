//! Whatever traits are sent: nothing panics, and what is derived is stable.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{Schema, reason};
use super::of;

static RICH: LazyLock<Schema> = LazyLock::new(|| {
    of(json!({
        "email": { "type": "string", "format": "email", "ory.sh/kratos": {
            "credentials": { "password": { "identifier": true } }, "recovery": { "via": "email" } } },
        "a": { "type": "object", "properties": {
            "b": { "type": "boolean" },
            "c": { "type": "object", "properties": { "d": { "type": "number", "multipleOf": 0.5, "ory.sh/kratos": {
                "credentials": { "password": { "identifier": true } } } } } } }, "additionalProperties": false },
        "l": { "type": "array", "uniqueItems": true, "maxItems": 3, "items": { "type": "string", "pattern": "^(a+)+$" } },
        "m": { "type": "array", "items": { "type": "object", "properties": { "p": { "type": "string", "ory.sh/kratos": {
            "recovery": { "via": "sms" } } } } } }
    }))
    .unwrap()
});

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        "[a-z@. +0-9]{0,12}",
        Just("a@b.org".to_owned()),
        Just("+4917667111638".to_owned())
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let key = prop_oneof!["email|a|b|c|d|l|m|p", any::<String>()];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_panics_and_what_is_derived_is_stable(
        sent in prop::collection::vec(("traits|traits\\.(email|a|a\\.b|a\\.c|a\\.c\\.d|l|m|zz)", any_json()), 0..6)
    ) {
        let schema = &RICH;
        let traits = schema.assemble(&sent);
        match schema.validate(&traits) {
            Ok(derived) => {
                let again = schema.validate(&derived.traits).unwrap();
                prop_assert_eq!(&again.identifiers, &derived.identifiers);
                prop_assert_eq!(&again.recovery, &derived.recovery);
                prop_assert_eq!(&again.traits, &derived.traits);
            }
            Err(violations) => {
                prop_assert!(!violations.is_empty());
                prop_assert!(reason(&violations).ends_with('.'));
            }
        }
    }

    #[test]
    fn assembling_what_was_assembled_changes_nothing(
        sent in prop::collection::vec(("traits\\.(email|a\\.b|a\\.c\\.d|l)", "[a-z0-9.@]{0,6}"), 0..6)
    ) {
        let schema = &RICH;
        let sent: Vec<_> = sent.into_iter().map(|(key, text)| (key, Value::from(text))).collect();
        let traits = schema.assemble(&sent);
        prop_assert_eq!(schema.assemble(&[("traits".to_owned(), traits.clone())]), traits);
    }
}
