//! How many mails may be asked for: from a network, for an address in a day, for an account.

use serde_json::json;
use testkit::TestApp;

use super::seconds;

/// Whether a mail is sent when a browser behind a proxy asks for one.
async fn mails_from(app: &TestApp, ip: &str, address: &str) -> bool {
    let before = app.mails().await.len();
    let mut client = app.spa();
    client.headers.push(("x-forwarded-for".into(), ip.into()));
    client.start("recovery", "").await;
    let answer = client.submit(json!({ "method": "code", "email": address })).await;
    assert_eq!((answer.status, answer.messages()), (200, vec![1_060_003]), "always the same");
    app.mails().await.len() > before
}

#[tokio::test]
async fn one_network_asks_for_so_many_mails() {
    let app = TestApp::with(
        "{ serve: { public: { trusted_proxies: [127.0.0.1] } }, security: { limits: { mails_per_network: 2 } }, \
         selfservice: { flows: { recovery: { notify_unknown_recipients: true } } } }",
    )
    .await;
    app.identity("ada@example.org").create().await;
    assert!(mails_from(&app, "93.184.216.1", "nobody-1@example.org").await);
    assert!(mails_from(&app, "93.184.216.2", "nobody-2@example.org").await);
    assert!(!mails_from(&app, "93.184.216.3", "ada@example.org").await, "neighbours are one");
    assert!(mails_from(&app, "93.184.217.1", "ada@example.org").await, "others are not");
    assert!(mails_from(&app, "10.0.0.1", "nobody-3@example.org").await, "who knows who that is");
    assert!(mails_from(&app, "10.0.0.1", "nobody-4@example.org").await);
    assert!(mails_from(&app, "10.0.0.1", "nobody-5@example.org").await);
    app.advance(seconds(3601));
    assert!(mails_from(&app, "93.184.216.3", "ada@example.org").await);
    app.finish().await;
}

#[tokio::test]
async fn a_mailbox_gets_ten_mails_a_day() {
    let app = TestApp::new().await;
    app.identity("ada@example.org").create().await;
    let mut sent = Vec::new();
    for _ in 0..5 {
        for _ in 0..4 {
            sent.push(mails_from(&app, "10.0.0.1", "ada@example.org").await);
        }
        app.advance(seconds(3601));
    }
    assert_eq!(sent.iter().filter(|sent| **sent).count(), 10);
    assert_eq!(sent[..5], [true, true, true, false, true]);
    app.advance(seconds(24 * 3600));
    assert!(mails_from(&app, "10.0.0.1", "ada@example.org").await);
    app.finish().await;
}

#[tokio::test]
async fn an_account_with_many_addresses_asks_no_more_often() {
    let email = json!({ "type": "string", "format": "email",
        "ory.sh/kratos": { "credentials": { "password": { "identifier": true } }, "recovery": { "via": "email" } } });
    let traits = json!({ "type": "object", "properties": { "emails": { "type": "array", "items": email } } });
    let schema = json!({ "type": "object", "properties": { "traits": traits } }).to_string();
    let url = format!("base64://{}", data_encoding::BASE64.encode(schema.as_bytes()));
    let schemas = json!([{ "id": "many", "url": url }]);
    let config = json!({ "identity": { "default_schema_id": "many", "schemas": schemas } });
    let app = TestApp::with(&config.to_string()).await;
    let emails: Vec<String> = (0..4).map(|number| format!("ada-{number}@example.org")).collect();
    let body = json!({ "schema_id": "many", "traits": { "emails": emails },
        "credentials": { "password": { "config": { "password": "correct horse battery" } } } });
    let made = app.admin("POST", "/admin/identities", Some(body)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let mut codes = 0;
    for email in emails.iter().cycle().take(8) {
        let mut client = app.spa();
        client.start("recovery", "").await;
        client.submit(json!({ "method": "code", "email": email })).await;
    }
    for mail in app.mails().await {
        codes += usize::from(!mail.subject.contains("omebody"));
    }
    assert_eq!(codes, 6);
    app.finish().await;
}

/// Tries count for the address that the code was mailed to, whatever else was typed into its flow (AR-05).
#[tokio::test]
async fn a_decoy_does_not_take_the_blame_for_wrong_codes() {
    for kind in ["recovery", "verification"] {
        let app =
            TestApp::with("selfservice: { flows: { verification: { enabled: true } } }").await;
        let victim = "victim@example.org";
        app.identity(victim).create().await;
        let mut client = app.native();
        for decoy in 0..3 {
            client.start(kind, "").await;
            for email in [format!("decoy-{decoy}@example.org").as_str(), victim] {
                let sent = client.submit(json!({ "method": "code", "email": email })).await;
                assert_eq!(sent.status, 200, "{}", sent.text);
            }
            for _ in 0..4 {
                client.submit(json!({ "method": "code", "code": "00000000" })).await;
            }
        }
        // Twelve were wrong: the right one is not judged any more.
        let code = app.mail_to(victim).await.code();
        let late = client.submit(json!({ "method": "code", "code": code })).await;
        let wrong = if kind == "recovery" { 4_060_006 } else { 4_070_006 };
        assert_eq!(late.messages(), [wrong], "{kind}: {}", late.text);
        app.finish().await;
    }
}
