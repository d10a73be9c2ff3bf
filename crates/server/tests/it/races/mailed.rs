//! Codes and links of which an account has several, or that prove an address: whoever comes first ends them all.

use serde_json::json;
use testkit::{Client, TestApp, race};

use super::{ALL_JUDGED, CLIENTS, FEWER_ROUNDS, ROUNDS, mailed};
use crate::crowd::{RECOVERIES, SESSIONS, number};
use crate::recovery_link::{opened, pressed};

const PROVED: &str = "SELECT COUNT(*) FROM identity_addresses WHERE identity_id = $1 AND purpose = 'verification' AND status = 'completed'";
const VERIFICATIONS: &str =
    "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'address.verified'";
const LINKS: &str = "selfservice: { methods: { link: { enabled: true } } }";

/// A native verification flow that waits for the code which was mailed.
async fn asked(app: &TestApp, email: &str) -> (Client, String) {
    let mut client = app.native();
    assert_eq!(client.start("verification", "").await.status, 200);
    let sent = client.submit(json!({ "method": "code", "email": email })).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    (client, app.mail_to(email).await.code())
}

/// Everybody types the right code at once.
async fn verification_round(app: &TestApp, email: &str) {
    let identity = app.identity(email).create().await;
    let (client, code) = asked(app, email).await;
    let done = race(CLIENTS, |_| {
        let (mut client, body) = (client.clone(), json!({ "method": "code", "code": code }));
        async move { client.submit(body).await }
    })
    .await;
    for answer in &done.results {
        // 410 leads to a fresh flow.
        assert!(matches!(answer.status, 200 | 410), "{email}: {} {}", answer.status, answer.text);
    }
    let winners = done.count(|answer| answer.text.contains("passed_challenge"));
    assert_eq!(winners, 1, "{email}");
    assert_eq!(number(app, VERIFICATIONS, &identity).await, 1, "{email}");
    assert_eq!(number(app, PROVED, &identity).await, 1, "{email}");
    assert_eq!(number(app, SESSIONS, &identity).await, 0, "{email}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_code_is_used_once() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..ROUNDS {
        verification_round(&app, &format!("new-{round}@example.org")).await;
    }
    app.finish().await;
    // With tries counted, most are not even judged; one is still the first.
    let app = TestApp::new().await;
    for round in 0..FEWER_ROUNDS {
        verification_round(&app, &format!("counted-{round}@example.org")).await;
    }
    app.finish().await;
}

/// Everybody presses the button of one of these links of an account; one of them gets in.
pub(crate) async fn pressed_at_once(
    app: &TestApp,
    identity: &str,
    links: Vec<String>,
    round: usize,
) {
    let mut pages = Vec::new();
    for link in links {
        let mut client = app.browser();
        let (_, csrf) = opened(&mut client, &link).await;
        pages.push((client, link, csrf));
    }
    let done = race(CLIENTS, |runner| {
        let (mut client, link, csrf) = pages[runner % pages.len()].clone();
        async move { pressed(&mut client, &link, &csrf).await }
    })
    .await;
    for answer in &done.results {
        assert_eq!(answer.status, 303, "round {round}: {}", answer.text);
    }
    let winners = done.count(|answer| answer.location().contains("/settings?flow="));
    assert_eq!(winners, 1, "round {round}");
    assert_eq!(number(app, SESSIONS, identity).await, 1, "round {round}");
    assert_eq!(number(app, RECOVERIES, identity).await, 1, "round {round}");
}

/// What an administrator handed over, and in every other round what the owner asked for meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrators_link_is_used_once() {
    let app = TestApp::with(LINKS).await;
    for round in 0..ROUNDS {
        let email = format!("helped-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let wanted = json!({ "identity_id": identity });
        let made = app.admin("POST", "/admin/recovery/link", Some(wanted)).await.json();
        let mut links = vec![made["recovery_link"].as_str().unwrap().to_owned()];
        if round % 2 == 1 {
            mailed(&app, &email).await;
            links.push(app.mail_to(&email).await.link());
        }
        pressed_at_once(&app, &identity, links, round).await;
    }
    app.finish().await;
}

/// One mail brings both: half of the clients type its code, half press the button of its link.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_code_and_a_link_in_one_mail_one_is_used() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..20 {
        let email = format!("both-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let (typing, code) = mailed(&app, &email).await;
        let link = app.mail_to(&email).await.link();
        let mut pressing = app.browser();
        let (_, csrf) = opened(&mut pressing, &link).await;
        let done = race(CLIENTS, |runner| {
            let (mut typing, mut pressing) = (typing.clone(), pressing.clone());
            let (code, link, csrf) = (code.clone(), link.clone(), csrf.clone());
            async move {
                if runner % 2 == 0 {
                    let body = json!({ "method": "code", "code": code });
                    let answer = typing.submit(body).await;
                    (answer.status, answer.text.contains("ory_st_"))
                } else {
                    let answer = pressed(&mut pressing, &link, &csrf).await;
                    (answer.status, answer.location().contains("/settings?flow="))
                }
            }
        })
        .await;
        assert_eq!(done.count(|(status, _)| *status >= 500), 0, "round {round}");
        assert_eq!(done.count(|(_, won)| *won), 1, "round {round}");
        assert_eq!(number(&app, SESSIONS, &identity).await, 1, "round {round}");
        assert_eq!(number(&app, RECOVERIES, &identity).await, 1, "round {round}");
    }
    app.finish().await;
}
