//! The values that placeholders stand for during one run of one scenario.
//!
//! Given values are there from the start, captured ones are bound by [`super::matcher`] when an
//! answer first shows them, and requests are filled from both. One-time codes are computed at the
//! time handed in. Nothing is ever drawn or read from a clock here.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::otp::OneTimeCode;
use super::placeholder::{Part, Placeholder, encode_component, parts};

/// Base URL of the pages in all transcripts, `{{ui}}`.
pub const UI: &str = "http://127.0.0.1:4455";

/// A placeholder of a request has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillError {
    /// The placeholder as it is written.
    pub placeholder: String,
}

impl fmt::Display for FillError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} is not bound", self.placeholder)
    }
}

impl std::error::Error for FillError {}

/// Values by name (`flow_id:1`, `public`).
#[derive(Debug, Clone)]
pub struct Bindings {
    values: BTreeMap<String, String>,
}

impl Bindings {
    /// Starts with the given values: base URLs without a slash at the end, and [`UI`].
    #[must_use]
    pub fn new(public: &str, admin: &str) -> Self {
        let given = [("public", public), ("admin", admin), ("ui", UI)];
        let values = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { values: BTreeMap::from(values) }
    }

    /// The value bound to a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Binds a value, or binds it anew.
    pub fn bind(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_owned(), value.to_owned());
    }

    /// Fills the placeholders of all strings and member names; `now` is in Unix seconds.
    ///
    /// # Errors
    /// A placeholder without a value.
    pub fn fill(&self, template: &Value, now: i64) -> Result<Value, FillError> {
        Ok(match template {
            Value::String(text) => Value::String(self.fill_text(text, now)?),
            Value::Array(elements) => {
                elements.iter().map(|element| self.fill(element, now)).collect::<Result<_, _>>()?
            }
            Value::Object(members) => {
                let filled = members
                    .iter()
                    .map(|(name, value)| Ok((self.fill_text(name, now)?, self.fill(value, now)?)));
                Value::Object(filled.collect::<Result<Map<_, _>, _>>()?)
            }
            other => other.clone(),
        })
    }

    /// Fills the placeholders of one string; `now` is in Unix seconds.
    ///
    /// # Errors
    /// A placeholder without a value.
    pub fn fill_text(&self, template: &str, now: i64) -> Result<String, FillError> {
        parts(template)
            .iter()
            .map(|part| match part {
                Part::Literal(literal) => Ok(literal.clone()),
                Part::Placeholder(placeholder) => self.value(placeholder, now),
            })
            .collect()
    }

    fn value(&self, placeholder: &Placeholder, now: i64) -> Result<String, FillError> {
        let value = if placeholder.kind == "totp" {
            self.one_time_code(placeholder).and_then(|asked| asked.code(now))
        } else {
            self.get(&placeholder.name()).map(str::to_owned)
        };
        match value {
            Some(value) if placeholder.url => Ok(encode_component(&value)),
            Some(value) => Ok(value),
            None => Err(FillError { placeholder: placeholder.to_string() }),
        }
    }

    /// The one-time codes that a template asks for, as far as their secrets are bound.
    pub(super) fn one_time_codes(&self, template: &Value) -> Vec<OneTimeCode> {
        match template {
            Value::String(text) => parts(text)
                .iter()
                .filter_map(|part| match part {
                    Part::Placeholder(placeholder) if placeholder.kind == "totp" => {
                        self.one_time_code(placeholder)
                    }
                    _ => None,
                })
                .collect(),
            Value::Array(elements) => {
                elements.iter().flat_map(|e| self.one_time_codes(e)).collect()
            }
            Value::Object(members) => {
                members.values().flat_map(|v| self.one_time_codes(v)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn one_time_code(&self, placeholder: &Placeholder) -> Option<OneTimeCode> {
        OneTimeCode::read(placeholder.index.as_deref()?, self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Bindings;

    fn bindings() -> Bindings {
        let mut bindings = Bindings::new("http://public", "http://admin");
        bindings.bind("flow_id:1", "one");
        bindings.bind("csrf:1", "a+b==");
        bindings.bind("totp_secret:1", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        bindings
    }

    #[test]
    fn requests_are_filled() {
        let template = json!({
            "to": "{{public}}/x?flow={{flow_id:1}}&return_to={{ui|url}}",
            "{{flow_id:1}}": ["{{csrf:1|url}}", 1, null, {"code": "{{totp:1}}"}],
        });
        let filled = json!({
            "to": "http://public/x?flow=one&return_to=http%3A%2F%2F127.0.0.1%3A4455",
            "one": ["a%2Bb%3D%3D", 1, null, {"code": "287082"}],
        });
        assert_eq!(bindings().fill(&template, 59), Ok(filled));
    }

    #[test]
    fn a_placeholder_without_a_value_is_an_error() {
        for text in ["{{flow_id:2}}", "{{flow_id}}", "{{totp:2}}", "{{totp}}", "{{nonsense}}"] {
            let refused = bindings().fill(&json!({"a": [text]}), 59).unwrap_err();
            assert_eq!(refused.placeholder, text);
        }
    }

    #[test]
    fn one_time_codes_are_found_at_any_depth() {
        let template = json!({"a": ["{{totp:1}}", {"b": "x{{totp:1+1}}"}], "c": "{{csrf:1}}"});
        let periods: Vec<i64> =
            bindings().one_time_codes(&template).iter().map(|code| code.usage(59).1).collect();
        assert_eq!(periods, [1, 2]);
    }
}
