//! The last recovery code, which brings new ones, used by many at once.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::{ALL_JUDGED, CLIENTS, ROUNDS, rush};
use crate::crowd::{SECOND_STEPS, SURE_SESSIONS, number, second_step};

const SETS: &str = "SELECT COUNT(*) AS n FROM recovery_code_sets WHERE identity_id = $1";
const MADE: &str = "SELECT COUNT(*) AS n FROM audit_events WHERE identity_id = $1 AND event = 'recovery_codes.made'";

fn saved() -> Value {
    json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true })
}

fn typed() -> Value {
    json!({ "method": "lookup_secret", "lookup_secret": "the-last-one" })
}

/// Sessions that each typed the last code and see new ones.
async fn at_the_new_codes(app: &TestApp, email: &str, many: usize) -> Vec<Client> {
    let mut crowd = second_step(app, email, many).await;
    for client in &mut crowd {
        let shown = client.submit(typed()).await;
        assert_eq!(shown.messages(), [1_019_002], "{}", shown.text);
    }
    crowd
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_code_brings_one_set() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..ROUNDS {
        let email = format!("last-{round}@example.org");
        let identity = app.identity(&email).codes(&["the-last-one"]).create().await;
        // Some in flows of their own, the others press the button of the same page.
        let mut crowd = at_the_new_codes(&app, &email, 4).await;
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
