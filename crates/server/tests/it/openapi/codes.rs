//! RC-08: codes are shown once, in an answer that nothing keeps; no other answer of the whole API has one.

use serde_json::{Value, json};
use testkit::golden::Server;
use testkit::openapi::document;
use testkit::{Answer, Client, TestApp};

use super::call::{ADA, begin, call};

/// The codes that an answer has, however they are spelt.
fn found<'a>(answer: &Answer, codes: &'a [String]) -> Vec<&'a String> {
    let plain = |text: &str| text.replace(['-', ' '], "").to_lowercase();
    let text = plain(&answer.text);
    codes.iter().filter(|code| text.contains(&plain(code))).collect()
}

fn has_none(what: &str, answer: &Answer, codes: &[String]) {
    assert_eq!(found(answer, codes), [] as [&String; 0], "{what}: {}", answer.text);
}

/// Makes codes; where they are shown until they are confirmed, nothing may keep them.
async fn make(owner: &mut Client) -> (String, Vec<String>) {
    begin(owner, "settings").await;
    let made = owner.submit(json!({ "lookup_secret_regenerate": true })).await;
    let codes = owner.codes();
    assert_eq!(codes.len(), 10);
    assert_eq!(found(&made, &codes).len(), 10, "the search does find");
    assert!(made.header("cache-control").unwrap().contains("no-store"), "{made:?}");
    let flow = owner.flow["id"].as_str().unwrap().to_owned();
    for path in ["/self-service/settings/flows?id", "/settings?flow", "/settings/codes.txt?flow"] {
        let shown = owner.get(&format!("{path}={flow}")).await;
        assert_eq!(found(&shown, &codes).len(), 10, "{path}: {}", shown.text);
        assert!(shown.header("cache-control").unwrap().contains("no-store"), "{path}");
    }
    let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true });
    let done = owner.submit(saved).await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    has_none("confirming", &done, &codes);
    (flow, codes)
}

/// The addresses of a reading operation of administrators.
fn addresses(id: &str, path: &str, known: &Value) -> Vec<String> {
    const ALL: &str =
        "include_credential=password&include_credential=totp&include_credential=lookup_secret";
    let known = |name: &str| known[name].as_str().unwrap();
    let of = |name: &str| path.replace("{id}", known(name));
    match id {
        "listIdentities" => vec![
            format!("{path}?{ALL}"),
            format!("{path}?credentials_identifier={ADA}&{ALL}"),
            format!("{path}?preview_credentials_identifier_similar=ada&{ALL}"),
            format!("{path}?ids={}&{ALL}", known("identity")),
            format!("{path}?page=0&{ALL}"),
        ],
        "getIdentity" => vec![of("identity"), format!("{}?{ALL}", of("identity"))],
        "getIdentityByExternalID" => {
            vec![format!("{}?{ALL}", path.replace("{externalID}", "crm-1"))]
        }
        "getRequiredActions" | "listIdentitySessions" => vec![of("identity")],
        "listSessions" => vec![path.into(), format!("{path}?expand=identity&expand=devices")],
        "getSession" => vec![of("session"), format!("{}?expand=identity", of("session"))],
        "getCourierMessage" | "showMail" | "showMailHtml" => vec![of("message")],
        "getAsset" => vec![path.replace("{name}", "app.css")],
        // It never ends, and has ids alone.
        "watchMailbox" => Vec::new(),
        other => {
            assert!(!path.contains('{'), "this test does not know what to ask {other} for");
            vec![path.to_owned()]
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_shows_a_code_again() {
    let mut app = TestApp::new().await;
    app.restart_with(|config| config.dev = true).await;
    let identity = app.identity(ADA).member("external_id", json!("crm-1")).create().await;
    let mut spa = app.spa();
    spa.sign_in(ADA).await;
    let (flow, codes) = make(&mut spa).await;
    let mut native = app.native();
    native.sign_in(ADA).await;
    native.start("login", "?aal=aal2").await;
    native.submit(json!({ "method": "lookup_secret", "lookup_secret": codes[0] })).await;
    // Notices that tell of it, to be read.
    assert!(!app.mails().await.is_empty());
    for client in [&mut spa, &mut native] {
        let who = client.whoami().await;
        assert_eq!(who.json()["authenticator_assurance_level"], "aal2", "{}", who.text);
        for it in document(Server::Public).operations.iter().filter(|it| it.method == "GET") {
            // Signing out is no reading.
            if it.id != "updateLogoutFlow" {
                has_none(&it.id, &call(client, it, 0).await, &codes);
            }
        }
    }
    // The flow that showed them, wherever it can be looked at.
    for path in ["/self-service/settings/flows?id", "/settings?flow", "/settings/codes.txt?flow"] {
        has_none(path, &spa.get(&format!("{path}={flow}")).await, &codes);
    }
    let sheet = spa.get(&format!("/settings/codes.pdf?flow={flow}")).await;
    assert_eq!(sheet.status, 303, "there is no sheet any more");

    let session = spa.whoami().await.json()["id"].clone();
    let message = app.admin("GET", "/admin/courier/messages", None).await.json()[0]["id"].clone();
    let known = json!({ "identity": identity, "session": session, "message": message });
    for it in document(Server::Admin).operations.iter().filter(|it| it.method == "GET") {
        for path in addresses(&it.id, &it.path, &known) {
            let answer = app.admin("GET", &path, None).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            has_none(&path, &answer, &codes);
        }
    }
    app.finish().await;
}
