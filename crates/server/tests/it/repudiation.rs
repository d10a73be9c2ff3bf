//! «This was not me»: what a thief did is undone, and nothing else; and new addresses wait.

use std::time::Duration;

use model::Clock as _;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, race, totp_code};

use crate::crowd::number;
use crate::recovery_link::told;

const DAY: Duration = Duration::from_hours(24);
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const PASSWORD: &str = "correct horse 9";

/// The link in the newest notice to this address.
pub(crate) async fn not_me(app: &TestApp, to: &str) -> String {
    let mail = app.mail_to(to).await;
    let at = mail.text.find("http").expect("a link");
    let link = mail.text[at..].split_whitespace().next().unwrap().to_owned();
    assert!(link.contains("/not-me?token="), "{link}");
    link
}

/// The page behind a link, and the token of its form.
async fn opened(client: &mut Client, link: &str) -> (Answer, String) {
    let answer = client.get(link).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert!(!answer.location().contains("token="), "{}", answer.location());
    let page = client.get(answer.location()).await;
    assert_eq!(page.status, 200, "{} {}", page.status, page.location());
    let (_, rest) = page.text.split_once("name=\"csrf_token\" value=\"").expect("a token");
    let token = rest.split('"').next().unwrap_or_default();
    let token = token.replace("&#x2b;", "+").replace("&#x2f;", "/").replace("&#x3d;", "=");
    (page, token)
}

async fn pressed(client: &mut Client, token: &str) -> Answer {
    client.post_form("/not-me", &[("csrf_token", token)]).await
}

/// Opens the link in a new browser and presses the button.
pub(crate) async fn repudiated(app: &TestApp, link: &str) -> Vec<u64> {
    let mut client = app.browser();
    let (_, token) = opened(&mut client, link).await;
    let answer = pressed(&mut client, &token).await;
    told(&mut client, &answer).await
}

async fn signed_in(app: &TestApp, password: &str) -> Client {
    let mut client = app.spa();
    let answer = client.sign_in_with("ada@example.org", password).await;
    // 422 leads on to the second step.
    assert!([200, 422].contains(&answer.status), "{}", answer.text);
    client
}

async fn settings(client: &mut Client, fields: Value) -> Answer {
    let started = client.start("settings", "").await;
    assert_eq!(started.status, 200, "{}", started.text);
    let answer = client.submit(fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

async fn signs_in(app: &TestApp, password: &str) -> bool {
    app.spa().sign_in_with("ada@example.org", password).await.status == 200
}

#[tokio::test]
async fn a_stolen_session_is_undone() {
    let app = TestApp::new().await;
    let identity = app.identity("ada@example.org").create().await;
    let mut thief = signed_in(&app, PASSWORD).await;
    settings(&mut thief, json!({ "method": "password", "password": "a thief's password" })).await;
    let link = not_me(&app, "ada@example.org").await;
    let traits = json!({ "email": "eve@example.org" });
    settings(&mut thief, json!({ "method": "profile", "traits": traits })).await;
    let mut owner = app.browser();
    app.mails().await;
    let before = app.dump().await;
    for _ in 0..20 {
        let (page, _) = opened(&mut app.browser(), &link).await;
        assert!(page.text.contains("password of your account was changed"), "{}", page.text);
        let head = app.browser().send("HEAD", &link, None).await;
        assert_eq!(head.status, 303);
    }
    assert!(before == app.dump().await, "looking changes nothing");

    let (_, token) = opened(&mut owner, &link).await;
    let answer = pressed(&mut owner, &token).await;
    assert_eq!(told(&mut owner, &answer).await, [1_069_001]);
    assert_eq!(thief.whoami().await.status, 401);
    assert_eq!(
        number(&app, "SELECT COUNT(*) FROM sessions WHERE identity_id = $1 AND active", &identity)
            .await,
        0
    );
    let shown = app.admin("GET", &format!("/admin/identities/{identity}"), None).await.json();
    assert_eq!(shown["traits"]["email"], "ada@example.org");
    assert_eq!(shown["recovery_addresses"][0]["value"], "ada@example.org");
    // Whoever knew either password stays out.
    assert!(!signs_in(&app, "a thief's password").await && !signs_in(&app, PASSWORD).await);

    // The owner gets back in, at once.
    let mut client = app.spa();
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let code = app.mail_to("ada@example.org").await.code();
    assert_eq!(client.submit(json!({ "code": code })).await.status, 200);
    settings(&mut client, json!({ "method": "password", "password": "the owner's own" })).await;
    assert!(signs_in(&app, "the owner's own").await);

    // All links about that session are spent; of what is the owner's own nothing was touched.
    let mut late = app.browser();
    let dead = late.get(&link).await;
    assert_eq!(told(&mut late, &dead).await, [4_069_001]);
    app.finish().await;
}

#[tokio::test]
async fn second_factors_come_back() {
    let app = TestApp::new().await;
    let codes = ["aaaa1111bbbb2222", "cccc3333dddd4444"];
    app.identity("ada@example.org").totp(SECRET).codes(&codes).create().await;
    app.app.run_jobs().await.unwrap();
    let mut thief = signed_in(&app, PASSWORD).await;
    thief.start("login", "?aal=aal2").await;
    let answer = thief
        .submit(json!({ "method": "totp", "totp_code": totp_code(SECRET, app.clock.now()) }))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    settings(&mut thief, json!({ "method": "totp", "totp_unlink": true })).await;
    let link = not_me(&app, "ada@example.org").await;
    assert_eq!(repudiated(&app, &link).await, [1_069_001]);

    // Back in by mail, and both factors are asked for again.
    let mut client = app.spa();
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let code = app.mail_to("ada@example.org").await.code();
    client.submit(json!({ "code": code })).await;
    client.start("login", "?aal=aal2").await;
    let used = client.submit(json!({ "method": "lookup_secret", "lookup_secret": codes[0] })).await;
    assert_eq!(used.status, 200, "{}", used.text);
    app.advance(Duration::from_mins(1));
    let mut again = client.clone();
    again.start("login", "?aal=aal2&refresh=true").await;
    let code = totp_code(SECRET, app.clock.now());
    let used = again.submit(json!({ "method": "totp", "totp_code": code })).await;
    assert_eq!(used.status, 200, "{}", used.text);
    app.finish().await;
}

#[tokio::test]
async fn what_somebody_changed_since_stays() {
    let app = TestApp::new().await;
    app.identity("ada@example.org").create().await;
    let mut thief = signed_in(&app, PASSWORD).await;
    settings(&mut thief, json!({ "method": "password", "password": "a thief's password" })).await;
    let link = not_me(&app, "ada@example.org").await;
    let mut owner = app.spa();
    owner.start("recovery", "").await;
    owner.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let code = app.mail_to("ada@example.org").await.code();
    owner.submit(json!({ "code": code })).await;
    settings(&mut owner, json!({ "method": "password", "password": "the owner's own" })).await;
    app.advance(6 * DAY);
    assert_eq!(repudiated(&app, &link).await, [1_069_001]);
    assert!(!signs_in(&app, PASSWORD).await, "the old password does not come back");
    app.finish().await;
}

#[tokio::test]
async fn a_link_is_good_for_a_week_and_once() {
    let app = TestApp::new().await;
    for round in 0..10 {
        let identity = app.identity("ada@example.org").create().await;
        let mut owner = signed_in(&app, PASSWORD).await;
        let password = format!("another password {round}");
        settings(&mut owner, json!({ "method": "password", "password": password })).await;
        let link = not_me(&app, "ada@example.org").await;
        let mut client = app.browser();
        let (_, token) = opened(&mut client, &link).await;
        let race = race(16, |_| {
            let (mut client, token) = (client.clone(), token.clone());
            async move {
                let answer = pressed(&mut client, &token).await;
                told(&mut client, &answer).await
            }
        })
        .await;
        assert_eq!(race.count(|told| *told == [1_069_001]), 1, "round {round}");
        app.admin("DELETE", &format!("/admin/identities/{identity}"), None).await;
    }
    app.identity("ada@example.org").create().await;
    let mut owner = signed_in(&app, PASSWORD).await;
    settings(&mut owner, json!({ "method": "password", "password": "another password" })).await;
    let link = not_me(&app, "ada@example.org").await;
    app.advance(7 * DAY);
    let mut late = app.browser();
    let dead = late.get(&link).await;
    assert_eq!(told(&mut late, &dead).await, [4_069_001]);
    app.finish().await;
}

#[tokio::test]
async fn no_other_page_presses_the_button() {
    let app = TestApp::new().await;
    app.identity("ada@example.org").create().await;
    let mut owner = signed_in(&app, PASSWORD).await;
    settings(&mut owner, json!({ "method": "password", "password": "another password" })).await;
    let link = not_me(&app, "ada@example.org").await;
    let mut client = app.browser();
    let (_, token) = opened(&mut client, &link).await;
    let mut foreign = client.clone();
    foreign.headers.push(("origin".into(), "https://evil.example.com".into()));
    let mut elsewhere = client.clone();
    elsewhere.headers.push(("sec-fetch-site".into(), "cross-site".into()));
    for (client, token) in [
        (&mut foreign, token.as_str()),
        (&mut elsewhere, token.as_str()),
        (&mut client.clone(), ""),
    ] {
        pressed(client, token).await;
        assert_eq!(owner.whoami().await.status, 200);
    }
    assert_eq!(repudiated(&app, &link).await, [1_069_001]);
    app.finish().await;
}

#[tokio::test]
async fn a_new_address_waits_and_the_old_one_is_told() {
    let app = TestApp::new().await;
    app.identity("ada@example.org").create().await;
    let mut owner = signed_in(&app, PASSWORD).await;
    let traits = json!({ "email": "ada@example.org", "backup_email": "eve@example.com" });
    settings(&mut owner, json!({ "method": "profile", "traits": traits })).await;
    // Both are told; only the one that counts already may undo it.
    assert!(not_me(&app, "ada@example.org").await.contains("token="));
    assert!(!app.mail_to("eve@example.com").await.text.contains("/not-me?"));
    let asks = async |minutes_from: &str| {
        let before = app
            .mails()
            .await
            .iter()
            .filter(|m| m.to.iter().any(|t| t == "eve@example.com"))
            .count();
        let mut client = app.spa();
        client.start("recovery", "").await;
        let answer = client.submit(json!({ "method": "code", "email": "eve@example.com" })).await;
        assert_eq!(answer.json()["state"], "sent_email", "{minutes_from}");
        app.mails().await.iter().filter(|m| m.to.iter().any(|t| t == "eve@example.com")).count()
            - before
    };
    assert_eq!(asks("at once").await, 0);
    app.advance(Duration::from_mins(3 * 24 * 60 - 1));
    assert_eq!(asks("a minute before").await, 0);
    app.advance(Duration::from_mins(2));
    assert_eq!(asks("after three days").await, 1);
    // Whoever is not written to is told of it, without a code.
    let told = app.mail_to("ada@example.org").await;
    assert!(told.text.contains("asked for a code"), "{}", told.text);
    app.finish().await;
}

#[tokio::test]
async fn all_addresses_get_codes_of_their_own() {
    let app = TestApp::with("selfservice: { flows: { recovery: { deliver_to: all } } }").await;
    let traits = json!({ "email": "ada@example.org", "backup_email": "lovelace@example.com" });
    let identity = app.identity("ada@example.org").member("traits", traits).create().await;
    let mut client = app.spa();
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let one = app.mail_to("ada@example.org").await.code();
    let other = app.mail_to("lovelace@example.com").await.code();
    assert_ne!(one, other);
    let passed = client.submit(json!({ "code": other })).await;
    assert_eq!(passed.status, 200, "{}", passed.text);
    // It proves the mailbox that it went to, not the one that was typed.
    let shown = app.admin("GET", &format!("/admin/identities/{identity}"), None).await.json();
    assert_eq!(shown["verifiable_addresses"][0]["verified"], false);
    assert_eq!(client.submit(json!({ "code": one })).await.messages(), [4_060_006]);
    app.finish().await;
}

#[tokio::test]
async fn a_waiting_address_does_not_come_back_as_one_that_counts() {
    let app = TestApp::new().await;
    app.identity("ada@example.org").create().await;
    let both = json!({ "email": "ada@example.org", "backup_email": "eve@example.com" });
    let one = json!({ "email": "ada@example.org" });
    let mut first = signed_in(&app, PASSWORD).await;
    settings(&mut first, json!({ "method": "profile", "traits": both })).await;
    let mut second = signed_in(&app, PASSWORD).await;
    settings(&mut second, json!({ "method": "profile", "traits": one })).await;
    assert!(!app.mail_to("eve@example.com").await.text.contains("/not-me?"));
    // Even if the owner undoes the removal.
    let link = not_me(&app, "ada@example.org").await;
    assert_eq!(repudiated(&app, &link).await, [1_069_001]);
    let before = app.mails().await.len();
    let mut client = app.spa();
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "eve@example.com" })).await;
    assert_eq!(app.mails().await.len(), before, "it waits as before");
    app.finish().await;
}

#[tokio::test]
async fn an_administrators_change_is_not_undone() {
    let app = TestApp::new().await;
    let identity = app.identity("ada@example.org").create().await;
    let mut thief = signed_in(&app, PASSWORD).await;
    let traits = json!({ "email": "ada@example.org", "name": { "first": "Eve" } });
    settings(&mut thief, json!({ "method": "profile", "traits": traits })).await;
    settings(&mut thief, json!({ "method": "password", "password": "a thief's password" })).await;
    let link = not_me(&app, "ada@example.org").await;
    let path = format!("/admin/identities/{identity}");
    let patch = json!([{ "op": "replace", "path": "/traits/name/first", "value": "Ada" }]);
    assert_eq!(app.admin("PATCH", &path, Some(patch)).await.status, 200);
    assert_eq!(repudiated(&app, &link).await, [1_069_001]);
    let shown = app.admin("GET", &path, None).await.json();
    assert_eq!(shown["traits"]["name"]["first"], "Ada");
    assert!(!signs_in(&app, "a thief's password").await, "the password is off all the same");
    app.finish().await;
}

/// Somebody signed in with the last code and saved new ones: the owner has that code back, and a way in.
#[tokio::test]
async fn new_codes_of_a_thief_are_undone() {
    let app = TestApp::new().await;
    let code = "the-last-one-of-all";
    app.identity("ada@example.org").codes(&[code]).create().await;
    app.app.run_jobs().await.unwrap();
    let mut thief = signed_in(&app, PASSWORD).await;
    thief.start("login", "?aal=aal2").await;
    thief.submit(json!({ "method": "lookup_secret", "lookup_secret": code })).await;
    let theirs = thief.codes();
    let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true });
    assert_eq!(thief.submit(saved).await.status, 200);
    let link = not_me(&app, "ada@example.org").await;
    repudiated(&app, &link).await;
    assert_eq!(thief.whoami().await.status, 401);
    // Back in by the mailbox, and the code as the second step.
    let mut owner = app.spa();
    owner.start("recovery", "").await;
    owner.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let mailed = app.mail_to("ada@example.org").await.code();
    owner.submit(json!({ "code": mailed })).await;
    owner.start("login", "?aal=aal2").await;
    let second = |code: &str| json!({ "method": "lookup_secret", "lookup_secret": code });
    assert_eq!(owner.submit(second(&theirs[0])).await.messages(), [4_000_016]);
    assert_eq!(owner.submit(second(code)).await.messages(), [1_019_002]);
    assert_eq!(owner.submit(json!({ "lookup_secret_confirm": true })).await.status, 200);
    assert_eq!(owner.start("settings", "").await.status, 200);
    app.finish().await;
}
