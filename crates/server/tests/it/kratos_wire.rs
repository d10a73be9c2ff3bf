//! What Kratos' clients meet at the edges of flows, in its mode: no recording shows these.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Client, TestApp};

const ADA: &str = "ada@example.org";
const VERIFIES: &str =
    "compatibility: kratos\nselfservice: { flows: { verification: { enabled: true } } }";

async fn server() -> TestApp {
    let app = TestApp::with(VERIFIES).await;
    app.identity(ADA).create().await;
    app
}

/// A native verification flow that waits for the code of this address.
async fn waiting(app: &TestApp) -> Client {
    let mut client = app.native();
    client.start("verification", "").await;
    let sent = client.submit(json!({ "method": "code", "email": ADA })).await;
    assert_eq!((sent.status, sent.messages()), (200, vec![1_080_003]), "{}", sent.text);
    client
}

#[tokio::test]
async fn native_clients_verify_without_a_token_to_send() {
    let app = server().await;
    let mut client = app.native();
    client.start("verification", "").await;
    assert!(!client.nodes().contains(&"csrf_token".into()), "{:?}", client.nodes());
    let mut client = waiting(&app).await;
    assert_eq!(client.nodes(), ["method", "code", "method", "email"]);
    let wrong = client.submit(json!({ "method": "code", "code": "000000" })).await;
    assert_eq!((wrong.status, wrong.messages()), (200, vec![4_070_006]), "{}", wrong.text);
    assert!(!client.nodes().contains(&"csrf_token".into()), "{:?}", client.nodes());
    app.finish().await;
}

#[tokio::test]
async fn what_replaces_a_native_verification_is_native() {
    let app = server().await;
    let mut client = waiting(&app).await;
    let code = app.mail_to(ADA).await.code();
    let done = client.submit(json!({ "method": "code", "code": code })).await;
    assert_eq!(done.json()["state"], "passed_challenge", "{}", done.text);
    let path = format!("/self-service/verification?flow={}", client.flow["id"].as_str().unwrap());
    for again in
        [json!({ "method": "code", "email": ADA }), json!({ "method": "code", "code": "000000" })]
    {
        let replaced = client.post(&path, &again).await;
        assert_eq!(replaced.status, 410, "{}", replaced.text);
        let new = replaced.json()["use_flow_id"].as_str().unwrap().to_owned();
        let read = client.get(&format!("/self-service/verification/flows?id={new}")).await;
        assert_eq!((read.status, &read.json()["type"]), (200, &json!("api")), "{}", read.text);
        assert_eq!(read.messages(), [4_070_002]);
    }
    app.finish().await;
}

#[tokio::test]
async fn both_banners_where_both_are_asked_for() {
    let app = server().await;
    let mut client = app.native();
    client.sign_in(ADA).await;
    let both = client.start("login", "?refresh=true&aal=aal2").await;
    assert_eq!(both.messages(), [1_010_003, 1_010_004], "{}", both.text);
    app.finish().await;
}

#[tokio::test]
async fn an_empty_code_is_a_wrong_one() {
    let app = server().await;
    let mut client = app.native();
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": ADA })).await;
    let wrong = client.submit(json!({ "method": "code", "code": "" })).await;
    assert_eq!((wrong.status, wrong.messages()), (200, vec![4_060_006]), "{}", wrong.text);
    app.finish().await;
}

#[tokio::test]
async fn an_expired_sign_in_of_somebody_signed_in_is_not_replaced() {
    let app = server().await;
    for query in ["?refresh=true", "?aal=aal2"] {
        let mut client = app.native();
        client.sign_in(ADA).await;
        client.start("login", query).await;
        app.advance(Duration::from_mins(61));
        let late = client
            .submit(
                json!({ "method": "password", "identifier": ADA, "password": "correct horse 9" }),
            )
            .await;
        assert_eq!((late.status, late.messages()), (400, vec![4_000_001]), "{}", late.text);
    }
    app.finish().await;
}

/// What the operator does not mail is not mailed, whoever asks for it.
#[tokio::test]
async fn the_way_that_is_not_in_use_is_none() {
    for (used, other) in [("code", "link"), ("link", "code")] {
        let app = TestApp::with(&format!(
            "compatibility: kratos\nselfservice: {{ flows: {{ recovery: {{ use: {used} }}, \
             verification: {{ enabled: true, use: {used} }} }}, methods: {{ link: {{ enabled: true }}, code: {{ enabled: true }} }} }}"
        ))
        .await;
        app.identity(ADA).create().await;
        let before = app.mails().await.len();
        let mut client = app.native();
        for (kind, told) in [("recovery", 4_010_005), ("verification", 4_010_006)] {
            // As recorded, a link can be asked for where codes are usual.
            let others = [other, "password"];
            let asked = if kind == "recovery" && other == "link" { &others[1..] } else { &others };
            for method in asked {
                client.start(kind, "").await;
                let refused = client.submit(json!({ "method": method, "email": ADA })).await;
                let said = (refused.status, refused.messages());
                assert_eq!(said, (400, vec![told]), "{kind} by {method}: {}", refused.text);
            }
        }
        assert_eq!(app.mails().await.len(), before);
        app.finish().await;
    }
}

#[tokio::test]
async fn whoever_is_signed_in_is_told_so_before_anything_else() {
    let app = server().await;
    let mut client = app.browser();
    client.sign_in(ADA).await;
    let sent_away =
        client.get("/self-service/recovery/browser?return_to=https%3A%2F%2Fevil.example%2F").await;
    assert_eq!(sent_away.status, 302, "{}", sent_away.text);
    assert!(!sent_away.location().contains("evil"), "{}", sent_away.location());
    let mut native = app.native();
    native.sign_in(ADA).await;
    let refused =
        native.get("/self-service/recovery/api?return_to=https%3A%2F%2Fevil.example%2F").await;
    assert_eq!(refused.json()["error"]["id"], "session_already_available", "{}", refused.text);
    app.finish().await;
}

#[tokio::test]
async fn a_sign_up_says_where_its_verification_leads() {
    let app = server().await;
    for (wanted, leads) in
        [("http%3A%2F%2F127.0.0.1%3A4433%2Fsettings", true), ("https%3A%2F%2Fevil.example", false)]
    {
        let mut client = app.spa();
        client.start("registration", &format!("?after_verification_return_to={wanted}")).await;
        let email = format!("{leads}@example.org");
        let traits = json!({ "email": email });
        let fields =
            json!({ "method": "password", "traits": traits, "password": "correct horse 9" });
        let done = client.submit(fields).await;
        assert_eq!(done.status, 200, "{}", done.text);
        let flow: String = app
            .app
            .db
            .one("SELECT body FROM flows WHERE kind = 'verification' ORDER BY issued_at DESC LIMIT 1", Vec::new())
            .await
            .unwrap();
        assert_eq!(
            flow.contains("\"return_to\":\"http://127.0.0.1:4433/settings\""),
            leads,
            "{flow}"
        );
        app.advance(Duration::from_secs(1));
    }
    app.finish().await;
}

#[tokio::test]
async fn every_sign_in_mails_to_an_address_that_is_not_proved() {
    let hooks = json!({ "hooks": [{ "hook": "verification" }] });
    let flows =
        json!({ "verification": { "enabled": true }, "login": { "after": { "password": hooks } } });
    let config = json!({ "compatibility": "kratos", "selfservice": { "flows": flows } });
    let app = TestApp::with(&config.to_string()).await;
    app.identity(ADA).create().await;
    for mails in 1..3 {
        assert_eq!(app.native().sign_in(ADA).await.status, 200);
        assert_eq!(app.mails().await.len(), mails);
    }
    app.finish().await;
}

#[tokio::test]
async fn what_is_accepted_decides_between_page_and_json() {
    let app = server().await;
    for (accept, json) in [
        ("application/json, text/plain, */*", true),
        ("*/*, application/json", true),
        ("application/*", true),
        ("application/json, text/html", false),
        ("text/html, application/json;q=0.9", false),
        ("text/html;q=0.5, application/json;q=0.9", true),
        ("*/*", false),
        ("", false),
    ] {
        let request = axum::http::Request::get("/self-service/login/browser")
            .header("accept", accept)
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = app.dispatch(request).await;
        assert_eq!(answer.status() == 200, json, "{accept}: {}", answer.status());
    }
    app.finish().await;
}

#[tokio::test]
async fn administrators_are_told_of_ids_that_are_none() {
    let app = server().await;
    for (method, path) in [
        ("GET", "/admin/identities?ids="),
        ("GET", "/admin/identities/nonsense/sessions"),
        ("DELETE", "/admin/identities/nonsense/sessions"),
    ] {
        let refused = app.admin(method, path, None).await;
        assert_eq!(refused.status, 400, "{path}: {}", refused.text);
    }
    app.finish().await;
}

/// The same in both modes: what cannot be stored, or would lie in a flow for an hour.
#[tokio::test]
async fn what_is_too_long_is_neither_kept_nor_stored() {
    for mode in ["{}", "compatibility: kratos"] {
        let app = TestApp::with(mode).await;
        let long = "x".repeat(900_000);
        let mut client = app.native();
        for (kind, fields) in [
            ("recovery", json!({ "method": "code", "email": long })),
            ("login", json!({ "method": "password", "identifier": long, "password": "x" })),
        ] {
            client.start(kind, "").await;
            let refused = client.submit(fields).await;
            assert!(refused.text.len() < 10_000, "{kind}: {}", refused.text.len());
        }
        let stored: i64 =
            app.app.db.one("SELECT SUM(LENGTH(body)) FROM flows", Vec::new()).await.unwrap();
        assert!(stored < 20_000, "{stored}");
        let code = |length: usize| json!([{ "code": "x".repeat(length) }]);
        let many: Vec<Value> = (0..256).map(|n| json!({ "code": format!("code-{n}") })).collect();
        for codes in [code(65), code(0), json!(many)] {
            let body = json!({ "schema_id": "default", "traits": { "email": "bob@example.org" },
                "credentials": { "lookup_secret": { "config": { "codes": codes } } } });
            let refused = app.admin("POST", "/admin/identities", Some(body)).await;
            assert_eq!(refused.status, 400, "{}", refused.text);
        }
        let none = app.admin("GET", "/admin/courier/messages?recipient=%00", None).await;
        assert_eq!((none.status, none.json()), (200, json!([])), "{}", none.text);
        for kind in ["\0", "dance"] {
            let body = json!({ "actions": ["totp"], "without": kind });
            let refused = app.admin("POST", "/admin/required-actions", Some(body)).await;
            assert_eq!(refused.status, 400, "{}", refused.text);
        }
        app.finish().await;
    }
}

#[tokio::test]
async fn what_means_one_thing_here_and_another_elsewhere_is_no_return_to() {
    let app = server().await;
    for odd in ["http:evil.example", "http:/evil.example", "HTTP:evil.example"] {
        let mut client = app.spa();
        let started = client.start("login", &format!("?return_to={odd}")).await;
        assert_eq!(started.status, 400, "{odd}: {}", started.text);
    }
    app.finish().await;
}
