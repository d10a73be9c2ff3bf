//! What administrators do beyond the recordings: many at once, addresses by patch, passwords brought along.

use serde_json::{Value, json};
use testkit::TestApp;

fn wanted(email: &str) -> Value {
    json!({ "create": { "traits": { "email": email } } })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clash_in_a_batch_keeps_nobody_else_out() {
    let app = TestApp::new().await;
    app.identity("taken@example.org").create().await;
    let mut entries: Vec<Value> = (0..120).map(|n| wanted(&format!("b{n}@example.org"))).collect();
    entries[40] = wanted("taken@example.org");
    entries[110] = json!({ "create": { "traits": { "email": 7 } } });
    entries[111] = Value::Null;
    let answer =
        app.admin("PATCH", "/admin/identities", Some(json!({ "identities": entries }))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = answer.json()["identities"].clone();
    let made = told.as_array().unwrap().iter().filter(|entry| entry["action"] == "create").count();
    assert_eq!(made, 117);
    assert_eq!(told[40]["error"]["code"], 409);
    assert_eq!(told[110]["error"]["code"], 400);
    assert_eq!(told[111], Value::Null);
    let page = app.admin("GET", "/admin/identities?page=0&per_page=50", None).await;
    assert_eq!(page.header("x-total-count"), Some("118"));

    let bad = json!({ "create": { "traits": { "email": "c@example.org" },
        "credentials": { "password": { "config": { "hashed_password": "nonsense" } } } } });
    let body = json!({ "identities": [wanted("d@example.org"), bad] });
    assert_eq!(app.admin("PATCH", "/admin/identities", Some(body)).await.status, 400);
    let found =
        app.admin("GET", "/admin/identities?credentials_identifier=d@example.org", None).await;
    assert_eq!(found.json(), json!([]));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_lead_to_everybody_once() {
    let app = TestApp::new().await;
    let entries: Vec<Value> = (0..120).map(|n| wanted(&format!("list-{n}@example.org"))).collect();
    app.admin("PATCH", "/admin/identities", Some(json!({ "identities": entries }))).await;
    for start in [
        "/admin/identities?page_size=50",
        "/admin/identities?page_size=50&include_credential=password",
        "/admin/identities?page_size=50&preview_credentials_identifier_similar=LIST-",
    ] {
        let (mut path, mut seen) = (start.to_owned(), Vec::new());
        loop {
            let page = app.admin("GET", &path, None).await;
            assert_eq!(page.status, 200, "{}", page.text);
            for identity in page.json().as_array().unwrap() {
                seen.push(identity["id"].as_str().unwrap().to_owned());
                if start != "/admin/identities?page_size=50" {
                    assert_eq!(
                        identity["credentials"]["password"]["identifiers"][0],
                        identity["traits"]["email"]
                    );
                }
            }
            let link = page.header("link").unwrap();
            let Some(next) = link.split(',').find_map(|l| l.strip_suffix("; rel=\"next\"")) else {
                break;
            };
            path = next.trim_matches(['<', '>']).to_owned();
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!((seen.len(), unique.len()), (120, 120), "{start}");
        assert_eq!(seen, unique, "in the order of their ids");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn patches_and_what_they_may_not_do() {
    let app = TestApp::new().await;
    let id = app.identity("patch@example.org").create().await;
    let path = format!("/admin/identities/{id}");
    let patch = |ops: Value| app.admin("PATCH", &path, Some(ops));
    let done = patch(
        json!([{"op": "replace", "path": "/verifiable_addresses/0/verified", "value": true}]),
    )
    .await;
    assert_eq!(done.status, 200, "{}", done.text);
    let shown = app.admin("GET", &path, None).await.json();
    assert_eq!(shown["verifiable_addresses"][0]["status"], "completed");
    assert!(shown["verifiable_addresses"][0]["verified_at"].is_string());
    // A new address is not proved by what was said of the old one.
    let done =
        patch(json!([{"op": "replace", "path": "/traits/email", "value": "New@example.org"}]))
            .await;
    assert_eq!(done.json()["verifiable_addresses"][0]["verified"], false);
    assert_eq!(done.json()["credentials"]["password"]["identifiers"], json!(["new@example.org"]));

    let hash = "$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq";
    let at = "/credentials/password/config/hashed_password";
    assert_eq!(patch(json!([{"op": "replace", "path": at, "value": hash}])).await.status, 200);
    assert_eq!(app.native().sign_in_with("new@example.org", "123456").await.status, 200);
    for (op, value) in [("add", json!("nonsense")), ("add", json!(7)), ("remove", json!(null))] {
        assert_eq!(patch(json!([{"op": op, "path": at, "value": value}])).await.status, 400);
    }
    // Deeper than what can be read back.
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let steps = json!([{"op": "add", "path": format!("/metadata_public{}", "/a".repeat(60)), "value": deep}]);
    assert_eq!(patch(steps).await.status, 400);
    assert_eq!(app.admin("GET", &path, None).await.status, 200);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_can_be_put_back() {
    let app = TestApp::new().await;
    let id = app.identity("put@example.org").create().await;
    let path = format!("/admin/identities/{id}");
    let shown = app.admin("GET", &format!("{path}?include_credential=password"), None).await.json();
    let put = app.admin("PUT", &path, Some(shown.clone())).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let after = app.admin("GET", &format!("{path}?include_credential=password"), None).await.json();
    assert_eq!(
        after["credentials"]["password"]["config"],
        shown["credentials"]["password"]["config"]
    );
    assert_eq!(after["verifiable_addresses"], shown["verifiable_addresses"]);
    assert_eq!(app.native().sign_in("put@example.org").await.status, 200);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_in_bulk() {
    let app = TestApp::new().await;
    let mut owners = Vec::new();
    let mut clients = Vec::new();
    for name in ["one", "two", "three"] {
        let email = format!("{name}@example.org");
        owners.push(app.identity(&email).create().await);
        for _ in 0..2 {
            let mut client = app.native();
            assert_eq!(client.sign_in(&email).await.status, 200);
            clients.push(client);
        }
    }
    let end = |body: Value| app.admin("POST", "/admin/sessions", Some(body));
    assert_eq!(end(json!({"action": "disable"})).await.status, 400);
    assert_eq!(end(json!({"action": "nonsense", "identities": ["*"]})).await.status, 400);
    assert_eq!(end(json!({"action": "disable", "sessions": ["nonsense"]})).await.status, 400);
    let session = clients[0].whoami().await.json()["id"].clone();
    let ended = end(json!({"action": "disable", "sessions": [session]})).await;
    assert_eq!(ended.json(), json!({"processed": 1, "more": false}));
    assert_eq!(clients[0].whoami().await.status, 401);
    assert_eq!(clients[1].whoami().await.status, 200);
    let ended = end(json!({"action": "delete", "identities": [owners[1]]})).await;
    assert_eq!(ended.json()["processed"], 2);
    assert_eq!(clients[2].whoami().await.status, 401);
    let list = app.admin("GET", "/admin/sessions?active=true", None).await;
    assert_eq!(list.json().as_array().unwrap().len(), 3);
    let ended = end(json!({"action": "disable", "identities": ["*"]})).await;
    assert_eq!(ended.json(), json!({"processed": 3, "more": false}));
    assert_eq!(clients[5].whoami().await.status, 401);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_json_is_taken() {
    let app = TestApp::new().await;
    for (content_type, status) in [("text/plain", 415), ("application/json; charset=utf-8", 201)] {
        let host = "127.0.0.1:4434";
        let body = r#"{"traits": {"email": "json@example.org"}}"#;
        let request = axum::http::Request::post("/admin/identities")
            .header("host", host)
            .header("content-type", content_type)
            .body(axum::body::Body::from(body))
            .unwrap();
        assert_eq!(app.dispatch_admin(request).await.status(), status);
    }
    app.finish().await;
}

#[tokio::test]
async fn owners_hear_of_factors_that_an_administrator_removed() {
    let app = TestApp::new().await;
    let email = "ada@example.org";
    let codes = ["aaaa1111bbbb2222", "cccc3333dddd4444"];
    let id =
        app.identity(email).codes(&codes).totp("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").create().await;
    for (kind, subject) in [
        ("totp", "Sign-in app turned off at Readmit"),
        ("lookup_secret", "Recovery codes turned off at Readmit"),
    ] {
        let path = format!("/admin/identities/{id}/credentials/{kind}");
        assert_eq!(app.admin("DELETE", &path, None).await.status, 204);
        let mail = app.mail_to(email).await;
        assert_eq!(mail.subject, subject);
        // Whoever did it used something that the owner never saw, and has nothing to be undone by a link.
        assert!(!mail.text.contains("Device") && !mail.text.contains("://"), "{}", mail.text);
    }
    app.finish().await;
}

#[tokio::test]
async fn probes_may_ask_below_admin() {
    let app = TestApp::new().await;
    for path in ["/health/alive", "/health/ready", "/version"] {
        let (bare, below) = (
            app.admin("GET", path, None).await,
            app.admin("GET", &format!("/admin{path}"), None).await,
        );
        assert_eq!((below.status, &below.text), (200, &bare.text), "{path}");
        assert_eq!(app.admin("POST", &format!("/admin{path}"), None).await.status, 404, "{path}");
    }
    app.finish().await;
}
