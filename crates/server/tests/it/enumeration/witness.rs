//! A client that writes down everything it is answered, with what belongs to the flow and to what was typed made alike.

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

use super::{DOMAIN, State, WRONG};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Browser,
    Spa,
    Native,
}

/// Everything that a client saw.
pub(super) struct Witness<'a> {
    pub(super) app: &'a TestApp,
    client: Client,
    pub(super) by: By,
    kind: &'static str,
    local: &'static str,
    ids: Vec<String>,
    pub(super) seen: Vec<(String, String)>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(app: &'a TestApp, by: By, kind: &'static str, state: State) -> Self {
        let client = match by {
            By::Browser => app.browser(),
            By::Spa => app.spa(),
            By::Native => app.native(),
        };
        Self { app, client, by, kind, local: state.local(), ids: Vec::new(), seen: Vec::new() }
    }

    pub(super) fn email(&self) -> String {
        format!("{}{DOMAIN}", self.local)
    }

    fn note(&mut self, step: &str, answer: &Answer) {
        let mut told = format!("{}\n", answer.status);
        for (name, value) in &answer.headers {
            let value = if name == "set-cookie" { uncookied(value) } else { value.clone() };
            // A token is as long as its escapes make it; the bodies themselves are compared.
            if name != "content-length" {
                told.extend([name.as_str(), ": ", &value, "\n"]);
            }
        }
        told.push_str(&answer.text);
        let plain = untyped(&untokened(&told), self.local);
        let plain = untimed(&self.unnamed(&plain));
        self.seen.push((step.to_owned(), plain));
    }

    /// With ids by the order in which they appeared.
    fn unnamed(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some(id) = rest.get(..36).filter(|id| is_uuid(id)) {
                let known = self.ids.iter().position(|other| other == id);
                let number = known.unwrap_or_else(|| {
                    self.ids.push(id.to_owned());
                    self.ids.len() - 1
                });
                out.extend(["ID", &number.to_string()]);
                rest = &rest[36..];
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        out
    }

    /// Notes an answer, then all that it leads to.
    async fn follow(&mut self, step: &str, answer: Answer) {
        self.note(step, &answer);
        let next = if answer.status == 303 {
            let to = answer.location().to_owned();
            let page = self.client.get(&to).await;
            self.note(&format!("{step}: where that leads"), &page);
            to.split_once("flow=").map(|(_, flow)| flow.to_owned())
        } else {
            let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
            let next = &body["error"]["details"]["continue_with"][0]["flow"]["id"];
            next.as_str().or(body["use_flow_id"].as_str()).map(str::to_owned)
        };
        if let Some(flow) = next {
            let flow = flow.split('&').next().unwrap_or_default();
            let read =
                self.client.get(&format!("/self-service/{}/flows?id={flow}", self.kind)).await;
            self.note(&format!("{step}: the flow"), &read);
        }
    }

    pub(super) async fn start(&mut self) {
        let way = if self.by == By::Native { "api" } else { "browser" };
        let answer = self.client.get(&format!("/self-service/{}/{way}", self.kind)).await;
        self.follow("start", answer).await;
    }

    pub(super) async fn submit(&mut self, step: &str, fields: Value) {
        let answer = self.client.submit(fields).await;
        self.follow(step, answer).await;
    }

    pub(super) async fn get(&mut self, step: &str, path: &str) {
        let answer = self.client.get(path).await;
        self.follow(step, answer).await;
    }

    pub(super) fn flow(&self) -> String {
        self.client.flow["id"].as_str().expect("a flow").to_owned()
    }

    /// Looks at the flow by every address that it has.
    pub(super) async fn look(&mut self) {
        let (kind, flow) = (self.kind, self.flow());
        self.get("reading", &format!("/self-service/{kind}/flows?id={flow}")).await;
        self.get("resuming", &format!("/self-service/{kind}?flow={flow}")).await;
        let path = format!("/self-service/{kind}?flow={flow}");
        let head = self.client.send("HEAD", &path, None).await;
        self.note("looking", &head);
    }

    /// Opens links that are none.
    pub(super) async fn open_wrong_links(&mut self) {
        let (kind, flow) = (self.kind, self.flow());
        let mut opener = self.app.browser();
        std::mem::swap(&mut self.client, &mut opener);
        let token = "x".repeat(43);
        let path = format!("/self-service/{kind}?flow={flow}&token={token}");
        self.get("a wrong link", &path).await;
        self.client.set_cookie("readmit_link", &token);
        self.get("the page of a wrong link", &format!("/{kind}/link?flow={flow}")).await;
        let csrf = self.client.node("csrf_token");
        let form = [("csrf_token", csrf.as_str().unwrap()), ("link", "opened"), ("method", "link")];
        self.client.set_cookie("readmit_link", &token);
        let path = format!("/self-service/{kind}?flow={flow}");
        let answer = self.client.post_form(&path, &form).await;
        self.follow("the button of a wrong link", answer).await;
        std::mem::swap(&mut self.client, &mut opener);
    }

    /// Types wrong codes, as long as the flow that is shown asks for one.
    pub(super) async fn try_codes(&mut self, tries: usize, more: Value) {
        for number in 1..=tries {
            if !self.client.nodes().iter().any(|name| name == "code") {
                break;
            }
            let mut fields = json!({ "method": "code", "code": WRONG });
            for (name, value) in more.as_object().into_iter().flatten() {
                fields[name] = value.clone();
            }
            self.submit(&format!("wrong code {number}"), fields).await;
        }
    }
}

/// A cookie's line without its value.
fn uncookied(line: &str) -> String {
    let (name, rest) = line.split_once('=').expect("a cookie");
    let (value, attributes) = rest.split_once(';').expect("attributes");
    let value = if value.is_empty() { "" } else { "VALUE" };
    format!("{name}={value};{attributes}")
}

/// Without the values of fields for CSRF tokens.
fn untokened(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("csrf_token") {
        let value = ["value=\"", "\"value\":\""]
            .iter()
            .filter_map(|mark| rest[at..].find(mark).map(|to| to + mark.len()))
            .filter(|to| *to < 100)
            .min();
        let to = at + value.unwrap_or("csrf_token".len());
        out.push_str(&rest[..to]);
        rest = &rest[to..];
        if value.is_some() {
            out.push_str("TOKEN");
            rest = &rest[rest.find('"').expect("an end")..];
        }
    }
    out.push_str(rest);
    out
}

/// Without what was typed.
fn untyped(text: &str, local: &str) -> String {
    text.replace(local, "TYPED")
}

/// Without points in time, written out or in seconds.
fn untimed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = ["2026-", "_unix\":"].iter().filter_map(|mark| rest.find(mark)).min() {
        let from = at + if rest[at..].starts_with('_') { "_unix\":".len() } else { 0 };
        let end = rest[from..].find(|c: char| !c.is_ascii_digit() && !"-:.TZ".contains(c));
        out.push_str(&rest[..from]);
        out.push_str("TIME");
        rest = end.map_or("", |end| &rest[from + end..]);
    }
    out.push_str(rest);
    out
}

fn is_uuid(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}
