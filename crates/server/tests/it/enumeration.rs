//! Nobody learns from recovery or verification whether an address belongs to an account, nor in what state that is.
//!
//! The same script runs for addresses of every state and by every kind of client, and everything that was answered
//! (status, headers, body, and for browsers the pages that redirects lead to) is compared byte for byte. Only what
//! belongs to the flow and to what was typed is made alike before: ids in the order of their appearance, times, CSRF
//! tokens, the address itself.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

const DOMAIN: &str = "@example.org";
const WRONG: &str = "00000000";
const LINKS: &str = "selfservice: { methods: { link: { enabled: true } }, \
    flows: { recovery: { use: link }, verification: { use: link } } }";
/// Flows are over by then, and not forgotten yet.
const LATE: Duration = Duration::from_mins(90);
const CHOICE: &str = "feature_flags: { choose_recovery_address: true }";

/// Of what state an address is: as long as each other, and masked alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Known,
    Unknown,
    Unverified,
    Deactivated,
    /// Three mails of the hour are used up.
    Limited,
    /// The account has another address, too.
    OneOfTwo,
}

const STATES: [State; 6] = [
    State::Known,
    State::Unknown,
    State::Unverified,
    State::Deactivated,
    State::Limited,
    State::OneOfTwo,
];

impl State {
    /// What stands before the `@`.
    const fn local(self) -> &'static str {
        match self {
            Self::Known => "somebody-known",
            Self::Unknown => "somebody-there",
            Self::Unverified => "somebody-fresh",
            Self::Deactivated => "somebody-asleep",
            Self::Limited => "somebody-often",
            Self::OneOfTwo => "somebody-twice",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Browser,
    Spa,
    Native,
}

/// Everything that a client saw.
struct Witness<'a> {
    app: &'a TestApp,
    client: Client,
    by: By,
    kind: &'static str,
    local: &'static str,
    ids: Vec<String>,
    seen: Vec<(String, String)>,
}

impl<'a> Witness<'a> {
    fn new(app: &'a TestApp, by: By, kind: &'static str, state: State) -> Self {
        let client = match by {
            By::Browser => app.browser(),
            By::Spa => app.spa(),
            By::Native => app.native(),
        };
        Self { app, client, by, kind, local: state.local(), ids: Vec::new(), seen: Vec::new() }
    }

    fn email(&self) -> String {
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

    async fn start(&mut self) {
        let way = if self.by == By::Native { "api" } else { "browser" };
        let answer = self.client.get(&format!("/self-service/{}/{way}", self.kind)).await;
        self.follow("start", answer).await;
    }

    async fn submit(&mut self, step: &str, fields: Value) {
        let answer = self.client.submit(fields).await;
        self.follow(step, answer).await;
    }

    async fn get(&mut self, step: &str, path: &str) {
        let answer = self.client.get(path).await;
        self.follow(step, answer).await;
    }

    fn flow(&self) -> String {
        self.client.flow["id"].as_str().expect("a flow").to_owned()
    }

    /// Looks at the flow by every address that it has.
    async fn look(&mut self) {
        let (kind, flow) = (self.kind, self.flow());
        self.get("reading", &format!("/self-service/{kind}/flows?id={flow}")).await;
        self.get("resuming", &format!("/self-service/{kind}?flow={flow}")).await;
        let path = format!("/self-service/{kind}?flow={flow}");
        let head = self.client.send("HEAD", &path, None).await;
        self.note("looking", &head);
    }

    /// Opens links that are none.
    async fn open_wrong_links(&mut self) {
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
    async fn try_codes(&mut self, tries: usize, more: Value) {
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

/// Makes what there is to know of an address.
async fn prepare(app: &TestApp, state: State, kind: &str, method: &str) {
    let email = format!("{}{DOMAIN}", state.local());
    if state == State::Unknown {
        return;
    }
    let mut made = app.identity(&email);
    if state != State::Unverified {
        let address =
            json!({ "value": email, "via": "email", "verified": true, "status": "completed" });
        made = made.member("verifiable_addresses", json!([address]));
    }
    if state == State::OneOfTwo {
        let traits = json!({ "email": email, "backup_email": "lovelace@example.com" });
        made = made.member("traits", traits);
    }
    if state == State::Deactivated {
        made = made.member("state", json!("inactive"));
    }
    made.create().await;
    if state == State::Limited {
        for _ in 0..3 {
            let mut client = app.native();
            client.start(kind, "").await;
            let field = if client.nodes().iter().any(|n| n == "email") {
                json!({ "method": method, "email": email })
            } else {
                client.submit(json!({ "recovery_address": email })).await;
                json!({ "recovery_select_address": "entered", "recovery_address": email })
            };
            client.submit(field).await;
        }
        let mails = app.mails().await;
        assert_eq!(mails.iter().filter(|mail| mail.to.contains(&email)).count(), 3);
    }
}

/// The first place where two differ, with a little around it.
fn difference(one: &str, other: &str) -> String {
    let at = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let bytes = &text.as_bytes()[at.saturating_sub(80)..(at + 160).min(text.len())];
        String::from_utf8_lossy(bytes).into_owned()
    };
    format!("…{}…\n…{}…", around(one), around(other))
}

/// Runs a script for every state and client.
async fn all_see_the_same<F>(config: &str, kind: &'static str, method: &str, script: F)
where
    F: AsyncFn(&mut Witness<'_>),
{
    for by in [By::Browser, By::Spa, By::Native] {
        let app = TestApp::with(config).await;
        let mut first: Vec<(String, String)> = Vec::new();
        for state in STATES {
            prepare(&app, state, kind, method).await;
            let mut witness = Witness::new(&app, by, kind, state);
            script(&mut witness).await;
            let seen = witness.seen;
            assert!(seen.iter().any(|(_, told)| told.contains("TYPED")), "the address is shown");
            if first.is_empty() {
                first = seen;
                continue;
            }
            for ((step, one), (_, other)) in first.iter().zip(&seen) {
                assert!(
                    one == other,
                    "{kind}, {by:?}, {step}: {:?} and {state:?} differ:\n{}",
                    STATES[0],
                    difference(one, other)
                );
            }
            assert_eq!(first.len(), seen.len(), "{kind}, {by:?}, {state:?}: as many answers");
        }
        app.finish().await;
    }
}

#[tokio::test]
async fn recovery_by_code() {
    all_see_the_same("", "recovery", "code", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("no address", json!({ "method": "code", "email": "" })).await;
        w.submit("the address", json!({ "method": "code", "email": email })).await;
        w.look().await;
        w.submit("resent", json!({ "method": "code", "email": email })).await;
        w.open_wrong_links().await;
        w.try_codes(7, json!({})).await;
        w.look().await;
        // The fresh flow goes on.
        w.submit("the address anew", json!({ "method": "code", "email": email })).await;
        w.submit("no code", json!({ "method": "code", "code": "" })).await;
        w.app.advance(Duration::from_mins(10));
        w.try_codes(1, json!({})).await;
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "code", "code": WRONG })).await;
    })
    .await;
}

/// Tries are counted over all flows.
#[tokio::test]
async fn wrong_codes_in_two_recoveries() {
    all_see_the_same("", "recovery", "code", async |w| {
        let email = w.email();
        for _ in 0..2 {
            w.start().await;
            w.submit("the address", json!({ "method": "code", "email": email })).await;
            w.try_codes(7, json!({})).await;
        }
    })
    .await;
}

/// Tries are counted over all flows of an account; a flow that has none is counted by itself.
#[tokio::test]
async fn wrong_codes_in_two_verifications() {
    all_see_the_same("", "verification", "code", async |w| {
        let email = w.email();
        for _ in 0..2 {
            w.start().await;
            w.submit("the address", json!({ "method": "code", "email": email })).await;
            w.try_codes(7, json!({})).await;
        }
    })
    .await;
}

#[tokio::test]
async fn recovery_by_link() {
    all_see_the_same(LINKS, "recovery", "link", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("the address", json!({ "method": "link", "email": email })).await;
        w.look().await;
        w.submit("sent again", json!({ "method": "link", "email": email })).await;
        w.open_wrong_links().await;
        w.submit("a code instead", json!({ "method": "code", "email": email })).await;
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "link", "email": email })).await;
    })
    .await;
}

#[tokio::test]
async fn recovery_with_a_choice_of_addresses() {
    all_see_the_same(CHOICE, "recovery", "code", async |w| {
        let email = w.email();
        let with = |fields: Value| {
            let mut fields = fields;
            fields["recovery_address"] = json!(email);
            fields
        };
        w.start().await;
        w.submit("the address", with(json!({}))).await;
        w.submit("chosen", with(json!({ "recovery_select_address": "entered" }))).await;
        w.look().await;
        w.submit("resent", with(json!({ "recovery_confirm_address": email, "code": "" }))).await;
        w.try_codes(2, with(json!({}))).await;
        w.submit("back", with(json!({ "screen": "previous" }))).await;
        w.submit("another", with(json!({ "recovery_select_address": "other" }))).await;
        let other = json!({ "recovery_confirm_address": "lovelace@example.com" });
        w.submit("written out", with(other)).await;
        w.open_wrong_links().await;
        w.try_codes(5, with(json!({}))).await;
        w.look().await;
    })
    .await;
}

#[tokio::test]
async fn verification_by_code() {
    all_see_the_same("", "verification", "code", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("no address", json!({ "method": "code", "email": "" })).await;
        w.submit("the address", json!({ "method": "code", "email": email })).await;
        w.look().await;
        w.submit("resent", json!({ "method": "code", "email": email })).await;
        let path = format!("/self-service/verification?flow={}&code={WRONG}", w.flow());
        w.get("a mail's link with a wrong code", &path).await;
        w.open_wrong_links().await;
        w.submit("no code", json!({ "method": "code", "code": "" })).await;
        w.try_codes(7, json!({})).await;
        w.app.advance(Duration::from_mins(10));
        if w.by != By::Native {
            // The fresh flow is a browser's, whatever the old one was.
            w.submit("the address anew", json!({ "method": "code", "email": email })).await;
            w.try_codes(1, json!({})).await;
        }
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "code", "code": WRONG })).await;
    })
    .await;
}

#[tokio::test]
async fn verification_by_link() {
    all_see_the_same(LINKS, "verification", "link", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("the address", json!({ "method": "link", "email": email })).await;
        w.look().await;
        w.submit("sent again", json!({ "method": "link", "email": email })).await;
        w.open_wrong_links().await;
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "link", "email": email })).await;
    })
    .await;
}
