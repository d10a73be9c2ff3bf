//! Makes up answers that fit their templates, with values of each kind's shape.

use serde_json::{Map, Value, json};

use crate::golden::bindings::Bindings;
use crate::golden::matcher::UNORDERED;
use crate::golden::placeholder::{Part, Placeholder, encode_component, parts};
use crate::golden::transcript::ResponseTemplate;
use crate::golden::transport::WireResponse;

/// Makes up values, a new one each time, and remembers those that are captured.
pub(super) struct Sample {
    pub(super) bindings: Bindings,
    count: u64,
}

impl Sample {
    pub(super) fn new(public: &str, admin: &str) -> Self {
        Self { bindings: Bindings::new(public, admin), count: 0 }
    }

    /// A value for a template. Unordered arrays come the other way round.
    pub(super) fn value(&mut self, template: &Value) -> Value {
        match template {
            Value::String(text) => match text.as_str() {
                "{{int}}" => json!(-3),
                "{{number}}" => json!(2.5),
                "{{any}}" => json!({"anything": [null]}),
                _ => self.text(text).into(),
            },
            Value::Array(elements) if elements.first().is_some_and(|e| e == UNORDERED) => {
                let mut made: Vec<Value> = elements[1..].iter().map(|e| self.value(e)).collect();
                made.reverse();
                made.into()
            }
            Value::Array(elements) => elements.iter().map(|e| self.value(e)).collect(),
            Value::Object(members) => {
                let made = members.iter().map(|(name, value)| (name.clone(), self.value(value)));
                Value::Object(made.collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }

    /// A whole answer. A redirect gets an HTML body and nothing says so.
    pub(super) fn response(&mut self, template: &ResponseTemplate) -> WireResponse {
        let mut headers = vec![("X-Unknown".to_owned(), "1".to_owned())];
        for (name, value) in &template.headers {
            match value {
                Value::String(text) => headers.push((name.to_uppercase(), self.text(text))),
                Value::Object(cookies) => {
                    let lines = cookies.iter().map(|(name, form)| self.cookie(name, form));
                    headers.extend(lines.map(|line| ("Set-Cookie".to_owned(), line)));
                }
                _ => panic!("a header is text or cookies"),
            }
        }
        let is_json = |text: &Value| text.as_str().is_some_and(|text| text.contains("json"));
        let is_json = template.headers.get("content-type").is_some_and(is_json);
        let body = match template.body.as_ref().map(|body| self.value(body)) {
            None if (300..400).contains(&template.status) => "<a href=\"/\">See Other</a>".into(),
            None => String::new(),
            Some(Value::String(text)) if !is_json => text,
            Some(body) => body.to_string(),
        };
        WireResponse { status: template.status, headers, body: body.into_bytes() }
    }

    /// A `set-cookie` header from its normal form.
    fn cookie(&mut self, name: &str, form: &Value) -> String {
        let name = self.text(name);
        let value = if form["cleared"] == true { String::new() } else { self.text("v{{int}}") };
        let attributes = form["attributes"].as_array().unwrap().iter();
        let attributes: Vec<String> =
            attributes.map(|attribute| self.text(attribute.as_str().unwrap())).collect();
        format!("{name}={value}; Expires=Thu, 01 Jan 2026 00:00:00 GMT; {}", attributes.join("; "))
            .trim_end_matches("; ")
            .to_owned()
    }

    pub(super) fn text(&mut self, template: &str) -> String {
        let pieces = parts(template);
        let made = pieces.iter().map(|part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Placeholder(placeholder) => self.placeholder(placeholder),
        });
        made.collect()
    }

    fn placeholder(&mut self, placeholder: &Placeholder) -> String {
        let name = placeholder.name();
        let bound = self.bindings.get(&name).filter(|_| placeholder.kind != "csrf");
        let value = match bound {
            Some(value) => value.to_owned(),
            None => self.make(&placeholder.kind),
        };
        if placeholder.index.is_some() {
            self.bindings.bind(&name, &value);
        }
        if placeholder.url { encode_component(&value) } else { value }
    }

    fn make(&mut self, kind: &str) -> String {
        self.count += 1;
        let n = self.count;
        match kind {
            "csrf" => format!("{n:086}=="),
            "session_token" => format!("ory_st_{n:032}"),
            "logout_token" => format!("ory_lo_a-_{n:032}"),
            "code" => format!("{n:06}"),
            "link_token" => format!("aB{n:032}"),
            "totp_secret" => {
                let digits =
                    n.to_string().bytes().map(|b| char::from(b'A' + b - b'0')).collect::<String>();
                format!("{}{digits}", "QRSTUV23".repeat(3))
            }
            "lookup_code" => format!("{n:08x}"),
            "page_token" => format!("eyJ{n}.a="),
            "cookie_hash" => format!("{n:064x}"),
            "png" => format!("data:image/png;base64,{n}=="),
            "hash" => format!("$argon2id$v=19$m=32,t=1,p=1${n}"),
            "ip" => format!("[::1]:{n}").replace(['[', ']'], ""),
            "time" => format!("2026-01-02T03:04:05.{n}Z"),
            "go_time" => format!("2026-01-02 03:04:05.{n} +0000 UTC"),
            "int" => n.to_string(),
            "number" => format!("{n}.5"),
            "text" | "any" => format!("Größe {n}"),
            kind => {
                assert!(kind.ends_with("id"), "{kind}");
                format!("{n:08x}-0000-4000-8000-{n:012x}")
            }
        }
    }
}
