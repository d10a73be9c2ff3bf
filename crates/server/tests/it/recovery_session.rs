//! A session after recovery that may only bind a credential (`selfservice.flows.recovery.session: bind_only`).

use std::time::Duration;

use serde_json::json;
use testkit::{Client, TestApp};

const BIND_ONLY: &str = "selfservice: { flows: { recovery: { session: bind_only } } }";

async fn recovered(app: &TestApp, mut client: Client) -> Client {
    // Earlier notices have arrived before the code does.
    app.mails().await;
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let code = app.mail_to("ada@example.org").await.code();
    let passed = client.submit(json!({ "code": code })).await;
    assert_eq!(passed.status, 200, "{}", passed.text);
    if let Some(token) = passed.json()["continue_with"][0]["ory_session_token"].as_str() {
        client = client.twin(Some(token), client.flow["id"].as_str().unwrap());
    }
    client
}

#[tokio::test]
async fn nothing_but_a_new_password() {
    let app = TestApp::with(BIND_ONLY).await;
    app.identity("ada@example.org").create().await;
    for (new, client) in [("a good new one", app.spa()), ("a good new two", app.native())] {
        let mut client = recovered(&app, client).await;
        for path in ["/sessions/whoami", "/sessions", "/self-service/verification/flows?id=x"] {
            assert_ne!(client.get(path).await.status, 200, "{path}");
        }
        assert_eq!(client.send("DELETE", "/sessions", None).await.status, 401);
        assert_eq!(client.whoami().await.status, 401);
        // Not even the address may be changed.
        assert_eq!(client.start("settings", "").await.status, 200);
        let traits = json!({ "email": "eve@example.org" });
        let refused = client.submit(json!({ "method": "profile", "traits": traits })).await;
        assert_eq!(
            (refused.status, &refused.json()["error"]["id"]),
            (403, &json!("session_bind_only"))
        );
        client.start("settings", "").await;
        let set = client.submit(json!({ "method": "password", "password": new })).await;
        assert_eq!(set.status, 200, "{}", set.text);
        let me = client.whoami().await;
        assert_eq!(me.status, 200, "{}", me.text);
        app.advance(Duration::from_hours(1));
        assert_eq!(client.whoami().await.status, 200, "a session like any other");
        app.advance(Duration::from_hours(2));
    }
    app.finish().await;
}

#[tokio::test]
async fn fifteen_minutes_and_no_more() {
    let app = TestApp::with(BIND_ONLY).await;
    app.identity("ada@example.org").create().await;
    let mut client = recovered(&app, app.spa()).await;
    app.advance(Duration::from_mins(15));
    assert_eq!(client.start("settings", "").await.status, 401);
    app.finish().await;
}

#[tokio::test]
async fn a_second_factor_is_asked_for_first() {
    let app = TestApp::with(BIND_ONLY).await;
    let codes = ["aaaa1111bbbb2222", "cccc3333dddd4444"];
    app.identity("ada@example.org").codes(&codes).create().await;
    app.app.run_jobs().await.unwrap();
    let mut client = recovered(&app, app.spa()).await;
    assert_eq!(client.start("settings", "").await.status, 403);
    client.start("login", "?aal=aal2").await;
    let raised =
        client.submit(json!({ "method": "lookup_secret", "lookup_secret": codes[0] })).await;
    assert_eq!(raised.status, 200, "{}", raised.text);
    assert_eq!(client.whoami().await.status, 401, "still only for binding");
    client.start("settings", "").await;
    let set = client.submit(json!({ "method": "password", "password": "a good new one" })).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert_eq!(client.whoami().await.json()["authenticator_assurance_level"], "aal2");
    app.finish().await;
}

#[tokio::test]
async fn a_code_that_completes_a_recovery_brings_a_new_set() {
    const RENEWS: &str =
        "selfservice: { methods: { lookup_secret: { config: { renew_after_recovery: true } } } }";
    let app = TestApp::with(RENEWS).await;
    let old = ["a-code-to-spend", "another-code"];
    app.identity("ada@example.org").codes(&old).create().await;
    let mut code = old[0].to_owned();
    for client in [app.spa(), app.native()] {
        let mut client = recovered(&app, client).await;
        client.start("login", "?aal=aal2").await;
        let step = json!({ "method": "lookup_secret", "lookup_secret": code });
        let shown = client.submit(step).await;
        assert_eq!((shown.status, shown.messages()), (400, vec![1_019_004]), "{}", shown.text);
        let fresh = client.codes();
        assert_eq!(fresh.len(), 10);
        assert_eq!(client.submit(json!({ "lookup_secret_confirm": true })).await.status, 200);
        // A password alone brings no new ones, and the rest of the old sheet is void.
        let mut again = app.spa();
        again.sign_in("ada@example.org").await;
        for (code, status) in [(old[1], 400), (fresh[0].as_str(), 200)] {
            again.start("login", "?aal=aal2").await;
            let step = json!({ "method": "lookup_secret", "lookup_secret": code });
            assert_eq!(again.submit(step).await.status, status, "{code}");
        }
        code.clone_from(&fresh[1]);
        app.advance(Duration::from_hours(2));
    }
    app.finish().await;
}

#[tokio::test]
async fn a_second_factor_may_be_demanded_after_recovery_alone() {
    let app = TestApp::with(
        "session: { whoami: { required_aal: aal1 } }\nselfservice: { flows: { \
         settings: { required_aal: aal1 }, recovery: { required_aal: highest_available } } }",
    )
    .await;
    let codes = ["aaaa1111bbbb2222", "cccc3333dddd4444", "eeee5555ffff6666"];
    app.identity("ada@example.org").codes(&codes).create().await;
    app.identity("eve@example.org").create().await;
    app.app.run_jobs().await.unwrap();
    for mut usual in [app.spa(), app.native()] {
        usual.sign_in("ada@example.org").await;
        assert_eq!(usual.whoami().await.status, 200, "a password is enough elsewhere");
        assert_eq!(usual.start("settings", "").await.status, 200);
    }
    for (client, code) in [app.spa(), app.native()].into_iter().zip(codes) {
        let mut client = recovered(&app, client).await;
        let refused = client.whoami().await;
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert_eq!(refused.json()["error"]["id"], "session_aal2_required");
        assert_eq!(client.start("settings", "").await.status, 403);
        client.start("login", "?aal=aal2").await;
        let raised =
            client.submit(json!({ "method": "lookup_secret", "lookup_secret": code })).await;
        assert_eq!(raised.status, 200, "{}", raised.text);
        assert_eq!(client.whoami().await.status, 200);
        assert_eq!(client.start("settings", "").await.status, 200);
    }
    // Who has no second factor is asked for none.
    let mut client = app.spa();
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "eve@example.org" })).await;
    let code = app.mail_to("eve@example.org").await.code();
    assert_eq!(client.submit(json!({ "code": code })).await.status, 200);
    assert_eq!(client.whoami().await.status, 200);
    app.finish().await;
}
