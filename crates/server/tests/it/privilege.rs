//! Steps that need a fresh proof: whoever has to sign in again comes back to the same step, with what was typed or
//! touched (A3).

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Authenticator, Client, TestApp, totp_code};

const ADA: &str = "ada@example.org";

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
