//! Setting up a sign-in app: whose secret it is, and how long it can be set up.

use std::time::Duration;

use model::Clock as _;
use serde_json::{Value, json};
use testkit::{Client, TestApp, totp_code};

const ADA: &str = "ada@example.org";
const STALE: &str = "This QR code was shown more than ten minutes ago.";

async fn in_settings(app: &TestApp, email: &str) -> Client {
    app.identity(email).create().await;
    let mut client = app.native();
    assert_eq!(client.sign_in(email).await.status, 200);
    assert_eq!(client.start("settings", "").await.status, 200);
    client
}

fn offered(client: &Client) -> String {
    client.node("totp_secret_key")["context"]["secret"].as_str().unwrap().to_owned()
}

/// What sets up the app that was offered this secret.
fn set_up(app: &TestApp, secret: &str) -> Value {
    json!({ "method": "totp", "totp_code": totp_code(secret, app.clock.now()) })
}

/// Another proof of the password, so that nothing but the age of the secret counts.
async fn proves_the_password(client: &mut Client) {
    let settings = client.flow.clone();
    assert_eq!(client.start("login", "?refresh=true").await.status, 200);
    let proof = json!({ "method": "password", "identifier": ADA, "password": "correct horse 9" });
    assert_eq!(client.submit(proof).await.status, 200);
    client.flow = settings;
}

#[tokio::test]
async fn a_secret_can_be_set_up_for_ten_minutes() {
    for (minutes, mode, takes) in
        [(9, "readmit", true), (11, "readmit", false), (11, "kratos", true)]
    {
        let app = TestApp::with(&json!({ "compatibility": mode }).to_string()).await;
        let mut client = in_settings(&app, ADA).await;
        let secret = offered(&client);
        app.advance(Duration::from_mins(minutes - 2));
        proves_the_password(&mut client).await;
        app.advance(Duration::from_mins(2));
        let answer = client.submit(set_up(&app, &secret)).await;
        if takes {
            assert_eq!(answer.status, 200, "{minutes} {mode}: {}", answer.text);
        } else {
            assert_eq!(answer.status, 400, "{}", answer.text);
            assert!(answer.text.contains(STALE), "{}", answer.text);
            client.flow = answer.json();
            let fresh = offered(&client);
            assert_ne!(fresh, secret);
            // What was offered before is worth nothing now.
            assert_eq!(client.submit(set_up(&app, &secret)).await.status, 400);
            assert_eq!(offered(&client), fresh);
            let added = client.submit(set_up(&app, &fresh)).await;
            assert_eq!(added.status, 200, "{}", added.text);
        }
        app.finish().await;
    }
}

#[tokio::test]
async fn nobody_sets_up_what_somebody_else_was_offered() {
    let app = TestApp::new().await;
    let mut ada = in_settings(&app, ADA).await;
    let mut eve = in_settings(&app, "eve@example.org").await;
    let code = set_up(&app, &offered(&ada));
    let wrong = eve.submit(code.clone()).await;
    assert_eq!((wrong.status, wrong.messages()), (400, vec![4_000_008]), "{}", wrong.text);
    // Nor in the flow of the other.
    eve.flow = ada.flow.clone();
    let refused = eve.submit(code.clone()).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(ada.submit(code).await.status, 200);
    app.finish().await;
}
