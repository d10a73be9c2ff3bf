//! What web hooks answer: what of it counts for the account, and what no service should answer.

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

use super::{PROGRAM, hook, with};
use crate::service::Service;

fn parsed() -> Value {
    json!({ "response": { "parse": true } })
}

async fn signs_up(client: &mut Client) -> Answer {
    client.start("registration", "").await;
    client
        .submit(json!({
            "method": "password", "password": "a good long password", "traits": { "email": "new@example.org" },
        }))
        .await
}

async fn accounts(app: &TestApp) -> Value {
    app.admin("GET", "/admin/identities", None).await.json()
}

/// Of addresses, what is said of those that the account has.
#[tokio::test]
async fn an_address_is_proved_where_the_hook_says_so() {
    let said = json!({ "identity": { "schema_id": "default", "verifiable_addresses": [
        { "value": "New@example.org", "via": "email", "verified": true },
        { "value": "another@example.org", "via": "email", "verified": true },
    ], "recovery_addresses": [{ "value": "another@example.org", "via": "email" }] } });
    let service = Service::start(&[(200, &said.to_string())]).await;
    let app = with(
        "registration",
        json!({ "password": { "hooks": hook(&service, PROGRAM, &parsed()) } }),
    )
    .await;
    let made = signs_up(&mut app.spa()).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let account = accounts(&app).await[0].clone();
    let addresses = account["verifiable_addresses"].as_array().unwrap();
    assert_eq!(addresses.len(), 1, "{account}");
    assert_eq!(
        (&addresses[0]["verified"], &addresses[0]["status"]),
        (&json!(true), &json!("completed"))
    );
    assert!(addresses[0]["verified_at"].is_string());
    assert_eq!(account["recovery_addresses"].as_array().map(Vec::len), Some(1));
    assert_eq!(account["recovery_addresses"][0]["value"], "new@example.org");
    assert!(app.mails().await.is_empty(), "there is nothing left to prove");
    app.finish().await;
}

/// An answer that means nothing, or what no account can be, leaves nothing behind.
#[tokio::test]
async fn what_no_account_can_be_makes_none() {
    let long = "x".repeat(256);
    let large =
        format!(r#"{{"identity":{{"metadata_public":{{"a":"{}"}}}}}}"#, "x".repeat(5 << 20));
    let deep = format!(
        "{{\"identity\":{{\"metadata_public\":{}{}}}}}",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let answers = [
        "<html>".to_owned(),
        "[]".to_owned(),
        json!({ "identity": { "state": "asleep" } }).to_string(),
        json!({ "identity": { "external_id": long } }).to_string(),
        json!({ "identity": { "external_id": "a\u{0}b" } }).to_string(),
        json!({ "identity": { "external_id": 7 } }).to_string(),
        json!({ "identity": { "schema_id": "customer" } }).to_string(),
        json!({ "identity": { "traits": { "email": 5 } } }).to_string(),
        json!({ "identity": { "traits": "ada" } }).to_string(),
        json!({ "identity": { "verifiable_addresses": [{ "value": 5 }] } }).to_string(),
        deep,
        large,
    ];
    let told: Vec<(u16, &str)> = answers.iter().map(|answer| (200, answer.as_str())).collect();
    let service = Service::start(&told).await;
    let app = with(
        "registration",
        json!({ "password": { "hooks": hook(&service, PROGRAM, &parsed()) } }),
    )
    .await;
    for (nth, answer) in answers.iter().enumerate() {
        let shown = answer.get(..80).unwrap_or(answer);
        let refused = signs_up(&mut app.spa()).await;
        assert_eq!(refused.status, 502, "{shown}: {}", refused.text);
        // Another try would not change what it says; only one that breaks off is repeated.
        assert!(service.sent().len() > nth, "{shown}");
        assert_eq!(accounts(&app).await, json!([]), "{shown}");
    }
    assert!(app.mails().await.is_empty());
    app.finish().await;
}
