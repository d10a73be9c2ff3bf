//! A recovery code that brings new ones, used by many at once: the last of a set, and one whose use replaces its set.

use serde_json::{Value, json};
use testkit::{Client, TestApp, race};

use super::{CLIENTS, ROUNDS, rush};
use crate::crowd::{SECOND_STEPS, SURE_SESSIONS, number, second_step};

const SETS: &str = "SELECT COUNT(*) AS n FROM recovery_code_sets WHERE identity_id = $1";
const MADE: &str = "SELECT COUNT(*) AS n FROM audit_events WHERE identity_id = $1 AND event = 'recovery_codes.made'";

fn saved() -> Value {
    json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true })
}

fn typed() -> Value {
    json!({ "method": "lookup_secret", "lookup_secret": "the-last-one" })
}

/// Sessions that each typed the code and see new ones, as `message` says.
async fn at_the_new_codes(app: &TestApp, email: &str, many: usize, message: u64) -> Vec<Client> {
    let mut crowd = second_step(app, email, many).await;
    for client in &mut crowd {
        let shown = client.submit(typed()).await;
        assert_eq!(shown.messages(), [message], "{}", shown.text);
    }
    crowd
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_code_brings_one_set() {
    brings_one_set("readmit", 1_019_002).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_is_replaced_brings_one() {
    brings_one_set("auth0", 1_019_003).await;
}

async fn brings_one_set(preset: &str, message: u64) {
    let policy = json!({ "lookup_secret": { "config": { "preset": preset } } });
    let config = json!({ "security": { "limits": { "enabled": false } }, "selfservice": { "methods": policy } });
    let app = TestApp::with(&config.to_string()).await;
    for round in 0..ROUNDS {
        let email = format!("last-{round}@example.org");
        let identity = app.identity(&email).codes(&["the-last-one"]).create().await;
        // Some in flows of their own, the others press the button of the same page.
        let mut crowd = at_the_new_codes(&app, &email, 4, message).await;
        let page = crowd[0].clone();
        let twins = (crowd.len()..CLIENTS).map(|_| page.clone());
        crowd.extend(twins);
        let (winners, answers) = rush(crowd, &saved()).await;
        assert_eq!(winners, 1, "round {round}: {answers:?}");
        assert_eq!(number(&app, SURE_SESSIONS, &identity).await, 1, "round {round}");
        assert_eq!(number(&app, SECOND_STEPS, &identity).await, 1, "round {round}");
        assert_eq!(number(&app, SETS, &identity).await, 1, "round {round}");
        assert_eq!(number(&app, MADE, &identity).await, 1, "round {round}");
    }
    app.finish().await;
}

/// The last two codes of a set, both at once: one signs in, and the other is the last one and brings new ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_the_last_two_one_brings_new_ones() {
    const CODES: [&str; 2] = ["the-last-one", "the-other-one"];
    const LEFT: &str = "SELECT COUNT(*) AS n FROM recovery_codes c JOIN recovery_code_sets s ON s.id = c.set_id \
         WHERE s.identity_id = $1 AND c.used_at IS NULL";
    let config = json!({ "security": { "limits": { "enabled": false } } });
    let app = TestApp::with(&config.to_string()).await;
    for round in 0..ROUNDS {
        let email = format!("two-{round}@example.org");
        let identity = app.identity(&email).codes(&CODES).create().await;
        let mut crowd = second_step(&app, &email, 2).await.into_iter();
        let done = race(2, |runner| {
            let mut client = crowd.next().expect("a client");
            let code = CODES[runner];
            async move {
                client.submit(json!({ "method": "lookup_secret", "lookup_secret": code })).await
            }
        })
        .await;
        let brought = done.count(|answer| answer.messages() == [1_019_002]);
        assert_eq!(brought, 1, "round {round}: {:?}", done.results);
        assert_eq!(number(&app, SURE_SESSIONS, &identity).await, 1, "round {round}");
        assert_eq!(number(&app, LEFT, &identity).await, 1, "round {round}");
    }
    app.finish().await;
}
