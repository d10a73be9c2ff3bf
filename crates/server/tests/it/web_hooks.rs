//! Web hooks: what they are told, when they may refuse, and that nothing is written then.

mod answers;

use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::crowd::number;
use crate::service::{Sent, Service};

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub(crate) const PROGRAM: &str = "function(ctx) { to: ctx.identity.traits.email, flow: ctx.flow.id, cookies: ctx.request_cookies, \
                       headers: std.objectFields(ctx.request_headers), whole: std.toString(ctx) }";

/// A list with one hook of this service; `more` are members of its configuration.
fn hook(service: &Service, program: &str, more: &Value) -> Value {
    hook_at(&service.url(), program, more)
}

/// The same of a service at this URL.
pub(crate) fn hook_at(url: &str, program: &str, more: &Value) -> Value {
    let program = base64::engine::general_purpose::STANDARD.encode(program);
    let mut config = json!({
        "url": url, "method": "POST", "body": format!("base64://{program}"),
    });
    for (name, value) in more.as_object().unwrap() {
        config[name] = value.clone();
    }
    json!([{ "hook": "web_hook", "config": config }])
}

/// A server with these hooks after a flow, which may go to this machine.
pub(crate) async fn with(flow: &str, after: Value) -> TestApp {
    let config = json!({
        "clients": { "http": { "disallow_private_ip_ranges": false } },
        "selfservice": { "flows": { flow: { "after": after } } },
    });
    TestApp::with(&config.to_string()).await
}

async fn asked(app: &TestApp) -> Client {
    let mut client = app.spa();
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    client
}

#[tokio::test]
async fn a_recovery_is_told_and_signed() {
    let service = Service::start(&[(200, "")]).await;
    let more = json!({
        "signing_secret": KEY, "headers": { "X-From": "readmit" },
        "auth": { "type": "api_key", "config": { "name": "X-Key", "value": "hush", "in": "header" } },
    });
    let app = with("recovery", json!({ "hooks": hook(&service, PROGRAM, &more) })).await;
    app.identity("ada@example.org").create().await;
    let mut client = asked(&app).await;
    client.set_cookie("theirs", "kept");
    let code = app.mail_to("ada@example.org").await.code();
    let passed = client.submit(json!({ "code": code })).await;
    assert_eq!(passed.status, 200, "{}", passed.text);
    assert_eq!(client.whoami().await.status, 200);
    let sent = service.sent();
    assert_eq!(sent.len(), 1, "once");
    let Sent { headers, body, raw } = &sent[0];
    assert_eq!(body["to"], "ada@example.org");
    assert_eq!(body["cookies"], json!({ "theirs": "kept" }), "none of the server's own");
    let shown: Vec<String> = serde_json::from_value(body["headers"].clone()).unwrap();
    assert!(shown.contains(&"Content-Type".to_owned()) && !shown.contains(&"Cookie".to_owned()));
    assert_eq!(
        (&headers["x-from"], &headers["x-key"]),
        (&"readmit".parse().unwrap(), &"hush".parse().unwrap())
    );
    assert_eq!(headers["webhook-id"], headers["ory-webhook-trigger-id"]);
    let signed = format!(
        "{}.{}.{raw}",
        headers["webhook-id"].to_str().unwrap(),
        headers["webhook-timestamp"].to_str().unwrap()
    );
    assert_eq!(
        headers["webhook-signature"].to_str().unwrap(),
        format!("v1,{}", mac(signed.as_bytes()))
    );
    let whole = body["whole"].as_str().unwrap();
    assert!(!whole.contains(&code) && !whole.contains("hashed_password"), "{whole}");
    app.finish().await;
}

/// HMAC-SHA256 with the tests' key, in base64 (RFC 2104).
fn mac(text: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    let base64 = base64::engine::general_purpose::STANDARD;
    let mut block = base64.decode(KEY.trim_start_matches("whsec_")).unwrap();
    block.resize(64, 0);
    let with = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(with(0x36)).chain_update(text).finalize();
    base64.encode(Sha256::new().chain_update(with(0x5c)).chain_update(inner).finalize())
}

#[tokio::test]
async fn a_refusal_leaves_the_code_unspent() {
    let refusal =
        r#"{"messages":[{"messages":[{"id":4711,"text":"Not on a Sunday.","type":"error"}]}]}"#;
    let service = Service::start(&[(403, refusal), (200, "{}")]).await;
    let hooks = hook(&service, PROGRAM, &json!({ "response": { "parse": true } }));
    let app = with("recovery", json!({ "hooks": hooks })).await;
    let identity = app.identity("ada@example.org").create().await;
    let mut client = asked(&app).await;
    let code = app.mail_to("ada@example.org").await.code();
    let before = app.mails().await.len();
    let refused = client.submit(json!({ "code": code.clone() })).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4711]));
    assert!(refused.text.contains("Not on a Sunday."), "{}", refused.text);
    assert_eq!(client.whoami().await.status, 401);
    assert_eq!(
        number(&app, "SELECT COUNT(*) FROM sessions WHERE identity_id = $1", &identity).await,
        0
    );
    assert_eq!(app.mails().await.len(), before, "nobody is told of what did not happen");
    // The page shows it as well.
    let passed = client.submit(json!({ "code": code })).await;
    assert_eq!(passed.status, 200, "{}", passed.text);
    assert_eq!(client.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_hook_that_fails_lets_nobody_in() {
    for (answers, calls) in [(vec![(500, "")], 3), (vec![(404, "")], 1), (vec![(302, "")], 1)] {
        let service = Service::start(&answers).await;
        let app =
            with("login", json!({ "password": { "hooks": hook(&service, PROGRAM, &json!({})) } }))
                .await;
        let identity = app.identity("ada@example.org").create().await;
        let answer = app.spa().sign_in("ada@example.org").await;
        assert_eq!(answer.status, 502, "{}", answer.text);
        assert_eq!(service.sent().len(), calls);
        assert_eq!(
            number(&app, "SELECT COUNT(*) FROM sessions WHERE identity_id = $1", &identity).await,
            0
        );
        app.finish().await;
    }
}

#[tokio::test]
async fn a_registration_is_changed_or_refused_before_it_is_written() {
    let refusal = r##"{"messages":[{"instance_ptr":"#/traits/email","messages":[{"id":1,"text":"Not from there.","type":"error"}]}]}"##;
    let changes = r#"{"identity":{"metadata_public":{"plan":"free"},"metadata_admin":{"risk":1},"external_id":"crm-7",
        "traits":{"email":"new@example.org","name":{"first":"Given"}}}}"#;
    let service = Service::start(&[(400, refusal), (200, changes)]).await;
    let mut hooks = hook(&service, PROGRAM, &json!({ "response": { "parse": true } }));
    hooks.as_array_mut().unwrap().push(json!({ "hook": "session" }));
    let app = with("registration", json!({ "password": { "hooks": hooks } })).await;
    let form = json!({ "method": "password", "password": "a good long password", "traits": { "email": "new@example.org" } });
    let mut client = app.spa();
    client.start("registration", "").await;
    let refused = client.submit(form.clone()).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    let flow = refused.json();
    let nodes = flow["ui"]["nodes"].as_array().unwrap();
    let field = nodes.iter().find(|n| n["attributes"]["name"] == "traits.email").unwrap();
    assert_eq!(field["messages"][0]["text"], "Not from there.");
    assert_eq!(app.admin("GET", "/admin/identities", None).await.json(), json!([]));
    assert!(app.mails().await.is_empty());
    let made = client.submit(form).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let id = made.json()["identity"]["id"].as_str().unwrap().to_owned();
    let shown = app.admin("GET", &format!("/admin/identities/{id}"), None).await.json();
    assert_eq!(shown["metadata_public"], json!({ "plan": "free" }));
    assert_eq!(shown["metadata_admin"], json!({ "risk": 1 }));
    assert_eq!(
        (&shown["external_id"], &shown["traits"]["name"]["first"]),
        (&json!("crm-7"), &json!("Given"))
    );
    assert_eq!(client.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn nobody_waits_for_what_is_ignored() {
    let service = Service::start(&[(500, ""), (200, "")]).await;
    let hooks = hook(&service, PROGRAM, &json!({ "response": { "ignore": true } }));
    let app = with("settings", json!({ "password": { "hooks": hooks } })).await;
    app.identity("ada@example.org").create().await;
    let mut client = app.spa();
    client.sign_in("ada@example.org").await;
    client.start("settings", "").await;
    let changed =
        client.submit(json!({ "method": "password", "password": "another good one" })).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    for _ in 0..200 {
        app.pause(20).await;
        if service.sent().len() == 2 {
            break;
        }
    }
    let sent = service.sent();
    assert_eq!(sent.len(), 2, "it is tried again");
    assert_eq!(
        sent[0].headers["ory-webhook-trigger-id"],
        sent[1].headers["ory-webhook-trigger-id"]
    );
    assert_ne!(
        sent[0].headers["ory-webhook-request-id"],
        sent[1].headers["ory-webhook-request-id"]
    );
    app.finish().await;
}

#[tokio::test]
async fn programs_skip_calls_and_do_not_hang() {
    let service = Service::start(&[(200, "")]).await;
    let skip = "function(ctx) if ctx.identity.traits.email == 'eve@example.org' then {} else error 'cancel'";
    let app = with("login", json!({ "hooks": hook(&service, skip, &json!({})) })).await;
    app.identity("ada@example.org").create().await;
    assert_eq!(app.spa().sign_in("ada@example.org").await.status, 200);
    assert!(service.sent().is_empty());
    app.finish().await;

    let deep = "function(ctx) local f(n) = if n == 0 then 0 else f(n - 1) + f(n - 1); f(24)";
    let app = with("login", json!({ "hooks": hook(&service, deep, &json!({})) })).await;
    app.identity("ada@example.org").create().await;
    let began = std::time::Instant::now();
    assert_eq!(app.spa().sign_in("ada@example.org").await.status, 502);
    assert!(began.elapsed() < Duration::from_secs(20));
    app.finish().await;
}

#[tokio::test]
async fn private_networks_are_out_of_reach() {
    let service = Service::start(&[(200, "")]).await;
    let hooks = hook(&service, PROGRAM, &json!({}));
    for (clients, status) in [
        (json!({}), 502),
        (json!({ "http": { "private_ip_exception_urls": [hooks[0]["config"]["url"]] } }), 200),
    ] {
        let config = json!({ "clients": clients, "selfservice": { "flows": { "login": { "after": { "hooks": hooks } } } } });
        let app = TestApp::with(&config.to_string()).await;
        app.identity("ada@example.org").create().await;
        assert_eq!(app.spa().sign_in("ada@example.org").await.status, status);
        app.finish().await;
    }
    assert_eq!(service.sent().len(), 1);
}

#[tokio::test]
async fn a_hook_before_a_flow_may_refuse_it() {
    let refusal = r#"{"messages":[{"messages":[{"id":1,"text":"Closed today.","type":"error"}]}]}"#;
    let service = Service::start(&[(403, refusal), (200, "")]).await;
    let hooks =
        hook(&service, "function(ctx) { id: ctx.flow.id }", &json!({ "can_interrupt": true }));
    let config = json!({
        "clients": { "http": { "disallow_private_ip_ranges": false } },
        "selfservice": { "flows": { "registration": { "before": { "hooks": hooks } } } },
    });
    let app = TestApp::with(&config.to_string()).await;
    let refused = app.native().start("registration", "").await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("Closed today."), "{}", refused.text);
    assert_eq!(app.native().start("registration", "").await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn what_a_hook_wants_and_somebody_else_has_leaves_nothing_behind() {
    let changes = r#"{"identity":{"external_id":"taken"}}"#;
    let service = Service::start(&[(200, changes)]).await;
    let hooks = hook(&service, PROGRAM, &json!({ "response": { "parse": true } }));
    let app = with("registration", json!({ "password": { "hooks": hooks } })).await;
    app.identity("ada@example.org").member("external_id", json!("taken")).create().await;
    let mut client = app.spa();
    client.start("registration", "").await;
    let form = json!({ "method": "password", "password": "a good long password", "traits": { "email": "new@example.org" } });
    let refused = client.submit(form).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_007]));
    let all = app.admin("GET", "/admin/identities", None).await.json();
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    app.finish().await;
}
