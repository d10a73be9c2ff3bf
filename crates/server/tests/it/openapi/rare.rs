//! Answers that no other test asks for, so that what is documented of them is held too.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::call::{ADA, NOBODY};

const KINDS: [&str; 5] = ["login", "registration", "settings", "recovery", "verification"];

async fn answers(client: &mut Client, table: &[(&str, &str, u16)]) {
    for (method, path, status) in table {
        let answer = client.send(method, path, None).await;
        assert_eq!(answer.status, *status, "{method} {path}: {}", answer.text);
    }
}

fn path_of(client: &Client) -> String {
    client.flow["ui"]["action"].as_str().expect("a flow").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_the_public_api() {
    let app = TestApp::new().await;
    app.identity(ADA).create().await;
    let mut nobody = app.native();
    answers(
        &mut nobody,
        &[
            ("GET", "/self-service/login", 400),
            ("GET", "/self-service/registration", 400),
            ("GET", "/self-service/recovery?flow=x", 400),
            ("GET", "/self-service/settings", 401),
            ("DELETE", "/self-service/logout/api", 400),
            ("GET", "/schemas?page=x", 400),
            ("GET", "/assets/none.css", 404),
            ("POST", "/not-me", 400),
            ("POST", "/sessions", 400),
            ("GET", "/self-service/login/api?return_to=https://evil.example", 400),
        ],
    )
    .await;
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    answers(
        &mut ada,
        &[
            ("GET", "/self-service/settings", 400),
            ("GET", &format!("/self-service/settings?flow={NOBODY}"), 404),
            ("GET", &format!("/self-service/login?flow={NOBODY}"), 404),
            ("GET", "/sessions?page=x", 400),
            ("GET", "/self-service/settings/api?return_to=https://evil.example", 400),
        ],
    )
    .await;
    answers(&mut app.browser(), &[("POST", &format!("/self-service/settings?flow={NOBODY}"), 302)])
        .await;
    for path in ["/assets/app.css", "/favicon.ico", "/.well-known/ory/webauthn.js"] {
        let tag = nobody.get(path).await.header("etag").unwrap().to_owned();
        let mut knows = app.native();
        knows.headers = vec![("if-none-match".into(), tag)];
        answers(&mut knows, &[("GET", path, 304)]).await;
    }
    app.finish().await;
}

/// Flows of somebody else's browser, and flows that came too late.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_flows_that_are_no_good() {
    let app = TestApp::new().await;
    app.identity(ADA).create().await;
    let mut flows = Vec::new();
    for kind in KINDS {
        let mut client = app.spa();
        if kind == "settings" {
            client.sign_in(ADA).await;
        }
        client.start(kind, "").await;
        let id = client.flow["id"].as_str().unwrap().to_owned();
        if kind != "settings" {
            let path = format!("/self-service/{kind}/flows?id={id}");
            answers(&mut app.spa(), &[("GET", &path, 403)]).await;
        }
        flows.push((kind, client));
    }
    app.advance(Duration::from_mins(90));
    for (kind, mut client) in flows {
        let status = if ["recovery", "verification"].contains(&kind) { 303 } else { 410 };
        let path = path_of(&client);
        answers(&mut client, &[("GET", &path, status)]).await;
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_the_admin_api() {
    let mut app = TestApp::with("selfservice: { methods: { link: { enabled: true } } }").await;
    app.restart_with(|config| config.dev = true).await;
    let one = app.identity(ADA).create().await;
    app.identity("bob@example.org").create().await;
    let patch = json!([{ "op": "replace", "path": "/traits/email", "value": "bob@example.org" }]);
    let table: [(&str, String, Option<Value>, u16); 20] = [
        // Without a content type.
        ("POST", "/admin/identities".into(), None, 415),
        ("PUT", format!("/admin/identities/{one}/required-actions"), None, 415),
        ("POST", "/admin/required-actions".into(), None, 415),
        ("POST", "/admin/sessions".into(), None, 415),
        ("POST", "/admin/recovery/code".into(), None, 415),
        ("POST", "/admin/recovery/link".into(), None, 415),
        ("PATCH", format!("/admin/identities/{one}"), Some(patch), 409),
        ("GET", "/admin/identities/by/external/x?include_credential=x".into(), None, 400),
        ("GET", format!("/admin/identities/{NOBODY}/required-actions"), None, 404),
        ("GET", format!("/admin/identities/{one}/sessions?page=x"), None, 400),
        ("DELETE", "/admin/sessions/x".into(), None, 400),
        ("DELETE", format!("/admin/sessions/{NOBODY}"), None, 404),
        ("PATCH", "/admin/sessions/x/extend".into(), None, 400),
        ("PATCH", format!("/admin/sessions/{NOBODY}/extend"), None, 404),
        ("GET", format!("/mailbox/{NOBODY}"), None, 404),
        ("GET", format!("/mailbox/{NOBODY}/html"), None, 404),
        ("GET", "/assets/none.css".into(), None, 404),
        ("GET", "/admin/schemas".into(), None, 307),
        ("PUT", "/identities".into(), None, 405),
        ("DELETE", "/mailbox".into(), None, 405),
    ];
    for (method, path, body, status) in table {
        let answer = app.admin(method, &path, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
    }
    app.finish().await;
}
