//! Changes of an account that meet each other, or a use of what they change.

use std::sync::Arc;

use serde_json::json;
use testkit::{Client, TestApp, race};

use super::{ALL_JUDGED, CLIENTS, ROUNDS, rush};
use crate::crowd::{CODES, SECOND_STEPS, SPENT, SURE_SESSIONS, number, second_step, session_of};

/// A settings flow of a client that is sure enough to make codes, and the codes it made.
async fn made(client: &mut Client) -> Vec<String> {
    assert_eq!(client.start("settings", "").await.status, 200);
    let made = client.submit(json!({ "lookup_secret_regenerate": true })).await;
    assert_eq!(made.status, 200, "{}", made.text);
    client.codes()
}

/// Somebody at aal2, and the recovery codes that are left.
async fn owner(app: &TestApp, email: &str) -> (String, Client, Vec<String>) {
    let identity = app.identity(email).create().await;
    let mut client = app.native();
    assert_eq!(client.sign_in(email).await.status, 200);
    let codes = made(&mut client).await;
    let confirmed = client.submit(json!({ "lookup_secret_confirm": true })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text);
    (identity, client, codes)
}

async fn works(app: &TestApp, email: &str, code: &str) -> bool {
    let mut client = app.native();
    assert_eq!(client.sign_in(email).await.status, 200);
    assert_eq!(client.start("login", "?aal=aal2").await.status, 200);
    client.submit(json!({ "method": "lookup_secret", "lookup_secret": code })).await.status == 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_replaced_while_they_are_used() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..ROUNDS {
        let email = format!("replace-{round}@example.org");
        let (identity, mut client, old) = owner(&app, &email).await;
        let fresh = made(&mut client).await;
        assert!(
            works(&app, &email, &old[1]).await,
            "the old set holds until the new one is confirmed"
        );
        assert!(!works(&app, &email, &fresh[1]).await, "the new set does not count yet");
        // Some in sessions of their own, the others press the button of the same page.
        let mut users = second_step(&app, &email, 8).await;
        let page = users[0].clone();
        users.resize_with(CLIENTS - 1, || page.clone());
        let mut users = users.into_iter();
        let done = race(CLIENTS, |_| {
            let user = users.next();
            let (mut owner, old) = (client.clone(), old[0].clone());
            async move {
                match user {
                    Some(mut user) => {
                        let body = json!({ "method": "lookup_secret", "lookup_secret": old });
                        ("use", user.submit(body).await)
                    }
                    None => {
                        ("confirm", owner.submit(json!({ "lookup_secret_confirm": true })).await)
                    }
                }
            }
        })
        .await;
        for (what, answer) in &done.results {
            // Who used the code raised the session of the others on their page.
            let fine =
                answer.status == 200 || [400, 401].contains(&answer.status) && *what == "use";
            assert!(fine, "round {round}: {what} {} {}", answer.status, answer.text);
        }
        let used = done.count(|(what, answer)| *what == "use" && answer.status == 200);
        assert!(used <= 1, "round {round}");
        let used = i64::try_from(used).unwrap();
        // The one that was tried above, and the one of the race.
        assert_eq!(number(&app, SECOND_STEPS, &identity).await, 1 + used, "round {round}");
        assert_eq!(number(&app, CODES, &identity).await, i64::try_from(fresh.len()).unwrap());
        assert_eq!(number(&app, SPENT, &identity).await, 0, "round {round}");
        assert!(!works(&app, &email, &old[2]).await, "the old set is gone");
        assert!(works(&app, &email, &fresh[0]).await, "the new set counts");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_is_confirmed_once() {
    const MADE: &str = "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'recovery_codes.made'";
    let app = TestApp::new().await;
    for round in 0..ROUNDS {
        let email = format!("twice-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let mut client = app.native();
        client.sign_in(&email).await;
        let codes = made(&mut client).await;
        let (winners, _) =
            rush(vec![client; CLIENTS], &json!({ "lookup_secret_confirm": true })).await;
        assert_eq!(winners, 1, "round {round}");
        assert_eq!(number(&app, MADE, &identity).await, 1);
        assert_eq!(number(&app, CODES, &identity).await, i64::try_from(codes.len()).unwrap());
        assert!(works(&app, &email, &codes[0]).await);

        // Two sets in two flows of two sessions: one of them is in place in the end, whole.
        let email = format!("two-sets-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let (mut one, mut other) = (app.native(), app.native());
        one.sign_in(&email).await;
        other.sign_in(&email).await;
        let sets = [made(&mut one).await, made(&mut other).await];
        let (winners, answers) =
            rush(vec![one, other], &json!({ "lookup_secret_confirm": true })).await;
        assert_eq!(winners, 1, "round {round}: {answers:?}");
        assert_eq!(number(&app, CODES, &identity).await, i64::try_from(sets[0].len()).unwrap());
        let first = works(&app, &email, &sets[0][0]).await;
        let second = works(&app, &email, &sets[1][0]).await;
        assert!(first != second, "round {round}: {first} {second}");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_signed_up_once() {
    let app = TestApp::new().await;
    for round in 0..20 {
        let email = format!("wanted-{round}@example.org");
        let mut crowd = Vec::new();
        for _ in 0..8 {
            let mut client = app.native();
            assert_eq!(client.start("registration", "").await.status, 200);
            crowd.push(client);
        }
        let body = json!({ "method": "password", "password": "correct horse 9", "traits": { "email": email } });
        let (winners, answers) = rush(crowd, &body).await;
        assert_eq!(winners, 1, "round {round}: {answers:?}");
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(
                (answer.status, answer.messages()),
                (400, vec![4_000_007]),
                "{}",
                answer.text
            );
        }
        let path = format!("/admin/identities?credentials_identifier={email}");
        assert_eq!(app.admin("GET", &path, None).await.json().as_array().unwrap().len(), 1);
    }
    let app = Arc::new(app);
    for round in 0..20 {
        let done = race(8, |_| {
            let (app, body) = (
                app.clone(),
                json!({ "traits": { "email": format!("made-{round}@example.org") } }),
            );
            async move { app.admin("POST", "/admin/identities", Some(body)).await }
        })
        .await;
        let statuses: Vec<u16> = done.results.iter().map(|answer| answer.status).collect();
        assert_eq!(done.count(|answer| answer.status == 201), 1, "{statuses:?}");
        assert_eq!(done.count(|answer| answer.status == 409), 7, "{statuses:?}");
    }
    Arc::into_inner(app).expect("nobody else has it").finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_while_it_is_used() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..20 {
        let email = format!("revoked-{round}@example.org");
        let identity = app.identity(&email).codes(&["a-code", "b-code"]).create().await;
        let mut crowd = second_step(&app, &email, 2).await;
        let (mut victim, mut keeper) = (crowd.remove(0), crowd.remove(0));
        let body = json!({ "method": "lookup_secret", "lookup_secret": "b-code" });
        assert_eq!(keeper.submit(body).await.status, 200);
        let id = session_of(&app, &victim).await;
        let (user, ender) = (victim.clone(), keeper.clone());
        let done = race(2, move |runner| {
            let (mut user, mut ender, id) = (user.clone(), ender.clone(), id.clone());
            async move {
                if runner == 0 {
                    let body = json!({ "method": "lookup_secret", "lookup_secret": "a-code" });
                    let answer = user.submit(body).await;
                    (answer, user.token)
                } else {
                    (ender.send("DELETE", &format!("/sessions/{id}"), None).await, None)
                }
            }
        })
        .await;
        let (used, token) = &done.results[0];
        assert!(
            matches!(used.status, 200 | 400 | 401),
            "round {round}: {} {}",
            used.status,
            used.text
        );
        assert_eq!(done.results[1].0.status, 204, "round {round}: {}", done.results[1].0.text);
        // Whether the code came first or not: nothing is left of the session, and a refused code is not spent.
        for token in [token.clone(), victim.token.clone()].into_iter().flatten() {
            victim.token = Some(token);
            assert_eq!(victim.whoami().await.status, 401, "round {round}");
        }
        assert_eq!(
            number(&app, SPENT, &identity).await,
            1 + i64::from(used.status == 200),
            "round {round}"
        );
        assert_eq!(number(&app, SURE_SESSIONS, &identity).await, 1, "round {round}");
    }
    app.finish().await;
}

/// What an administrator decides stands, whatever the account's owner changes at that moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deactivation_outlives_a_change_of_the_owners() {
    let app = TestApp::new().await;
    for round in 0..50 {
        let email = format!("owner-{round}@example.org");
        let id = app.identity(&email).create().await;
        let mut client = app.spa();
        client.sign_in(&email).await;
        client.start("settings", "").await;
        let name = json!({ "first": "Ada" });
        let body = json!({ "method": "profile", "traits": { "email": email, "name": name } });
        let path = format!("/admin/identities/{id}");
        let off = json!([{ "op": "replace", "path": "/state", "value": "inactive" }]);
        let (changed, off) =
            tokio::join!(client.submit(body), app.admin("PATCH", &path, Some(off)));
        assert!(matches!(changed.status, 200 | 401 | 403), "{}", changed.text);
        assert_eq!(off.status, 200, "{}", off.text);
        let left = app.admin("GET", &path, None).await.json();
        assert_eq!(left["state"], "inactive", "round {round}");
    }
    app.finish().await;
}
