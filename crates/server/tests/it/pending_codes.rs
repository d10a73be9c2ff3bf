//! Codes that are shown and not saved yet, in more than one window; and what is said when there are too many tries.

use serde_json::json;
use testkit::{Client, TestApp, totp_code};

const ADA: &str = "ada@example.org";

async fn server(preset: &str) -> TestApp {
    let config = json!({ "preset": preset });
    let methods = json!({ "lookup_secret": { "config": config } });
    let app = TestApp::with(&json!({ "selfservice": { "methods": methods } }).to_string()).await;
    app.identity(ADA).create().await;
    app
}

/// Signed in up to the second step with this code.
async fn lets_in(app: &TestApp, code: &str) -> bool {
    let mut client = app.native();
    client.sign_in(ADA).await;
    client.start("login", "?aal=aal2").await;
    let answer = client.submit(json!({ "method": "lookup_secret", "lookup_secret": code })).await;
    answer.status == 200
}

/// Two windows of one flow make codes, one after the other; the older says that its codes are saved.
#[tokio::test]
async fn codes_of_another_window_are_not_confirmed_unseen() {
    let app = server("readmit").await;
    for mut first in [app.spa(), app.browser()] {
        first.sign_in(ADA).await;
        first.start("settings", "").await;
        let make = json!({ "lookup_secret_regenerate": true });
        first.submit_and_read("settings", make.clone()).await;
        let older = first.codes();
        let which = first.node("lookup_secret_set");
        let mut second = first.clone();
        second.submit_and_read("settings", make).await;
        let newer = second.codes();
        assert_ne!(older, newer);

        let confirm = json!({ "lookup_secret_confirm": true, "lookup_secret_set": which });
        let refused = first.submit_and_read("settings", confirm).await;
        assert_eq!(refused.messages(), [4_000_001], "{}", refused.text);
        assert!(refused.text.contains("in another window"), "{}", refused.text);
        assert_eq!(first.codes(), newer, "they are shown instead");
        assert!(!lets_in(&app, &older[0]).await && !lets_in(&app, &newer[0]).await);
        let which = first.node("lookup_secret_set");
        let confirm = json!({ "lookup_secret_confirm": true, "lookup_secret_set": which });
        first.submit_and_read("settings", confirm).await;
        assert!(lets_in(&app, &newer[0]).await);
        let listed = app.admin("GET", "/admin/identities", None).await.json();
        let path = format!("/admin/identities/{}", listed[0]["id"].as_str().unwrap());
        app.admin("DELETE", &path, None).await;
        app.identity(ADA).create().await;
    }
    app.finish().await;
}

/// Clients that know no such field confirm what waits.
#[tokio::test]
async fn a_client_that_says_only_that_they_are_saved_is_taken_at_its_word() {
    let app = server("readmit").await;
    let mut client = app.native();
    client.sign_in(ADA).await;
    client.start("settings", "").await;
    client.submit(json!({ "lookup_secret_regenerate": true })).await;
    let codes = client.codes();
    assert_eq!(client.submit(json!({ "lookup_secret_confirm": true })).await.status, 200);
    assert!(lets_in(&app, &codes[0]).await);
    app.finish().await;
}

async fn wrong(client: &mut Client, code: &str) -> Vec<u64> {
    client.submit(json!({ "method": "lookup_secret", "lookup_secret": code })).await.messages()
}

/// Where codes go by number, too, a try too many is answered like a wrong one.
#[tokio::test]
async fn a_try_that_is_not_judged_looks_like_a_wrong_one() {
    let app = server("keycloak").await;
    let mut client = app.native();
    client.sign_in(ADA).await;
    client.start("settings", "").await;
    client.submit(json!({ "lookup_secret_regenerate": true })).await;
    let codes = client.codes();
    client.submit(json!({ "lookup_secret_confirm": true })).await;
    let mut thief = app.native();
    thief.sign_in(ADA).await;
    thief.start("login", "?aal=aal2").await;
    for tries in 0..8 {
        assert_eq!(wrong(&mut thief, "AAAA-AAAA-AAAA").await, [4_019_001], "{tries}");
    }
    assert_eq!(wrong(&mut thief, &codes[0]).await, [4_019_001], "it is not judged");
    client.start("settings", "").await;
    let tried = client.submit(json!({ "lookup_secret_test": codes[0] })).await;
    assert_eq!(tried.messages(), [4_019_001], "nor where it is only tried");
    app.finish().await;
}

/// Codes that go with the last app: their owner is told, and it is in the trail.
#[tokio::test]
async fn codes_that_go_with_the_last_app_are_told_of() {
    let app = server("readmit").await;
    let mut client = app.spa();
    client.sign_in(ADA).await;
    client.start("settings", "").await;
    let secret = client.node("totp_secret_key")["context"]["secret"].as_str().unwrap().to_owned();
    let code = totp_code(&secret, model::Clock::now(&*app.clock));
    client.submit(json!({ "method": "totp", "totp_code": code })).await;
    client.start("settings", "").await;
    client.submit(json!({ "lookup_secret_regenerate": true })).await;
    client.submit(json!({ "lookup_secret_confirm": true })).await;
    client.start("settings", "").await;
    let removed = client.submit(json!({ "method": "totp", "totp_unlink": true })).await;
    assert_eq!(removed.status, 200, "{}", removed.text);
    assert!(!client.nodes().contains(&"lookup_secret_disable".to_owned()));
    let mails: Vec<String> = app.mails().await.into_iter().map(|mail| mail.subject).collect();
    for part in ["Sign-in app turned off", "Recovery codes turned off"] {
        assert!(mails.iter().any(|subject| subject.contains(part)), "{part}: {mails:?}");
    }
    let sql = "SELECT COUNT(*) FROM audit_events WHERE event = 'recovery_codes.removed'";
    let noted: i64 = app.app.db.one(sql, Vec::new()).await.unwrap();
    assert_eq!(noted, 1);
    app.finish().await;
}
