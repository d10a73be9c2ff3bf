//! In which language pages and mails are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use testkit::{Client, TestApp};

async fn page(client: &mut Client, path: &str) -> String {
    let mut answer = client.get(path).await;
    for _ in 0..4 {
        let Some(to) = answer.header("location").map(str::to_owned) else { break };
        answer = client.get(&to).await;
    }
    assert_eq!(answer.status, 200, "{path}: {} {:?}", answer.text, answer.headers);
    let lang = answer.text.split("<html lang=\"").nth(1).unwrap_or_default();
    lang.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn pages_are_as_the_browser_wants_them_until_somebody_chooses() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    assert_eq!(page(&mut browser, "/").await, "en");
    for (accepted, shown) in
        [("de-CH, en;q=0.5", "de"), ("fr", "fr"), ("es-MX", "es"), ("ja", "ja"), ("it", "en")]
    {
        browser.headers = vec![("accept-language".into(), accepted.into())];
        assert_eq!(page(&mut browser, "/").await, shown, "{accepted}");
    }
    let chosen = browser.get("/language?to=ja&back=%2Flogin%3Fflow%3Dx").await;
    assert!(chosen.location().ends_with("/login?flow=x"), "{}", chosen.location());
    assert_eq!(page(&mut browser, "/").await, "ja");
    for wrong in ["to=xx", "to=", "to=en&back=//evil.example.org", "back=https://evil.example.org"]
    {
        let answer = browser.get(&format!("/language?{wrong}")).await;
        assert!(answer.location().ends_with(":4433/"), "{wrong}: {}", answer.location());
    }
    app.finish().await;
}

/// People with a mailbox and a language.
fn people() -> String {
    let sign_in = json!({ "credentials": { "password": { "identifier": true } }, "recovery": { "via": "email" } });
    let email = json!({ "type": "string", "format": "email", "ory.sh/kratos": sign_in });
    let traits = json!({ "type": "object", "properties": { "email": email, "locale": { "type": "string" } } });
    let schema = json!({ "type": "object", "properties": { "traits": traits } });
    let url = format!("base64://{}", STANDARD.encode(schema.to_string()));
    json!({ "identity": { "default_schema_id": "people", "schemas": [{ "id": "people", "url": url }] } }).to_string()
}

#[tokio::test]
async fn pages_are_as_the_account_says_once_somebody_is_signed_in() {
    let app = TestApp::with(&people()).await;
    for (email, locale, shown) in [
        ("ada@example.org", "de", "de"),
        ("bob@example.org", "", "fr"),
        ("eve@example.org", "tlh", "fr"),
    ] {
        let traits = json!({ "email": email, "locale": locale });
        let person = app.identity(email).member("traits", traits);
        person.member("schema_id", json!("people")).create().await;
        let mut browser = app.browser();
        browser.headers = vec![("accept-language".into(), "fr".into())];
        assert_eq!(page(&mut browser, "/login").await, "fr");
        browser.sign_in(email).await;
        for path in ["/", "/settings", "/sessions"] {
            assert_eq!(page(&mut browser, path).await, shown, "{email} {path}");
        }
        browser.get("/language?to=ja&back=/").await;
        assert_eq!(page(&mut browser, "/settings").await, "ja", "a choice on the page comes first");
    }
    app.finish().await;
}

#[tokio::test]
async fn mails_are_in_the_language_of_the_account() {
    let app = TestApp::with(&people()).await;
    for (mail, traits) in [
        ("ada@example.org", json!({ "email": "ada@example.org", "locale": "de" })),
        ("bob@example.org", json!({ "email": "bob@example.org" })),
        ("eve@example.org", json!({ "email": "eve@example.org", "locale": "tlh" })),
    ] {
        app.identity(mail)
            .member("traits", traits)
            .member("schema_id", json!("people"))
            .create()
            .await;
    }
    let mut client = app.spa();
    client.headers = vec![("accept-language".into(), "fr".into())];
    for (mail, words) in [
        ("ada@example.org", "Ihr Konto"),
        ("bob@example.org", "votre compte"),
        ("eve@example.org", "votre compte"),
    ] {
        client.start("recovery", "").await;
        client.submit(json!({ "method": "code", "email": mail })).await;
        let text = app.mail_to(mail).await.text;
        assert!(text.contains(words), "{mail}: {text}");
    }
    app.finish().await;
}
