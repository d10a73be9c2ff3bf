//! Security keys that sign in by themselves, for somebody who says who they are.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testkit::{Answer, Authenticator, Client, TestApp};

use super::{ADA, ORIGIN, add_key, level, signed_in, touch, value};
use crate::repudiation::{not_me, repudiated};

/// Keys as the first step, for people whom the traits name.
pub(crate) fn configuration(passwordless: bool) -> String {
    configured(passwordless, true)
}

/// The same; `named`: whether the traits have a name for them.
pub(super) fn configured(passwordless: bool, named: bool) -> String {
    let email = json!({
        "type": "string", "format": "email", "title": "E-mail",
        "ory.sh/kratos": {
            "credentials": { "password": { "identifier": true }, "webauthn": { "identifier": named } },
            "recovery": { "via": "email" }, "verification": { "via": "email" },
        },
    });
    let nick = json!({ "type": "string" });
    let traits = json!({ "type": "object", "properties": { "email": email, "nick": nick } });
    let schema = json!({ "type": "object", "properties": { "traits": traits } }).to_string();
    let url = format!("base64://{}", STANDARD.encode(schema));
    let rp = json!({ "id": "localhost", "origins": [format!("{ORIGIN}/")] });
    let session = json!({ "hooks": [{ "hook": "session" }] });
    json!({
        "identity": { "default_schema_id": "named", "schemas": [{ "id": "named", "url": url }] },
        "selfservice": {
            "methods": {
                "webauthn": { "enabled": true, "config": { "rp": rp, "passwordless": passwordless } },
                "passkey": { "enabled": true, "config": { "rp": rp } },
                "lookup_secret": { "enabled": true },
            },
            "flows": { "registration": { "style": "unified", "after": { "webauthn": session, "passkey": session } } },
        },
    })
    .to_string()
}

async fn server() -> TestApp {
    let app = TestApp::with(&configuration(true)).await;
    person(&app, ADA).await;
    app
}

async fn person(app: &TestApp, email: &str) -> String {
    app.identity(email).member("schema_id", json!("named")).create().await
}

/// Says who it is; what the page asks for then.
async fn named(client: &mut Client, name: &str) -> Answer {
    client.start("login", "").await;
    let answer = client.submit(json!({ "method": "webauthn", "identifier": name })).await;
    let id = client.flow["id"].as_str().unwrap().to_owned();
    client.get(&format!("/self-service/login/flows?id={id}")).await;
    answer
}

fn asked(client: &Client) -> Value {
    serde_json::from_str(&value(client, "webauthn_login_trigger")).unwrap()
}

#[tokio::test]
async fn a_key_signs_in_whoever_says_who_they_are() {
    let app = server().await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    let done = add_key(&mut owner, &mut device, "mine").await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    assert_eq!(level(&mut owner).await, "aal1", "it is no second step");
    let mails: Vec<String> = app.mails().await.into_iter().map(|mail| mail.subject).collect();
    assert!(mails.iter().any(|s| s.contains("security key was added")), "{mails:?}");

    let mut spa = app.spa();
    spa.start("login", "").await;
    assert_eq!(spa.node("identifier"), "");
    assert!(spa.nodes().iter().all(|name| !name.starts_with("webauthn_login")));
    let led = named(&mut spa, " ADA@example.org ").await;
    assert_eq!(led.status, 422, "{}", led.text);
    assert_eq!(led.json()["error"]["id"], "browser_location_change_required");
    let to = led.json()["redirect_browser_to"].as_str().unwrap().to_owned();
    assert!(to.ends_with(&format!("/login?flow={}", spa.flow["id"].as_str().unwrap())), "{to}");
    let mut nodes = spa.nodes();
    nodes.sort();
    let wanted =
        ["csrf_token", "identifier", "webauthn_login", "webauthn_login_trigger", "webauthn_script"];
    assert_eq!(nodes, wanted);
    assert_eq!(spa.flow["ui"]["messages"][0]["id"], 1_010_012);
    let done = touch(&mut spa, &mut device).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(done.json()["session"]["authenticator_assurance_level"], "aal1");
    assert_eq!(done.json()["session"]["authentication_methods"][0]["method"], "webauthn");

    let mut browser = app.browser();
    browser.start("login", "").await;
    browser.submit_and_read("login", json!({ "method": "webauthn", "identifier": ADA })).await;
    assert_eq!(touch(&mut browser, &mut device).await.status, 303);
    assert_eq!(browser.whoami().await.json()["identity"]["traits"]["email"], ADA);

    // Once more, to confirm: whoever is signed in is asked for their own key at once.
    spa.start("login", "?refresh=true").await;
    assert_eq!(touch(&mut spa, &mut device).await.status, 200);
    // Native apps have no form for it.
    let mut native = app.native();
    native.start("login", "").await;
    assert!(native.nodes().iter().all(|name| !name.contains("webauthn")));
    let refused = native.submit(json!({ "method": "webauthn", "identifier": ADA })).await;
    assert_eq!(refused.status, 404, "{}", refused.text);
    app.finish().await;
}

#[tokio::test]
async fn nobody_learns_who_has_a_key() {
    let app = server().await;
    person(&app, "bob@example.org").await;
    let mut owner = signed_in(&app).await;
    add_key(&mut owner, &mut Authenticator::new(1, ORIGIN), "").await;
    let mut shapes = Vec::new();
    for name in [ADA, "bob@example.org", "nobody@example.org"] {
        let mut ids = Vec::new();
        for _ in 0..2 {
            let mut client = app.spa();
            assert_eq!(named(&mut client, name).await.status, 422, "{name}");
            let mut options = asked(&client);
            let list = options["publicKey"]["allowCredentials"].as_array_mut().unwrap();
            assert_eq!(list.len(), 1, "{name}");
            ids.push(list[0]["id"].take());
            options["publicKey"]["challenge"].take();
            shapes.push(options);
            // Whatever is answered is wrong in the same way.
            let mut stranger = Authenticator::new(9, ORIGIN);
            assert_eq!(touch(&mut client, &mut stranger).await.messages(), [4_000_043], "{name}");
        }
        assert_eq!(ids[0], ids[1], "{name}: another one each time would tell");
        assert!([22, 43, 64, 86].contains(&ids[0].as_str().unwrap().len()), "{ids:?}");
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:#?}");
    let mut client = app.spa();
    client.start("login", "").await;
    let refused = client.submit(json!({ "method": "webauthn" })).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_002]));
    app.finish().await;
}

#[tokio::test]
async fn what_is_not_the_key_signs_nobody_in() {
    let app = server().await;
    person(&app, "bob@example.org").await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    add_key(&mut owner, &mut device, "").await;
    let mut client = app.spa();
    named(&mut client, ADA).await;
    for origin in ["http://localhost:4434", "https://localhost:4433", "http://evil.localhost:4433"]
    {
        let mut lured = device.but(|it| it.origin = origin.into());
        assert_eq!(touch(&mut client, &mut lured).await.messages(), [4_000_043], "{origin}");
        device.counter += 1;
    }
    // Another account is asked for, and this one's key answers.
    let mut other = app.spa();
    named(&mut other, "bob@example.org").await;
    assert_eq!(touch(&mut other, &mut device).await.messages(), [4_000_043]);
    // An answer is good once, and in its own flow.
    let answer = device.sign(&value(&client, "webauthn_login_trigger"));
    let body = json!({ "method": "webauthn", "identifier": ADA, "webauthn_login": answer });
    let mut elsewhere = app.spa();
    named(&mut elsewhere, ADA).await;
    assert_eq!(elsewhere.submit(body.clone()).await.messages(), [4_000_043]);
    assert_eq!(client.submit(body.clone()).await.status, 200);
    named(&mut elsewhere, ADA).await;
    assert_eq!(elsewhere.submit(body.clone()).await.messages(), [4_000_043]);
    // Before anybody said who they are; and too late.
    let mut early = app.spa();
    early.start("login", "").await;
    assert_eq!(early.submit(body).await.messages(), [4_000_043]);
    let mut late = app.spa();
    named(&mut late, ADA).await;
    app.advance(Duration::from_mins(5));
    assert_eq!(touch(&mut late, &mut device).await.messages(), [4_000_043]);
    assert_eq!(touch(&mut late, &mut device).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_second_step_does_not_become_a_first_one() {
    let mut app = TestApp::with(&configuration(false)).await;
    let id = person(&app, ADA).await;
    let mut owner = signed_in(&app).await;
    let (mut old, mut new) = (Authenticator::new(1, ORIGIN), Authenticator::new(2, ORIGIN));
    assert_eq!(add_key(&mut owner, &mut old, "old").await.status, 200);
    assert_eq!(level(&mut owner).await, "aal2");
    app.restart_with(|config| config.selfservice.methods.webauthn.config.passwordless = true).await;
    let mut client = app.spa();
    client.sign_in(ADA).await;
    assert_eq!(level(&mut client).await, "aal1", "nothing more is asked for");
    client.start("login", "?aal=aal2").await;
    assert!(client.nodes().iter().all(|name| !name.contains("webauthn")));
    named(&mut client, ADA).await;
    let mut client = app.spa();
    named(&mut client, ADA).await;
    assert_eq!(touch(&mut client, &mut old).await.messages(), [4_000_043]);
    // One that was added as a first step is one, and both are listed.
    owner.start("settings", "").await;
    assert_eq!(add_key(&mut owner, &mut new, "new").await.status, 200);
    owner.start("settings", "").await;
    let listed = owner.nodes().iter().filter(|name| *name == "webauthn_remove").count();
    assert_eq!(listed, 2);
    named(&mut client, ADA).await;
    assert_eq!(touch(&mut client, &mut new).await.status, 200);
    // Administrators take a second step away, not the way in.
    let path = format!("/admin/identities/{id}/credentials/webauthn");
    assert_eq!(app.admin("DELETE", &path, None).await.status, 204);
    owner.start("settings", "").await;
    assert_eq!(owner.node("webauthn_remove"), new.id());
    assert_eq!(add_key(&mut owner, &mut old, "again").await.status, 200, "its id is free");
    // Back again: what signed in by itself is a second step, rather than nothing.
    app.restart_with(|config| config.selfservice.methods.webauthn.config.passwordless = false)
        .await;
    let mut client = app.spa();
    client.sign_in(ADA).await;
    assert_eq!(level(&mut client).await, Value::Null);
    client.start("login", "?aal=aal2").await;
    assert_eq!(touch(&mut client, &mut new).await.status, 200);
    assert_eq!(level(&mut client).await, "aal2");
    app.finish().await;
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let app = server().await;
    let mut owner = signed_in(&app).await;
    let (mut first, mut second) = (Authenticator::new(1, ORIGIN), Authenticator::new(2, ORIGIN));
    add_key(&mut owner, &mut first, "").await;
    let id = owner.whoami().await.json()["identity"]["id"].as_str().unwrap().to_owned();
    let path = format!("/admin/identities/{id}/credentials/password");
    assert_eq!(app.admin("DELETE", &path, None).await.status, 204);
    owner.start("settings", "").await;
    let nodes = owner.flow["ui"]["nodes"].as_array().cloned().unwrap();
    let button = nodes.iter().find(|node| node["attributes"]["name"] == "webauthn_remove");
    assert_eq!(button.unwrap()["attributes"]["disabled"], true);
    let refused = owner.submit(json!({ "webauthn_remove": first.id() })).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_001]));
    // With another key, or a passkey, beside it, it may go.
    assert_eq!(add_key(&mut owner, &mut second, "").await.status, 200);
    owner.start("settings", "").await;
    assert_eq!(owner.submit(json!({ "webauthn_remove": first.id() })).await.status, 200);
    owner.start("settings", "").await;
    assert_eq!(super::add_passkey(&mut owner, &mut first).await.status, 200);
    owner.start("settings", "").await;
    assert_eq!(owner.submit(json!({ "webauthn_remove": second.id() })).await.status, 200);
    owner.start("settings", "").await;
    assert_eq!(owner.submit(json!({ "passkey_remove": first.id() })).await.status, 400);
    app.finish().await;
}

#[tokio::test]
async fn a_name_that_was_given_up_finds_no_key() {
    let app = server().await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    add_key(&mut owner, &mut device, "").await;
    let id = owner.whoami().await.json()["identity"]["id"].as_str().unwrap().to_owned();
    let mut client = app.spa();
    named(&mut client, ADA).await;
    let wanted = data_encoding::HEXLOWER.decode(device.id().as_bytes()).unwrap();
    let wanted = data_encoding::BASE64URL_NOPAD.encode(&wanted);
    assert_eq!(asked(&client)["publicKey"]["allowCredentials"][0]["id"], wanted);
    let nameless = json!([{ "op": "remove", "path": "/traits/email" }]);
    let changed = app.admin("PATCH", &format!("/admin/identities/{id}"), Some(nameless)).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    named(&mut client, ADA).await;
    assert_ne!(asked(&client)["publicKey"]["allowCredentials"][0]["id"], wanted);
    app.finish().await;
}

/// Both were not the last one when their windows looked; the account has a second factor, so it is not for its first
/// that they wait for each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_the_last_two_ways_in_one_stays() {
    const SECRET: &str = "KRUGKIDROVUWG2ZAMJZG653OEBTG66BA";
    let app = TestApp::with(&configuration(true)).await;
    for round in 0..20_u8 {
        let email = format!("ada-{round}@example.org");
        let named = app.identity(&email).totp(SECRET).member("schema_id", json!("named"));
        let id = named.create().await;
        let mut owner = app.spa();
        owner.sign_in(&email).await;
        owner.start("login", "?aal=aal2").await;
        let code = testkit::totp_code(SECRET, model::Clock::now(&*app.clock));
        assert_eq!(owner.submit(json!({ "method": "totp", "totp_code": code })).await.status, 200);
        // Two accounts cannot have the same key.
        let device = |seed| Authenticator::new(seed, ORIGIN);
        let (mut key, mut phone) = (device(2 * round + 1), device(2 * round + 2));
        owner.start("settings", "").await;
        assert_eq!(add_key(&mut owner, &mut key, "").await.status, 200);
        owner.start("settings", "").await;
        assert_eq!(super::add_passkey(&mut owner, &mut phone).await.status, 200);
        let path = format!("/admin/identities/{id}/credentials/password");
        assert_eq!(app.admin("DELETE", &path, None).await.status, 204);
        let fields =
            [json!({ "webauthn_remove": key.id() }), json!({ "passkey_remove": phone.id() })];
        let mut windows = Vec::new();
        for fields in fields {
            owner.start("settings", "").await;
            windows.push(Some((owner.clone(), fields)));
        }
        let race = testkit::race(2, |at| {
            let (mut window, fields) = windows[at].take().unwrap();
            async move { window.submit(fields).await.status }
        })
        .await;
        assert_eq!(race.count(|status| *status == 200), 1, "{round}: {:?}", race.results);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_key_that_somebody_else_removed_signs_in_again() {
    let app = server().await;
    let mut owner = signed_in(&app).await;
    let mut device = Authenticator::new(1, ORIGIN);
    add_key(&mut owner, &mut device, "").await;
    let mut thief = signed_in(&app).await;
    assert_eq!(thief.submit(json!({ "webauthn_remove": device.id() })).await.status, 200);
    let mut client = app.spa();
    named(&mut client, ADA).await;
    assert_eq!(touch(&mut client, &mut device).await.messages(), [4_000_043]);
    repudiated(&app, &not_me(&app, ADA).await).await;
    // With its name, by which it is found.
    named(&mut client, ADA).await;
    assert_eq!(touch(&mut client, &mut device).await.status, 200);
    app.finish().await;
}
