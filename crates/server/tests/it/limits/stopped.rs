//! When so many tries were wrong that no more are judged: second factors for good, mailed codes for a day.

use std::time::Duration;

use model::Clock as _;
use serde_json::{Value, json};
use testkit::{Client, TestApp, totp_code};

use super::{TOTP, ask, seconds};
use crate::recovery_link::{opened, pressed};

/// Wrong second factors, so many, each as early as it is judged.
async fn guess(app: &TestApp, client: &mut Client, body: &Value, count: usize) {
    for _ in 0..count {
        app.advance(seconds(3600));
        assert_eq!(client.start("login", "?aal=aal2").await.status, 200);
        assert_eq!(client.submit(body.clone()).await.status, 400);
        // No mail is to be under way while an hour passes.
        app.mails().await;
    }
}

async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    let mails = app.mails().await.into_iter();
    mails.filter(|mail| mail.to[0] == email).map(|mail| mail.subject).collect()
}

const SUSPECT: &str = "Wrong codes for your account at Readmit";

#[tokio::test]
async fn twenty_wrong_time_codes_in_a_row_end_the_app_until_it_is_set_up_anew() {
    let app = TestApp::new().await;
    let (email, codes) = ("ada@example.org", ["right-code-1", "right-code-2"]);
    app.identity(email).codes(&codes).totp(TOTP).create().await;
    app.app.run_jobs().await.unwrap();
    let wrong = json!({ "method": "totp", "totp_code": "000000" });
    let right =
        |app: &TestApp| json!({ "method": "totp", "totp_code": totp_code(TOTP, app.clock.now()) });
    let mut client = app.native();
    client.sign_in(email).await;
    guess(&app, &mut client, &wrong, 9).await;
    assert!(subjects(&app, email).await.is_empty());
    guess(&app, &mut client, &wrong, 1).await;
    assert_eq!(subjects(&app, email).await, [SUSPECT]);
    // A few a day are as many in the end.
    for _ in 0..3 {
        app.advance(Duration::from_hours(30));
        app.app.run_jobs().await.unwrap();
        client = app.native();
        client.sign_in(email).await;
        guess(&app, &mut client, &wrong, 3).await;
    }
    assert_eq!(subjects(&app, email).await.len(), 1);
    guess(&app, &mut client, &wrong, 1).await;
    let told = subjects(&app, email).await;
    assert_eq!(told.last().unwrap(), "Codes of your sign-in app are not taken any more at Readmit");
    for _ in 0..3 {
        app.advance(Duration::from_hours(50));
        app.app.run_jobs().await.unwrap();
        client = app.native();
        client.sign_in(email).await;
        client.start("login", "?aal=aal2").await;
        assert_eq!(client.submit(right(&app)).await.status, 400, "for ever");
    }
    assert_eq!(subjects(&app, email).await.len(), told.len());
    // Another factor is another count, and opens the settings.
    client.start("login", "?aal=aal2").await;
    let code = json!({ "method": "lookup_secret", "lookup_secret": codes[0] });
    assert_eq!(client.submit(code).await.status, 200);
    client.start("settings", "").await;
    let unlinked = client.submit(json!({ "method": "totp", "totp_unlink": true })).await;
    assert_eq!(unlinked.status, 200, "{}", unlinked.text);
    client.start("settings", "").await;
    let secret = client.node("totp_secret_key")["text"].as_str().unwrap().to_owned();
    let linked = client
        .submit(json!({ "method": "totp", "totp_code": totp_code(&secret, app.clock.now()) }))
        .await;
    assert_eq!(linked.status, 200, "{}", linked.text);
    app.advance(seconds(60));
    let mut client = app.native();
    client.sign_in(email).await;
    client.start("login", "?aal=aal2").await;
    let again = json!({ "method": "totp", "totp_code": totp_code(&secret, app.clock.now()) });
    assert_eq!(client.submit(again).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn twenty_wrong_recovery_codes_in_a_row_end_the_set() {
    let app = TestApp::new().await;
    let (email, codes) = ("ada@example.org", ["right-code-1", "right-code-2"]);
    app.identity(email).codes(&codes).totp(TOTP).create().await;
    app.app.run_jobs().await.unwrap();
    let wrong = json!({ "method": "lookup_secret", "lookup_secret": "wrong-code-1" });
    let right = json!({ "method": "lookup_secret", "lookup_secret": codes[0] });
    let mut client = app.native();
    client.sign_in(email).await;
    // A right one between them begins the count anew.
    guess(&app, &mut client, &wrong, 19).await;
    app.advance(seconds(3600));
    client.start("login", "?aal=aal2").await;
    assert_eq!(client.submit(right.clone()).await.status, 200);
    let mut client = app.native();
    client.sign_in(email).await;
    guess(&app, &mut client, &wrong, 20).await;
    app.advance(Duration::from_hours(48));
    let mut client = app.native();
    client.sign_in(email).await;
    client.start("login", "?aal=aal2").await;
    let last = json!({ "method": "lookup_secret", "lookup_secret": codes[1] });
    assert_eq!(client.submit(last).await.status, 400);
    let told = subjects(&app, email).await;
    assert_eq!(told.iter().filter(|subject| *subject == SUSPECT).count(), 2);
    assert_eq!(told.last().unwrap(), "Your recovery codes are not taken any more at Readmit");
    app.finish().await;
}

#[tokio::test]
async fn ten_guesses_of_mailed_codes_a_day_and_the_link_still_works() {
    let app = TestApp::new().await;
    let email = "ada@example.org";
    app.identity(email).create().await;
    for _ in 0..2 {
        app.advance(seconds(3600));
        let (mut client, _) = ask(&app, email).await;
        for _ in 0..5 {
            let refused = client.submit(json!({ "code": "00000000" })).await;
            assert_ne!(refused.json()["state"], "passed_challenge", "{}", refused.text);
            app.advance(seconds(500));
        }
    }
    app.advance(Duration::from_hours(12));
    let (mut client, _) = ask(&app, email).await;
    app.mails().await;
    let mail = app.mail_to(email).await;
    let right = client.submit(json!({ "code": mail.code() })).await;
    assert_ne!(right.json()["state"], "passed_challenge", "the eleventh: {}", right.text);
    // Whoever has the mail has the link, and it has too many bits to be guessed.
    let mut browser = app.browser();
    let (_, token) = opened(&mut browser, &mail.link()).await;
    let button = pressed(&mut browser, &mail.link(), &token).await;
    assert!(button.location().contains("/settings"), "{}", button.location());
    // A day after the last one that counted.
    app.advance(Duration::from_hours(13));
    let (mut client, _) = ask(&app, email).await;
    app.mails().await;
    let code = app.mail_to(email).await.code();
    assert_eq!(client.submit(json!({ "code": code })).await.json()["state"], "passed_challenge");
    app.finish().await;
}
