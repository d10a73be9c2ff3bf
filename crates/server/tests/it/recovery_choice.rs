//! Recovery with a choice of addresses: the code goes where its owner wants it, and nobody learns what there is.

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

const CHOICE: &str = "feature_flags: { choose_recovery_address: true }";
const LISTED: &str = "{ feature_flags: { choose_recovery_address: true }, \
                        selfservice: { flows: { recovery: { list_addresses: true } } } }";

/// An account with two addresses.
async fn two(app: &TestApp) {
    let traits = json!({ "email": "ada@example.org", "backup_email": "lovelace@example.com" });
    app.identity("ada@example.org").member("traits", traits).create().await;
}

fn labels(flow: &Value) -> Vec<(String, String)> {
    let nodes = flow["ui"]["nodes"].as_array().unwrap();
    let choices = nodes.iter().filter(|n| n["attributes"]["name"] == "recovery_select_address");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    choices.map(|n| (text(&n["attributes"]["value"]), text(&n["meta"]["label"]["text"]))).collect()
}

async fn started(app: &TestApp, address: &str) -> (Client, Answer) {
    let mut client = app.spa();
    client.start("recovery", "").await;
    let answer = client.submit(json!({ "recovery_address": address })).await;
    (client, answer)
}

#[tokio::test]
async fn everybody_is_asked_the_same() {
    let app = TestApp::with(CHOICE).await;
    two(&app).await;
    app.identity("adele@example.org").create().await;
    let inactive = app.identity("adam@example.org").member("state", json!("inactive"));
    inactive.create().await;
    let mut seen = Vec::new();
    for address in ["ada@example.org", "adele@example.org", "adam@example.org", "adx@example.org"] {
        let mut told = String::new();
        let (mut client, choice) = started(&app, address).await;
        let selections = [
            json!({ "recovery_select_address": "other", "recovery_address": address }),
            json!({ "recovery_confirm_address": "lovelace@example.com", "recovery_address": address }),
            json!({ "screen": "previous", "recovery_address": address }),
            json!({ "recovery_select_address": "entered", "recovery_address": address }),
            json!({ "code": "00000000", "recovery_address": address }),
        ];
        assert_eq!(choice.status, 200, "{}", choice.text);
        let ways = labels(&choice.json());
        assert_eq!(ways[0], ("entered".to_owned(), "ad****@example.org".to_owned()));
        assert_eq!((ways.len(), ways[1].0.as_str()), (2, "other"));
        told.push_str(&seen_by(&choice, address));
        for form in selections {
            let answer = client.submit(form).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            told.push_str(&seen_by(&answer, address));
        }
        seen.push(told);
    }
    assert!(seen.iter().all(|told| *told == seen[0]), "{seen:#?}");
    app.finish().await;
}

/// What an answer tells, but for what belongs to the flow and to what was typed.
fn seen_by(answer: &Answer, typed: &str) -> String {
    let mut flow = answer.json();
    for member in ["id", "issued_at", "expires_at"] {
        flow[member] = Value::Null;
    }
    flow["ui"]["action"] = Value::Null;
    flow["ui"]["nodes"][0]["attributes"]["value"] = Value::Null;
    flow.to_string().replace(typed, "TYPED")
}

#[tokio::test]
async fn the_code_goes_to_the_address_that_was_written_out() {
    let app = TestApp::with(CHOICE).await;
    two(&app).await;
    let (mut client, _) = started(&app, "Ada@Example.org").await;
    let given = json!("Ada@Example.org");
    let wrong =
        json!({ "recovery_select_address": "bm9uc2Vuc2U=", "recovery_address": given.clone() });
    let refused = client.submit(wrong).await;
    assert_eq!((refused.status, refused.messages()), (400, vec![4_000_001]));
    let other = json!({ "recovery_select_address": "other", "recovery_address": given.clone() });
    assert_eq!(client.submit(other).await.json()["state"], "recovery_confirming_address");
    let nothing = client.submit(json!({ "recovery_address": given.clone() })).await;
    assert_eq!(nothing.status, 400);
    let written =
        json!({ "recovery_confirm_address": "lovelace@example.com", "recovery_address": given });
    let sent = client.submit(written).await.json();
    assert_eq!(sent["state"], "recovery_awaiting_code");
    assert_eq!(sent["ui"]["messages"][0]["context"]["masked_address"], "lo****@example.com");
    let code = app.mail_to("lovelace@example.com").await.code();
    let passed = client.submit(json!({ "code": code })).await;
    assert_eq!((passed.status, &passed.json()["state"]), (200, &json!("passed_challenge")));
    assert_eq!(client.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn an_operator_may_have_the_addresses_listed() {
    let app = TestApp::with(LISTED).await;
    two(&app).await;
    app.identity("adele@example.org").create().await;
    let (_, several) = started(&app, "ada@example.org").await;
    let shown: Vec<String> = labels(&several.json()).into_iter().map(|(_, label)| label).collect();
    assert_eq!(shown, ["ad****@example.org", "lo****@example.com"]);
    assert!(!several.text.contains("lovelace"));
    // With one there is nothing to choose, and none looks like one.
    for address in ["adele@example.org", "nobody@example.org"] {
        let (_, only) = started(&app, address).await;
        assert_eq!(only.json()["state"], "recovery_awaiting_code", "{}", only.text);
    }
    app.finish().await;
}

#[tokio::test]
async fn the_page_shows_every_step() {
    let app = TestApp::with(CHOICE).await;
    two(&app).await;
    let mut client = app.browser();
    client.start("recovery", "").await;
    let steps = [
        (json!({ "recovery_address": "ada@example.org" }), "Another address of mine"),
        (
            json!({ "recovery_select_address": "other", "recovery_address": "ada@example.org" }),
            "recovery_confirm_address",
        ),
        (
            json!({ "recovery_confirm_address": "lovelace@example.com", "recovery_address": "ada@example.org" }),
            "lo****@example.com",
        ),
    ];
    for (form, shown) in steps {
        let answer = client.submit(form).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let page = client.get(answer.location()).await;
        assert!(page.text.contains(shown), "{}", page.text);
    }
    app.finish().await;
}
