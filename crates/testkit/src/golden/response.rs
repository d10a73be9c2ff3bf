//! An answer in the form in which it is compared with a transcript.
//!
//! Headers by lower-case name, cookies in normal form, the body as JSON where it says so and as
//! text otherwise. The HTML body of a redirect says nothing that its `location` does not, so it is
//! left out together with its `content-type`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::bindings::Bindings;
use super::cookies::{self, SetCookie};
use super::difference::Difference;
use super::matcher;
use super::transcript::ResponseTemplate;
use super::transport::WireResponse;

/// An answer, digested.
#[derive(Debug)]
pub(super) struct Response {
    status: u16,
    headers: BTreeMap<String, String>,
    /// What it sets, in order.
    pub(super) cookies: Vec<SetCookie>,
    body: Value,
}

impl Response {
    pub(super) fn read(wire: &WireResponse) -> Self {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        let mut cookies = Vec::new();
        for (name, value) in &wire.headers {
            let name = name.to_ascii_lowercase();
            if name == "set-cookie" {
                cookies.extend(SetCookie::read(value));
            } else if let Some(before) = headers.get_mut(&name) {
                before.push_str(", ");
                before.push_str(value);
            } else {
                headers.insert(name, value.clone());
            }
        }
        let is_json = headers.get("content-type").is_some_and(|kind| kind.contains("json"));
        let mut body = body(&wire.body, is_json);
        if (300..400).contains(&wire.status) && !body.is_object() {
            headers.remove("content-type");
            body = Value::Null;
        }
        Self { status: wire.status, headers, cookies, body }
    }

    /// Compares status, headers and body in this order, binding on the way.
    pub(super) fn compare(
        &self,
        wanted: &ResponseTemplate,
        bindings: &mut Bindings,
    ) -> Vec<Difference> {
        let mut differences: Vec<Difference> = self.compare_status(wanted).into_iter().collect();
        if !wanted.headers.contains_key("location")
            && let Some(found) = self.headers.get("location")
        {
            let found = Value::from(found.as_str());
            differences.push(Difference::of("headers.location", None, Some(&found)));
        }
        for (name, template) in &wanted.headers {
            match name.as_str() {
                "set-cookie" => {}
                "vary" => differences.extend(self.compare_vary(template)),
                _ => differences.extend(self.compare_header(name, template, bindings)),
            }
        }
        differences.extend(cookies::compare(wanted.headers.get("set-cookie"), &self.cookies));
        let template = wanted.body.as_ref().unwrap_or(&Value::Null);
        differences.extend(matcher::compare("body", template, &self.body, bindings));
        differences
    }

    /// Compares the status alone. The difference shows what the answer said instead.
    pub(super) fn compare_status(&self, wanted: &ResponseTemplate) -> Option<Difference> {
        (self.status != wanted.status).then(|| {
            let said = self.headers.get("location").map(|to| Value::from(to.as_str()));
            let said = Difference::of("status", None, said.as_ref().or(Some(&self.body))).found;
            let found = format!("{} {said}", self.status);
            Difference::new("status", wanted.status.to_string(), found)
        })
    }

    fn compare_header(
        &self,
        name: &str,
        template: &Value,
        bindings: &mut Bindings,
    ) -> Vec<Difference> {
        let path = format!("headers.{name}");
        match self.headers.get(name) {
            Some(found) => matcher::compare(&path, template, &found.as_str().into(), bindings),
            None => vec![Difference::of(&path, Some(template), None)],
        }
    }

    fn compare_vary(&self, template: &Value) -> Option<Difference> {
        let tokens = |text: &str| -> Vec<String> {
            text.split(',').map(|token| token.trim().to_ascii_lowercase()).collect()
        };
        let found = self.headers.get("vary");
        let there = found.map(|found| tokens(found)).unwrap_or_default();
        let lacks = tokens(template.as_str()?).iter().any(|token| !there.contains(token));
        let found = found.map(|found| Value::from(found.as_str()));
        lacks.then(|| Difference::of("headers.vary", Some(template), found.as_ref()))
    }
}

/// JSON where it is meant to be and is, text otherwise, null if there is none.
fn body(bytes: &[u8], is_json: bool) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    let json = if is_json { serde_json::from_slice(bytes).ok() } else { None };
    json.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned().into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Bindings, Response, ResponseTemplate, WireResponse};

    fn paths(template: serde_json::Value, wire: &WireResponse) -> Vec<String> {
        let template: ResponseTemplate = serde_json::from_value(template).unwrap();
        let mut bindings = Bindings::new("http://public", "http://admin");
        let found = Response::read(wire).compare(&template, &mut bindings);
        found.into_iter().map(|difference| difference.path).collect()
    }

    fn wire(status: u16, headers: &[(&str, &str)], body: &str) -> WireResponse {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        WireResponse { status, headers: headers.iter().map(own).collect(), body: body.into() }
    }

    #[test]
    fn each_part_is_compared() {
        let answer = wire(
            200,
            &[("Location", "/x"), ("Vary", "Origin"), ("vary", "Accept"), ("Set-Cookie", "a=1")],
            "{}",
        );
        let template = json!({"status": 201, "headers": {"vary": "Cookie, Accept", "link": "l"}});
        let expected = [
            "status",
            "headers.location",
            "headers.vary",
            "headers.link",
            "headers.set-cookie.a",
            "body",
        ];
        assert_eq!(paths(template, &answer), expected);
    }

    #[test]
    fn headers_that_the_transcript_does_not_name_do_not_matter() {
        let answer = wire(204, &[("X-More", "1"), ("Vary", "Origin, cookie")], "");
        assert!(paths(json!({"status": 204, "headers": {"vary": "Cookie"}}), &answer).is_empty());
    }

    #[test]
    fn bodies_are_json_where_the_content_type_says_so() {
        let template = json!({"status": 200, "body": {"a": "{{int}}"}});
        let json = [("content-type", "application/json; charset=utf-8")];
        assert!(paths(template.clone(), &wire(200, &json, "{ \"a\": 1 }")).is_empty());
        assert_eq!(paths(template, &wire(200, &[], "{\"a\": 1}")), ["body"]);
        let text = json!({"status": 200, "body": "{{text}}"});
        assert!(paths(text, &wire(200, &json, "no JSON")).is_empty());
    }

    #[test]
    fn the_html_of_a_redirect_is_left_out() {
        let template = json!({"status": 303, "headers": {"location": "{{public}}/x"}});
        let html = [("location", "http://public/x"), ("content-type", "text/html")];
        assert!(paths(template.clone(), &wire(303, &html, "<a>See Other</a>")).is_empty());
        let json = [("location", "http://public/x"), ("content-type", "application/json")];
        assert_eq!(paths(template, &wire(303, &json, "{}")), ["body"]);
    }
}
