//! What owners call their sign-in app and their recovery codes.

use model::Clock as _;
use serde_json::json;
use testkit::{Answer, Client, TestApp, totp_code};

const ADA: &str = "ada@example.org";
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const APP: &str = "totp_rename";
const CODES: &str = "lookup_secret_rename";

/// An owner of an app and of codes, in settings after both steps.
async fn owner(app: &TestApp, mut client: Client) -> Client {
    app.identity(ADA)
        .totp(SECRET)
        .codes(&["code-1", "code-2", "code-3", "code-4", "code-5"])
        .create()
        .await;
    client.sign_in(ADA).await;
    client.start("login", "?aal=aal2").await;
    let code = totp_code(SECRET, app.clock.now());
    client.submit(json!({ "method": "totp", "totp_code": code })).await;
    assert_eq!(client.start("settings", "").await.status, 200);
    client
}

async fn rename(client: &mut Client, button: &str, to: &str) -> Answer {
    client.start("settings", "").await;
    client.submit(json!({ button: true, format!("{button}_displayname"): to })).await
}

fn name(client: &Client, button: &str) -> String {
    client.node(&format!("{button}_displayname")).as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_app_and_codes_are_called_what_their_owner_says() {
    let app = TestApp::new().await;
    let mut owner = owner(&app, app.native()).await;
    // With the first change the address, which is not verified yet, gets its mail.
    rename(&mut owner, APP, "").await;
    let mails = app.mails().await.len();
    for button in [APP, CODES] {
        assert_eq!(name(&owner, button), "");
        let long = "é".repeat(80);
        // As with keys: blanks around it go, control characters become blanks, it is cut; and it can be taken away.
        for (typed, kept) in
            [("  my\u{7}<b>phone ", "my <b>phone"), (&*long, &*"é".repeat(64)), (" \u{1} ", "")]
        {
            let done = rename(&mut owner, button, typed).await;
            assert_eq!((done.status, done.messages()), (200, vec![1_050_001]), "{}", done.text);
            assert_eq!(name(&owner, button), kept, "{}", done.text);
            owner.start("settings", "").await;
            assert_eq!(name(&owner, button), kept);
        }
    }
    rename(&mut owner, CODES, "in the safe").await;
    rename(&mut owner, APP, "old phone").await;
    assert_eq!(app.mails().await.len(), mails, "nothing that the owner has to be told of");
    // Both still do what they did, and what replaces them begins without a name.
    for (unnamed, fields) in [
        (CODES, json!({ "lookup_secret_regenerate": true })),
        (APP, json!({ "totp_unlink": true })),
    ] {
        owner.start("settings", "").await;
        assert_eq!(owner.submit(fields).await.status, 200);
        if unnamed == CODES {
            let set = owner.node("lookup_secret_set");
            let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true, "lookup_secret_set": set });
            assert_eq!(owner.submit(saved).await.status, 200);
        } else {
            owner.start("settings", "").await;
            let secret = owner.node("totp_secret_key")["context"]["secret"].clone();
            let code = totp_code(secret.as_str().unwrap(), app.clock.now());
            let added = owner.submit(json!({ "method": "totp", "totp_code": code })).await;
            assert_eq!(added.status, 200, "{}", added.text);
        }
        owner.start("settings", "").await;
        assert_eq!(name(&owner, unnamed), "");
    }
    app.finish().await;
}

#[tokio::test]
async fn pages_show_the_name_and_nothing_else_is_made_of_it() {
    let app = TestApp::new().await;
    let mut client = owner(&app, app.browser()).await;
    for (button, called) in [(APP, "<b>old</b> phone"), (CODES, "in the \"safe\"")] {
        client.start("settings", "").await;
        let fields = json!({ button: true, format!("{button}_displayname"): called });
        client.submit_and_read("settings", fields).await;
    }
    client.start("settings", "").await;
    let id = client.flow["id"].as_str().unwrap().to_owned();
    let page = client.visit(&format!("/settings?flow={id}")).await.text;
    assert!(page.contains("<bdi>&lt;b&gt;old&lt;/b&gt; phone</bdi>"), "{page}");
    assert!(page.contains("<bdi>in the &quot;safe&quot;</bdi>"), "{page}");
    // Whoever proved the password is shown the names of what they are asked for next, nobody before.
    let mut next = app.browser();
    next.start("login", "").await;
    let id = next.flow["id"].as_str().unwrap().to_owned();
    assert!(!next.visit(&format!("/login?flow={id}")).await.text.contains("phone</bdi>"));
    next.sign_in(ADA).await;
    next.start("login", "?aal=aal2").await;
    let id = next.flow["id"].as_str().unwrap().to_owned();
    let page = next.visit(&format!("/login?flow={id}")).await.text;
    assert!(page.contains("phone</bdi>") && page.contains("safe&quot;</bdi>"), "{page}");
    app.finish().await;
}

#[tokio::test]
async fn what_is_not_there_has_no_name() {
    let app = TestApp::new().await;
    app.identity(ADA).create().await;
    let mut client = app.native();
    client.sign_in(ADA).await;
    for (button, why) in [(APP, 4_000_011), (CODES, 4_000_001)] {
        client.start("settings", "").await;
        assert!(!client.nodes().contains(&button.into()));
        let refused = rename(&mut client, button, "mine").await;
        assert_eq!((refused.status, refused.messages()), (400, vec![why]), "{}", refused.text);
    }
    // Kratos' clients know no such nodes.
    let kratos = TestApp::with("compatibility: kratos").await;
    let client = owner(&kratos, kratos.native()).await;
    let nodes = client.nodes();
    assert!(nodes.contains(&"totp_unlink".into()), "{nodes:?}");
    assert!(!nodes.iter().any(|node| node.contains("rename")), "{nodes:?}");
    kratos.finish().await;
    app.finish().await;
}
