//! The answer of a security key, sent by many at once.

use serde_json::json;
use testkit::{Authenticator, TestApp};

use super::{CLIENTS, ROUNDS, rush};
use crate::crowd::{SECOND_STEPS, number};
use crate::keys::passwordless::configuration as passwordless;

const KEYS: &str = "selfservice: { methods: { webauthn: { enabled: true, config: { rp: { id: localhost, \
    origins: [\"http://localhost:4433/\"] } } } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_used_once() {
    let app = TestApp::with(KEYS).await;
    let identity = app.identity("keys@example.org").create().await;
    let mut owner = app.spa();
    owner.sign_in("keys@example.org").await;
    owner.start("settings", "").await;
    let mut device = Authenticator::new(1, "http://localhost:4433");
    let options = owner.node("webauthn_register_trigger");
    let answer = device.register(options.as_str().unwrap());
    let added = owner.submit(json!({ "method": "webauthn", "webauthn_register": answer })).await;
    assert_eq!(added.status, 200, "{}", added.text);
    for round in 0..ROUNDS {
        let mut client = app.spa();
        client.sign_in("keys@example.org").await;
        client.start("login", "?aal=aal2").await;
        let answer = device.sign(client.node("webauthn_login_trigger").as_str().unwrap());
        let body = json!({ "method": "webauthn", "webauthn_login": answer });
        let (winners, answers) = rush(vec![client; CLIENTS], &body).await;
        assert_eq!(winners, 1, "round {round}: {answers:?}");
        let steps = number(&app, SECOND_STEPS, &identity).await;
        assert_eq!(usize::try_from(steps).unwrap(), round + 1, "round {round}");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_makes_one_account() {
    let app = TestApp::with(&passwordless(true)).await;
    for round in 0..5_u8 {
        let mut client = app.spa();
        client.start("registration", "").await;
        let mut device = Authenticator::new(round + 1, "http://localhost:4433");
        let answer = device.register(client.node("webauthn_register_trigger").as_str().unwrap());
        let email = format!("keys-{round}@example.org");
        let body = json!({ "webauthn_register": answer, "traits": { "email": email } });
        let (winners, answers) = rush(vec![client; CLIENTS], &body).await;
        assert_eq!(winners, 1, "round {round}: {answers:?}");
        let sql = "SELECT COUNT(*) FROM identities";
        let accounts: i64 = app.app.db.one(sql, Vec::new()).await.unwrap();
        assert_eq!(accounts, i64::from(round) + 1, "round {round}");
    }
    app.finish().await;
}
