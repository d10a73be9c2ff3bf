//! Required actions, and a second step that everybody has to have.

use model::Clock as _;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, totp_code};

const ADA: &str = "ada@example.org";
const CODES: &str = "selfservice: { required_actions: { new_identities: [lookup_secret] } }";

fn saved() -> Value {
    json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true })
}

fn clients(app: &TestApp) -> [Client; 3] {
    [app.browser(), app.spa(), app.native()]
}

async fn second_step(config: Value) -> TestApp {
    let login = json!({ "login": { "second_factor": config } });
    TestApp::with(&json!({ "selfservice": { "flows": login } }).to_string()).await
}

fn step(method: &str, requirement: &str) -> Value {
    json!({ "method": method, "requirement": requirement })
}

/// That the session is good for nothing but `actions`.
async fn owes(client: &mut Client, actions: &[&str]) {
    let refused = client.whoami().await;
    let error = &refused.json()["error"];
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(error["id"], "session_action_required");
    assert_eq!(error["details"]["actions"], json!(actions));
    assert!(refused.json()["redirect_browser_to"].as_str().unwrap().contains("/settings/"));
    let mut quiet = client.clone();
    for (method, path) in [("GET", "/sessions"), ("DELETE", "/sessions")] {
        quiet.headers = vec![("accept".into(), "application/json".into())];
        let refused = quiet.send(method, path, None).await;
        assert!([303, 403].contains(&refused.status), "{method} {path}: {}", refused.status);
    }
}

/// Starts settings; the names of the groups that are shown.
async fn shown(client: &mut Client) -> Vec<String> {
    let answer = client.start("settings", "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    groups(&answer)
}

fn groups(answer: &Answer) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for node in answer.json()["ui"]["nodes"].as_array().unwrap() {
        let group = node["group"].as_str().unwrap().to_owned();
        if group != "default" && !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

async fn save_codes(client: &mut Client) -> Vec<String> {
    client.submit_and_read("settings", json!({ "lookup_secret_regenerate": true })).await;
    let codes = client.codes();
    let done = client.submit_and_read("settings", saved()).await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    codes
}

async fn set_up_an_app(app: &TestApp, client: &mut Client) -> String {
    let key = client.node("totp_secret_key")["context"]["secret"].as_str().unwrap().to_owned();
    let code = totp_code(&key, app.clock.now());
    let done =
        client.submit_and_read("settings", json!({ "method": "totp", "totp_code": code })).await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    key
}

#[tokio::test]
async fn new_accounts_save_codes_first() {
    let app = TestApp::with(CODES).await;
    for (at, mut client) in clients(&app).into_iter().enumerate() {
        let mail = format!("ada{at}@example.org");
        app.identity(&mail).create().await;
        let signed = client.sign_in(&mail).await;
        if at == 0 {
            assert!(signed.location().contains("/settings?flow="), "{}", signed.location());
        } else {
            let next = signed.json()["continue_with"][0].clone();
            assert_eq!(next["action"], "show_settings_ui", "{}", signed.text);
            let id = next["flow"]["id"].as_str().unwrap();
            let read = client.get(&format!("/self-service/settings/flows?id={id}")).await;
            assert_eq!((read.status, read.messages()), (200, vec![1_059_003]), "{}", read.text);
        }
        owes(&mut client, &["lookup_secret"]).await;
        assert_eq!(shown(&mut client).await, ["lookup_secret"]);
        for other in [
            json!({ "method": "password", "password": "another good one" }),
            json!({ "method": "profile", "traits.email": "eve@example.org" }),
            json!({ "method": "totp", "totp_code": "123456" }),
        ] {
            let refused = client.submit_and_read("settings", other.clone()).await;
            assert!([303, 403].contains(&refused.status), "{other}: {}", refused.text);
            shown(&mut client).await;
        }
        owes(&mut client, &["lookup_secret"]).await;
        save_codes(&mut client).await;
        let who = client.whoami().await;
        assert_eq!(who.status, 200, "{}", who.text);
        assert_eq!(who.json()["authenticator_assurance_level"], "aal2");
        assert!(shown(&mut client).await.contains(&"password".to_owned()));
    }
    app.finish().await;
}

#[tokio::test]
async fn signing_up_leads_there() {
    let app = TestApp::with(CODES).await;
    let mut client = app.native();
    client.start("registration", "").await;
    let fields =
        json!({ "method": "password", "password": "correct horse 9", "traits.email": ADA });
    let done = client.submit(fields).await;
    let next = done.json()["continue_with"].as_array().cloned().unwrap();
    assert!(next.iter().any(|it| it["action"] == "show_settings_ui"), "{}", done.text);
    owes(&mut client, &["lookup_secret"]).await;
    app.finish().await;
}

#[tokio::test]
async fn an_administrator_gives_and_takes() {
    let app = TestApp::new().await;
    let id = app.identity(ADA).create().await;
    let other =
        app.identity("bob@example.org").totp("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").create().await;
    let path = |id: &str| format!("/admin/identities/{id}/required-actions");
    let list = |actions: &[&str]| Some(json!({ "actions": actions }));
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    assert_eq!(ada.whoami().await.status, 200);

    let given = app.admin("PUT", &path(&id), list(&["password", "lookup_secret"])).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let shown_to_admin = app.admin("GET", &format!("/admin/identities/{id}"), None).await.json();
    assert_eq!(shown_to_admin["required_actions"], json!(["password", "lookup_secret"]));
    owes(&mut ada, &["password", "lookup_secret"]).await;
    shown(&mut ada).await;
    let set = ada.submit(json!({ "method": "password", "password": "a good new one" })).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert_eq!(set.messages(), [1_050_001, 1_059_003]);
    owes(&mut ada, &["lookup_secret"]).await;
    let taken = app.admin("PUT", &path(&id), list(&[])).await;
    assert_eq!(taken.json(), json!({ "actions": [] }));
    assert_eq!(ada.whoami().await.status, 200);

    for (body, status) in [
        (json!({ "actions": ["dance"] }), 400),
        (json!({ "actions": "totp" }), 400),
        (json!({}), 400),
    ] {
        assert_eq!(app.admin("PUT", &path(&id), Some(body)).await.status, status);
    }
    let nobody = app.admin("PUT", &path("4f8a30e8-0000-4000-8000-000000000000"), list(&[])).await;
    assert_eq!(nobody.status, 404);

    let add = |body: Value| app.admin("POST", "/admin/required-actions", Some(body));
    let many = add(json!({ "actions": ["totp"], "without": "totp" })).await;
    assert_eq!(many.json(), json!({ "processed": 1, "more": false }));
    owes(&mut ada, &["totp"]).await;
    let many = add(json!({ "actions": ["totp"], "all": true })).await;
    assert_eq!(many.json()["processed"], 1, "who has the action already keeps it");
    let named = add(json!({ "actions": ["password"], "identities": [other] })).await;
    assert_eq!(named.json()["processed"], 1);
    let got = app.admin("GET", &path(&other), None).await;
    assert_eq!(got.json(), json!({ "actions": ["totp", "password"] }));
    for wrong in [
        json!({ "actions": ["totp"] }),
        json!({ "actions": ["totp"], "all": true, "without": "totp" }),
        json!({ "actions": ["totp"], "identities": ["x"] }),
    ] {
        assert_eq!(add(wrong.clone()).await.status, 400, "{wrong}");
    }
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_done_holds_nobody_up() {
    let mut app = TestApp::with(CODES).await;
    app.identity(ADA).create().await;
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    owes(&mut ada, &["lookup_secret"]).await;
    app.restart_with(|config| config.selfservice.methods.lookup_secret.enabled = false).await;
    assert_eq!(ada.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn an_address_has_to_be_proved() {
    let app = TestApp::with(
        "selfservice: { required_actions: { new_identities: [verification] }, flows: { verification: { enabled: true } } }",
    )
    .await;
    app.identity(ADA).create().await;
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    owes(&mut ada, &["verification"]).await;
    assert_eq!(shown(&mut ada).await, ["profile"], "a mistyped address can be mended");
    ada.start("verification", "").await;
    ada.submit(json!({ "method": "code", "email": ADA })).await;
    let code = app.mail_to(ADA).await.code();
    let done = ada.submit(json!({ "method": "code", "code": code })).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(ada.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn everybody_needs_one_of_two() {
    let app =
        second_step(json!([step("totp", "alternative"), step("lookup_secret", "alternative")]))
            .await;
    app.identity(ADA).create().await;
    let mut ada = app.native();
    ada.sign_in(ADA).await;
    owes(&mut ada, &["totp", "lookup_secret"]).await;
    assert_eq!(shown(&mut ada).await, ["lookup_secret", "totp"]);
    let key = set_up_an_app(&app, &mut ada).await;
    assert_eq!(ada.whoami().await.status, 200);
    let mut again = app.native();
    again.sign_in(ADA).await;
    assert_eq!(again.whoami().await.json()["error"]["id"], "session_aal2_required");
    again.start("login", "?aal=aal2").await;
    app.advance(std::time::Duration::from_mins(1));
    let code = totp_code(&key, app.clock.now());
    let done = again.submit(json!({ "method": "totp", "totp_code": code })).await;
    assert_eq!((done.status, again.whoami().await.status), (200, 200), "{}", done.text);
    app.finish().await;
}

#[tokio::test]
async fn one_is_required_and_no_other_will_do() {
    let app =
        second_step(json!([step("totp", "required"), step("lookup_secret", "alternative")])).await;
    app.identity(ADA).codes(&["aaaa1111bbbb2222", "cccc3333dddd4444"]).create().await;
    app.app.run_jobs().await.unwrap();
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    owes(&mut ada, &["totp"]).await;
    ada.start("login", "?aal=aal2").await;
    ada.submit(json!({ "method": "lookup_secret", "lookup_secret": "aaaa1111bbbb2222" })).await;
    owes(&mut ada, &["totp"]).await;
    shown(&mut ada).await;
    set_up_an_app(&app, &mut ada).await;
    assert_eq!(ada.whoami().await.status, 200);
    let mut again = app.spa();
    again.sign_in(ADA).await;
    let asked = again.start("login", "?aal=aal2").await;
    assert_eq!(groups(&asked), ["totp"]);
    let code = json!({ "method": "lookup_secret", "lookup_secret": "cccc3333dddd4444" });
    let refused = again.submit(code).await;
    assert_eq!(again.whoami().await.status, 403, "{}", refused.text);
    app.finish().await;
}

#[tokio::test]
async fn a_disabled_one_is_not_asked_for() {
    let app = second_step(json!([step("totp", "disabled")])).await;
    app.identity(ADA).totp("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").create().await;
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    assert_eq!(ada.whoami().await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn the_last_used_one_is_offered_first_and_codes_last() {
    const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let app =
        second_step(json!([step("lookup_secret", "conditional"), step("totp", "conditional")]))
            .await;
    app.identity(ADA).codes(&["aaaa1111bbbb2222", "cccc3333dddd4444"]).totp(KEY).create().await;
    app.app.run_jobs().await.unwrap();
    for _ in 0..2 {
        let mut ada = app.spa();
        ada.sign_in(ADA).await;
        let asked = ada.start("login", "?aal=aal2").await;
        assert_eq!(groups(&asked), ["totp", "lookup_secret"]);
        ada.submit(json!({ "method": "lookup_secret", "lookup_secret": "aaaa1111bbbb2222" })).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn an_app_wants_codes_beside_it() {
    let mut app = TestApp::new().await;
    app.identity(ADA).create().await;
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    shown(&mut ada).await;
    set_up_an_app(&app, &mut ada).await;
    assert_eq!(ada.whoami().await.status, 200);
    app.restart_with(|config| {
        let codes = &mut config.selfservice.methods.lookup_secret.config;
        codes.required_with = Some(vec!["totp".into()]);
    })
    .await;
    owes(&mut ada, &["lookup_secret"]).await;
    shown(&mut ada).await;
    save_codes(&mut ada).await;
    assert_eq!(ada.whoami().await.status, 200);
    app.finish().await;
}

/// Where a method becomes required, what people have goes on protecting them until they have that one.
#[tokio::test]
async fn a_new_requirement_does_not_open_the_account() {
    const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let app = second_step(json!([step("lookup_secret", "required")])).await;
    app.identity(ADA).totp(KEY).create().await;
    let mut ada = app.native();
    ada.sign_in(ADA).await;
    assert_eq!(ada.start("settings", "").await.status, 403, "the app is asked for first");
    ada.start("login", "?aal=aal2").await;
    let code = totp_code(KEY, app.clock.now());
    let done = ada.submit(json!({ "method": "totp", "totp_code": code })).await;
    assert_eq!(done.json()["continue_with"][0]["action"], "show_settings_ui", "{}", done.text);
    owes(&mut ada, &["lookup_secret"]).await;
    shown(&mut ada).await;
    let codes = save_codes(&mut ada).await;
    assert_eq!(ada.whoami().await.status, 200);
    let mut again = app.native();
    again.sign_in(ADA).await;
    let asked = again.start("login", "?aal=aal2").await;
    assert_eq!(groups(&asked), ["lookup_secret"]);
    app.advance(std::time::Duration::from_mins(1));
    let code = totp_code(KEY, app.clock.now());
    let refused = again.submit(json!({ "method": "totp", "totp_code": code })).await;
    assert_eq!(refused.status, 404, "{}", refused.text);
    again.start("login", "?aal=aal2").await;
    again.submit(json!({ "method": "lookup_secret", "lookup_secret": codes[0] })).await;
    assert_eq!(again.whoami().await.status, 200);
    app.finish().await;
}

/// Whoever comes back by mail sets a password first, whatever else is owed.
#[tokio::test]
async fn recovery_and_a_required_action_go_together() {
    let app = TestApp::with(CODES).await;
    app.identity(ADA).create().await;
    let mut ada = app.spa();
    ada.start("recovery", "").await;
    ada.submit(json!({ "method": "code", "email": ADA })).await;
    let code = app.mail_to(ADA).await.code();
    ada.submit(json!({ "code": code })).await;
    assert_eq!(shown(&mut ada).await, ["password", "lookup_secret"]);
    let set = ada.submit(json!({ "method": "password", "password": "a good new one" })).await;
    assert_eq!(set.status, 200, "{}", set.text);
    owes(&mut ada, &["lookup_secret"]).await;
    shown(&mut ada).await;
    save_codes(&mut ada).await;
    assert_eq!(ada.whoami().await.status, 200);
    app.finish().await;
}

/// Taking away what is not there settles nothing, nor does an app that is there already and not asked for.
#[tokio::test]
async fn removing_nothing_settles_nothing() {
    let app = TestApp::new().await;
    let id = app.identity(ADA).create().await;
    let path = format!("/admin/identities/{id}/required-actions");
    app.admin("PUT", &path, Some(json!({ "actions": ["totp", "lookup_secret"] }))).await;
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    for nothing in [json!({ "totp_unlink": true }), json!({ "lookup_secret_disable": true })] {
        shown(&mut ada).await;
        ada.submit(nothing).await;
        owes(&mut ada, &["totp", "lookup_secret"]).await;
    }
    app.finish().await;
}

/// Codes that would never be asked for are demanded of nobody.
#[tokio::test]
async fn a_required_app_wants_no_codes_beside_it() {
    let config = json!({ "selfservice": {
        "flows": { "login": { "second_factor": [step("totp", "required")] } },
        "methods": { "lookup_secret": { "config": { "required_with": ["totp"] } } },
    } });
    let app = TestApp::with(&config.to_string()).await;
    app.identity(ADA).create().await;
    let mut ada = app.spa();
    ada.sign_in(ADA).await;
    owes(&mut ada, &["totp"]).await;
    shown(&mut ada).await;
    set_up_an_app(&app, &mut ada).await;
    assert_eq!(ada.whoami().await.status, 200);
    app.finish().await;
}
