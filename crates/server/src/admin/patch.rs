//! JSON Patch (RFC 6902) as far as it is taken: `add`, `remove` and `replace` (Kratos admin contract §3.7).
//!
//! Two things are more lenient than the RFC, as in Kratos: `replace` of what is not there adds it, and `add` makes the
//! objects on its way. Pure: which paths may be changed is said by [`Step::place`], what becomes of the result by
//! `change`.

use serde_json::{Map, Value};

/// How deep a path may lead: no identity is deeper, and a deeper one could not be read back.
const DEEPEST: usize = 64;
/// What may be changed in an identity.
const WRITABLE: [&str; 8] = [
    "schema_id",
    "state",
    "traits",
    "metadata_public",
    "metadata_admin",
    "external_id",
    "verifiable_addresses",
    "recovery_addresses",
];
const HASH: [&str; 4] = ["credentials", "password", "config", "hashed_password"];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Op {
    Add(Value),
    Replace(Value),
    Remove,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    op: Op,
    path: Vec<String>,
}

/// What an operation is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// The identity.
    Identity,
    /// The hash of its password, which becomes this.
    PasswordHash(&'a str),
}

/// Reads a patch; `Err` is a sentence for whoever sent it.
pub(super) fn read(body: &[u8]) -> Result<Vec<Step>, String> {
    let steps: Vec<Map<String, Value>> = serde_json::from_slice(body)
        .map_err(|_| "The body has to be a list of JSON Patch operations (RFC 6902).".to_owned())?;
    steps.into_iter().map(step).collect()
}

fn step(mut members: Map<String, Value>) -> Result<Step, String> {
    let value = members.remove("value");
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let path = text("path").ok_or("Each operation needs a path.")?;
    let missing = "The operation needs a value.";
    let op = match text("op") {
        Some("add") => Op::Add(value.ok_or(missing)?),
        Some("replace") => Op::Replace(value.ok_or(missing)?),
        Some("remove") => Op::Remove,
        _ => return Err("The operations add, remove and replace may be used.".to_owned()),
    };
    Ok(Step { op, path: pointer(path)? })
}

/// A JSON pointer (RFC 6901) as its parts.
fn pointer(text: &str) -> Result<Vec<String>, String> {
    let parts = text.strip_prefix('/').ok_or("Each path has to begin with a slash.")?;
    let parts: Vec<String> =
        parts.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    if parts.len() > DEEPEST {
        return Err("A path leads too deep.".to_owned());
    }
    Ok(parts)
}

impl Step {
    /// What it is about; `Err` where that may not be changed.
    pub(super) fn place(&self) -> Result<Place<'_>, String> {
        let first = self.path.first().map(String::as_str).unwrap_or_default();
        if WRITABLE.contains(&first) {
            return Ok(Place::Identity);
        }
        if self.path == HASH {
            return match &self.op {
                Op::Add(Value::String(hash)) | Op::Replace(Value::String(hash)) => {
                    Ok(Place::PasswordHash(hash))
                }
                _ => Err("A password hash can only be replaced, by a text.".to_owned()),
            };
        }
        if first.eq_ignore_ascii_case("credentials") {
            let hash = HASH.join("/");
            return Err(format!("Of the credentials only /{hash} may be changed."));
        }
        let writable = WRITABLE.join(", ");
        Err(format!("Only these members may be changed: {writable}."))
    }

    /// Whether it changes what is said about addresses.
    pub(super) fn is_about_addresses(&self) -> bool {
        self.path.first().is_some_and(|first| first == "verifiable_addresses")
    }

    /// Carries it out.
    pub(super) fn apply(&self, document: &mut Value) -> Result<(), String> {
        let Some((last, way)) = self.path.split_last() else {
            return Err("The whole identity cannot be replaced.".to_owned());
        };
        let makes = self.op != Op::Remove;
        let mut at = document;
        for part in way {
            at = descend(at, part, makes)?;
        }
        match (&self.op, at) {
            (Op::Remove, Value::Object(map)) => {
                map.shift_remove(last).map(drop).ok_or_else(nothing)
            }
            (Op::Remove, Value::Array(items)) => {
                let index = index(last, items.len())?;
                items.remove(index);
                Ok(())
            }
            (Op::Add(value) | Op::Replace(value), Value::Object(map)) => {
                map.insert(last.clone(), value.clone());
                Ok(())
            }
            (Op::Add(value), Value::Array(items)) => {
                let index = if last == "-" { items.len() } else { index(last, items.len() + 1)? };
                items.insert(index, value.clone());
                Ok(())
            }
            (Op::Replace(value), Value::Array(items)) => {
                let index = index(last, items.len())?;
                *items.get_mut(index).ok_or_else(nothing)? = value.clone();
                Ok(())
            }
            _ => Err(nothing()),
        }
    }
}

/// The part of a value that is named; where `makes` is set, an object that is missing is made.
fn descend<'a>(at: &'a mut Value, part: &str, makes: bool) -> Result<&'a mut Value, String> {
    if at.is_null() && makes {
        *at = Value::Object(Map::new());
    }
    match at {
        Value::Object(map) => {
            if makes && map.get(part).is_none_or(Value::is_null) {
                map.insert(part.to_owned(), Value::Object(Map::new()));
            }
            map.get_mut(part).ok_or_else(nothing)
        }
        Value::Array(items) => {
            let index = index(part, items.len())?;
            items.get_mut(index).ok_or_else(nothing)
        }
        _ => Err(nothing()),
    }
}

/// A place in a list of this length: digits without leading zeros.
fn index(part: &str, length: usize) -> Result<usize, String> {
    let plain = part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
    let index = part.parse().ok().filter(|index| plain && *index < length);
    index.ok_or_else(nothing)
}

fn nothing() -> String {
    "A path leads to nothing.".to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn patched(mut document: Value, patch: &Value) -> Result<Value, String> {
        for step in read(patch.to_string().as_bytes())? {
            step.apply(&mut document)?;
        }
        Ok(document)
    }

    #[test]
    fn the_three_operations() {
        let cases = [
            (
                json!({"a": 1}),
                json!([{"op": "add", "path": "/b", "value": 2}]),
                json!({"a": 1, "b": 2}),
            ),
            (
                json!({"a": 1}),
                json!([{"op": "replace", "path": "/b", "value": null}]),
                json!({"a": 1, "b": null}),
            ),
            (json!({"a": 1, "b": 2}), json!([{"op": "remove", "path": "/a"}]), json!({"b": 2})),
            (
                json!({"l": [1, 3]}),
                json!([{"op": "add", "path": "/l/1", "value": 2}]),
                json!({"l": [1, 2, 3]}),
            ),
            (
                json!({"l": [1]}),
                json!([{"op": "add", "path": "/l/-", "value": 2}]),
                json!({"l": [1, 2]}),
            ),
            (
                json!({"l": [1, 2]}),
                json!([{"op": "replace", "path": "/l/1", "value": 5}]),
                json!({"l": [1, 5]}),
            ),
            (json!({"l": [1, 2]}), json!([{"op": "remove", "path": "/l/0"}]), json!({"l": [2]})),
            (
                json!({"m": null}),
                json!([{"op": "add", "path": "/m/n/o", "value": 1}]),
                json!({"m": {"n": {"o": 1}}}),
            ),
            (
                json!({"a/b": 1}),
                json!([{"op": "replace", "path": "/a~1b", "value": 2}]),
                json!({"a/b": 2}),
            ),
            (json!({"~1": 1}), json!([{"op": "remove", "path": "/~01"}]), json!({})),
        ];
        for (document, patch, result) in cases {
            assert_eq!(patched(document, &patch), Ok(result), "{patch}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_an_error() {
        let document = json!({"a": 1, "l": [1]});
        for patch in [
            json!({"op": "replace"}),
            json!([{"op": "replace", "path": "/a"}]),
            json!([{"op": "move", "from": "/a", "path": "/b"}]),
            json!([{"op": "test", "path": "/a", "value": 1}]),
            json!([{"op": "remove", "path": "a"}]),
            json!([{"op": "remove", "path": ""}]),
            json!([{"op": "remove", "path": "/nonsense/here"}]),
            json!([{"op": "add", "path": "/a/b", "value": 1}]),
            json!([{"op": "add", "path": "/l/2", "value": 1}]),
            json!([{"op": "replace", "path": "/l/01", "value": 1}]),
            json!([{"op": "replace", "path": "/l/-", "value": 1}]),
            json!([{"op": "add", "path": "/a".repeat(65), "value": 1}]),
        ] {
            assert!(patched(document.clone(), &patch).is_err(), "{patch}");
        }
    }

    #[test]
    fn which_paths_may_be_changed() {
        let place = |op: &str, path: &str| {
            let steps =
                read(json!([{"op": op, "path": path, "value": "$x"}]).to_string().as_bytes());
            let step = steps.unwrap().remove(0);
            step.place().map(|place| place == Place::Identity)
        };
        for path in
            ["/state", "/traits/email", "/metadata_admin", "/verifiable_addresses/0/verified"]
        {
            assert_eq!(place("replace", path), Ok(true), "{path}");
        }
        assert_eq!(place("replace", "/credentials/password/config/hashed_password"), Ok(false));
        for path in [
            "/id",
            "/ID",
            "/state_changed_at",
            "/stateChangedAt",
            "/created_at",
            "/credentials",
            "/credentials/oidc",
            "/credentials/totp/config/totp_url",
            "/credentials/lookup_secret/config/recovery_codes/0/used_at",
            "/credentials/password/config",
            "/Credentials/password/config/hashed_password",
            "/nonsense",
        ] {
            assert!(place("replace", path).is_err(), "{path}");
        }
        assert!(place("remove", "/credentials/password/config/hashed_password").is_err());
    }

    proptest! {
        #[test]
        fn what_was_added_can_be_removed(name in "[a-z~/]{1,8}", value in any::<i64>()) {
            let path = format!("/traits/{}", name.replace('~', "~0").replace('/', "~1"));
            let before = json!({"traits": {"KEPT": 1}});
            let add = json!([{"op": "add", "path": path, "value": value}]);
            let after = patched(before.clone(), &add).unwrap();
            prop_assert_eq!(&after["traits"][&name], &json!(value));
            let remove = json!([{"op": "remove", "path": path}]);
            prop_assert_eq!(patched(after, &remove).unwrap(), before);
        }
    }
}
