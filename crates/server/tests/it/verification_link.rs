//! Proving an address by link: opening it proves nothing, the button does, once, and for this address alone.

use std::time::Duration;

use serde_json::json;
use testkit::{Client, TestApp, race};

use crate::crowd::number;
use crate::recovery_link::{opened, pressed, told};

const LINKS: &str = "selfservice: { methods: { link: { enabled: true, config: { lifespan: 30m } } }, \
    flows: { verification: { enabled: true, use: link } } }";
const PROVED: &str = "SELECT COUNT(*) FROM identity_addresses WHERE identity_id = $1 AND purpose = 'verification' AND status = 'completed'";
const VERIFICATIONS: &str =
    "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'address.verified'";

/// Asks for a mail in a browser, and the link in it.
async fn asked(app: &TestApp, email: &str) -> (Client, String) {
    let mut client = app.browser();
    client.start("verification", "").await;
    let sent = client.submit(json!({ "method": "link", "email": email })).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let link = app.mail_to(email).await.link();
    (client, link)
}

#[tokio::test]
async fn the_button_proves_the_address_once() {
    let app = TestApp::with(LINKS).await;
    let identity = app.identity("ada@example.org").create().await;
    let (_, link) = asked(&app, "ada@example.org").await;
    for method in ["GET", "HEAD"] {
        let mut scanner = app.browser();
        let answer = scanner.send(method, &link, None).await;
        assert_eq!(answer.status, 303);
    }
    let mut client = app.browser();
    let (page, token) = opened(&mut client, &link).await;
    assert!(page.text.contains("ad****@example.org"));
    assert_eq!(number(&app, PROVED, &identity).await, 0, "looking proves nothing");
    let answer = pressed(&mut client, &link, &token).await;
    assert_eq!(told(&mut client, &answer).await, [1_080_002]);
    assert_eq!(number(&app, PROVED, &identity).await, 1);
    assert_eq!(client.whoami().await.status, 401, "and signs nobody in");
    let mut late = app.browser();
    let dead = late.get(&link).await;
    assert_eq!(told(&mut late, &dead).await, [4_070_001]);
    app.finish().await;
}

#[tokio::test]
async fn a_link_that_is_too_old_or_of_another_flow_proves_nothing() {
    let app = TestApp::with(LINKS).await;
    let ada = app.identity("ada@example.org").create().await;
    let bob = app.identity("bob@example.org").create().await;
    let (_, old) = asked(&app, "ada@example.org").await;
    let mut client = app.browser();
    let (_, token) = opened(&mut client, &old).await;
    app.advance(Duration::from_mins(31));
    let answer = pressed(&mut client, &old, &token).await;
    assert_eq!(told(&mut client, &answer).await, [4_070_005]);
    let (_, hers) = asked(&app, "ada@example.org").await;
    let (_, his) = asked(&app, "bob@example.org").await;
    let (_, secret) = hers.split_once("&token=").unwrap();
    let crossed = format!("{}&token={secret}", his.split("&token=").next().unwrap());
    let mut client = app.browser();
    let answer = client.get(&crossed).await;
    assert_eq!(told(&mut client, &answer).await, [4_070_001]);
    // Nor does it get anybody back in.
    let recovery = hers.replace("/self-service/verification", "/self-service/recovery");
    let answer = app.browser().get(&recovery).await;
    assert_ne!(answer.status, 200);
    assert!(!answer.location().contains("/link"), "{}", answer.location());
    for identity in [ada, bob] {
        assert_eq!(number(&app, PROVED, &identity).await, 0);
    }
    app.finish().await;
}

/// Sign-up sends what is configured, and says where to wait for it.
#[tokio::test]
async fn sign_up_sends_a_link() {
    let app = TestApp::with(
        "selfservice: { methods: { link: { enabled: true } }, flows: { verification: { use: link }, \
         registration: { after: { password: { hooks: [{ hook: show_verification_ui }] } } } } }",
    )
    .await;
    let mut client = app.native();
    client.start("registration", "").await;
    let body = json!({ "method": "password", "password": "correct horse 9", "traits": { "email": "ada@example.org" } });
    let made = client.submit(body).await.json();
    let next = made["continue_with"].as_array().unwrap();
    let shown =
        next.iter().find(|item| item["action"] == "show_verification_ui").expect("the flow");
    let flow = shown["flow"]["id"].as_str().unwrap();
    let read = client.get(&format!("/self-service/verification/flows?id={flow}")).await.json();
    assert_eq!(
        (read["active"].as_str(), read["state"].as_str()),
        (Some("link"), Some("sent_email"))
    );
    let link = app.mail_to("ada@example.org").await.link();
    let mut browser = app.browser();
    let (_, token) = opened(&mut browser, &link).await;
    let answer = pressed(&mut browser, &link, &token).await;
    assert_eq!(told(&mut browser, &answer).await, [1_080_002]);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_link_is_used_once() {
    let app = TestApp::with(LINKS).await;
    for round in 0..100 {
        let email = format!("new-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let (_, link) = asked(&app, &email).await;
        let mut client = app.browser();
        let (_, token) = opened(&mut client, &link).await;
        let done = race(64, |_| {
            let (mut client, link, token) = (client.clone(), link.clone(), token.clone());
            async move { pressed(&mut client, &link, &token).await }
        })
        .await;
        for answer in &done.results {
            assert_eq!(answer.status, 303, "round {round}: {}", answer.text);
        }
        assert_eq!(number(&app, VERIFICATIONS, &identity).await, 1, "round {round}");
        assert_eq!(number(&app, PROVED, &identity).await, 1, "round {round}");
    }
    app.finish().await;
}

/// A code that a mail's link filled in is for whoever opened that link, and for nobody who opens another.
#[tokio::test]
async fn a_code_that_was_filled_in_is_told_to_nobody_else() {
    let app = TestApp::new().await;
    app.identity("ada@example.org").create().await;
    let mut owner = app.spa();
    owner.start("verification", "").await;
    owner.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let mail = app.mail_to("ada@example.org").await;
    let (link, code) = (mail.link(), mail.code());
    let mut scanner = app.browser();
    assert_eq!(scanner.get(&link).await.status, 303);
    let flow = owner.flow["id"].as_str().unwrap().to_owned();
    let path = format!("/self-service/verification?flow={flow}");
    let mut stranger = app.spa();
    stranger.start("verification", "").await;
    let broken = stranger.send("POST", &path, Some(("application/json", "{".into()))).await;
    assert!(broken.status == 403 && !broken.text.contains(&code), "{}", broken.text);
    assert_eq!(stranger.get(&format!("{path}&code={}", "1".repeat(65))).await.status, 303);
    let read = stranger.get(&format!("/self-service/verification/flows?id={flow}")).await;
    assert!(!read.text.contains(&code), "{}", read.text);
    // Nor to whoever began the flow: that need not be the owner of the mailbox. They go on waiting.
    let read = owner.get(&format!("/self-service/verification/flows?id={flow}")).await;
    assert!(read.status == 200 && !read.text.contains(&code), "{}", read.text);
    app.finish().await;
}

/// A program that looks at mails opens every link: whoever waits for the code, and whoever opens the link after it, get
/// through all the same.
#[tokio::test]
async fn whoever_waits_for_the_code_goes_on_waiting() {
    let app = TestApp::new().await;
    for (email, by_link) in [("ada@example.org", false), ("bob@example.org", true)] {
        let identity = app.identity(email).create().await;
        let mut owner = app.spa();
        owner.start("verification", "").await;
        owner.submit(json!({ "method": "code", "email": email })).await;
        let mail = app.mail_to(email).await;
        for method in ["GET", "HEAD", "GET"] {
            let mut scanner = app.browser();
            assert_eq!(scanner.send(method, &mail.link(), None).await.status, 303, "{method}");
        }
        assert_eq!(number(&app, PROVED, &identity).await, 0);
        let mut client = if by_link { app.spa() } else { owner.clone() };
        let mut code = mail.code();
        if by_link {
            assert_eq!(client.get(&mail.link()).await.status, 303);
            let flow = owner.flow["id"].as_str().unwrap();
            client.get(&format!("/self-service/verification/flows?id={flow}")).await;
            code = client.node("code").as_str().expect("it is filled in").to_owned();
        }
        let done = client.submit(json!({ "method": "code", "code": code })).await;
        assert_eq!(done.json()["state"], "passed_challenge", "{}", done.text);
        assert_eq!(number(&app, PROVED, &identity).await, 1);
    }
    app.finish().await;
}

/// The hooks of a sign-in: one mail to an address that was never written to, and the way to its page.
#[tokio::test]
async fn a_sign_in_sends_the_mail_that_is_missing() {
    let hooks =
        json!({ "hooks": [{ "hook": "verification" }, { "hook": "show_verification_ui" }] });
    let after = json!({ "login": { "after": { "password": hooks } } });
    let app = TestApp::with(&json!({ "selfservice": { "flows": after } }).to_string()).await;
    for email in ["native@example.org", "spa@example.org", "browser@example.org"] {
        app.identity(email).create().await;
    }
    let shown = |body: &serde_json::Value| {
        let steps = body["continue_with"].as_array().cloned().unwrap_or_default();
        let shown = steps.into_iter().find(|step| step["action"] == "show_verification_ui");
        shown.map(|step| step["flow"]["verifiable_address"].clone())
    };
    for (mut client, email) in
        [(app.native(), "native@example.org"), (app.spa(), "spa@example.org")]
    {
        assert_eq!(shown(&client.sign_in(email).await.json()), Some(email.into()));
        let code = app.mail_to(email).await.code();
        assert_eq!(code.len(), 8);
        let mails = app.mails().await.len();
        let mut later = if email.starts_with("spa") { app.spa() } else { app.native() };
        assert_eq!(shown(&later.sign_in(email).await.json()), None);
        assert_eq!(app.mails().await.len(), mails);
    }
    let mut browser = app.browser();
    let led = browser.sign_in("browser@example.org").await;
    assert_eq!(led.status, 303, "{}", led.text);
    assert!(led.location().contains("/verification?flow="), "{}", led.location());
    let code = app.mail_to("browser@example.org").await.code();
    let flow = led.location().split("flow=").nth(1).unwrap().to_owned();
    let mut page = browser.clone();
    page.get(&format!("/self-service/verification/flows?id={flow}")).await;
    let done =
        page.submit_and_read("verification", json!({ "method": "code", "code": code })).await;
    assert_eq!(done.json()["state"], "passed_challenge", "{}", done.text);
    app.finish().await;
}

#[tokio::test]
async fn a_field_that_is_asked_for_again_stays_in_its_group() {
    let app = TestApp::with(LINKS).await;
    let mut client = app.spa();
    client.start("verification", "").await;
    let sent = client.submit(json!({ "method": "link", "email": "ada@example.org" })).await;
    assert_eq!(sent.json()["state"], "sent_email", "{}", sent.text);
    let again = client.submit(json!({ "method": "link" })).await;
    let nodes = again.json()["ui"]["nodes"].clone();
    let field = nodes.as_array().unwrap().iter().find(|n| n["attributes"]["name"] == "email");
    let field = field.unwrap();
    assert_eq!((&field["group"], &field["attributes"]["type"]), (&json!("link"), &json!("email")));
    assert_eq!(field["messages"][0]["id"], 4_000_002, "{field}");
    app.finish().await;
}
