//! Schemas as operators write them: what is read out of them, what is refused, and what identities look like by them.

mod assemble;
mod compile;
mod derive;
mod fields;
mod properties;
mod violations;

use model::text::Texts;
use serde_json::{Map, Value, json};

use super::Schema;

/// The schema of the recordings.
fn person() -> Value {
    json!({
        "$id": "https://golden.example/identity.schema.json",
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Person",
        "type": "object",
        "properties": { "traits": {
            "type": "object",
            "properties": {
                "email": {
                    "type": "string", "format": "email", "title": "E-Mail", "maxLength": 320,
                    "ory.sh/kratos": {
                        "credentials": { "password": { "identifier": true }, "totp": { "account_name": true } },
                        "recovery": { "via": "email" },
                        "verification": { "via": "email" }
                    }
                },
                "name": { "type": "object", "properties": {
                    "first": { "type": "string", "title": "First name", "maxLength": 50 },
                    "last": { "type": "string", "title": "Last name" }
                } },
                "backup_email": {
                    "type": "string", "format": "email", "title": "Backup e-mail",
                    "ory.sh/kratos": { "recovery": { "via": "email" } }
                }
            },
            "required": ["email"],
            "additionalProperties": false
        } }
    })
}

/// A schema of these traits.
#[expect(clippy::needless_pass_by_value, reason = "tests write the argument with `json!`")]
fn of(properties: Value) -> Result<Schema, String> {
    Schema::compile(
        "test",
        json!({ "properties": { "traits": { "type": "object", "properties": properties } } }),
    )
}

fn golden() -> Schema {
    Schema::compile("default", person()).unwrap()
}

struct Recorded;
impl Texts for Recorded {
    fn text(&self, _: u32, _: &Map<String, Value>) -> String {
        "{{text}}".into()
    }
}
