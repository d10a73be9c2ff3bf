//! Steps that need a fresh proof: whoever has to sign in again comes back to the same step, with what was typed or
//! touched (A3).

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Answer, Authenticator, Client, TestApp, totp_code};

const ADA: &str = "ada@example.org";
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

async fn server() -> TestApp {
    let rp = json!({ "id": "localhost", "origins": ["http://localhost:4433/"] });
    let key = json!({ "enabled": true, "config": { "rp": rp } });
    let config = json!({ "selfservice": { "methods": { "webauthn": key, "passkey": key } } });
    let app = TestApp::with(&config.to_string()).await;
    app.identity(ADA).create().await;
    app
}

/// Submits, signs in again where that is asked for, and goes back to where that leads.
async fn submit_and_sign_in_again(client: &mut Client, fields: Value) -> String {
    let asked = client.submit(fields).await;
    let login = if asked.status == 303 {
        asked.location().to_owned()
    } else {
        assert_eq!(asked.status, 403, "{}", asked.text);
        assert_eq!(asked.json()["error"]["id"], "session_refresh_required");
        asked.json()["redirect_browser_to"].as_str().expect("where to sign in").to_owned()
    };
    let (_, query) = login.split_once('?').expect("a login with a way back");
    client.start("login", &format!("?{query}")).await;
    let password =
        json!({ "method": "password", "identifier": ADA, "password": "correct horse 9" });
    let again = client.submit(password).await;
    let back = if again.status == 303 {
        again.location().to_owned()
    } else {
        assert_eq!(again.status, 200, "{}", again.text);
        let next = again.json()["continue_with"].as_array().cloned().unwrap_or_default();
        let to = next.iter().find_map(|next| next["redirect_browser_to"].as_str());
        to.expect("the way back").to_owned()
    };
    let done = client.visit(&back).await;
    assert_eq!(done.status, 303, "{}", done.text);
    done.location().to_owned()
}

#[tokio::test]
async fn what_was_typed_or_touched_is_kept() {
    let app = server().await;
    for fresh in [app.spa(), app.browser()] {
        for step in ["webauthn", "passkey", "totp", "password"] {
            let mut client = fresh.clone();
            client.sign_in(ADA).await;
            app.advance(Duration::from_mins(if step == "password" { 61 } else { 11 }));
            client.start("settings", "").await;
            let mut key = Authenticator::new(1, "http://localhost:4433");
            let offer = |name: &str| client.node(name).as_str().unwrap_or_default().to_owned();
            let fields = match step {
                "webauthn" => json!({
                    "method": "webauthn",
                    "webauthn_register": key.register(&offer("webauthn_register_trigger")),
                    "webauthn_register_displayname": "Desk drawer",
                }),
                "passkey" => json!({
                    "method": "passkey",
                    "passkey_settings_register": key.register(&offer("passkey_create_data")),
                }),
                "totp" => {
                    let secret = client.node("totp_secret_key")["context"]["secret"].clone();
                    let code = totp_code(secret.as_str().unwrap(), model::Clock::now(&*app.clock));
                    json!({ "method": "totp", "totp_code": code })
                }
                _ => json!({ "method": "password", "password": "correct horse 9" }),
            };
            submit_and_sign_in_again(&mut client, fields).await;
            assert_eq!(client.start("settings", "").await.status, 200);
            let nodes = client.nodes();
            match step {
                "webauthn" => assert!(nodes.contains(&"webauthn_remove".into()), "{nodes:?}"),
                "passkey" => assert!(nodes.contains(&"passkey_remove".into()), "{nodes:?}"),
                "totp" => assert!(nodes.contains(&"totp_unlink".into()), "{nodes:?}"),
                _ => {}
            }
            // The next one begins without a factor, and is somebody else's.
            let listed = app.admin("GET", "/admin/identities", None).await.json();
            let id = listed[0]["id"].as_str().unwrap().to_owned();
            app.admin("DELETE", &format!("/admin/identities/{id}"), None).await;
            app.identity(ADA).create().await;
            app.advance(Duration::from_hours(1));
        }
    }
    app.finish().await;
}

/// What a session was proved by, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    None,
    Password { minutes_ago: u64 },
    PasswordAndApp { minutes_ago: u64 },
}

/// Signs in as far as that, and tries to change what the account is protected by.
async fn tried(app: &TestApp, email: &str, proof: Proof, fields: Value) -> Answer {
    let mut client = app.native();
    let (Proof::Password { minutes_ago } | Proof::PasswordAndApp { minutes_ago }) = proof else {
        return client.start("settings", "").await;
    };
    assert_eq!(client.sign_in(email).await.status, 200);
    if matches!(proof, Proof::PasswordAndApp { .. }) {
        client.start("login", "?aal=aal2").await;
        let code = totp_code(SECRET, model::Clock::now(&*app.clock));
        let second = client.submit(json!({ "method": "totp", "totp_code": code })).await;
        assert_eq!(second.status, 200, "{}", second.text);
    }
    app.advance(Duration::from_mins(minutes_ago));
    let opened = client.start("settings", "").await;
    if opened.status != 200 {
        return opened;
    }
    client.submit(fields).await
}

/// The highest assurance that the account can reach, at most ten minutes old, whatever opens the settings (RC-07, TP-11).
#[tokio::test]
async fn second_factors_are_changed_with_the_highest_proof_alone() {
    use Proof::{None, Password, PasswordAndApp};
    for opens in ["aal1", "highest_available"] {
        let config =
            json!({ "selfservice": { "flows": { "settings": { "required_aal": opens } } } });
        let app = TestApp::with(&config.to_string()).await;
        for (nth, (protected, proof, status)) in [
            (false, None, 401),
            (false, Password { minutes_ago: 11 }, 403),
            (false, Password { minutes_ago: 9 }, 200),
            (true, None, 401),
            (true, Password { minutes_ago: 11 }, 403),
            (true, Password { minutes_ago: 0 }, 403),
            (true, PasswordAndApp { minutes_ago: 11 }, 403),
            (true, PasswordAndApp { minutes_ago: 9 }, 200),
        ]
        .into_iter()
        .enumerate()
        {
            for act in ["lookup_secret_regenerate", "lookup_secret_disable", "totp_unlink"] {
                if !protected && act != "lookup_secret_regenerate" {
                    continue;
                }
                let email = format!("{act}-{nth}@example.org");
                let made = app.identity(&email);
                let made = if protected { made.totp(SECRET).codes(&["AAAA1111"]) } else { made };
                made.create().await;
                let answer = tried(&app, &email, proof, json!({ act: true })).await;
                assert_eq!(answer.status, status, "{opens} {act} {proof:?}: {}", answer.text);
                if status == 403 {
                    let hint = answer.json()["error"]["id"].as_str().unwrap_or_default().to_owned();
                    let step_up = ["session_aal2_required", "session_refresh_required"];
                    assert!(step_up.contains(&hint.as_str()), "{}", answer.text);
                }
            }
        }
        app.finish().await;
    }
}
