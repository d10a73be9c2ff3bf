//! The server ends between any two steps, or its client does in the middle of one: what was acknowledged is there,
//! and nothing is usable twice.

use std::future::Future as _;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use model::Clock as _;
use serde_json::{Value, json};
use testkit::{Client, TestApp, totp_code};

use crate::crowd::{SECOND_STEPS, SESSIONS, SPENT, SURE_SESSIONS, number, second_step};

/// A step that has to succeed, and the server's end after it.
async fn step(app: &mut TestApp, client: &mut Client, body: Value) -> Value {
    let answer = client.submit(body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    app.restart().await;
    answer.json()
}

/// A flow begun, and the server's end after that.
async fn begin(app: &mut TestApp, client: &mut Client, kind: &str, query: &str) {
    let answer = client.start(kind, query).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    app.restart().await;
}

/// Signed in with the password, at the second step.
async fn at_second_step(app: &mut TestApp, email: &str, password: &str) -> Client {
    let mut client = app.native();
    begin(app, &mut client, "login", "").await;
    step(
        app,
        &mut client,
        json!({ "method": "password", "identifier": email, "password": password }),
    )
    .await;
    begin(app, &mut client, "login", "?aal=aal2").await;
    client
}

async fn refused(client: &mut Client, body: Value) {
    let answer = client.submit(body).await;
    assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.text);
    assert!(!answer.text.contains("ory_st_"), "{}", answer.text);
}

/// Signs up, and sets up a sign-in app and recovery codes.
async fn equipped(app: &mut TestApp, email: &str, password: &str) -> (String, Vec<String>, String) {
    let mut client = app.native();
    begin(app, &mut client, "registration", "").await;
    let body = json!({ "method": "password", "password": password, "traits": { "email": email } });
    step(app, &mut client, body).await;
    assert_eq!(client.whoami().await.status, 200);
    begin(app, &mut client, "settings", "").await;
    let secret = client.node("totp_secret_key")["text"].as_str().unwrap().to_owned();
    let code = totp_code(&secret, app.clock.now());
    step(app, &mut client, json!({ "method": "totp", "totp_code": code })).await;
    begin(app, &mut client, "settings", "").await;
    step(app, &mut client, json!({ "lookup_secret_regenerate": true })).await;
    let codes = client.codes();
    assert!(codes.len() > 3);
    // Codes that wait to be confirmed are still shown after a restart, to the session that made them.
    let path = format!("/self-service/settings/flows?id={}", client.flow["id"].as_str().unwrap());
    assert_eq!(client.get(&path).await.status, 200);
    assert_eq!(client.codes(), codes);
    step(app, &mut client, json!({ "lookup_secret_confirm": true })).await;
    assert_eq!(client.whoami().await.status, 200);
    (secret, codes, code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journey_survives_a_restart_after_every_step() {
    let mut app = TestApp::new().await;
    let (email, first, second) = ("ada@example.org", "correct horse 9", "new battery 12");
    let (secret, codes, enrolled) = equipped(&mut app, email, first).await;

    let mut client = at_second_step(&mut app, email, first).await;
    refused(&mut client, json!({ "method": "totp", "totp_code": enrolled })).await;
    let body = json!({ "method": "lookup_secret", "lookup_secret": codes[0] });
    step(&mut app, &mut client, body.clone()).await;
    assert_eq!(client.whoami().await.json()["authenticator_assurance_level"], "aal2");
    let mut thief = at_second_step(&mut app, email, first).await;
    refused(&mut thief, body).await;

    app.advance(Duration::from_mins(1));
    let body = json!({ "method": "totp", "totp_code": totp_code(&secret, app.clock.now()) });
    let mut client = at_second_step(&mut app, email, first).await;
    step(&mut app, &mut client, body.clone()).await;
    let mut thief = at_second_step(&mut app, email, first).await;
    refused(&mut thief, body).await;

    // Back in by mail, with the second step that the account has, to a new password.
    let mut client = app.native();
    begin(&mut app, &mut client, "recovery", "").await;
    step(&mut app, &mut client, json!({ "method": "code", "email": email })).await;
    let body = json!({ "method": "code", "code": app.mail_to(email).await.code() });
    let back = step(&mut app, &mut client, body.clone()).await;
    refused(&mut client.clone(), body).await;
    let next = back["continue_with"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|next| next["flow"]["id"].as_str());
    let next = next.expect("a settings flow").to_owned();
    begin(&mut app, &mut client, "login", "?aal=aal2").await;
    let body = json!({ "method": "lookup_secret", "lookup_secret": codes[1] });
    step(&mut app, &mut client, body).await;
    let shown = client.get(&format!("/self-service/settings/flows?id={next}")).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    step(&mut app, &mut client, json!({ "method": "password", "password": second })).await;
    let mut thief = app.native();
    assert_eq!(thief.sign_in_with(email, first).await.status, 400);
    assert_eq!(thief.sign_in_with(email, second).await.status, 200);

    // And by an administrator's code.
    let identity = client.whoami().await.json()["identity"]["id"].clone();
    let wanted = json!({ "identity_id": identity, "flow_type": "api" });
    let made = app.admin("POST", "/admin/recovery/code", Some(wanted)).await.json();
    app.restart().await;
    let flow = made["recovery_link"].as_str().unwrap().split("flow=").nth(1).unwrap().to_owned();
    let mut client = app.native();
    client.get(&format!("/self-service/recovery/flows?id={flow}")).await;
    let body = json!({ "method": "code", "code": made["recovery_code"] });
    step(&mut app, &mut client, body.clone()).await;
    refused(&mut app.native().twin_of(&client), body).await;
    app.finish().await;
}

trait TwinOf {
    fn twin_of(self, other: &Client) -> Client;
}

impl TwinOf for Client {
    /// This client, without a session, in the other's flow.
    fn twin_of(mut self, other: &Client) -> Client {
        self.flow = other.flow.clone();
        self
    }
}

/// Sends a submission and goes away when it has waited for so long; whether the answer was there by then.
async fn impatient(app: &TestApp, client: &Client, body: &Value, patience: Duration) -> bool {
    let action = client.flow["ui"]["action"].as_str().expect("a flow");
    let path = action.strip_prefix("http://127.0.0.1:4433").expect("an own URL");
    let mut request = Request::post(path)
        .header("host", "127.0.0.1:4433")
        .header("accept", "application/json")
        .header("content-type", "application/json");
    if let Some(token) = &client.token {
        request = request.header("x-session-token", token);
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    let mut answer = pin!(app.dispatch(request));
    let begun = std::time::Instant::now();
    while begun.elapsed() < patience {
        let look = std::future::poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx).is_ready()));
        if look.await {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_goes_away_leaves_nothing_half() {
    const SIGNED_UP: &str = "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'registration.succeeded'";
    const IDENTITIES: &str = "SELECT COUNT(*) FROM credential_identifiers WHERE identifier = $1";
    let mut app = TestApp::new().await;
    let (mut done, mut undone) = (0, 0);
    for round in 0..40_u32 {
        // From none at all to longer than it takes, mostly short.
        let patience =
            Duration::from_micros(40) * round * round + Duration::from_secs(u64::from(round / 38));
        // A second step: code, session and audit row together, or none of them.
        let email = format!("away-{round}@example.org");
        let identity = app.identity(&email).codes(&["a-code-to-spend", "another"]).create().await;
        let client = second_step(&app, &email, 1).await.remove(0);
        // A sign-up: account, password, name, session and audit row together.
        let mut stranger = app.native();
        stranger.start("registration", "").await;
        let new = format!("new-{round}@example.org");

        let body = json!({ "method": "lookup_secret", "lookup_secret": "a-code-to-spend" });
        let used = impatient(&app, &client, &body, patience).await;
        let body = json!({ "method": "password", "password": "correct horse 9", "traits": { "email": new } });
        impatient(&app, &stranger, &body, patience).await;
        // Ends when everything that was begun is over.
        app.restart().await;
        let spent = number(&app, SPENT, &identity).await;
        assert!(spent == 1 || !used, "what was answered is done");
        assert_eq!(number(&app, SURE_SESSIONS, &identity).await, spent, "{round}");
        assert_eq!(number(&app, SECOND_STEPS, &identity).await, spent, "{round}");
        let names = number(&app, IDENTITIES, &new).await;
        if names > 0 {
            let path = format!("/admin/identities?credentials_identifier={new}");
            let id =
                app.admin("GET", &path, None).await.json()[0]["id"].as_str().unwrap().to_owned();
            assert_eq!(number(&app, SESSIONS, &id).await, 1, "{round}");
            assert_eq!(number(&app, SIGNED_UP, &id).await, 1, "{round}");
            assert_eq!(app.native().sign_in(&new).await.status, 200, "{round}");
        }
        if spent == 1 { done += 1 } else { undone += 1 }
    }
    assert!(
        done > 0 && undone > 0,
        "the client has to go away too early at times: {done} {undone}"
    );
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_outlive_an_outage_and_a_restart() {
    let mut app = TestApp::new().await;
    app.identity("down@example.org").create().await;
    app.mail.set_down(true);
    let mut client = app.native();
    begin(&mut app, &mut client, "recovery", "").await;
    let before = app.clock.now();
    let answer = client.submit(json!({ "method": "code", "email": "down@example.org" })).await;
    assert_eq!(answer.status, 200, "the outage delays no answer");
    assert!(app.clock.now().since(before).as_secs() < 1);
    app.restart().await;
    app.advance(Duration::from_mins(20));
    app.mail.set_down(false);
    app.restart().await;
    for _ in 0..60 {
        app.advance(Duration::from_secs(5));
        if !app.mails().await.is_empty() {
            break;
        }
    }
    let code = app.mail_to("down@example.org").await.code();
    step(&mut app, &mut client, json!({ "method": "code", "code": code })).await;
    assert_eq!(client.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_waits_for_others_outlives_a_stop() {
    let mut app = TestApp::new().await;
    for round in 0..6 {
        let email = format!("told-{round}@example.org");
        app.identity(&email).codes(&["a-code-to-spend", "another"]).create().await;
        let mut client = second_step(&app, &email, 1).await.remove(0);
        let body = json!({ "method": "lookup_secret", "lookup_secret": "a-code-to-spend" });
        assert_eq!(client.submit(body).await.status, 200);
        // The commit has handed the mail over; it is on its way, waits for company, or lies with the worker.
        app.restart().await;
        let told = app.mails().await.iter().filter(|mail| mail.to.contains(&email)).count();
        assert_eq!(told, 1, "{round}");
    }
    app.finish().await;
}
