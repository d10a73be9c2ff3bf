//! Every model of recovery codes, with every kind of client: from making a set to its last code and beyond.

use std::time::Duration;

use model::Clock as _;
use serde_json::{Value, json};
use server::config::Preset;
use testkit::{Answer, Client, TestApp, totp_code};

const ADA: &str = "ada@example.org";

/// A model: how it is configured, and what it is.
struct Model {
    preset: &'static str,
    count: usize,
    /// Asked for by number.
    numbered: bool,
    /// A use replaces the set.
    replaces: bool,
    /// Spelt as one likes.
    forgiving: bool,
    warn_below: usize,
}

const MODELS: [Model; 4] = [
    Model {
        preset: "readmit",
        count: 10,
        numbered: false,
        replaces: false,
        forgiving: true,
        warn_below: 4,
    },
    Model {
        preset: "ory",
        count: 12,
        numbered: false,
        replaces: false,
        forgiving: false,
        warn_below: 0,
    },
    Model {
        preset: "keycloak",
        count: 12,
        numbered: true,
        replaces: false,
        forgiving: true,
        warn_below: 4,
    },
    Model {
        preset: "auth0",
        count: 1,
        numbered: false,
        replaces: true,
        forgiving: true,
        warn_below: 0,
    },
];

async fn server(model: &Model) -> TestApp {
    let config = json!({ "selfservice": { "methods": { "lookup_secret": { "config": { "preset": model.preset } } } } });
    let app = TestApp::with(&config.to_string()).await;
    app.identity(ADA).create().await;
    app
}

fn clients(app: &TestApp) -> [(&'static str, Client); 3] {
    [("browser", app.browser()), ("spa", app.spa()), ("native", app.native())]
}

async fn make(client: &mut Client) -> Vec<String> {
    client.start("settings", "").await;
    client.submit_and_read("settings", json!({ "lookup_secret_regenerate": true })).await;
    let codes = client.codes();
    let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true });
    let done = client.submit_and_read("settings", saved).await;
    assert_eq!(done.json()["state"], "success", "{}", done.text);
    codes
}

/// A second step with this code; a password was given before.
async fn second(client: &mut Client, code: &str) -> Answer {
    client
        .submit_and_read("login", json!({ "method": "lookup_secret", "lookup_secret": code }))
        .await
}

async fn up_to_the_second_step(app: &TestApp, client: &str) -> Client {
    let clients = clients(app);
    let mut client = clients.into_iter().find(|(name, _)| *name == client).unwrap().1;
    client.sign_in(ADA).await;
    client.start("login", "?aal=aal2").await;
    client
}

async fn level(client: &mut Client) -> String {
    let who = client.whoami().await.json();
    who["authenticator_assurance_level"].as_str().unwrap_or_default().to_owned()
}

fn label(client: &Client) -> Value {
    let nodes = client.flow["ui"]["nodes"].as_array().cloned().unwrap_or_default();
    let node = nodes.into_iter().find(|n| n["attributes"]["name"] == "lookup_secret").unwrap();
    node["meta"]["label"].clone()
}

fn spelt_otherwise(code: &str) -> String {
    format!(" {} ", code.to_lowercase().replace('-', " "))
}

/// Uses every code of a set. `codes` as shown.
async fn to_the_last(app: &TestApp, model: &Model, kind: &str, codes: &[String]) {
    for (at, code) in codes.iter().enumerate().take(model.count - 1) {
        let mut client = up_to_the_second_step(app, kind).await;
        if model.numbered {
            assert_eq!(label(&client)["context"]["number"], at + 1);
            // A later one is none, and moves nothing.
            let wrong = second(&mut client, &codes[at + 1]).await;
            assert_eq!(wrong.messages(), [4_019_001], "{}", wrong.text);
            assert_eq!(label(&client)["context"]["number"], at + 1);
        }
        if at == 0 {
            pasted(&mut client, model, codes).await;
        }
        let wrong = second(&mut client, "AAAA-AAAA-AAAA-AAAA").await;
        let told = if model.numbered { 4_019_001 } else { 4_000_016 };
        assert_eq!(wrong.messages(), [told], "{}", wrong.text);
        if at > 0 {
            let used = second(&mut client, &codes[at - 1]).await;
            assert_eq!(used.messages(), [4_000_012], "{}", used.text);
        }
        assert_eq!(level(&mut client).await, "", "a password is not enough");
        let spelling = match (model.forgiving, at % 3) {
            (true, 0) => spelt_otherwise(code),
            (true, 1) => format!("{}. {code}", at + 1),
            _ => code.clone(),
        };
        let done = second(&mut client, &spelling).await;
        let left = model.count - at - 1;
        let few = kind != "browser" && left < model.warn_below && left > 0;
        let told = if few { json!([left]) } else { json!([]) };
        assert_eq!(remarks(&done), told, "{kind}: {}", done.text);
        assert_eq!(level(&mut client).await, "aal2", "{} {kind} {at}", model.preset);
        low(&mut client, model, left).await;
    }
}

/// A whole sheet is no code, unless it says which one is asked for; then a wrong sheet is as wrong as its code.
async fn pasted(client: &mut Client, model: &Model, codes: &[String]) {
    let sheet = |codes: &mut dyn Iterator<Item = (usize, &String)>| {
        codes.map(|(at, code)| format!("{}. [ ] {code}", at + 1)).collect::<Vec<_>>().join("\n")
    };
    let whole = sheet(&mut codes.iter().enumerate());
    let refused = if model.numbered {
        let without_the_first = sheet(&mut codes.iter().enumerate().skip(1));
        second(client, &without_the_first).await
    } else {
        second(client, &whole).await
    };
    assert_eq!(refused.messages(), [4_019_002], "{}", refused.text);
}

/// How many codes are left, as the answer to a sign-in says where they are few.
fn remarks(done: &Answer) -> Value {
    let answer: Value = serde_json::from_str(&done.text).unwrap_or_default();
    let told = answer["messages"].as_array().into_iter().flatten();
    told.filter(|it| it["id"] == 1_059_002).map(|it| it["context"]["left"].clone()).collect()
}

/// What settings say of a set with so many codes left.
async fn low(client: &mut Client, model: &Model, left: usize) {
    client.start("settings", "").await;
    let nodes = client.flow["ui"]["nodes"].as_array().cloned().unwrap();
    let told = nodes.iter().filter(|n| n["group"] == "lookup_secret");
    let told: Vec<&Value> =
        told.flat_map(|node| node["messages"].as_array().unwrap()).map(|m| &m["context"]).collect();
    let expected = if left < model.warn_below { vec![json!({ "left": left })] } else { vec![] };
    assert_eq!(told, expected.iter().collect::<Vec<_>>(), "{}", model.preset);
}

/// The last code brings new ones, which count once they are confirmed.
async fn renewed(app: &TestApp, model: &Model, kind: &str, codes: &[String]) -> Vec<String> {
    let last = codes.last().unwrap();
    // Whoever leaves in the middle comes again with the same code.
    for _ in 0..2 {
        let mut left = up_to_the_second_step(app, kind).await;
        let shown = second(&mut left, last).await;
        let told = if model.replaces { 1_019_003 } else { 1_019_002 };
        assert_eq!(shown.messages(), [told], "{}", shown.text);
        assert_eq!(left.codes().len(), model.count);
        assert_eq!(level(&mut left).await, "", "not before it is confirmed");
    }
    let mut client = up_to_the_second_step(app, kind).await;
    let mut other = up_to_the_second_step(app, kind).await;
    second(&mut other, last).await;
    second(&mut client, last).await;
    let fresh = client.codes();
    assert!(fresh.iter().all(|code| !codes.contains(code)));
    let unsaved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": false });
    assert_eq!(client.submit_and_read("login", unsaved).await.messages(), [4_000_001]);
    assert_eq!(client.codes(), fresh, "they are still shown");
    assert_eq!(level(&mut client).await, "");
    let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true });
    client.submit_and_read("login", saved.clone()).await;
    assert_eq!(level(&mut client).await, "aal2", "{} {kind}", model.preset);
    // The other one came too late.
    assert_eq!(other.submit_and_read("login", saved).await.messages(), [4_000_012]);
    assert_eq!(level(&mut other).await, "");
    let mut late = up_to_the_second_step(app, kind).await;
    let told = if model.numbered { 4_019_001 } else { 4_000_016 };
    assert_eq!(second(&mut late, last).await.messages(), [told], "the old set is gone");
    fresh
}

#[tokio::test]
async fn every_model_with_every_client() {
    for model in &MODELS {
        for kind in ["browser", "spa", "native"] {
            let app = server(model).await;
            let mut owner = clients(&app).into_iter().find(|(name, _)| *name == kind).unwrap().1;
            owner.sign_in(ADA).await;
            let codes = make(&mut owner).await;
            assert_eq!(codes.len(), model.count);
            to_the_last(&app, model, kind, &codes).await;
            let fresh = renewed(&app, model, kind, &codes).await;
            assert_eq!(fresh.len(), model.count);
            if !model.replaces {
                let mut client = up_to_the_second_step(&app, kind).await;
                second(&mut client, &fresh[0]).await;
                assert_eq!(level(&mut client).await, "aal2");
            }
            let mails = app.mails().await;
            let few =
                mails.iter().filter(|mail| mail.subject.contains("Few recovery codes")).count();
            assert_eq!(few, usize::from(model.warn_below > 0), "told once");
            app.finish().await;
        }
    }
}

#[tokio::test]
async fn sets_keep_working_as_they_were_made() {
    // A set made under one policy is asked for by number under any later one.
    let mut app = server(&MODELS[2]).await;
    let mut owner = app.spa();
    owner.sign_in(ADA).await;
    let codes = make(&mut owner).await;
    app.restart_with(|config| {
        config.selfservice.methods.lookup_secret.config.preset = Preset::Readmit;
    })
    .await;
    let mut client = up_to_the_second_step(&app, "spa").await;
    assert_eq!(label(&client)["context"]["number"], 1);
    assert_eq!(second(&mut client, &codes[1]).await.messages(), [4_019_001]);
    second(&mut client, &codes[0]).await;
    assert_eq!(level(&mut client).await, "aal2");
    app.finish().await;
}

fn totp_secret(client: &Client) -> String {
    client.node("totp_secret_key")["context"]["secret"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_single_code_comes_with_the_first_factor() {
    for kind in ["browser", "spa", "native"] {
        let app = server(&MODELS[3]).await;
        let mut client = clients(&app).into_iter().find(|(name, _)| *name == kind).unwrap().1;
        client.sign_in(ADA).await;
        client.start("settings", "").await;
        let secret = totp_secret(&client);
        let proof =
            || json!({ "method": "totp", "totp_code": totp_code(&secret, app.clock.now()) });
        let shown = client.submit_and_read("settings", proof()).await;
        assert_eq!(shown.messages(), [1_059_001], "{}", shown.text);
        let [code] = client.codes().try_into().unwrap();
        assert_eq!(level(&mut client).await, "aal1", "nothing is set up before it is saved");
        let mut left = client.clone();
        left.start("settings", "").await;
        assert!(left.nodes().contains(&"totp_code".to_owned()), "{:?}", left.nodes());
        let saved = json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true });
        let done = client.submit_and_read("settings", saved).await;
        assert_eq!(done.json()["state"], "success", "{}", done.text);
        assert_eq!(level(&mut client).await, "aal2");
        assert!(client.nodes().contains(&"totp_unlink".to_owned()), "{:?}", client.nodes());
        let who = client.whoami().await.json();
        let proved = who["authentication_methods"].as_array().unwrap().iter();
        let proved: Vec<&str> = proved.map(|m| m["method"].as_str().unwrap()).collect();
        assert_eq!(proved, ["password", "totp", "lookup_secret"]);
        // The step that enrolled the app is used up.
        let mut again = up_to_the_second_step(&app, kind).await;
        assert_eq!(again.submit_and_read("login", proof()).await.messages(), [4_000_008]);
        second(&mut again, &code).await;
        assert_eq!(again.codes().len(), 1);
        app.finish().await;
    }
}

#[tokio::test]
async fn a_code_can_be_tried_without_being_used_up() {
    let app = server(&MODELS[0]).await;
    let mut owner = app.spa();
    owner.sign_in(ADA).await;
    let codes = make(&mut owner).await;
    owner.start("settings", "").await;
    for _ in 0..3 {
        let tried = owner.submit(json!({ "lookup_secret_test": codes[0] })).await;
        assert_eq!((tried.status, tried.messages()), (200, vec![1_059_004]), "{}", tried.text);
    }
    let mut client = up_to_the_second_step(&app, "spa").await;
    second(&mut client, &codes[0]).await;
    assert_eq!(level(&mut client).await, "aal2");
    let tried = owner.submit(json!({ "lookup_secret_test": codes[0] })).await;
    assert_eq!(tried.messages(), [4_000_012]);
    // As strict as a real try: after some wrong ones even a right one is not judged.
    for _ in 0..8 {
        let wrong = json!({ "lookup_secret_test": "AAAA-AAAA-AAAA-AAAA" });
        assert_eq!(owner.submit(wrong).await.messages(), [4_000_016]);
    }
    let tried = owner.submit(json!({ "lookup_secret_test": codes[1] })).await;
    assert_eq!(tried.messages(), [4_000_016], "{}", tried.text);
    let mut client = up_to_the_second_step(&app, "spa").await;
    assert_eq!(second(&mut client, &codes[1]).await.messages(), [4_000_016]);
    app.finish().await;
}

#[tokio::test]
async fn the_sheet_is_a_file_too() {
    let app = server(&MODELS[2]).await;
    let mut owner = app.spa();
    owner.sign_in(ADA).await;
    owner.start("settings", "").await;
    owner.submit(json!({ "lookup_secret_regenerate": true })).await;
    let codes = owner.codes();
    let id = owner.flow["id"].as_str().unwrap().to_owned();
    let text = owner.get(&format!("/settings/codes.txt?flow={id}")).await;
    for (at, code) in codes.iter().enumerate() {
        assert!(text.text.contains(&format!("{:2}. [ ] {code}", at + 1)), "{}", text.text);
    }
    assert!(text.text.contains(ADA), "{}", text.text);
    let pdf = owner.get(&format!("/settings/codes.pdf?flow={id}")).await;
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert!(pdf.header("cache-control").unwrap().contains("no-store"));
    // Nobody else gets it, and nobody when it is confirmed.
    let mut stranger = app.spa();
    app.identity("eve@example.org").create().await;
    stranger.sign_in("eve@example.org").await;
    for path in ["codes.txt", "codes.pdf"] {
        let refused = stranger.get(&format!("/settings/{path}?flow={id}")).await;
        assert_eq!(refused.status, 303, "{}", refused.text);
    }
    owner.submit(json!({ "lookup_secret_confirm": true })).await;
    let gone = owner.get(&format!("/settings/codes.txt?flow={id}")).await;
    assert_eq!(gone.status, 303, "{}", gone.text);
    // The downloaded sheet, pasted whole, is read as the code that is asked for.
    let mut client = up_to_the_second_step(&app, "spa").await;
    second(&mut client, &text.text).await;
    assert_eq!(level(&mut client).await, "aal2");
    app.finish().await;
}

#[tokio::test]
async fn once_a_year_owners_are_asked_to_try_a_code() {
    const DAY: Duration = Duration::from_hours(24);
    let app = server(&MODELS[0]).await;
    let mut owner = app.spa();
    owner.sign_in(ADA).await;
    let codes = make(&mut owner).await;
    let asked = async || {
        app.app.run_jobs().await.unwrap();
        app.app.run_jobs().await.unwrap();
        let mails = app.mails().await;
        mails.iter().filter(|mail| mail.subject.contains("still have your recovery codes")).count()
    };
    app.advance(200 * DAY);
    assert_eq!(asked().await, 0);
    // Whoever tries one has them.
    let mut client = up_to_the_second_step(&app, "spa").await;
    second(&mut client, &codes[0]).await;
    client.start("settings", "").await;
    app.advance(DAY / 24 / 12);
    let tried = client.submit(json!({ "lookup_secret_test": codes[1] })).await;
    assert_eq!(tried.messages(), [1_059_004], "{}", tried.text);
    app.advance(364 * DAY);
    assert_eq!(asked().await, 0);
    app.advance(2 * DAY);
    assert_eq!(asked().await, 1, "once, not at every look");
    app.advance(364 * DAY);
    assert_eq!(asked().await, 1);
    app.advance(2 * DAY);
    assert_eq!(asked().await, 2);
    app.finish().await;
}
