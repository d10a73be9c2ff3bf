//! Recovery by link: whoever opens it changes nothing, its button works once and in any browser, and nothing else does.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, race};

use crate::crowd::{RECOVERIES, SESSIONS, number};
use crate::races::mailed::pressed_at_once;

const LINKS: &str = "selfservice: { methods: { link: { enabled: true, config: { lifespan: 30m } } }, flows: { recovery: { use: link } } }";
/// Codes, with a link in the same mail, are the default.
const BOTH: &str = "";
const ROUNDS: usize = 100;

/// Asks for a mail in a browser, and what is in it.
async fn asked(app: &TestApp, email: &str, method: &str) -> (Client, String) {
    let mut client = app.browser();
    client.start("recovery", "").await;
    let sent = client.submit(json!({ "method": method, "email": email })).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let link = app.mail_to(email).await.link();
    (client, link)
}

/// The page behind a link, and the token of its form.
pub(crate) async fn opened(client: &mut Client, link: &str) -> (Answer, String) {
    let answer = client.get(link).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let page = client.get(answer.location()).await;
    assert_eq!(page.status, 200, "{} {}", page.status, page.location());
    let (_, rest) = page.text.split_once("name=\"csrf_token\" value=\"").expect("a token");
    let token = rest.split('"').next().unwrap_or_default();
    let token = token.replace("&#x2b;", "+").replace("&#x2f;", "/").replace("&#x3d;", "=");
    (page, token)
}

fn action(link: &str) -> &str {
    link.split("&token=").next().unwrap_or(link)
}

/// Presses the button.
pub(crate) async fn pressed(client: &mut Client, link: &str, token: &str) -> Answer {
    let form = [("csrf_token", token), ("link", "opened"), ("method", "link")];
    client.post_form(action(link), &form).await
}

/// The messages of the flow that a redirect leads to.
pub(crate) async fn told(client: &mut Client, answer: &Answer) -> Vec<u64> {
    assert_eq!(answer.status, 303, "{}", answer.text);
    let (page, flow) = answer.location().split_once("?flow=").expect("a flow");
    let kind = page.rsplit('/').next().expect("a kind");
    let path = format!("/self-service/{kind}/flows?id={flow}");
    client.get(&path).await.messages()
}

#[tokio::test]
async fn opening_it_spends_nothing_and_the_button_works_once() {
    let app = TestApp::with(LINKS).await;
    let identity = app.identity("ada@example.org").create().await;
    let (_, link) = asked(&app, "ada@example.org", "link").await;
    assert!(!app.mail_to("ada@example.org").await.text.contains("code"));
    let before = app.dump().await;
    for round in 0..10 {
        let mut scanner = app.browser();
        let method = if round % 2 == 0 { "GET" } else { "HEAD" };
        let answer = scanner.send(method, &link, None).await;
        assert_eq!(answer.status, 303);
        assert_eq!(scanner.whoami().await.status, 401);
        if method == "GET" {
            assert_eq!(scanner.get(answer.location()).await.status, 200);
        }
    }
    assert_eq!(before, app.dump().await, "looking changes nothing");

    // Another browser than the one that asked.
    let mut client = app.browser();
    let (page, token) = opened(&mut client, &link).await;
    assert!(page.text.contains("ad****@example.org") && !page.text.contains("ada@example.org"));
    let (_, secret) = link.split_once("token=").unwrap();
    assert!(!page.text.contains(secret), "the token is in the cookie alone");
    let answer = pressed(&mut client, &link, &token).await;
    assert!(answer.location().contains("/settings?flow="), "{}", answer.location());
    assert!(client.cookie("readmit_link").is_none());
    let me = client.whoami().await.json();
    assert_eq!(me["identity"]["id"], identity.as_str());
    assert_eq!(me["authentication_methods"][0]["method"], "link_recovery");
    assert_eq!(me["authenticator_assurance_level"], "aal1");
    assert_eq!(me["identity"]["verifiable_addresses"][0]["verified"], true);

    // The same button again, and the link again.
    let again = pressed(&mut app.browser(), &link, &token).await;
    assert_eq!(again.status, 303);
    let mut late = app.browser();
    let dead = late.get(&link).await;
    assert_eq!(told(&mut late, &dead).await, [4_060_004]);
    assert_eq!(number(&app, SESSIONS, &identity).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn no_other_page_presses_the_button() {
    let app = TestApp::with(LINKS).await;
    let identity = app.identity("ada@example.org").create().await;
    let (_, link) = asked(&app, "ada@example.org", "link").await;
    let mut client = app.browser();
    let (_, token) = opened(&mut client, &link).await;
    let mut foreign = client.clone();
    foreign.headers.push(("origin".into(), "https://evil.example.com".into()));
    let mut elsewhere = client.clone();
    elsewhere.headers.push(("sec-fetch-site".into(), "cross-site".into()));
    for (mut client, token) in [
        (foreign, token.as_str()),
        (elsewhere, token.as_str()),
        (client.clone(), ""),
        (client.clone(), "bm90IGEgdG9rZW4="),
    ] {
        let answer = pressed(&mut client, &link, token).await;
        assert!(!answer.location().contains("/settings"), "{}", answer.location());
        assert_eq!(client.whoami().await.status, 401);
    }
    // A page of another site cannot even name the token in the address.
    let answer = app.browser().post_form(&link, &[("method", "link")]).await;
    assert!(!answer.location().contains("/settings"), "{}", answer.location());
    assert_eq!(number(&app, SESSIONS, &identity).await, 0);
    // And all of that spent nothing.
    assert!(pressed(&mut client, &link, &token).await.location().contains("/settings?flow="));
    app.finish().await;
}

#[tokio::test]
async fn what_kills_a_link() {
    let app = TestApp::with(LINKS).await;
    for cause in [
        "expiry",
        "a newer one",
        "another flow",
        "use of another",
        "deactivation",
        "another address",
    ] {
        let email = format!("{}@example.org", cause.replace(' ', "-"));
        let identity = app.identity(&email).create().await;
        let (mut owner, link) = asked(&app, &email, "link").await;
        let mut link = link;
        let mut client = app.browser();
        let (_, token) = opened(&mut client, &link).await;
        match cause {
            "expiry" => app.advance(Duration::from_mins(31)),
            "a newer one" => {
                let path = action(&link).replace("/recovery?flow=", "/recovery/flows?id=");
                owner.get(&path).await;
                let sent = owner.submit(json!({ "method": "link", "email": email })).await;
                assert_eq!(sent.status, 303, "{}", sent.text);
            }
            "another flow" => {
                let (_, other) = asked(&app, &email, "link").await;
                let (_, secret) = link.split_once("&token=").unwrap();
                link = format!("{}&token={secret}", action(&other));
            }
            "use of another" => {
                let (mut other, newer) = asked(&app, &email, "link").await;
                let (_, token) = opened(&mut other, &newer).await;
                let done = pressed(&mut other, &newer, &token).await;
                assert!(done.location().contains("/settings"), "{}", done.location());
            }
            _ => {
                let (member, value) = match cause {
                    "deactivation" => ("/state", "inactive"),
                    _ => ("/traits/email", "elsewhere@example.org"),
                };
                let change = json!([{ "op": "replace", "path": member, "value": value }]);
                let path = format!("/admin/identities/{identity}");
                assert_eq!(app.admin("PATCH", &path, Some(change)).await.status, 200);
            }
        }
        let sessions = number(&app, SESSIONS, &identity).await;
        let answer = pressed(&mut client, &link, &token).await;
        assert!(!answer.location().contains("/settings"), "{cause}: {}", answer.location());
        assert_eq!(client.whoami().await.status, 401, "{cause}");
        assert_eq!(number(&app, SESSIONS, &identity).await, sessions, "{cause}");
    }
    app.finish().await;
}

/// Not even with a token that works: whoever made it could sign somebody else in as themselves.
#[tokio::test]
async fn another_site_signs_nobody_in() {
    let app = TestApp::with(LINKS).await;
    let identity = app.identity("mallory@example.org").create().await;
    let made = app
        .admin("POST", "/admin/recovery/link", Some(json!({ "identity_id": identity })))
        .await
        .json();
    let link = made["recovery_link"].as_str().unwrap().to_owned();
    let (_, token) = link.split_once("token=").unwrap();
    let fields = [("token", token), ("method", "link"), ("email", "x@example.org")];
    for (name, value) in [("origin", "https://evil.example.com"), ("sec-fetch-site", "cross-site")]
    {
        let mut victim = app.browser();
        victim.headers.push((name.into(), value.into()));
        let answer = victim.post_form(action(&link), &fields).await;
        assert!(!answer.location().contains("/settings"), "{}", answer.location());
        assert_eq!(victim.whoami().await.status, 401);
    }
    assert_eq!(number(&app, SESSIONS, &identity).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_foreign_flow_is_not_told() {
    let app = TestApp::with(LINKS).await;
    app.identity("ada@example.org").create().await;
    let (_, link) = asked(&app, "ada@example.org", "link").await;
    let mut stranger = app.spa();
    stranger.start("recovery", "").await;
    let own = stranger.node("csrf_token");
    let path = action(&link).to_owned();
    let broken = stranger.send("POST", &path, Some(("application/json", "{".into()))).await;
    let odd = stranger.post(&path, &json!({ "token": "x", "csrf_token": own, "method": 1 })).await;
    let wrong = stranger.post(&path, &json!({ "token": "x", "csrf_token": own })).await;
    for answer in [broken, odd, wrong] {
        assert!(answer.status >= 300 && !answer.text.contains("ada@"), "{}", answer.text);
    }
    app.finish().await;
}

/// A native app asked for the mail, and its link is opened in a browser.
#[tokio::test]
async fn the_link_of_a_native_flow_is_a_browsers() {
    let app = TestApp::with(BOTH).await;
    app.identity("ada@example.org").create().await;
    let mut native = app.native();
    native.start("recovery", "").await;
    native.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let link = app.mail_to("ada@example.org").await.link();
    let mut client = app.browser();
    let (_, token) = opened(&mut client, &link).await;
    let twice = client.clone();
    let done = race(2, |_| {
        let (mut client, link, token) = (twice.clone(), link.clone(), token.clone());
        async move { pressed(&mut client, &link, &token).await }
    })
    .await;
    for answer in &done.results {
        assert_eq!(answer.status, 303, "{}", answer.text);
        assert!(!answer.text.contains("ory_st_"));
    }
    assert_eq!(done.count(|answer| answer.location().contains("/settings?flow=")), 1);
    let id = native.flow["id"].as_str().unwrap().to_owned();
    let read = native.get(&format!("/self-service/recovery/flows?id={id}")).await;
    assert_eq!(read.json()["state"], "passed_challenge", "{}", read.text);
    app.finish().await;
}

#[tokio::test]
async fn what_is_left_of_a_link_in_the_browser() {
    let app = TestApp::with(LINKS).await;
    app.identity("ada@example.org").create().await;
    // A mail that is not sent for want of quota ends nothing.
    let (mut owner, link) = asked(&app, "ada@example.org", "link").await;
    let path = action(&link).replace("/recovery?flow=", "/recovery/flows?id=");
    for _ in 0..3 {
        owner.get(&path).await;
        owner.submit(json!({ "method": "link", "email": "ada@example.org" })).await;
    }
    let link = app.mail_to("ada@example.org").await.link();
    let mut client = app.browser();
    let (_, token) = opened(&mut client, &link).await;
    // The page lay open for longer than the cookie.
    let mut late = client.clone();
    late.set_cookie("readmit_link", "");
    let answer = pressed(&mut late, &link, &token).await;
    assert_eq!(told(&mut late, &answer).await, [4_060_004]);
    assert!(pressed(&mut client, &link, &token).await.location().contains("/settings?flow="));
    app.finish().await;
}

/// A link that was asked for late lives as long as any other.
#[tokio::test]
async fn a_link_outlives_its_flow() {
    let app = TestApp::with(LINKS).await;
    app.identity("ada@example.org").create().await;
    let mut client = app.browser();
    client.start("recovery", "").await;
    app.advance(Duration::from_mins(55));
    client.submit(json!({ "method": "link", "email": "ada@example.org" })).await;
    let link = app.mail_to("ada@example.org").await.link();
    app.advance(Duration::from_mins(25));
    let mut client = app.browser();
    let (_, token) = opened(&mut client, &link).await;
    assert!(pressed(&mut client, &link, &token).await.location().contains("/settings?flow="));
    app.finish().await;
}

/// One mail carries both, and either ends the other.
#[tokio::test]
async fn a_code_and_a_link_in_one_mail() {
    for by_link in [true, false] {
        let app = TestApp::with(BOTH).await;
        let identity = app.identity("ada@example.org").create().await;
        let mut client = app.native();
        client.start("recovery", "").await;
        client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
        let mail = app.mail_to("ada@example.org").await;
        let (link, code) = (mail.link(), mail.code());
        let mut browser = app.browser();
        let (_, token) = opened(&mut browser, &link).await;
        let press = async |browser: &mut Client| pressed(browser, &link, &token).await;
        let type_in = async |client: &mut Client| {
            client.submit(json!({ "method": "code", "code": code })).await
        };
        if by_link {
            assert!(press(&mut browser).await.location().contains("/settings?flow="));
            assert!(!type_in(&mut client).await.text.contains("ory_st_"));
        } else {
            assert!(type_in(&mut client).await.text.contains("ory_st_"));
            assert!(!press(&mut browser).await.location().contains("/settings?flow="));
        }
        assert_eq!(number(&app, RECOVERIES, &identity).await, 1);
        app.finish().await;
    }
}

#[tokio::test]
async fn nobody_is_told_who_has_an_account() {
    let app = TestApp::with(LINKS).await;
    app.identity("ada@example.org").create().await;
    let mut faces = Vec::new();
    for email in ["ada@example.org", "bob@example.org"] {
        let mut client = app.spa();
        client.start("recovery", "").await;
        let answer = client.submit(json!({ "method": "link", "email": email })).await;
        let flow = client.flow["id"].as_str().unwrap().to_owned();
        let mut body = answer.json();
        body["ui"]["nodes"][0] = Value::Null;
        for time in ["issued_at", "expires_at"] {
            body[time] = Value::Null;
        }
        faces.push(body.to_string().replace(&flow, "FLOW").replace(email, "EMAIL"));
    }
    assert_eq!(faces[0], faces[1]);
    assert_eq!(app.mails().await.len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn an_administrator_hands_a_link_over() {
    let app = TestApp::with(LINKS).await;
    let identity = app.identity("ada@example.org").create().await;
    let wanted = json!({ "identity_id": identity, "expires_in": "10m" });
    let made = app.admin("POST", "/admin/recovery/link", Some(wanted)).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let link = made.json()["recovery_link"].as_str().unwrap().to_owned();
    let mut client = app.browser();
    let (_, token) = opened(&mut client, &link).await;
    assert!(pressed(&mut client, &link, &token).await.location().contains("/settings?flow="));
    let me = client.whoami().await.json();
    assert_eq!(me["identity"]["verifiable_addresses"][0]["verified"], false, "nothing was mailed");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_used_once() {
    let app = TestApp::with(LINKS).await;
    for round in 0..ROUNDS {
        let email = format!("lost-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let link = if round % 2 == 0 {
            asked(&app, &email, "link").await.1
        } else {
            let wanted = json!({ "identity_id": identity });
            let made = app.admin("POST", "/admin/recovery/link", Some(wanted)).await.json();
            made["recovery_link"].as_str().unwrap().to_owned()
        };
        pressed_at_once(&app, &identity, vec![link], round).await;
    }
    app.finish().await;
}
