//! A walk over the whole public API with sessions that are good for little: whose account owes something, and after a recovery
//! that may only bind a credential (AR-14).
//!
//! Every operation is in one of three lists, so that a new one cannot be forgotten: what settles what is owed, what is answered
//! as if nobody were signed in, and what needs a session, which turns these away.

use serde_json::{Value, json};
use testkit::golden::Server;
use testkit::openapi::{Operation, document};
use testkit::{Client, TestApp};

use super::call::{ADA, begin, call, is_refusal, told, variant};

/// The way to what is owed, and out again.
const SETTLING: [&str; 19] = [
    "createBrowserLoginFlow",
    "createNativeLoginFlow",
    "getLoginFlow",
    "updateLoginFlow",
    "openLoginFlow",
    "showLoginPage",
    "getLoginCodesTxt",
    "getLoginCodesPdf",
    "createBrowserSettingsFlow",
    "createNativeSettingsFlow",
    "getSettingsFlow",
    "updateSettingsFlow",
    "openSettingsFlow",
    "showSettingsPage",
    "getSettingsCodesTxt",
    "getSettingsCodesPdf",
    "createBrowserLogoutFlow",
    "updateLogoutFlow",
    "performNativeLogout",
];

/// For anybody: the session counts for nothing.
const FOR_ANYBODY: [&str; 33] = [
    "createBrowserRegistrationFlow",
    "createNativeRegistrationFlow",
    "getRegistrationFlow",
    "updateRegistrationFlow",
    "openRegistrationFlow",
    "showRegistrationPage",
    "createBrowserRecoveryFlow",
    "createNativeRecoveryFlow",
    "getRecoveryFlow",
    "updateRecoveryFlow",
    "openRecoveryFlow",
    "showRecoveryPage",
    "showRecoveryLinkPage",
    "createBrowserVerificationFlow",
    "createNativeVerificationFlow",
    "getVerificationFlow",
    "updateVerificationFlow",
    "openVerificationFlow",
    "showVerificationPage",
    "showVerificationLinkPage",
    "getFlowError",
    "showErrorPage",
    "listIdentitySchemas",
    "getIdentitySchema",
    "isAlive",
    "isReady",
    "getWellKnownChangePassword",
    "getWebAuthnJavaScript",
    "getAsset",
    "getFavicon",
    "chooseLanguage",
    "showNotMePage",
    "submitNotMePage",
];

/// For whoever is signed in.
const FOR_SESSIONS: [&str; 6] = [
    "toSession",
    "listMySessions",
    "disableMyOtherSessions",
    "disableMySession",
    "submitSessionsPage",
    "showHomePage",
];

const ACTIONS: [(&str, &str); 6] = [
    ("verification", "updateSettingsFlowWithProfileMethod"),
    ("password", "updateSettingsFlowWithPasswordMethod"),
    ("totp", "updateSettingsFlowWithTotpMethod"),
    ("webauthn", "updateSettingsFlowWithWebAuthnMethod"),
    ("passkey", "updateSettingsFlowWithPasskeyMethod"),
    ("lookup_secret", "updateSettingsFlowWithLookupMethod"),
];

/// Forms for keys, which native flows do not have.
const KEYS: [&str; 2] =
    ["updateSettingsFlowWithWebAuthnMethod", "updateSettingsFlowWithPasskeyMethod"];

#[test]
fn every_operation_is_in_one_list() {
    let lists = SETTLING.iter().chain(&FOR_ANYBODY).chain(&FOR_SESSIONS);
    let mut listed: Vec<&str> = lists.copied().collect();
    let all = &document(Server::Public).operations;
    let mut served: Vec<&str> = all.iter().map(|it| it.id.as_str()).collect();
    listed.sort_unstable();
    served.sort_unstable();
    assert_eq!(listed, served);
}

async fn server(more: Value) -> TestApp {
    let rp = json!({ "enabled": true, "config": { "rp": { "id": "localhost", "origins": ["http://localhost:4433/"] } } });
    let mut config = json!({
        "security": { "limits": { "enabled": false } },
        "selfservice": { "methods": { "webauthn": rp, "passkey": rp } },
    });
    config["selfservice"]["flows"] = more;
    TestApp::with(&config.to_string()).await
}

fn clients(app: &TestApp) -> [Client; 3] {
    [app.spa(), app.native(), app.browser()]
}

fn operations(list: &[&str]) -> Vec<&'static Operation> {
    let all = document(Server::Public).operations.iter();
    all.filter(|it| list.contains(&it.id.as_str())).collect()
}

/// The forms of settings, by the names of their schemas.
fn forms() -> Vec<&'static str> {
    let body = &document(Server::Public).json["components"]["schemas"]["updateSettingsFlowBody"];
    let forms = body["anyOf"].as_array().unwrap().iter();
    forms.map(|it| it["$ref"].as_str().unwrap().rsplit('/').next().unwrap()).collect()
}

/// The same client without its session: a browser keeps its CSRF cookie.
fn as_nobody(client: &Client) -> Client {
    let mut nobody = client.clone();
    if nobody.token.take().is_none() {
        nobody.set_cookie("ory_kratos_session", "none");
    }
    nobody
}

/// Each of these is answered as if nobody were signed in.
async fn as_for_nobody(client: &Client, list: &[&str], number: &mut u32) {
    for it in operations(list) {
        *number += 2;
        let seen = call(&mut client.clone(), it, *number).await;
        let unseen = call(&mut as_nobody(client), it, *number + 1).await;
        assert_eq!(told(&seen), told(&unseen), "{}: {}", it.id, seen.text);
    }
}

/// What settles is let in, but for forms of settings, which are looked at one by one. What ends the session comes last, each
/// time with one of its own, of `another`.
async fn are_let_in(client: &mut Client, another: impl AsyncFn() -> Client) {
    let all = operations(&SETTLING).into_iter().filter(|it| it.id != "updateSettingsFlow");
    let (ending, others): (Vec<_>, Vec<_>) = all.partition(|it| it.path.contains("logout"));
    for it in others {
        is_let_in(client, it).await;
    }
    for it in ending {
        is_let_in(&mut another().await, it).await;
    }
}

async fn is_let_in(client: &mut Client, it: &Operation) {
    let answer = call(client, it, 0).await;
    assert!(!is_refusal(&answer), "{}: {answer:?}", it.id);
    // Who is told that it cannot be done now is shown the form; nothing else is a mistake here.
    let shown = answer.status < 400 || answer.json()["ui"].is_object();
    assert!(shown, "{}: {answer:?}", it.id);
}

/// Of the forms of settings those are taken that `allowed` names; the others are refused with this id.
async fn forms_are_taken(client: &mut Client, allowed: &[&str], id: &str) {
    for schema in forms() {
        let begun = begin(client, "settings").await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let native = client.flow["type"] == "api";
        let answer = client.submit(variant(schema).expect(schema)).await;
        if native && KEYS.contains(&schema) {
            assert_eq!(answer.messages(), [4_010_004], "{schema}: {}", answer.text);
        } else if allowed.contains(&schema) {
            assert!(!is_refusal(&answer), "{schema}: {} {}", answer.status, answer.text);
        } else {
            assert!(is_refusal(&answer), "{schema}: {} {}", answer.status, answer.text);
            let told = answer.status == 303 || answer.json()["error"]["id"] == id;
            assert!(told, "{schema}: {}", answer.text);
        }
    }
}

async fn signed_in(mut client: Client) -> Client {
    let answer = client.sign_in(ADA).await;
    assert!([200, 303].contains(&answer.status), "{}", answer.text);
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_owes_something() {
    let app = server(json!({})).await;
    let id = app.identity(ADA).create().await;
    let mut number = 0;
    for (action, form) in ACTIONS {
        let path = format!("/admin/identities/{id}/required-actions");
        app.admin("PUT", &path, Some(json!({ "actions": [] }))).await;
        let kept = signed_in(app.native()).await.whoami().await.json()["id"].clone();
        let given = app.admin("PUT", &path, Some(json!({ "actions": [action] }))).await;
        assert_eq!(given.status, 200, "{}", given.text);
        for fresh in clients(&app) {
            let mut client = signed_in(fresh.clone()).await;
            let refused = client.whoami().await;
            assert_eq!(refused.json()["error"]["details"]["actions"], json!([action]));
            are_let_in(&mut client, async || signed_in(fresh.clone()).await).await;
            forms_are_taken(&mut client, &[form], "session_action_required").await;
            as_for_nobody(&client, &FOR_ANYBODY, &mut number).await;
            for it in operations(&FOR_SESSIONS) {
                let refused = call(&mut client.clone(), it, 0).await;
                assert!(is_refusal(&refused), "{action}, {}: {}", it.id, refused.text);
            }
            let still = client.whoami().await;
            assert_eq!(still.json()["error"]["id"], "session_action_required", "{}", still.text);
        }
        let kept =
            app.admin("GET", &format!("/admin/sessions/{}", kept.as_str().unwrap()), None).await;
        assert_eq!(kept.json()["active"], true, "no other session was ended");
    }
    app.finish().await;
}

/// Back by mail: the session of a browser or an app.
async fn recovered(app: &TestApp, mut client: Client) -> Client {
    // A notice of what was done before may arrive after the code.
    app.mails().await;
    client.start("recovery", "").await;
    client.submit_and_read("recovery", json!({ "method": "code", "email": ADA })).await;
    let code = app.mail_to(ADA).await.code();
    let answer = client.submit(json!({ "method": "code", "code": code })).await;
    assert!([200, 303].contains(&answer.status), "{}", answer.text);
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_may_only_bind_a_credential() {
    let app = server(json!({ "recovery": { "session": "bind_only" } })).await;
    app.identity(ADA).create().await;
    let binding: Vec<&str> = forms().into_iter().filter(|form| !form.contains("Profile")).collect();
    let mut number = 0;
    for fresh in clients(&app) {
        // Each recovery ends the sessions before it.
        are_let_in(&mut recovered(&app, fresh.clone()).await, async || {
            recovered(&app, fresh.clone()).await
        })
        .await;
        let mut client = recovered(&app, fresh).await;
        forms_are_taken(&mut client, &binding, "session_bind_only").await;
        as_for_nobody(&client, &FOR_ANYBODY, &mut number).await;
        as_for_nobody(&client, &FOR_SESSIONS, &mut number).await;
        assert_eq!(client.whoami().await.status, 401);
        assert_eq!(begin(&mut client, "settings").await.status, 200, "it is there all the same");
    }
    app.finish().await;
}
