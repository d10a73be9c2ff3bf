//! Flows, cookies and tokens of somebody else, or of nobody.

use serde_json::{Value, json};
use testkit::{Client, TestApp};

use super::{Place, clear, kept, places, unchanged};

/// Submits a right body where it does not belong; `how` may change the client.
async fn misplaced(app: &TestApp, what: &str, mut client: Client, path: &str, body: &Value) {
    let before = kept(app).await;
    let mut body = body.clone();
    if body["csrf_token"].is_null() && client.flow["type"] == "browser" {
        body["csrf_token"] = client.node("csrf_token");
    }
    clear(what, &client.post(path, &body).await);
    unchanged(app, &before, what).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_and_foreign_flows() {
    let app = TestApp::with("security: { limits: { enabled: false } }").await;
    let places = places(&app).await;
    app.app.run_jobs().await.unwrap();
    let kinds = ["login", "registration", "settings", "recovery", "verification"];
    for Place { name, client, right } in &places {
        let action = client.flow["ui"]["action"].as_str().unwrap();
        let path = action.strip_prefix("http://127.0.0.1:4433").unwrap();
        let (route, id) = path.split_once("?flow=").unwrap();
        for forged in [
            "",
            "nonsense",
            "00000000-0000-0000-0000-000000000000",
            "00000000-0000-4000-8000-000000000001",
            "..%2f..",
            "%00",
            "1%27%20OR%201=1--",
            &format!("{id}%0d%0aX-Y:z"),
            &format!("{id}x"),
        ] {
            let what = format!("{name}: flow {forged}");
            misplaced(&app, &what, client.clone(), &format!("{route}?flow={forged}"), right).await;
        }
        misplaced(&app, &format!("{name}: no flow"), client.clone(), route, right).await;
        for kind in kinds.iter().filter(|kind| !route.ends_with(*kind)) {
            let what = format!("{name}: as {kind}");
            misplaced(
                &app,
                &what,
                client.clone(),
                &format!("/self-service/{kind}?flow={id}"),
                right,
            )
            .await;
        }
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_peoples_cookies_and_tokens() {
    let app = TestApp::with("security: { limits: { enabled: false } }").await;
    let places = places(&app).await;
    app.app.run_jobs().await.unwrap();
    let mut eve = app.spa();
    eve.start("login", "").await;
    let token = eve.node("csrf_token");
    let csrf_cookie = (0..1).find_map(|_| cookie_name(&eve)).expect("a CSRF cookie");
    for Place { name, client, right } in &places {
        let path = client.flow["ui"]["action"].as_str().unwrap().to_owned();
        if client.flow["type"] == "api" {
            for (header, value) in
                [("origin", "https://evil.example"), ("cookie", "a=b"), ("origin", "null")]
            {
                let mut client = client.clone();
                client.headers.push((header.into(), value.into()));
                misplaced(&app, &format!("{name}: native with {header}"), client, &path, right)
                    .await;
            }
            continue;
        }
        let mut forged = right.clone();
        for (what, value) in [
            ("foreign", token.clone()),
            ("no", json!("")),
            ("forged", json!("AAAA")),
            ("odd", json!(7)),
        ] {
            forged["csrf_token"] = value;
            // Without a token in JSON the cookie and the site have to do.
            if what == "no" {
                continue;
            }
            misplaced(&app, &format!("{name}: {what} token"), client.clone(), &path, &forged).await;
        }
        // Eve's CSRF cookie and token with Ada's flow and session.
        let mut mixed = client.clone();
        mixed.set_cookie(&csrf_cookie, eve.cookie(&csrf_cookie).unwrap());
        forged["csrf_token"] = token.clone();
        misplaced(&app, &format!("{name}: another browser's pair"), mixed, &path, &forged).await;
        for (header, value) in [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:4433.evil.example"),
            ("origin", "http://127.0.0.1"),
        ] {
            let mut client = client.clone();
            client.headers.push((header.into(), value.into()));
            misplaced(&app, &format!("{name}: {header} {value}"), client, &path, right).await;
        }
    }
    // Bob's settings with Ada's session, and with nobody's.
    let mut ada = app.native();
    app.identity("carol@example.org").create().await;
    ada.sign_in("carol@example.org").await;
    for Place { name, client, right } in &places {
        if !client.flow["ui"]["action"].as_str().unwrap().contains("/settings")
            || client.flow["type"] != "api"
        {
            continue;
        }
        let path = client.flow["ui"]["action"].as_str().unwrap().to_owned();
        let mut thief = client.clone();
        thief.token.clone_from(&ada.token);
        misplaced(&app, &format!("{name}: by somebody else"), thief.clone(), &path, right).await;
        thief.token = None;
        misplaced(&app, &format!("{name}: by nobody"), thief.clone(), &path, right).await;
        thief.token = Some("ory_st_forged".into());
        misplaced(&app, &format!("{name}: with a forged token"), thief.clone(), &path, right).await;
        thief.token.clone_from(&ada.token);
        let id = client.flow["id"].as_str().unwrap();
        let seen = thief.get(&format!("/self-service/settings/flows?id={id}")).await;
        clear(name, &seen);
        assert!(!seen.text.contains("bob@example.org"), "{}", seen.text);
    }
    app.finish().await;
}

/// The name of the CSRF cookie of the tests' server.
fn cookie_name(client: &Client) -> Option<String> {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(b"http://127.0.0.1:4433/");
    let name = format!("csrf_token_{}", data_encoding::HEXLOWER.encode(&digest));
    client.cookie(&name).map(|_| name)
}
