//! Messages that leave by HTTP: text messages to phones, and mails where a program of the operator's sends them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Client, TestApp};

use crate::service::{Sent, Service};

const PHONE: &str = "+4917667111638";

/// An e-mail address and a phone number, either of which may be recovered by, and is to be proved.
pub(crate) fn schema() -> String {
    let of = |via: &str| json!({ "via": via });
    let trait_of = |format: &str, via: &str| {
        let sign_in = json!({ "password": { "identifier": true } });
        json!({ "type": "string", "format": format,
                "ory.sh/kratos": { "credentials": sign_in, "verification": of(via), "recovery": of(via) } })
    };
    let traits = json!({ "email": trait_of("email", "email"), "phone": trait_of("tel", "sms") });
    let schema = json!({
        "type": "object", "properties": { "traits": { "type": "object", "properties": traits } },
    });
    format!("base64://{}", STANDARD.encode(schema.to_string()))
}

/// A server whose text messages go to this service, with `more` sections in its configuration.
async fn texting(service: &Service, more: Value) -> TestApp {
    let channel =
        json!({ "id": "sms", "type": "http", "request_config": { "url": service.url() } });
    let mut config = json!({
        "clients": { "http": { "disallow_private_ip_ranges": false } },
        "identity": { "default_schema_id": "phones", "schemas": [{ "id": "phones", "url": schema() }] },
        "courier": { "channels": [channel] },
    });
    for (section, value) in more.as_object().unwrap() {
        config[section] = value.clone();
    }
    TestApp::with(&config.to_string()).await
}

async fn account(app: &TestApp, traits: Value) {
    let body = json!({ "schema_id": "phones", "traits": traits,
        "credentials": { "password": { "config": { "password": "correct horse battery" } } } });
    let made = app.admin("POST", "/admin/identities", Some(body)).await;
    assert_eq!(made.status, 201, "{}", made.text);
}

/// What the service was sent, once it is so many.
async fn sent(app: &TestApp, service: &Service, count: usize) -> Vec<Sent> {
    for _ in 0..400 {
        if service.sent().len() >= count {
            break;
        }
        app.pause(10).await;
    }
    // One too many would come now.
    app.pause(50).await;
    let sent = service.sent();
    let raw: Vec<_> = sent.iter().map(|sent| &sent.raw).collect();
    assert_eq!(sent.len(), count, "{raw:?}");
    sent
}

async fn asked(app: &TestApp, address: &str) -> (Client, Value) {
    let mut client = app.spa();
    client.start("recovery", "").await;
    let answer = client.submit(json!({ "method": "code", "email": address })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    (client, answer.json())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_phone_gets_back_in_by_text_message() {
    let service = Service::start(&[(200, "")]).await;
    let app = texting(&service, json!({})).await;
    account(&app, json!({ "email": "ada@example.org", "phone": "+49 176 67111638" })).await;
    let (mut client, told) = asked(&app, "+49 (176) 671-11638").await;
    let message = sent(&app, &service, 1).await.remove(0).body;
    let code = text(&message["recovery_code"]).to_owned();
    assert_eq!(message["recipient"], PHONE);
    assert_eq!(message["to"], PHONE);
    assert_eq!(message["message_type"], "sms");
    assert_eq!(message["template_type"], "recovery_code_valid");
    // The last line lets the phone fill in the code, on this site alone.
    assert!(text(&message["body"]).starts_with(&code), "{message}");
    assert!(text(&message["body"]).ends_with(&format!("\n@127.0.0.1 #{code}")), "{message}");
    assert_eq!(message.get("recovery_url"), None, "no link into a text message");
    // The owner's mailbox hears of it (the link of a notice needs a mailbox to be read in).
    assert!(app.mail_to("ada@example.org").await.text.contains("asked"));
    let row = app.admin("GET", "/admin/courier/messages?recipient=%2B4917667111638", None).await;
    assert_eq!((&row.json()[0]["type"], &row.json()[0]["channel"]), (&json!("sms"), &json!("sms")));
    assert_eq!(row.json()[0]["status"], "sent");
    let done = client.submit(json!({ "method": "code", "code": code })).await;
    assert_eq!(done.json()["state"], "passed_challenge", "{}", done.text);
    let who = client.whoami().await.json();
    let phone = who["identity"]["verifiable_addresses"].as_array().unwrap();
    let phone = phone.iter().find(|a| a["via"] == "sms").unwrap();
    assert_eq!(phone["verified"], true, "whoever reads its messages has proved it");

    // Nobody's number is answered alike, and nobody is sent anything.
    let (_, unknown) = asked(&app, "+4917667111639").await;
    assert_eq!(told["ui"]["messages"], unknown["ui"]["messages"]);
    sent(&app, &service, 1).await;
    app.finish().await;
}

#[tokio::test]
async fn who_has_no_mailbox_is_told_by_text_message() {
    let service = Service::start(&[(200, "")]).await;
    let app = texting(&service, json!({})).await;
    account(&app, json!({ "phone": PHONE })).await;
    let (mut client, _) = asked(&app, PHONE).await;
    let code = sent(&app, &service, 1).await.remove(0).body["recovery_code"].clone();
    client.submit(json!({ "method": "code", "code": code })).await;
    let told = sent(&app, &service, 2).await.remove(1).body;
    assert_eq!(told["template_type"], "notice_recovered");
    let words = text(&told["body"]);
    assert!(words.starts_with("Readmit: Somebody got back into your account"), "{words}");
    // The link is good for the same as in a mail.
    let (_, link) = words.split_once("Press here: ").expect("a link");
    let mut other = app.browser();
    let page = other.visit(link).await;
    assert!(page.status < 400, "{}", page.text);
    app.finish().await;
}

#[tokio::test]
async fn a_mail_of_ones_own_may_stand_on_the_web() {
    let service = Service::start(&[(200, "Your code is {{ .RecoveryCode }}, {{ .To }}.")]).await;
    let config = json!({
        "clients": { "http": { "disallow_private_ip_ranges": false } },
        "courier": { "templates": { "recovery_code": { "valid": { "email": { "body": {
            "plaintext": service.url() } } } } } },
    });
    let app = TestApp::with(&config.to_string()).await;
    app.identity("ada@example.org").create().await;
    for _ in 0..2 {
        asked(&app, "ada@example.org").await;
        let mail = app.mail_to("ada@example.org").await;
        assert!(
            mail.text.starts_with("Your code is ") && mail.text.contains(", ada@example.org."),
            "{}",
            mail.text
        );
    }
    assert_eq!(service.sent().len(), 1, "it is read once");
    app.finish().await;
}

#[tokio::test]
async fn no_number_is_none() {
    let service = Service::start(&[(200, "")]).await;
    let app = texting(&service, json!({})).await;
    for wrong in ["0176 67111638", "+49", "+1 234 567", "+4917667111638,+4917667111639", "12345678"]
    {
        let mut client = app.spa();
        client.start("recovery", "").await;
        let answer = client.submit(json!({ "method": "code", "email": wrong })).await;
        assert_eq!((answer.status, answer.messages()), (400, vec![4_000_040]), "{wrong}");
    }
    app.finish().await;
    // Without a channel for text messages a number is no address.
    let app = TestApp::new().await;
    let mut client = app.spa();
    client.start("recovery", "").await;
    let answer = client.submit(json!({ "method": "code", "email": PHONE })).await;
    assert_eq!((answer.status, answer.messages()), (400, vec![4_000_040]));
    app.finish().await;
}

#[tokio::test]
async fn sign_up_proves_a_phone() {
    let service = Service::start(&[(200, "")]).await;
    let shown = json!({ "hooks": [{ "hook": "show_verification_ui" }] });
    let shown = json!({ "registration": { "after": { "password": shown } } });
    let app = texting(&service, json!({ "selfservice": { "flows": shown } })).await;
    let mut client = app.native();
    client.start("registration", "").await;
    let fields = json!({ "method": "password", "password": "correct horse battery",
                         "traits.phone": "+49 176 67111638" });
    let done = client.submit(fields).await.json();
    assert_eq!(done["identity"]["traits"]["phone"], PHONE);
    let next = done["continue_with"].as_array().unwrap();
    let flow = next.iter().find(|step| step["action"] == "show_verification_ui").unwrap();
    assert_eq!(flow["flow"]["verifiable_address"], PHONE);
    let flow = text(&flow["flow"]["id"]);
    let waiting = client.get(&format!("/self-service/verification/flows?id={flow}")).await;
    assert_eq!(waiting.messages(), [1_080_004]);
    let code = sent(&app, &service, 1).await.remove(0).body["verification_code"].clone();
    client.flow = waiting.json();
    let proved = client.submit(json!({ "method": "code", "code": code })).await;
    assert_eq!((proved.status, proved.messages()), (200, vec![1_080_005]), "{}", proved.text);
    app.finish().await;
}

#[tokio::test]
async fn every_address_gets_its_own_code() {
    let service = Service::start(&[(200, "")]).await;
    let all = json!({ "selfservice": { "flows": { "recovery": { "deliver_to": "all" } } } });
    let app = texting(&service, all).await;
    account(&app, json!({ "email": "ada@example.org", "phone": PHONE })).await;
    let (mut client, _) = asked(&app, "ada@example.org").await;
    let mailed = app.mail_to("ada@example.org").await.text;
    let texted = sent(&app, &service, 1).await.remove(0).body["recovery_code"].clone();
    assert!(!mailed.contains(text(&texted)), "each proves the address that it was sent to");
    let done = client.submit(json!({ "method": "code", "code": texted })).await;
    assert_eq!(done.json()["state"], "passed_challenge", "{}", done.text);
    app.finish().await;
}

#[tokio::test]
async fn a_phone_is_chosen_by_what_is_left_of_it() {
    let service = Service::start(&[(200, "")]).await;
    let listed = json!({ "feature_flags": { "choose_recovery_address": true },
                         "selfservice": { "flows": { "recovery": { "list_addresses": true } } } });
    let app = texting(&service, listed).await;
    account(&app, json!({ "email": "ada@example.org", "phone": PHONE })).await;
    let mut client = app.spa();
    client.start("recovery", "").await;
    let given = "ada@example.org";
    let choice = client.submit(json!({ "recovery_address": given })).await.json();
    let nodes = choice["ui"]["nodes"].as_array().unwrap();
    let phone = nodes.iter().find(|n| n["meta"]["label"]["text"] == "+49****38").unwrap();
    let selected = phone["attributes"]["value"].clone();
    let choose = json!({ "recovery_select_address": selected, "recovery_address": given });
    let confirm = client.submit(choose).await;
    assert_eq!(confirm.messages(), [1_060_005]);
    let confirm = confirm.json();
    let nodes = confirm["ui"]["nodes"].as_array().unwrap();
    let field =
        nodes.iter().find(|n| n["attributes"]["name"] == "recovery_confirm_address").unwrap();
    assert_eq!(field["attributes"]["type"], "tel");
    let written =
        json!({ "recovery_confirm_address": "+49 176 67111638", "recovery_address": given });
    client.submit(written).await;
    let code = sent(&app, &service, 1).await.remove(0).body["recovery_code"].clone();
    let done = client.submit(json!({ "code": code })).await;
    assert_eq!(done.json()["state"], "passed_challenge", "{}", done.text);
    app.finish().await;
}

#[tokio::test]
async fn mails_leave_by_http_signed_and_again_after_an_outage() {
    const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let service = Service::start(&[(503, "busy"), (200, "")]).await;
    let program = "function(ctx) { mail: ctx.recipient, words: ctx.subject, code: ctx.template_data.recovery_code, \
                   html: std.length(ctx.html_body) > 100, agent: ctx.request_headers['User-Agent'] }";
    let request = json!({
        "url": service.url(), "method": "PUT", "headers": { "X-Tenant": "blue" }, "signing_secret": KEY,
        "body": format!("base64://{}", STANDARD.encode(program)),
        "auth": { "type": "api_key", "config": { "name": "X-Key", "value": "hush", "in": "header" } },
    });
    let by_http = json!({
        "clients": { "http": { "disallow_private_ip_ranges": false } },
        "courier": { "delivery_strategy": "http", "http": { "request_config": request } },
    });
    let app = TestApp::with(&by_http.to_string()).await;
    app.identity("ada@example.org").create().await;
    let mut client = app.spa();
    client.headers.push(("user-agent".into(), "Tests/1".into()));
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    sent(&app, &service, 1).await;
    let row = app.admin("GET", "/admin/courier/messages", None).await.json();
    assert_eq!(row[0]["status"], "queued", "{row}");
    assert!(!row.to_string().contains("busy"), "what a program answers is told to nobody");
    app.advance(Duration::from_mins(2));
    let sent = sent(&app, &service, 2).await;
    let (first, last) = (&sent[0], &sent[1]);
    assert_eq!(first.body, last.body);
    assert_eq!(last.headers["x-tenant"], "blue");
    assert_eq!(last.headers["x-key"], "hush");
    assert!(last.headers.contains_key("webhook-signature"));
    let told = &last.body;
    assert_eq!((&told["mail"], &told["html"]), (&json!("ada@example.org"), &json!(true)));
    assert_eq!(told["agent"], json!(["Tests/1"]));
    let done = client.submit(json!({ "method": "code", "code": told["code"] })).await;
    assert_eq!(done.json()["state"], "passed_challenge", "{}", done.text);
    assert!(app.mail.mails().is_empty(), "no mail server was spoken to");
    app.finish().await;
}
