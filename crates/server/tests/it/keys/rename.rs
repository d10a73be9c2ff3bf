//! Other names for keys that are there.

use std::time::Duration;

use serde_json::{Value, json};
use server::config::Compatibility;
use testkit::{Authenticator, Client, TestApp};

use super::{ADA, ORIGIN, add_key, add_passkey, second_step, server, signed_in, touch};

/// The names of the account's keys, as the flow lists them.
fn names(client: &Client, node: &str) -> Vec<String> {
    let nodes = client.flow["ui"]["nodes"].as_array().cloned().unwrap_or_default();
    let named = nodes.iter().filter(|it| it["attributes"]["name"] == node);
    named.map(|it| it["meta"]["label"]["context"]["display_name"].to_string()).collect()
}

/// An owner with a security key called «blue» and a passkey.
async fn owner(app: &TestApp) -> (Client, Authenticator, Authenticator) {
    let (mut key, mut passkey) = (Authenticator::new(1, ORIGIN), Authenticator::new(2, ORIGIN));
    let mut owner = signed_in(app).await;
    assert_eq!(add_key(&mut owner, &mut key, "blue").await.status, 200);
    owner.start("settings", "").await;
    assert_eq!(add_passkey(&mut owner, &mut passkey).await.status, 200);
    owner.start("settings", "").await;
    (owner, key, passkey)
}

async fn renamings(app: &TestApp) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit_events WHERE event = 'credential.renamed'";
    app.app.db.one(sql, Vec::new()).await.unwrap()
}

#[tokio::test]
async fn a_key_gets_another_name_and_stays_the_same_key() {
    let app = server(json!({})).await;
    let (mut owner, mut key, mut passkey) = owner(&app).await;
    assert_eq!(names(&owner, "webauthn_rename"), ["\"blue\""]);
    assert_eq!(owner.node("webauthn_rename"), key.id());
    assert_eq!(owner.node("webauthn_rename_displayname"), "");
    let mails = app.mails().await.len();
    for (kind, id) in [("webauthn", key.id()), ("passkey", passkey.id())] {
        // Blanks around it go, control characters become blanks, and it is cut: as when a key is added.
        for (typed, kept) in [
            ("  grün und\u{7} rund ", "grün und  rund"),
            ("\u{1}\u{2}x", "x"),
            (&"é".repeat(80), &"é".repeat(64)),
        ] {
            owner.start("settings", "").await;
            let (rename, field) = (format!("{kind}_rename"), format!("{kind}_rename_displayname"));
            let done = owner.submit(json!({ rename: id, field: typed })).await;
            assert_eq!(done.json()["state"], "success", "{}", done.text);
            assert_eq!(done.messages(), [1_050_001]);
            let list = names(&owner, &format!("{kind}_remove"));
            assert_eq!(list, [json!(kept).to_string()], "{kind}");
        }
    }
    assert_eq!(renamings(&app).await, 6);
    assert_eq!(app.mails().await.len(), mails, "nothing that the owner has to be told of");
    let mut client = second_step(&app).await;
    assert_eq!(touch(&mut client, &mut key).await.status, 200);
    let mut client = app.spa();
    client.start("login", "").await;
    let answer = passkey.sign(client.node("passkey_challenge").as_str().unwrap());
    let done = client.submit(json!({ "method": "passkey", "passkey_login": answer })).await;
    assert_eq!(done.status, 422, "the second step is next: {}", done.text);
    app.finish().await;
}

#[tokio::test]
async fn what_names_no_key_or_no_name_changes_nothing() {
    let app = server(json!({})).await;
    app.identity("bob@example.org").create().await;
    let (mut ada, key, passkey) = owner(&app).await;
    let mut bob = app.spa();
    bob.sign_in("bob@example.org").await;
    bob.start("settings", "").await;
    let mut his = Authenticator::new(7, ORIGIN);
    assert_eq!(add_key(&mut bob, &mut his, "his").await.status, 200);
    for (kind, id) in [("webauthn", key.id()), ("passkey", passkey.id())] {
        let (rename, field) = (format!("{kind}_rename"), format!("{kind}_rename_displayname"));
        let refusal = (400, vec![4_000_001]);
        let mine = json!({ &rename: id, &field: "mine now" });
        bob.start("settings", "").await;
        let refused = bob.submit(mine).await;
        assert_eq!((refused.status, refused.messages()), refusal, "somebody else's {kind}");
        // Of the other kind, spelt otherwise, none at all.
        let other = if kind == "webauthn" { passkey.id() } else { key.id() };
        for id in [other, id.to_uppercase(), "x".into()] {
            ada.start("settings", "").await;
            let refused = ada.submit(json!({ &rename: id, &field: "mine now" })).await;
            assert_eq!((refused.status, refused.messages()), refusal, "{kind} {id}");
        }
        for none in [json!({ &rename: id }), json!({ &rename: id, &field: " \u{3}\n " })] {
            ada.start("settings", "").await;
            let refused = ada.submit(none).await;
            assert_eq!((refused.status, refused.messages()), (400, vec![4_059_001]));
        }
    }
    ada.start("settings", "").await;
    assert_eq!(names(&ada, "webauthn_remove"), ["\"blue\""]);
    assert_eq!(names(&ada, "passkey_remove"), ["\"Passkey\""]);
    assert_eq!(renamings(&app).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_form_does_it_and_a_stale_session_has_to_sign_in_first() {
    let app = server(json!({})).await;
    let (_, mut key, _) = owner(&app).await;
    let mut client = app.browser();
    client.sign_in(ADA).await;
    client.start("login", "?aal=aal2").await;
    assert_eq!(touch(&mut client, &mut key).await.status, 303);
    let rename =
        |name: &str| json!({ "webauthn_rename": key.id(), "webauthn_rename_displayname": name });
    client.start("settings", "").await;
    client.submit_and_read("settings", rename("green")).await;
    assert_eq!(names(&client, "webauthn_remove"), ["\"green\""]);

    // As fresh as for adding one: ten minutes, and the second step.
    app.advance(Duration::from_mins(11));
    client.start("settings", "").await;
    let stale = client.submit(rename("red")).await;
    assert!(
        stale.location().contains("/login/browser?refresh=true&aal=aal2"),
        "{:?}",
        stale.headers
    );
    let mut spa = app.spa();
    spa.set_cookie("ory_kratos_session", client.cookie("ory_kratos_session").unwrap());
    spa.start("settings", "").await;
    let refused = spa.submit(rename("red")).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(refused.json()["error"]["id"], "session_refresh_required");
    spa.start("settings", "").await;
    assert_eq!(names(&spa, "webauthn_remove"), ["\"green\""]);
    app.finish().await;
}

#[tokio::test]
async fn clients_of_kratos_see_the_nodes_they_know() {
    let mut app = server(json!({})).await;
    let (mut owner, key, _) = owner(&app).await;
    app.restart_with(|config| config.compatibility = Compatibility::Kratos).await;
    owner.start("settings", "").await;
    assert!(owner.nodes().iter().any(|name| name == "webauthn_remove"));
    assert!(!owner.nodes().iter().any(|name| name.contains("rename")), "{:?}", owner.nodes());
    // The built-in page has its own form for it.
    let done = owner
        .submit(json!({ "webauthn_rename": key.id(), "webauthn_rename_displayname": "green" }))
        .await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    assert_eq!(names(&owner, "webauthn_remove"), [Value::from("green").to_string()]);
    app.finish().await;
}
