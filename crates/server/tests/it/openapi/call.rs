//! Asking for an operation of the public API as its client would: with a flow of its own, and a form that is filled in.

use serde_json::{Value, json};
use testkit::openapi::Operation;
use testkit::{Answer, Client};

pub(super) const ADA: &str = "ada@example.org";
pub(super) const PASSWORD: &str = "correct horse 9";
/// An id that nothing has.
pub(super) const NOBODY: &str = "4f8a30e8-0000-4000-8000-000000000000";

const KINDS: [&str; 5] = ["login", "registration", "settings", "recovery", "verification"];

/// The kind of flow that an operation is about.
fn kind(it: &Operation) -> Option<&'static str> {
    let path = it.path.strip_prefix("/self-service").unwrap_or(&it.path);
    let first = path.split('/').nth(1)?;
    KINDS.into_iter().find(|kind| *kind == first)
}

/// A form of this kind that is filled in. Nothing comes of it that would change the account; `number` is a new one each time.
fn form(kind: &str, number: u32) -> Value {
    match kind {
        "login" => json!({ "method": "password", "identifier": ADA, "password": PASSWORD }),
        "registration" => json!({ "method": "password", "password": PASSWORD,
            "traits": { "email": format!("new-{number}@example.org") } }),
        "settings" => variant("updateSettingsFlowWithLookupMethod").expect("a form"),
        _ => json!({ "method": "code", "email": "nobody@example.org" }),
    }
}

/// A form of settings of one method, by the name of its schema. None of them completes anything.
pub(super) fn variant(schema: &str) -> Option<Value> {
    Some(match schema {
        "updateSettingsFlowWithProfileMethod" => {
            json!({ "method": "profile", "traits": { "email": "no address" } })
        }
        "updateSettingsFlowWithPasswordMethod" => json!({ "method": "password", "password": "x" }),
        "updateSettingsFlowWithTotpMethod" => json!({ "method": "totp", "totp_code": "000000" }),
        "updateSettingsFlowWithLookupMethod" => json!({ "lookup_secret_regenerate": true }),
        "updateSettingsFlowWithWebAuthnMethod" => json!({ "webauthn_register": "{}" }),
        "updateSettingsFlowWithPasskeyMethod" => json!({ "passkey_settings_register": "{}" }),
        _ => return None,
    })
}

/// Begins a flow of this kind, also for whoever is signed in.
pub(super) async fn begin(client: &mut Client, kind: &str) -> Answer {
    client.start(kind, if kind == "login" { "?refresh=true" } else { "" }).await
}

/// The answer to an operation. What has no parameters is asked for as it is.
pub(super) async fn call(client: &mut Client, it: &Operation, number: u32) -> Answer {
    let path = it.path.as_str();
    let Some(kind) = kind(it) else {
        return elsewhere(client, it).await;
    };
    if it.id.starts_with("create") {
        let refresh = if kind == "login" { "?refresh=true" } else { "" };
        return client.get(&format!("{path}{refresh}")).await;
    }
    begin(client, kind).await;
    if it.method == "POST" {
        return client.submit(form(kind, number)).await;
    }
    let id = client.flow["id"].as_str().unwrap_or(NOBODY).to_owned();
    let name = if path.ends_with("/flows") { "id" } else { "flow" };
    client.get(&format!("{path}?{name}={id}")).await
}

async fn elsewhere(client: &mut Client, it: &Operation) -> Answer {
    let path = match it.id.as_str() {
        "updateLogoutFlow" => {
            let made = client.get("/self-service/logout/browser").await;
            let token = made.json()["logout_token"].as_str().unwrap_or("ory_lo_none").to_owned();
            format!("{}?token={token}", it.path)
        }
        "getFlowError" | "showErrorPage" => format!("{}?id=stub:500", it.path),
        "getIdentitySchema" => "/schemas/default".to_owned(),
        "getAsset" => "/assets/app.css".to_owned(),
        "chooseLanguage" => "/language?to=de&back=/login".to_owned(),
        "disableMySession" => format!("/sessions/{NOBODY}"),
        "performNativeLogout" => {
            let token =
                client.token.clone().or(client.cookie("ory_kratos_session").map(Into::into));
            let body = json!({ "session_token": token.unwrap_or_default() }).to_string();
            return client.send("DELETE", &it.path, Some(("application/json", body))).await;
        }
        "submitSessionsPage" | "submitNotMePage" => {
            begin(client, "login").await;
            let token = client.node("csrf_token");
            let fields = [("csrf_token", token.as_str().unwrap_or_default()), ("others", "true")];
            return client.post_form(&it.path, &fields).await;
        }
        other => {
            assert!(!it.path.contains('{'), "this test does not know what to ask {other} for");
            it.path.clone()
        }
    };
    client.send(&it.method, &path, None).await
}

/// What an answer tells, without what is new each time: status, type, where it leads, error, fields and messages, and whether
/// it knows who is there.
pub(super) fn told(answer: &Answer) -> Vec<String> {
    let location = answer.header("location").unwrap_or_default();
    let (path, query) = location.split_once('?').unwrap_or((location, ""));
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    let mut out = vec![answer.status.to_string(), path.to_owned()];
    out.extend(names.map(str::to_owned));
    out.push(answer.header("content-type").unwrap_or_default().to_owned());
    for sign in [ADA, "/self-service/logout"] {
        out.push(format!("{sign}: {}", answer.text.contains(sign)));
    }
    if answer.is("application/json") {
        let body = answer.json();
        out.push(body["error"]["id"].to_string());
        let nodes = body["ui"]["nodes"].as_array().cloned().unwrap_or_default();
        out.extend(nodes.iter().map(|node| node["attributes"]["name"].to_string()));
        out.extend(answer.messages().iter().map(ToString::to_string));
    }
    out
}

/// Whether an answer turns the session away: to sign in, to what has to be done first, or with an error.
pub(super) fn is_refusal(answer: &Answer) -> bool {
    let leads = |to: &str| answer.header("location").is_some_and(|location| location.contains(to));
    let away = ["/self-service/settings/browser", "/self-service/login/browser", "/error?"];
    [401, 403].contains(&answer.status) || answer.status == 303 && away.iter().any(|to| leads(to))
}
