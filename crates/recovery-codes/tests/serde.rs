//! How policies and hash parameters look as JSON: a set's row keeps them for years, so the names must not change.

use recovery_codes::{HashParams, Policy};

#[test]
fn a_policy_keeps_its_names() {
    let json = serde_json::to_value(Policy::READMIT).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "count": 10, "length": 16, "alphabet": "crockford", "group": 4, "normalise": "crockford",
            "on_use": "spend", "order": "any", "warn_below": 4, "reveal": "once", "required_with": "nothing",
        })
    );
    for policy in [Policy::READMIT, Policy::ORY, Policy::KEYCLOAK, Policy::AUTH0] {
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
    }
    let text = serde_json::to_string(&[Policy::ORY, Policy::KEYCLOAK, Policy::AUTH0]).unwrap();
    for name in [
        "lower_alphanumeric",
        "upper_without_zero",
        "upper_without_lookalikes",
        "exact",
        "case_and_separators",
        "replace_all",
        "in_sequence",
        "while_unused",
        "\"any\"",
    ] {
        assert!(text.contains(name), "{name}");
    }
}

#[test]
fn hash_parameters_keep_their_names() {
    let json = serde_json::to_value(HashParams::FLOOR).unwrap();
    assert_eq!(json, serde_json::json!({"memory_kib": 19456, "iterations": 2, "parallelism": 1}));
    assert_eq!(serde_json::from_value::<HashParams>(json).unwrap(), HashParams::FLOOR);
}
