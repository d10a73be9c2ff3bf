//! Security keys and passkeys, with an authenticator in software.

pub(crate) mod passwordless;
mod rename;
mod sign_up;

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Answer, Authenticator, Client, TestApp};

const ADA: &str = "ada@example.org";
const ORIGIN: &str = "http://localhost:4433";

async fn server(more: Value) -> TestApp {
    let rp = json!({ "id": "localhost", "origins": [format!("{ORIGIN}/")] });
    let mut config = json!({ "selfservice": { "methods": {
        "webauthn": { "enabled": true, "config": { "rp": rp } },
        "passkey": { "enabled": true, "config": { "rp": rp } },
        "lookup_secret": { "enabled": true },
    } } });
    for (key, value) in more.as_object().unwrap() {
        config["selfservice"]["methods"]["lookup_secret"]["config"][key] = value.clone();
    }
    let app = TestApp::with(&config.to_string()).await;
    app.identity(ADA).create().await;
    app
}

fn value(client: &Client, name: &str) -> String {
    client.node(name).as_str().expect(name).to_owned()
}

async fn signed_in(app: &TestApp) -> Client {
    let mut client = app.spa();
    client.sign_in(ADA).await;
    client.start("settings", "").await;
    client
}

async fn add_key(client: &mut Client, device: &mut Authenticator, name: &str) -> Answer {
    let answer = device.register(&value(client, "webauthn_register_trigger"));
    let fields = json!({ "method": "webauthn", "webauthn_register": answer, "webauthn_register_displayname": name });
    client.submit(fields).await
}

async fn add_passkey(client: &mut Client, device: &mut Authenticator) -> Answer {
    let answer = device.register(&value(client, "passkey_create_data"));
    client.submit(json!({ "method": "passkey", "passkey_settings_register": answer })).await
}

/// A new sign-in that stands before its second step.
async fn second_step(app: &TestApp) -> Client {
    let mut client = app.spa();
    client.sign_in(ADA).await;
    client.start("login", "?aal=aal2").await;
    client
}

async fn touch(client: &mut Client, device: &mut Authenticator) -> Answer {
    let answer = device.sign(&value(client, "webauthn_login_trigger"));
    client.submit(json!({ "method": "webauthn", "webauthn_login": answer })).await
}

async fn level(client: &mut Client) -> Value {
    client.whoami().await.json()["authenticator_assurance_level"].clone()
}

#[tokio::test]
async fn a_key_is_a_second_step() {
    let app = server(json!({})).await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    let done = add_key(&mut owner, &mut device, "  the blue one  ").await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    assert_eq!(level(&mut owner).await, "aal2", "who adds a key has it");
    let nodes = owner.flow["ui"]["nodes"].as_array().cloned().unwrap();
    let removal = nodes.iter().find(|n| n["attributes"]["name"] == "webauthn_remove").unwrap();
    assert_eq!(removal["attributes"]["value"], device.id());
    assert_eq!(removal["meta"]["label"]["context"]["display_name"], "the blue one");

    let mut client = second_step(&app).await;
    assert_eq!(level(&mut client).await, Value::Null);
    let done = touch(&mut client, &mut device).await;
    assert_eq!((done.status, level(&mut client).await), (200, json!("aal2")), "{}", done.text);
    let methods = client.whoami().await.json()["authentication_methods"].clone();
    assert_eq!(methods[1]["method"], "webauthn");

    // A second key of the same account, and then the first one goes.
    owner.start("settings", "").await;
    let mut other = Authenticator::new(2, ORIGIN);
    assert_eq!(add_key(&mut owner, &mut other, "").await.status, 200);
    owner.start("settings", "").await;
    let gone = owner.submit(json!({ "webauthn_remove": device.id() })).await;
    assert_eq!(gone.json()["state"], "success", "{}", gone.text);
    let mut client = second_step(&app).await;
    assert_eq!(touch(&mut client, &mut device).await.messages(), [4_000_043]);
    assert_eq!(touch(&mut client, &mut other).await.status, 200);
    let subjects: Vec<String> = app.mails().await.into_iter().map(|mail| mail.subject).collect();
    assert!(subjects.iter().any(|s| s.contains("security key was added")), "{subjects:?}");
    assert!(subjects.iter().any(|s| s.contains("security key was removed")), "{subjects:?}");
    app.finish().await;
}

#[tokio::test]
async fn what_is_not_the_key_is_refused() {
    let app = server(json!({})).await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    add_key(&mut owner, &mut device, "").await;
    // Some other page has the user touch it.
    for origin in [
        "http://localhost:4434",
        "https://localhost:4433",
        "http://evil.localhost:4433",
        "http://localhost.evil:4433",
    ] {
        let mut client = second_step(&app).await;
        let mut lured = device.but(|it| it.origin = origin.into());
        assert_eq!(touch(&mut client, &mut lured).await.messages(), [4_000_043], "{origin}");
        device.counter += 1;
    }
    // Without the finger that was asked for when it was made.
    let mut client = second_step(&app).await;
    let mut unverified = device.but(|it| it.verifies = false);
    assert_eq!(touch(&mut client, &mut unverified).await.messages(), [4_000_043]);
    device.counter += 1;
    // An answer is good once, and in its own flow only.
    let mut client = second_step(&app).await;
    let answer = device.sign(&value(&client, "webauthn_login_trigger"));
    let body = json!({ "method": "webauthn", "webauthn_login": answer });
    let mut elsewhere = second_step(&app).await;
    assert_eq!(elsewhere.submit(body.clone()).await.messages(), [4_000_043]);
    assert_eq!(client.submit(body.clone()).await.status, 200);
    let mut again = second_step(&app).await;
    assert_eq!(again.submit(body).await.messages(), [4_000_043]);
    // A copy that counts from before.
    let mut client = second_step(&app).await;
    let mut clone = device.but(|it| it.counter = device.counter - 1);
    assert_eq!(touch(&mut client, &mut clone).await.messages(), [4_000_043]);
    // The refused try cost its challenge; the device itself still works, in the same flow.
    assert_eq!(touch(&mut client, &mut device).await.status, 200);
    // Too late.
    let mut client = second_step(&app).await;
    app.advance(Duration::from_mins(5));
    assert_eq!(touch(&mut client, &mut device).await.messages(), [4_000_043]);
    assert_eq!(touch(&mut client, &mut device).await.status, 200);
    for wrong in
        ["{}", "[]", "x", "{\"id\":\"\",\"rawId\":\"\",\"type\":\"public-key\",\"response\":{}}"]
    {
        let mut client = second_step(&app).await;
        let refused = client.submit(json!({ "method": "webauthn", "webauthn_login": wrong })).await;
        assert_eq!(refused.messages(), [4_000_043], "{wrong}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_key_belongs_to_one_account() {
    let app = server(json!({})).await;
    app.identity("bob@example.org").create().await;
    let mut ada = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    assert_eq!(add_key(&mut ada, &mut device, "").await.status, 200);
    let mut bob = app.spa();
    bob.sign_in("bob@example.org").await;
    bob.start("settings", "").await;
    let refused = add_key(&mut bob, &mut device, "").await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_001]), "{}", refused.text);
    assert_eq!(level(&mut bob).await, "aal1");
    // Nor may anybody remove a key of somebody else's.
    let refused = bob.submit(json!({ "webauthn_remove": device.id() })).await;
    assert_eq!(refused.status, 400);
    app.finish().await;
}

#[tokio::test]
async fn codes_come_with_a_key_and_go_with_it() {
    let app = server(json!({ "required_with": ["webauthn"] })).await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    let shown = add_key(&mut owner, &mut device, "mine").await;
    assert_eq!(shown.messages(), [1_059_001], "{}", shown.text);
    assert_eq!(level(&mut owner).await, "aal1");
    let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true });
    let done = owner.submit(saved).await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    let mut client = second_step(&app).await;
    assert_eq!(touch(&mut client, &mut device).await.status, 200);
    owner.start("settings", "").await;
    owner.submit(json!({ "webauthn_remove": device.id() })).await;
    let mut client = app.spa();
    client.sign_in(ADA).await;
    assert_eq!(level(&mut client).await, "aal1", "no codes are left behind");
    app.finish().await;
}

#[tokio::test]
async fn a_passkey_signs_in_by_itself() {
    let app = server(json!({})).await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(3, ORIGIN);
    let done = add_passkey(&mut owner, &mut device).await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    for mut client in [app.spa(), app.browser()] {
        client.start("login", "").await;
        let answer = device.sign(&value(&client, "passkey_challenge"));
        let done = client.submit(json!({ "method": "passkey", "passkey_login": answer })).await;
        assert!([200, 303].contains(&done.status), "{}", done.text);
        let who = client.whoami().await.json();
        assert_eq!(who["identity"]["traits"]["email"], ADA);
        assert_eq!(who["authentication_methods"][0]["method"], "passkey");
    }
    // Never without a finger, and not with a key that nobody has.
    let mut client = app.spa();
    client.start("login", "").await;
    let mut unverified = device.but(|it| it.verifies = false);
    let answer = unverified.sign(&value(&client, "passkey_challenge"));
    let refused = client.submit(json!({ "method": "passkey", "passkey_login": answer })).await;
    assert_eq!(refused.messages(), [4_000_015]);
    device.counter += 1;
    let mut stranger = Authenticator::new(9, ORIGIN);
    let answer = stranger.sign(&value(&client, "passkey_challenge"));
    let refused = client.submit(json!({ "method": "passkey", "passkey_login": answer })).await;
    assert_eq!(refused.messages(), [4_000_015]);
    // It can go while there is a password.
    owner.start("settings", "").await;
    let gone = owner.submit(json!({ "passkey_remove": device.id() })).await;
    assert_eq!(gone.json()["state"], "success", "{}", gone.text);
    let mut client = app.spa();
    client.start("login", "").await;
    let answer = device.sign(&value(&client, "passkey_challenge"));
    let refused = client.submit(json!({ "method": "passkey", "passkey_login": answer })).await;
    assert_eq!(refused.messages(), [4_000_015]);
    app.finish().await;
}
