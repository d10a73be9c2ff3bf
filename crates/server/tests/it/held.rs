//! A changed address waits until it is proved (`verify_new_address`), and the ones before are told
//! (`notify_previous_addresses`).

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

use crate::messages::schema;
use crate::recovery_link::{opened, pressed, told};

const WAITS: &str = "selfservice: { flows: { settings: { privileged_session_max_age: 24h, after: { profile: { hooks: [ \
    { hook: verify_new_address }, { hook: notify_previous_addresses } ] } } } } }";

/// After which mails are counted anew, and a session is still fresh.
const HOUR: Duration = Duration::from_mins(61);
const OLD: &str = "ada@example.org";
const NEW: &str = "lovelace@example.org";

async fn signed_in(app: &TestApp) -> Client {
    app.identity(OLD).create().await;
    let mut client = app.spa();
    client.sign_in(OLD).await;
    client.start("settings", "").await;
    client
}

/// The same on a server whose accounts may have phone numbers, without a channel for text messages.
async fn with_phones() -> (TestApp, Client) {
    let hook = json!([{ "hook": "verify_new_address" }]);
    let config = json!({
        "identity": { "default_schema_id": "phones", "schemas": [{ "id": "phones", "url": schema() }] },
        "selfservice": { "flows": { "settings": { "after": { "profile": { "hooks": hook } } } } },
    });
    let app = TestApp::with(&config.to_string()).await;
    app.identity(OLD).member("schema_id", json!("phones")).create().await;
    let mut client = app.spa();
    client.sign_in(OLD).await;
    client.start("settings", "").await;
    (app, client)
}

async fn wants(client: &mut Client, email: &str) -> Answer {
    client.submit(json!({ "method": "profile", "traits": { "email": email } })).await
}

/// The flow that waits for the new address.
fn waiting(answer: &Answer) -> String {
    let answer = answer.json();
    let next = answer["continue_with"].as_array().expect("what to do next");
    let shown = next.iter().find(|step| step["action"] == "show_verification_ui").unwrap();
    assert_eq!(shown["flow"]["verifiable_address"], NEW);
    shown["flow"]["id"].as_str().unwrap().to_owned()
}

async fn email(client: &mut Client) -> Value {
    client.whoami().await.json()["identity"]["traits"]["email"].clone()
}

async fn proves(client: &mut Client, flow: &str, code: &str) -> Answer {
    client.flow = client.get(&format!("/self-service/verification/flows?id={flow}")).await.json();
    client.submit(json!({ "method": "code", "code": code })).await
}

#[tokio::test]
async fn a_new_address_counts_when_it_is_proved() {
    let app = TestApp::with(WAITS).await;
    let mut client = signed_in(&app).await;
    let answer = wants(&mut client, NEW).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let flow = waiting(&answer);
    assert_eq!(email(&mut client).await, OLD, "nothing has changed yet");
    let code = app.mail_to(NEW).await.code();
    // In the meantime the new address opens nothing.
    let mut other = app.spa();
    assert_ne!(other.sign_in(NEW).await.status, 200);
    assert_eq!(proves(&mut client, &flow, "00000000").await.messages(), [4_070_006]);
    assert_eq!(proves(&mut client, &flow, &code).await.messages(), [1_080_002]);
    let who = client.whoami().await.json();
    assert_eq!(who["identity"]["traits"]["email"], NEW);
    let address = &who["identity"]["verifiable_addresses"][0];
    assert_eq!((&address["value"], &address["verified"]), (&json!(NEW), &json!(true)));
    assert_eq!(other.sign_in(NEW).await.status, 200);
    let told = app.mails().await;
    let to_old = told.iter().filter(|mail| mail.to[0] == OLD);
    assert!(to_old.into_iter().any(|mail| mail.subject.contains("was changed")), "{told:?}");
    // Once.
    assert_ne!(proves(&mut client, &flow, &code).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_change_that_waits_dies_of_many_things() {
    let app = TestApp::with(WAITS).await;
    let mut client = signed_in(&app).await;
    // A newer one takes its place.
    let first = waiting(&wants(&mut client, NEW).await);
    let code = app.mail_to(NEW).await.code();
    client.start("settings", "").await;
    wants(&mut client, "third@example.org").await;
    assert_eq!(proves(&mut client, &first, &code).await.messages(), [4_070_006]);
    // Asking for another code in its flow does not bring it back.
    let again = client.submit(json!({ "method": "code", "email": NEW })).await;
    assert_eq!(again.messages(), [1_080_003], "the answer is the same as ever");
    assert_eq!(app.mails().await.iter().filter(|mail| mail.to[0] == NEW).count(), 1);
    // Neither does the owner's going back to what was.
    client.start("settings", "").await;
    let flow = waiting(&wants(&mut client, NEW).await);
    let code = app.mail_to(NEW).await.code();
    client.start("settings", "").await;
    assert_eq!(wants(&mut client, OLD).await.status, 200);
    assert_eq!(proves(&mut client, &flow, &code).await.messages(), [4_070_006]);
    app.advance(HOUR);
    // Somebody else has the address.
    client.start("settings", "").await;
    let flow = waiting(&wants(&mut client, NEW).await);
    let code = app.mail_to(NEW).await.code();
    let taken = app.identity(NEW).create().await;
    assert_eq!(proves(&mut client, &flow, &code).await.messages(), [4_000_007]);
    app.admin("DELETE", &format!("/admin/identities/{taken}"), None).await;
    // An administrator changes the traits.
    let id = client.whoami().await.json()["identity"]["id"].as_str().unwrap().to_owned();
    let patch = json!([{ "op": "replace", "path": "/traits/email", "value": "byron@example.org" }]);
    let changed = app.admin("PATCH", &format!("/admin/identities/{id}"), Some(patch)).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(proves(&mut client, &flow, &code).await.messages(), [4_070_006]);
    // Its session ends.
    app.advance(HOUR);
    client.start("settings", "").await;
    let flow = waiting(&wants(&mut client, NEW).await);
    let code = app.mail_to(NEW).await.code();
    app.admin("DELETE", &format!("/admin/identities/{id}/sessions"), None).await;
    assert_eq!(proves(&mut client, &flow, &code).await.messages(), [4_070_006]);
    app.finish().await;
}

#[tokio::test]
async fn addresses_wait_one_at_a_time() {
    let (app, mut client) = with_phones().await;
    let both = json!({ "email": NEW, "phone": "+4917667111638" });
    let answer = client.submit(json!({ "method": "profile", "traits": both })).await;
    assert_eq!((answer.status, answer.messages()), (400, vec![4_050_002]));
    assert_eq!(email(&mut client).await, OLD);
    app.finish().await;
}

#[tokio::test]
async fn an_address_that_nothing_reaches_is_refused_at_once() {
    let (app, mut client) = with_phones().await;
    let traits = json!({ "email": OLD, "phone": "+4917667111638" });
    let answer = client.submit(json!({ "method": "profile", "traits": traits })).await;
    assert_eq!(answer.status, 400, "there is no channel for text messages: {}", answer.text);
    assert_eq!(client.whoami().await.json()["identity"]["traits"].get("phone"), None);
    app.finish().await;
}

#[tokio::test]
async fn another_code_for_the_address_that_waits() {
    let app = TestApp::with(WAITS).await;
    let mut client = signed_in(&app).await;
    let flow = waiting(&wants(&mut client, NEW).await);
    let first = app.mail_to(NEW).await.code();
    client.flow = client.get(&format!("/self-service/verification/flows?id={flow}")).await.json();
    let again = client.submit(json!({ "method": "code", "email": NEW })).await;
    assert_eq!(again.messages(), [1_080_003]);
    let second = app.mail_to(NEW).await.code();
    assert_eq!(proves(&mut client, &flow, &first).await.messages(), [4_070_006]);
    assert_eq!(proves(&mut client, &flow, &second).await.messages(), [1_080_002]);
    assert_eq!(email(&mut client).await, NEW);
    app.finish().await;
}

#[tokio::test]
async fn a_link_proves_an_address_that_waits() {
    let app = TestApp::with(
        "selfservice: { methods: { link: { enabled: true } }, flows: { verification: { use: link }, settings: { \
         privileged_session_max_age: 24h, after: { profile: { hooks: [{ hook: verify_new_address }] } } } } }",
    )
    .await;
    let mut client = signed_in(&app).await;
    waiting(&wants(&mut client, NEW).await);
    let link = app.mail_to(NEW).await.link();
    let mut browser = app.browser();
    let (page, token) = opened(&mut browser, &link).await;
    assert!(page.text.contains("lo****@example.org"), "{}", page.text);
    assert_eq!(email(&mut client).await, OLD, "opening it does nothing");
    let answer = pressed(&mut browser, &link, &token).await;
    assert_eq!(told(&mut browser, &answer).await, [1_080_002]);
    assert_eq!(email(&mut client).await, NEW);
    app.finish().await;
}

#[tokio::test]
async fn whoever_never_proved_an_address_is_told_no_more_often_than_they_may_ask() {
    let app = TestApp::with(
        "selfservice: { flows: { settings: { privileged_session_max_age: 24h, after: { profile: { hooks: [ \
         { hook: notify_previous_addresses } ] } } } } }",
    )
    .await;
    let mut client = signed_in(&app).await;
    for round in 0..6 {
        // Between somebody else's mailbox and others.
        let next = if round % 2 == 0 {
            "victim@example.net".to_owned()
        } else {
            format!("eve-{round}@example.org")
        };
        client.start("settings", "").await;
        assert_eq!(wants(&mut client, &next).await.status, 200);
    }
    let mails = app.mails().await;
    let changed = |mail: &&testkit::Mail| {
        mail.to[0] == "victim@example.net" && mail.subject.contains("was changed")
    };
    assert!(mails.iter().filter(changed).count() <= 2, "{mails:?}");
    app.finish().await;
}
