//! What ends with a new password, with an account that is switched off, and with «this was not me».

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, race};

use crate::repudiation::{not_me, repudiated};

const ADA: &str = "ada@example.org";

async fn signed_in(app: &TestApp) -> Client {
    let mut client = app.native();
    assert_eq!(client.sign_in(ADA).await.status, 200);
    client
}

/// The sessions of an identity that can be used.
async fn active(app: &TestApp, id: &str) -> Value {
    let path = format!("/admin/identities/{id}/sessions?active=true");
    app.admin("GET", &path, None).await.json()
}

async fn changes_password(client: &mut Client) -> Answer {
    client.start("settings", "").await;
    client.submit(json!({ "method": "password", "password": "another battery 8" })).await
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    for (config, kept) in [
        ("{}", false),
        ("compatibility: kratos", true),
        ("selfservice: { flows: { settings: { revoke_other_sessions: false } } }", true),
    ] {
        let app = TestApp::with(config).await;
        app.identity(ADA).create().await;
        let (mut own, mut other) = (signed_in(&app).await, signed_in(&app).await);
        let done = changes_password(&mut own).await;
        assert_eq!(done.status, 200, "{}", done.text);
        assert_eq!(own.whoami().await.status, 200);
        assert_eq!(other.whoami().await.status, if kept { 200 } else { 401 }, "{config}");
        app.finish().await;
    }
}

#[tokio::test]
async fn the_password_that_there_is_is_no_new_one() {
    let app = TestApp::new().await;
    app.identity(ADA).create().await;
    let (mut own, mut other) = (signed_in(&app).await, signed_in(&app).await);
    own.start("settings", "").await;
    let same = json!({ "method": "password", "password": "correct horse 9" });
    let refused = own.submit(same).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_039]), "{}", refused.text);
    assert_eq!(other.whoami().await.status, 200);
    let done = own.submit(json!({ "method": "password", "password": "another battery 8" })).await;
    assert_eq!(done.status, 200, "{}", done.text);
    app.finish().await;
}

/// The old password works until there is a new one: who used it in between is out with it.
#[tokio::test]
async fn nobody_stays_who_came_in_between_a_recovery_and_its_password() {
    let app = TestApp::new().await;
    app.identity(ADA).create().await;
    let mut owner = app.native();
    owner.start("recovery", "").await;
    owner.submit(json!({ "method": "code", "email": ADA })).await;
    let code = app.mail_to(ADA).await.code();
    let back = owner.submit(json!({ "method": "code", "code": code })).await;
    assert_eq!(back.status, 200, "{}", back.text);
    let mut thief = signed_in(&app).await;
    assert_eq!(thief.whoami().await.status, 200);
    let answer = back.json();
    let next = answer["continue_with"].as_array().unwrap();
    let flow =
        next.iter().find(|it| it["action"] == "show_settings_ui").unwrap()["flow"]["id"].clone();
    owner.get(&format!("/self-service/settings/flows?id={}", flow.as_str().unwrap())).await;
    let done = owner.submit(json!({ "method": "password", "password": "another battery 8" })).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!((owner.whoami().await.status, thief.whoami().await.status), (200, 401));
    app.finish().await;
}

#[tokio::test]
async fn nobody_is_signed_in_again_by_switching_the_account_on() {
    let app = TestApp::new().await;
    let id = app.identity(ADA).create().await;
    let mut client = signed_in(&app).await;
    for (state, status) in [("inactive", 401), ("active", 401)] {
        let patch = json!([{ "op": "replace", "path": "/state", "value": state }]);
        let path = format!("/admin/identities/{id}");
        assert_eq!(app.admin("PATCH", &path, Some(patch)).await.status, 200);
        assert_eq!(client.whoami().await.status, status, "{state}");
    }
    assert_eq!(signed_in(&app).await.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_slips_in_past_this_was_not_me() {
    let mut app = TestApp::new().await;
    for round in 0..12 {
        let email = format!("{round}-{ADA}");
        let id = app.identity(&email).create().await;
        let mut thief = app.native();
        assert_eq!(thief.sign_in(&email).await.status, 200);
        thief.start("settings", "").await;
        assert_eq!(thief.submit(json!({ "lookup_secret_regenerate": true })).await.status, 200);
        let set = thief.node("lookup_secret_set");
        let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true, "lookup_secret_set": set });
        assert_eq!(thief.submit(saved).await.status, 200);
        let link = not_me(&app, &email).await;
        let shared = std::sync::Arc::new(app);
        race(6, |runner| {
            let (app, email, link) = (shared.clone(), email.clone(), link.clone());
            async move {
                if runner == 0 {
                    repudiated(&app, &link).await;
                } else {
                    app.native().sign_in(&email).await;
                }
            }
        })
        .await;
        app = std::sync::Arc::into_inner(shared).expect("no runner is left");
        let left = active(&app, &id).await;
        assert_eq!(left, Value::Array(Vec::new()), "round {round}");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_slips_in_past_a_new_password() {
    let mut app = TestApp::new().await;
    for round in 0..24 {
        let email = format!("{round}-{ADA}");
        let id = app.identity(&email).create().await;
        let mut owner = app.native();
        assert_eq!(owner.sign_in(&email).await.status, 200);
        let shared = std::sync::Arc::new(app);
        race(6, |runner| {
            let (app, email, mut owner) = (shared.clone(), email.clone(), owner.clone());
            async move {
                if runner == 0 {
                    let done = changes_password(&mut owner).await;
                    assert_eq!(done.status, 200, "{}", done.text);
                } else {
                    app.native().sign_in(&email).await;
                }
            }
        })
        .await;
        app = std::sync::Arc::into_inner(shared).expect("no runner is left");
        let left = active(&app, &id).await;
        assert_eq!(left.as_array().unwrap().len(), 1, "round {round}: {left}");
        assert_eq!(owner.whoami().await.status, 200);
    }
    app.finish().await;
}
