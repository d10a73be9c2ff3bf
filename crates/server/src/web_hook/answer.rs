//! What a hook's answer means, where it is read (Kratos admin contract §1.8).

use model::Message;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::identity::asserted::Asserted;

/// What a hook wants changed in an account that is about to be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Changes {
    pub(crate) schema_id: Option<String>,
    pub(crate) traits: Option<Value>,
    pub(crate) verifiable_addresses: Option<Vec<Asserted>>,
    pub(crate) metadata_public: Option<Value>,
    pub(crate) metadata_admin: Option<Value>,
    pub(crate) external_id: Option<String>,
    pub(crate) state: Option<String>,
}

impl Changes {
    /// Whether there are any.
    pub(crate) fn any(&self) -> bool {
        self.schema_id.is_some()
            || self.traits.is_some()
            || self.verifiable_addresses.is_some()
            || self.metadata_public.is_some()
            || self.metadata_admin.is_some()
            || self.external_id.is_some()
            || self.state.is_some()
    }
    /// Those of another hook, which comes later and wins.
    pub(crate) fn add(&mut self, later: Self) {
        let Self {
            schema_id,
            traits,
            verifiable_addresses,
            metadata_public,
            metadata_admin,
            external_id,
            state,
        } = later;
        self.schema_id = schema_id.or(self.schema_id.take());
        self.verifiable_addresses = verifiable_addresses.or(self.verifiable_addresses.take());
        self.traits = traits.or(self.traits.take());
        self.metadata_public = metadata_public.or(self.metadata_public.take());
        self.metadata_admin = metadata_admin.or(self.metadata_admin.take());
        self.external_id = external_id.or(self.external_id.take());
        self.state = state.or(self.state.take());
    }
}

/// A hook's refusal: messages for the form, with the field each is about (empty: the form).
pub(crate) type Refusal = Vec<(String, Message)>;

#[derive(Deserialize)]
struct Refused {
    messages: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    instance_ptr: String,
    #[serde(default)]
    messages: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    id: u32,
    #[serde(default)]
    text: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    context: Map<String, Value>,
}

/// The body of a good answer. `None`: it is not what it should be.
pub(super) fn accepted(body: &[u8]) -> Option<Changes> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Some(Changes::default());
    }
    let mut answer: Map<String, Value> = serde_json::from_slice(body).ok()?;
    match answer.remove("identity") {
        None | Some(Value::Null) => Some(Changes::default()),
        // Read as an object alone: a list of the same values would do for the library.
        Some(changes @ Value::Object(_)) => serde_json::from_value(changes).ok(),
        Some(_) => None,
    }
}

/// The body of a refusal. `None`: it says nothing that could be shown.
pub(super) fn refused(body: &[u8]) -> Option<Refusal> {
    let refused: Refused = serde_json::from_slice(body).ok()?;
    let mut out = Vec::new();
    for group in refused.messages {
        let field = field(&group.instance_ptr);
        for told in group.messages {
            let message = Message::foreign(told.id, told.kind == "info", told.text, told.context);
            out.push((field.clone(), message));
        }
    }
    Some(out).filter(|messages| !messages.is_empty())
}

/// `traits.email` of `#/traits/email`.
fn field(pointer: &str) -> String {
    pointer.trim_start_matches('#').trim_matches('/').replace('/', ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let body = br##"{"messages":[{"instance_ptr":"#/traits/email","messages":[{"id":123,"text":"no","type":"validation"}]},
            {"messages":[{"id":1,"text":"at all","type":"info","context":{"a":1}}]}]}"##;
        let refusal = refused(body).unwrap();
        assert_eq!((refusal[0].0.as_str(), refusal[0].1.id), ("traits.email", 123));
        assert_eq!((refusal[1].0.as_str(), refusal[1].1.id), ("", 1));
        assert!(refused(b"no").is_none() && refused(br#"{"messages":[]}"#).is_none());
        let changes =
            accepted(br#"{"identity":{"metadata_public":{"a":1},"region":"eu"}}"#).unwrap();
        assert!(changes.traits.is_none() && changes.metadata_public.is_some());
        for nothing in ["", " ", "{}", r#"{"identity":null}"#, r#"{"identity":{}}"#] {
            assert!(!accepted(nothing.as_bytes()).unwrap().any(), "{nothing}");
        }
        for wrong in ["<html>", "[]", r#"{"identity":["default"]}"#, r#"{"identity":{"state":1}}"#]
        {
            assert!(accepted(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }
}
