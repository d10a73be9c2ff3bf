//! Whole conversations with a server made up here: what is sent, what is bound, what is found to differ.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::replay;
use crate::golden::transcript::Scenario;
use crate::golden::transport::{Mail, Server, Transport, WireRequest, WireResponse};

const FLOW: &str = "11111111-1111-4111-8111-111111111111";
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Status, headers and body of an answer.
type Answer<'a> = (u16, &'a [(&'a str, &'a str)], &'a str);

/// Answers in turn whatever is asked, and remembers it.
#[derive(Default)]
struct Script {
    answers: VecDeque<WireResponse>,
    sent: Vec<(Server, WireRequest)>,
    /// Mails with the time from which they are there.
    mails: Vec<(f64, Mail)>,
    clock: f64,
}

impl Script {
    fn answering(answers: &[Answer]) -> Self {
        let answers = answers.iter().map(|(status, headers, body)| WireResponse {
            status: *status,
            headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
        });
        Self { answers: answers.collect(), clock: 1000.0, ..Self::default() }
    }

    fn header(&self, request: usize, name: &str) -> Option<&str> {
        let headers = &self.sent[request].1.headers;
        headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn body(&self, request: usize) -> &str {
        str::from_utf8(self.sent[request].1.body.as_deref().unwrap_or_default()).unwrap()
    }
}

impl Transport for Script {
    fn public_base(&self) -> String {
        "http://public".into()
    }

    fn admin_base(&self) -> String {
        "http://admin".into()
    }

    #[expect(clippy::cast_possible_truncation, reason = "small times only")]
    fn now(&self) -> i64 {
        self.clock as i64
    }

    async fn send(&mut self, server: Server, request: WireRequest) -> WireResponse {
        self.sent.push((server, request));
        let plain = WireResponse { status: 200, headers: vec![], body: vec![] };
        self.answers.pop_front().unwrap_or(plain)
    }

    async fn advance(&mut self, seconds: f64) {
        self.clock += seconds;
    }

    async fn mails(&mut self) -> Vec<Mail> {
        let there = self.mails.iter().filter(|(from, _)| *from <= self.clock);
        there.map(|(_, mail)| mail.clone()).collect()
    }
}

fn mail(id: &str, to: &str, text: &str) -> Mail {
    Mail { id: id.into(), to: vec![to.into()], text: text.into() }
}

async fn play(steps: Value, script: &mut Script) -> Vec<String> {
    let scenario = json!({"scenario": "test/one", "title": "", "config": {}, "steps": steps});
    let scenario: Scenario = serde_json::from_value(scenario).unwrap();
    let found = replay(&scenario, script).await;
    found.into_iter().map(|found| format!("{} {}", found.step, found.difference.path)).collect()
}

fn get(path: &str, response: &Value) -> Value {
    json!({
        "name": "get",
        "request": {"method": "GET", "path": path, "server": "public", "headers": {}},
        "response": response,
    })
}

fn post(kind: &str, body: &Value) -> Value {
    let headers = json!({"Content-Type": kind, "accept": "text/html"});
    json!({
        "name": "post",
        "request": {"method": "POST", "path": "/x", "server": "admin", "headers": headers, "body": body},
        "response": {"status": 200, "headers": {}},
    })
}

fn of(client: &str, mut step: Value) -> Value {
    step["request"]["client"] = client.into();
    step
}

#[tokio::test]
async fn cookies_belong_to_their_client() {
    let setting: &[(&str, &str)] = &[("set-cookie", "a=1; Path=/; Secure"), ("Set-Cookie", "b=2")];
    let cookie = |path: &[&str]| json!({"cleared": false, "attributes": path});
    let cookies = json!({"a": cookie(&["Path=/", "Secure"]), "b": cookie(&[])});
    let plain = json!({"status": 200});
    let mut script = Script::answering(&[(200, setting, ""), (200, setting, "")]);
    let steps = json!([
        of("a", get("/1", &json!({"status": 200, "headers": {"set-cookie": cookies}}))),
        get("/2", &json!({"status": 200, "headers": {"set-cookie": cookies}})),
        of("a", get("/3", &plain)),
        of("b", get("/4", &plain)),
        get("/5", &plain),
    ]);
    assert!(play(steps, &mut script).await.is_empty());
    let sent: Vec<_> = (0..5).map(|request| script.header(request, "cookie")).collect();
    assert_eq!(sent, [None, None, Some("a=1; b=2"), None, None]);
}

#[tokio::test]
async fn bodies_are_sent_by_their_content_type() {
    let mut script = Script::answering(&[]);
    let form = "application/x-www-form-urlencoded";
    let mut long = post("text/plain", &Value::Null);
    long["request"]["body_bytes"] = json!({"prefix": "<", "fill": "ab", "count": 3, "suffix": ">"});
    let steps = json!([
        post("application/json; charset=utf-8", &json!({"a": [1]})),
        post(form, &json!({"a b": "c+d", "m": ["x", "y"], "n": true})),
        post("application/json", &json!("{broken")),
        long,
        get("/", &json!({"status": 200})),
    ]);
    assert!(play(steps, &mut script).await.is_empty());
    let bodies: Vec<_> = (0..5).map(|request| script.body(request)).collect();
    let expected = [r#"{"a":[1]}"#, "a%20b=c%2Bd&m=x&m=y&n=true", "{broken", "<ababab>", ""];
    assert_eq!(bodies, expected);
    assert_eq!(script.header(1, "content-length"), Some("26"));
    assert_eq!(script.header(1, "content-type"), Some(form));
    assert_eq!(script.header(1, "user-agent"), Some("golden"));
    assert_eq!(script.header(4, "content-length"), None);
    assert_eq!(script.sent[0].0, Server::Admin);
    assert_eq!(script.sent[4].0, Server::Public);
}

#[tokio::test]
async fn differences_name_their_step() {
    let location = format!("http://127.0.0.1:4455/login?flow={FLOW}");
    let mut script = Script::answering(&[(303, &[("location", &location)], ""), (404, &[], "no")]);
    let steps = json!([
        get(
            "/",
            &json!({"status": 303, "headers": {"location": "{{ui}}/login?flow={{flow_id:1}}"}})
        ),
        get("/flows?id={{flow_id:1}}", &json!({"status": 200, "body": {}})),
    ]);
    assert_eq!(play(steps, &mut script).await, ["2 status", "2 body"]);
    assert_eq!(script.sent[1].1.path, format!("/flows?id={FLOW}"));
}

#[tokio::test]
async fn of_a_given_step_only_the_status_counts() {
    let given = |mut step: Value| {
        step["given"] = true.into();
        step
    };
    let json: &[(&str, &str)] = &[("content-type", "application/json")];
    let body = format!(r#"{{"id": "{FLOW}", "more": 1}}"#);
    let mut script = Script::answering(&[(200, json, &body), (500, json, &body)]);
    let template = json!({"status": 200, "body": {"id": "{{flow_id:1}}"}});
    let steps = json!([
        given(get("/", &template)),
        given(get("/", &template)),
        get("/{{flow_id:1}}", &json!({"status": 200})),
    ]);
    assert_eq!(play(steps, &mut script).await, ["2 status"]);
    assert_eq!(script.sent[2].1.path, format!("/{FLOW}"));
}

#[tokio::test]
async fn a_request_that_cannot_be_filled_is_left_out() {
    let mut script = Script::answering(&[]);
    let plain = json!({"status": 200});
    let steps = json!([get("/{{flow_id:1}}", &plain), get("/2", &plain)]);
    assert_eq!(play(steps, &mut script).await, ["1 request"]);
    assert_eq!(script.sent.len(), 1);
}

#[tokio::test]
async fn no_period_of_a_secret_is_used_twice() {
    let mut script = Script::answering(&[]);
    script.clock = 58.0;
    let code = post("application/json", &json!({"code": format!("{{{{totp:{SECRET}}}}}")}));
    let other = post("application/json", &json!({"code": "{{totp:JBSWY3DPEHPK3PXP}}"}));
    let steps = json!([code, code, other, {"name": "wait", "wait": {"seconds": 40}}, code]);
    assert!(play(steps, &mut script).await.is_empty());
    let bodies: Vec<_> = (0..4).map(|request| script.body(request).to_owned()).collect();
    // Less than 3 s are left at 58, so that the codes are those of 60, 90 and, 40 s later, 130.
    let code = |at: u64| {
        let secret = totp_rs::Secret::try_from_base32(SECRET).unwrap();
        let code = totp_rs::Builder::new().with_secret(secret).build_noncompliant().generate(at);
        json!({"code": code.to_string()}).to_string()
    };
    assert_eq!([&bodies[0], &bodies[1], &bodies[3]], [&code(60), &code(90), &code(130)]);
    assert_eq!(script.now(), 130);
}

#[tokio::test]
async fn mail_is_read_in_order_and_its_code_is_used() {
    let mut script = Script::answering(&[]);
    script.mails = vec![
        (0.0, mail("1", "a@x", "old 111111")),
        (1000.5, mail("2", "a@x", "222222 http://public/x?token=t")),
        (1000.5, mail("3", "b@x", "333333")),
        (1001.0, mail("4", "a@x", "444444")),
    ];
    let plain = json!({"status": 200});
    let steps = json!([
        {"name": "mail", "mail": {"to": "a@x", "code": "{{code:1}}", "link": "{{public}}/x?token=t"}},
        {"name": "mail", "mail": {"to": "a@x", "code": "{{code:2}}", "link": null}},
        {"name": "mail", "mail": {"to": "a@x", "none": true}},
        get("/{{code:1}}/{{code:2}}", &plain),
    ]);
    assert!(play(steps, &mut script).await.is_empty());
    assert_eq!(script.sent[0].1.path, "/222222/444444");
}

#[tokio::test]
async fn mail_that_is_missing_unexpected_or_other_is_a_difference() {
    let mut script = Script::answering(&[]);
    script.mails = vec![(1000.5, mail("1", "a@x", "no code")), (1000.5, mail("2", "b@x", ""))];
    let steps = json!([
        {"name": "mail", "mail": {"to": "a@x", "code": "{{code:1}}", "link": null}},
        {"name": "mail", "mail": {"to": "b@x", "none": true}},
        {"name": "mail", "mail": {"to": "c@x", "code": null, "link": null}},
    ]);
    assert_eq!(play(steps, &mut script).await, ["1 mail.code", "2 mail", "3 mail"]);
}
