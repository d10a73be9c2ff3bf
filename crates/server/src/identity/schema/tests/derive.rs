//! Addresses and identifiers that traits give an identity.

use model::identity::Via;
use serde_json::{Value, json};

use super::super::Schema;
use super::{golden, of};

/// admin/identity-create "most".
#[test]
fn as_recorded() {
    let schema = golden();
    let traits = json!({
        "email": "Most@Example.org", "name": { "first": "Ada" }, "backup_email": "backup@example.com"
    });
    let derived = schema.validate(&traits).unwrap();
    assert_eq!(derived.traits, traits);
    assert_eq!(derived.identifiers, [("password", "most@example.org".into())]);
    assert_eq!(derived.verifiable, [(Via::Email, "most@example.org".into())]);
    let backup = (Via::Email, "backup@example.com".into());
    assert_eq!(derived.recovery, [(Via::Email, "most@example.org".into()), backup]);
    assert_eq!(derived.totp_account.as_deref(), Some("Most@Example.org"));
    let same = schema.validate(&json!({ "email": "a@b.org", "backup_email": "A@B.org" })).unwrap();
    assert_eq!(same.recovery.len(), 1);
}

fn many_kinds() -> Schema {
    let name = json!({ "password": { "identifier": true }, "webauthn": { "identifier": true } });
    let code = json!({ "code": { "identifier": true, "via": "sms" } });
    let recovery = json!({ "recovery": { "via": "email" } });
    of(json!({
        "user": { "type": "string", "ory.sh/kratos": { "credentials": name } },
        "phone": {
            "type": "string", "format": "tel",
            "ory.sh/kratos": { "credentials": code, "verification": { "via": "sms" } }
        },
        "mails": { "type": "array", "items": { "type": "string", "ory.sh/kratos": recovery } },
        "kin": { "type": "array", "items": { "type": "object", "properties": {
            "mail": { "type": "string", "format": "no-validate", "ory.sh/kratos": recovery }
        } } }
    }))
    .unwrap()
}

#[test]
fn phones_lists_and_names() {
    let schema = many_kinds();
    let traits = json!({
        "user": " Ada ", "phone": "+49 176 67111638", "mails": ["A@b.org", ""], "kin": [{ "mail": "Root@box" }]
    });
    let derived = schema.validate(&traits).unwrap();
    let number = || "+4917667111638".to_owned();
    let ada = || "ada".to_owned();
    assert_eq!(derived.identifiers, [("password", ada()), ("webauthn", ada()), ("code", number())]);
    assert_eq!(derived.verifiable, [(Via::Sms, number())]);
    let mails = [(Via::Email, "a@b.org".into()), (Via::Email, "root@box".into())];
    assert_eq!(derived.recovery, mails);
    assert_eq!(derived.traits["phone"], number());
    assert_eq!(derived.traits["user"], " Ada ");
    assert_eq!(schema.validate(&json!({ "user": " " })).unwrap().identifiers, []);
}

#[test]
fn addresses_that_are_refused() {
    let schema = many_kinds();
    let refused = |traits: &Value, node: &str, id: u32| {
        let found = schema.validate(traits).unwrap_err();
        let first = found.first().unwrap();
        assert_eq!((found.len(), first.node.as_str(), first.message.id), (1, node, id), "{traits}");
    };
    refused(&json!({ "mails": ["ok@b.org", "a@b.org,c@d.org"] }), "traits.mails.1", 4_000_040);
    refused(&json!({ "kin": [{ "mail": "a b" }] }), "traits.kin.0.mail", 4_000_040);
    refused(&json!({ "phone": "0176" }), "traits.phone", 4_000_041);
    refused(&json!({ "user": "a\nb" }), "traits.user", 4_000_001);
    refused(&json!({ "user": "x".repeat(321) }), "traits.user", 4_000_017);
    let many: Vec<String> = (0..10_000).map(|i| format!("a{i}@b.org")).collect();
    refused(&json!({ "mails": many }), "traits", 4_000_001);
    let wrong = vec!["nonsense"; 10_000];
    assert_eq!(schema.validate(&json!({ "mails": wrong })).unwrap_err().len(), 64);
}
