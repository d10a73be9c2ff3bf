//! What a client submitted: JSON, an HTML form or multipart, seen alike (wire contract §1.2).
//!
//! Keys are dotted paths: `{"traits": {"email": …}}` and `traits.email=…` are the same. Of repeated keys a form's
//! first value counts for text and its last for switches; of JSON's always the last. Empty text counts as absent.
//! A body that cannot be read is a [`Problem`] of status 400, which the flow engine shows in the flow.

use axum::http::header;
use model::Problem;
use model::Secret;
use serde_json::{Map, Value};

use super::request::{Body, Request};

/// How many keys a body may have: enough for every schema, too few to be used against us.
const MOST_KEYS: usize = 1000;

/// A submission.
#[derive(Clone, Default)]
pub(crate) struct Form {
    fields: Vec<(String, Value)>,
    json: bool,
}

impl Form {
    /// Reads the body of a submission.
    pub(crate) fn read(request: &Request) -> Result<Self, Problem> {
        let Body::Read(body) = &request.body else {
            return Err(Problem {
                told_code: Some(500),
                ..Problem::bad_request("").message("The request is too large.")
            });
        };
        let content_type = request.header(header::CONTENT_TYPE).unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if body.is_empty() {
            return Err(Problem::bad_request("The request has no body."));
        }
        match kind.as_str() {
            "application/json" => Self::from_json(body),
            "application/x-www-form-urlencoded" => {
                Self::from_pairs(form_urlencoded::parse(body).into_owned())
            }
            "multipart/form-data" => {
                let pairs = super::multipart::read(content_type, body)
                    .ok_or_else(|| Problem::bad_request("The multipart body cannot be read."))?;
                Self::from_pairs(pairs.into_iter())
            }
            _ => Err(Problem::bad_request(
                "The content type has to be application/json, application/x-www-form-urlencoded or multipart/form-data.",
            )),
        }
    }

    fn from_json(body: &[u8]) -> Result<Self, Problem> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|e| Problem::bad_request(format!("The body is not valid JSON: {e}")))?;
        let Value::Object(map) = value else {
            return Err(Problem::bad_request("The body has to be a JSON object."));
        };
        if has_nul(&map) {
            return Err(Problem::bad_request("The body contains a NUL character."));
        }
        Ok(Self { fields: map.into_iter().collect(), json: true })
    }

    fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Result<Self, Problem> {
        let mut fields = Vec::new();
        for (key, value) in pairs {
            if fields.len() == MOST_KEYS {
                return Err(Problem::bad_request("The body has too many fields."));
            }
            if key.contains('\0') || value.contains('\0') {
                return Err(Problem::bad_request("The body contains a NUL character."));
            }
            fields.push((key, Value::String(value)));
        }
        Ok(Self { fields, json: false })
    }

    /// Back from what [`Form::pause`] made.
    pub(crate) fn resume(paused: &[u8]) -> Option<Self> {
        let (json, fields): (bool, Vec<(String, Value)>) = serde_json::from_slice(paused).ok()?;
        Some(Self { fields, json })
    }
    /// Everything, to be sealed and kept.
    pub(crate) fn pause(&self) -> Secret<Vec<u8>> {
        Secret::new(serde_json::to_vec(&(self.json, &self.fields)).unwrap_or_default())
    }

    /// Adds a query parameter, where the flow takes them as fields.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        if self.text(name).is_none() {
            self.fields.push((name.into(), value.into()));
        }
    }

    fn lookup<'a>(&'a self, name: &str, last: bool) -> Option<&'a Value> {
        let mut all = self.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        if last || self.json { all.next_back() } else { all.next() }
    }

    /// Text; empty is absent. Numbers and switches count as the text a form would send.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.lookup(name, false)? {
            Value::String(text) => Some(text.as_str()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }
    /// A secret text.
    pub(crate) fn secret(&self, name: &str) -> Option<Secret<String>> {
        self.text(name).map(|text| Secret::new(text.to_owned()))
    }
    /// Whether a field is there but is no text at all (a number, an object, …).
    pub(crate) fn misfit(&self, name: &str) -> Option<&'static str> {
        match self.lookup(name, false)? {
            Value::String(_) | Value::Null => None,
            Value::Bool(_) => Some("boolean"),
            Value::Number(_) => Some("number"),
            Value::Array(_) => Some("array"),
            Value::Object(_) => Some("object"),
        }
    }
    /// A switch: `Err` when it is neither on nor off (Go's `ParseBool`).
    pub(crate) fn switch(&self, name: &str) -> Result<bool, Problem> {
        match self.lookup(name, true) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(on)) => Ok(*on),
            Some(Value::String(text)) => match text.as_str() {
                "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
                "" | "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
                _ => Err(self.not_a_switch(name)),
            },
            Some(_) => Err(self.not_a_switch(name)),
        }
    }
    fn not_a_switch(&self, name: &str) -> Problem {
        let problem =
            Problem::bad_request("").message(format!("`{name}` has to be true or false."));
        if self.json { Problem { told_code: Some(500), ..problem } } else { problem }
    }
    /// Whether the field is there at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.lookup(name, false).is_some()
    }
    /// Everything under `traits`, as the schema takes it: whole objects and dotted keys.
    pub(crate) fn traits(&self) -> Vec<(String, Value)> {
        let mine = |key: &str| key == "traits" || key.starts_with("traits.");
        self.fields.iter().filter(|(key, _)| mine(key)).cloned().collect()
    }
    /// The client's own data for hooks; has to be an object.
    pub(crate) fn transient_payload(&self) -> Option<Map<String, Value>> {
        match self.lookup("transient_payload", false)? {
            Value::Object(map) => Some(map.clone()),
            Value::String(text) => serde_json::from_str(text).ok(),
            _ => None,
        }
    }
}

/// PostgreSQL stores no NUL, and nobody types one.
fn has_nul(map: &Map<String, Value>) -> bool {
    fn inside(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => items.iter().any(inside),
            Value::Object(map) => has_nul(map),
            _ => false,
        }
    }
    map.iter().any(|(key, value)| key.contains('\0') || inside(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_fields() {
        let pairs = [("a", "1"), ("a", "2"), ("b", "false"), ("b", "true"), ("c", "")];
        let form = Form::from_pairs(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into()))).unwrap();
        assert_eq!(form.text("a"), Some("1"));
        assert_eq!(form.switch("b"), Ok(true));
        assert_eq!(form.text("c"), None);
        assert!(form.switch("a").is_err());
        let json = Form::from_json(br#"{"a":"1","a":"2","n":3}"#).unwrap();
        assert_eq!(json.text("a"), Some("2"));
        assert_eq!(json.misfit("n"), Some("number"));
        assert!(Form::from_json(br#"{"a":"\u0000"}"#).is_err());
        assert!(Form::from_json(b"[]").is_err());
    }
}
