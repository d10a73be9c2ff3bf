//! Signing up with a key instead of a password.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Answer, Authenticator, Client, TestApp};

use super::passwordless::{configuration, configured};
use super::{ORIGIN, add_key, add_passkey, touch, value};

const EVE: &str = "eve@example.org";

/// A kind of key at sign-up.
struct Kind {
    method: &'static str,
    options: &'static str,
    answer: &'static str,
}

const KEY: Kind =
    Kind { method: "webauthn", options: "webauthn_register_trigger", answer: "webauthn_register" };
const PASSKEY: Kind =
    Kind { method: "passkey", options: "passkey_create_data", answer: "passkey_register" };

impl Kind {
    /// What the browser is asked to make a key with.
    fn options(&self, client: &Client) -> String {
        let told: Value = serde_json::from_str(&value(client, self.options)).unwrap();
        told.get("credentialOptions").unwrap_or(&told).to_string()
    }

    async fn submit(&self, client: &mut Client, answer: &str, email: &str) -> Answer {
        let traits = json!({ "email": email });
        client.submit(json!({ "method": self.method, self.answer: answer, "traits": traits })).await
    }

    async fn sign_up(
        &self,
        client: &mut Client,
        device: &mut Authenticator,
        email: &str,
    ) -> Answer {
        let answer = device.register(&self.options(client));
        self.submit(client, &answer, email).await
    }
}

/// What a passkey is made with, and by what it is called.
fn created(client: &Client) -> Value {
    serde_json::from_str(&value(client, "passkey_create_data")).unwrap()
}

async fn accounts(app: &TestApp) -> i64 {
    app.app.db.one("SELECT COUNT(*) FROM identities", Vec::new()).await.unwrap()
}

#[tokio::test]
async fn somebody_signs_up_with_a_security_key() {
    let app = TestApp::with(&configuration(true)).await;
    for (mut client, email, seed) in
        [(app.spa(), EVE, 1), (app.browser(), "mallory@example.org", 2)]
    {
        let mut device = Authenticator::new(seed, ORIGIN);
        client.start("registration", "").await;
        let traits = client.nodes().iter().filter(|name| *name == "traits.email").count();
        assert_eq!(traits, 1, "{:?}", client.nodes());
        let answer = device.register(&KEY.options(&client));
        let fields = json!({ "webauthn_register": answer, "webauthn_register_displayname": " the red one ",
            "traits": { "email": email } });
        let done = client.submit(fields).await;
        assert!([200, 303].contains(&done.status), "{} {}", done.status, done.text);
        let who = client.whoami().await.json();
        assert_eq!(who["identity"]["traits"]["email"], email);
        assert_eq!(who["authentication_methods"][0]["method"], "webauthn");
        assert_eq!(who["authenticator_assurance_level"], "aal1");
        client.start("settings", "").await;
        assert_eq!(client.node("webauthn_remove"), device.id());
        assert!(client.flow.to_string().contains("\"the red one\""));
        // And signs in with it.
        let mut again = app.spa();
        again.start("login", "").await;
        again.submit(json!({ "method": "webauthn", "identifier": email })).await;
        let id = again.flow["id"].as_str().unwrap().to_owned();
        again.get(&format!("/self-service/login/flows?id={id}")).await;
        assert_eq!(touch(&mut again, &mut device).await.status, 200);
    }
    app.finish().await;
}

#[tokio::test]
async fn in_two_steps_the_key_is_chosen_in_the_second() {
    let mut config: Value = serde_json::from_str(&configuration(true)).unwrap();
    config["selfservice"]["flows"]["registration"]["style"] = json!("profile_first");
    let app = TestApp::with(&config.to_string()).await;
    let mut client = app.spa();
    client.start("registration", "").await;
    assert!(
        client.nodes().iter().all(|name| !name.starts_with("webauthn")),
        "{:?}",
        client.nodes()
    );
    client.submit(json!({ "method": "profile", "traits": { "email": EVE } })).await;
    let options: Value = serde_json::from_str(&KEY.options(&client)).unwrap();
    assert_eq!(options["publicKey"]["user"]["name"], EVE, "the device shows whose it is");
    let mut device = Authenticator::new(1, ORIGIN);
    let done = KEY.sign_up(&mut client, &mut device, EVE).await;
    assert_eq!(done.status, 200, "{}", done.text);
    app.finish().await;
}

#[tokio::test]
async fn whoever_signs_up_with_the_key_that_everybody_needs_has_it() {
    for kind in [KEY, PASSKEY] {
        let mut config: Value = serde_json::from_str(&configuration(true)).unwrap();
        config["selfservice"]["required_actions"] = json!({ "new_identities": [kind.method] });
        let app = TestApp::with(&config.to_string()).await;
        let mut client = app.spa();
        client.start("registration", "").await;
        let done = kind.sign_up(&mut client, &mut Authenticator::new(1, ORIGIN), EVE).await;
        assert_eq!(done.status, 200, "{}", done.text);
        assert!(!done.text.contains("show_settings_ui"), "{}", done.text);
        assert_eq!(client.whoami().await.status, 200);
        // Whoever comes without one adds it first.
        app.identity("bob@example.org").create().await;
        let mut bob = app.spa();
        bob.sign_in("bob@example.org").await;
        let owes = bob.whoami().await;
        assert_eq!(
            owes.json()["error"]["details"]["actions"],
            json!([kind.method]),
            "{}",
            owes.text
        );
        bob.start("settings", "").await;
        let mut device = Authenticator::new(2, ORIGIN);
        let added = match kind.method {
            "webauthn" => add_key(&mut bob, &mut device, "his").await,
            _ => add_passkey(&mut bob, &mut device).await,
        };
        assert_eq!(added.status, 200, "{}", added.text);
        assert_eq!(bob.whoami().await.status, 200);
        app.finish().await;
    }
}

#[tokio::test]
async fn what_is_no_new_key_makes_no_account() {
    let app = TestApp::with(&configuration(true)).await;
    refusals(&app, &KEY).await;
    app.finish().await;
    let app = TestApp::with(&configuration(true)).await;
    refusals(&app, &PASSKEY).await;
    // A passkey never goes without a finger or a PIN.
    let mut client = app.spa();
    client.start("registration", "").await;
    let mut unverified = Authenticator::new(7, ORIGIN).but(|it| it.verifies = false);
    let refused = PASSKEY.sign_up(&mut client, &mut unverified, "frank@example.org").await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_001]));
    app.finish().await;
}

/// Everything that goes wrong leaves a form that works.
async fn refusals(app: &TestApp, kind: &Kind) {
    let mut device = Authenticator::new(1, ORIGIN);
    let mut client = app.spa();
    client.start("registration", "").await;
    for origin in ["http://localhost:4434", "https://localhost:4433", "http://evil.localhost:4433"]
    {
        let mut lured = device.but(|it| it.origin = origin.into());
        let refused = kind.sign_up(&mut client, &mut lured, EVE).await;
        assert_eq!((refused.status, refused.messages()), (400, vec![4_000_001]), "{origin}");
    }
    for wrong in ["{}", "[]", "x"] {
        let refused = kind.submit(&mut client, wrong, EVE).await;
        assert_eq!((refused.status, refused.messages()), (400, vec![4_000_001]), "{wrong}");
    }
    // The challenge of another flow, and one that was answered before.
    let mut other = app.spa();
    other.start("registration", "").await;
    let foreign = device.register(&kind.options(&other));
    assert_eq!(kind.submit(&mut client, &foreign, EVE).await.messages(), [4_000_001]);
    let spent = device.register(&kind.options(&client));
    assert_eq!(kind.submit(&mut client, "{}", EVE).await.status, 400);
    assert_eq!(kind.submit(&mut client, &spent, EVE).await.messages(), [4_000_001]);
    // Too late.
    let late = device.register(&kind.options(&client));
    app.advance(Duration::from_mins(5));
    assert_eq!(kind.submit(&mut client, &late, EVE).await.messages(), [4_000_001]);
    // Traits that are none: said beside them, and what was typed stays.
    let answer = device.register(&kind.options(&client));
    let refused = kind.submit(&mut client, &answer, "no address").await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_040]), "{}", refused.text);
    assert_eq!(client.node("traits.email"), "no address");
    assert_eq!(accounts(app).await, 0);

    let done = kind.sign_up(&mut client, &mut device, EVE).await;
    assert_eq!(done.status, 200, "{}", done.text);
    // Neither the key nor the address is good for another account.
    let mut second = app.spa();
    second.start("registration", "").await;
    let refused = kind.sign_up(&mut second, &mut device, "bob@example.org").await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_001]));
    let mut another = Authenticator::new(2, ORIGIN);
    let refused = kind.sign_up(&mut second, &mut another, EVE).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_007]));
    assert_eq!(accounts(app).await, 1);
    let done = kind.sign_up(&mut second, &mut another, "bob@example.org").await;
    assert_eq!(done.status, 200, "{}", done.text);
    // The answer that made the account makes no second one.
    let mut third = app.spa();
    third.start("registration", "").await;
    let answer = Authenticator::new(3, ORIGIN).register(&kind.options(&third));
    let mut twin = third.clone();
    assert_eq!(kind.submit(&mut third, &answer, "carol@example.org").await.status, 200);
    assert_eq!(kind.submit(&mut twin, &answer, "dave@example.org").await.status, 400);
    assert_eq!(accounts(app).await, 3);
}

#[tokio::test]
async fn without_a_name_or_the_switch_there_is_no_sign_up_with_a_key() {
    // The traits have no name that a key could be found by.
    let app = TestApp::with(&configured(true, false)).await;
    let mut client = app.spa();
    client.start("registration", "").await;
    let refused = KEY.sign_up(&mut client, &mut Authenticator::new(1, ORIGIN), EVE).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_009]), "{}", refused.text);
    assert_eq!(accounts(&app).await, 0);
    app.finish().await;
    let app = TestApp::with(&configuration(false)).await;
    let mut native = app.native();
    for client in [&mut app.spa(), &mut native] {
        client.start("registration", "").await;
        assert!(client.nodes().iter().all(|name| !name.starts_with("webauthn_register")));
        let refused = KEY.submit(client, "{}", EVE).await;
        assert_eq!(
            (refused.status, refused.messages()),
            (400, vec![4_010_003]),
            "{}",
            refused.text
        );
    }
    app.finish().await;
}

#[tokio::test]
async fn somebody_signs_up_with_a_passkey() {
    let app = TestApp::with(&configuration(false)).await;
    for (mut client, email, seed) in
        [(app.spa(), EVE, 1), (app.browser(), "mallory@example.org", 2)]
    {
        let mut device = Authenticator::new(seed, ORIGIN);
        client.start("registration", "").await;
        let group: Vec<String> =
            client.nodes().into_iter().filter(|name| name.starts_with("passkey")).collect();
        let wanted = ["passkey_register_trigger", "passkey_register", "passkey_create_data"];
        assert_eq!(group, wanted);
        let data = created(&client);
        assert_eq!(data["displayNameFieldName"], "traits.email");
        assert_eq!(data["displayNameFieldNames"], json!(["traits.email"]));
        let user = &data["credentialOptions"]["publicKey"]["user"];
        assert_eq!((&user["name"], &user["displayName"]), (&json!(""), &json!("")));
        let done = PASSKEY.sign_up(&mut client, &mut device, email).await;
        assert!([200, 303].contains(&done.status), "{} {}", done.status, done.text);
        let who = client.whoami().await.json();
        assert_eq!(who["identity"]["traits"]["email"], email);
        assert_eq!(who["authentication_methods"][0]["method"], "passkey");
        client.start("settings", "").await;
        assert_eq!(client.node("passkey_remove"), device.id());
        // And signs in with it, without a name.
        let mut again = app.spa();
        again.start("login", "").await;
        let answer = device.sign(&value(&again, "passkey_challenge"));
        let done = again.submit(json!({ "method": "passkey", "passkey_login": answer })).await;
        assert_eq!(done.status, 200, "{}", done.text);
        assert_eq!(done.json()["session"]["identity"]["id"], who["identity"]["id"]);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_passkey_is_called_by_what_was_typed_before() {
    let mut config: Value = serde_json::from_str(&configuration(false)).unwrap();
    config["selfservice"]["flows"]["registration"]["style"] = json!("profile_first");
    let app = TestApp::with(&config.to_string()).await;
    let mut client = app.spa();
    client.start("registration", "").await;
    assert!(client.nodes().iter().all(|name| !name.starts_with("passkey")), "{:?}", client.nodes());
    client.submit(json!({ "method": "profile", "traits": { "email": EVE } })).await;
    assert_eq!(created(&client)["credentialOptions"]["publicKey"]["user"]["name"], EVE);
    let id = created(&client)["credentialOptions"]["publicKey"]["user"]["id"].clone();
    // A refused try costs the challenge, and the id that was to be the account's.
    assert_eq!(PASSKEY.submit(&mut client, "{}", EVE).await.status, 400);
    assert_ne!(created(&client)["credentialOptions"]["publicKey"]["user"]["id"], id);
    let mut device = Authenticator::new(1, ORIGIN);
    assert_eq!(PASSKEY.sign_up(&mut client, &mut device, EVE).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_field_that_was_left_empty_is_no_passkey() {
    let app = TestApp::with(&configuration(false)).await;
    let mut native = app.native();
    for (client, shown) in [(&mut app.spa(), true), (&mut native, false)] {
        client.start("registration", "").await;
        assert_eq!(client.nodes().iter().any(|name| name == "passkey_register"), shown);
        for empty in ["", "true"] {
            let refused = PASSKEY.submit(client, empty, EVE).await;
            assert_eq!((refused.status, refused.messages()), (400, vec![4_010_003]), "{empty}");
        }
    }
    // Beside a password it means nothing.
    let mut client = app.spa();
    client.start("registration", "").await;
    let fields = json!({ "method": "password", "password": "nine crows on a wire", "passkey_register": "true",
        "traits": { "email": EVE } });
    assert_eq!(client.submit(fields).await.status, 200);
    app.finish().await;
}
