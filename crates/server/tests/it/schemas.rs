//! Schemas from the web, and one that names an address for recovery no more: accounts keep what they have until they are
//! written (Kratos admin contract §2.4).

use base64::Engine as _;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

use crate::service::Service;

const ADA: &str = "ada@example.org";

/// The tests' schema, with or without recovery by its first address.
async fn recovering(app: &mut TestApp, recovers: bool) {
    let schema = include_str!("../../../../conformance/identity.schema.json");
    let mut schema: Value = serde_json::from_str(schema).unwrap();
    let email = schema.pointer_mut("/properties/traits/properties/email/ory.sh~1kratos").unwrap();
    if !recovers {
        email.as_object_mut().unwrap().remove("recovery").expect("it was there");
    }
    let encoded = base64::engine::general_purpose::STANDARD.encode(schema.to_string());
    app.restart_with(|config| config.identity.schemas[0].url = format!("base64://{encoded}")).await;
}

async fn asked(app: &TestApp) -> (Client, Value) {
    let mut client = app.spa();
    client.start("recovery", "").await;
    let answer = client.submit(json!({ "method": "code", "email": ADA })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = answer.json()["ui"]["messages"].clone();
    (client, told)
}

async fn renamed(app: &TestApp, identity: &str) {
    let change = json!([{ "op": "add", "path": "/traits/name", "value": { "first": "Ada" } }]);
    let answer = app.admin("PATCH", &format!("/admin/identities/{identity}"), Some(change)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn an_address_recovers_until_its_account_is_written() {
    let mut app = TestApp::new().await;
    app.identity(ADA).create().await;
    let (mut client, _) = asked(&app).await;
    let code = app.mail_to(ADA).await.code();
    recovering(&mut app, false).await;
    let passed = client.submit(json!({ "code": code })).await;
    assert_eq!(passed.status, 200, "{}", passed.text);
    assert_eq!(client.whoami().await.status, 200);
    // What they write in that session is by the schema as it is now.
    assert_eq!(client.start("settings", "").await.status, 200);
    let traits = json!({ "email": ADA, "name": { "first": "Ada" } });
    let saved = client.submit(json!({ "method": "profile", "traits": traits })).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let mails = app.mails().await.len();
    asked(&app).await;
    assert_eq!(app.mails().await.len(), mails, "it is no recovery address any more");
    app.finish().await;
}

#[tokio::test]
async fn a_code_dies_with_its_address_and_nobody_is_told() {
    let mut app = TestApp::new().await;
    let ada = app.identity(ADA).create().await;
    let (mut client, told) = asked(&app).await;
    let code = app.mail_to(ADA).await.code();
    recovering(&mut app, false).await;
    renamed(&app, &ada).await;
    let refused = client.submit(json!({ "code": code })).await;
    assert_eq!(refused.messages(), [4_060_006], "{}", refused.text);
    assert_eq!(client.whoami().await.status, 401);
    let mails = app.mails().await.len();
    assert_eq!(asked(&app).await.1, told, "as before, and as everybody");
    assert_eq!(app.mails().await.len(), mails);
    // The address comes back with the schema, once the account is written.
    recovering(&mut app, true).await;
    renamed(&app, &ada).await;
    let (mut client, _) = asked(&app).await;
    let code = app.mail_to(ADA).await.code();
    assert_eq!(client.submit(json!({ "code": code })).await.status, 200);
    app.finish().await;
}

/// It is read once, at the start.
#[tokio::test]
async fn a_schema_may_stand_on_the_web() {
    let schema = include_str!("../../../../conformance/identity.schema.json");
    let service = Service::start(&[(200, schema), (500, "")]).await;
    let config = json!({
        "clients": { "http": { "disallow_private_ip_ranges": false } },
        "identity": { "schemas": [{ "id": "default", "url": service.url() }] },
    });
    let app = TestApp::with(&config.to_string()).await;
    let shown = app.spa().get("/schemas/default").await;
    assert_eq!((shown.status, shown.json()), (200, serde_json::from_str(schema).unwrap()));
    app.identity(ADA).create().await;
    assert_eq!(app.spa().sign_in(ADA).await.status, 200);
    assert_eq!(service.sent().len(), 1);
    app.finish().await;
}

/// Accounts of two kinds, one of which may be chosen, and a third that only administrators make.
fn several() -> String {
    let schema = |name: &str| {
        let email = json!({
            "type": "string", "format": "email", "title": format!("E-mail of a {name}"),
            "ory.sh/kratos": { "credentials": { "password": { "identifier": true } } },
        });
        let traits = json!({ "type": "object", "properties": { "email": email, (name): { "type": "string" } },
            "additionalProperties": false });
        let text = json!({ "type": "object", "properties": { "traits": traits } }).to_string();
        format!("base64://{}", base64::engine::general_purpose::STANDARD.encode(text))
    };
    json!({ "identity": { "default_schema_id": "customer", "schemas": [
        { "id": "customer", "url": schema("customer") },
        { "id": "driver", "url": schema("driver"), "selfservice_selectable": true },
        { "id": "staff", "url": schema("staff") },
    ] } })
    .to_string()
}

#[tokio::test]
async fn who_signs_up_chooses_among_the_schemas_that_are_open() {
    for style in ["unified", "profile_first"] {
        let mut config: Value = serde_json::from_str(&several()).unwrap();
        config["selfservice"] = json!({ "flows": { "registration": { "style": style } } });
        let app = TestApp::with(&config.to_string()).await;
        for (wanted, own) in [("", "customer"), ("customer", "customer"), ("driver", "driver")] {
            let mut client = app.spa();
            let query = format!("?identity_schema={wanted}");
            let begun = client.start("registration", &query).await;
            assert_eq!(begun.status, 200, "{}", begun.text);
            let chosen = Some(wanted).filter(|it| !it.is_empty());
            assert_eq!(begun.json()["identity_schema"].as_str(), chosen);
            assert!(client.nodes().contains(&format!("traits.{own}")), "{:?}", client.nodes());
            let traits = json!({ "email": format!("{style}-{wanted}@example.org"), own: "yes" });
            if style == "profile_first" {
                client.submit(json!({ "method": "profile", "traits": traits })).await;
            }
            let fields =
                json!({ "method": "password", "password": "correct horse 9", "traits": traits });
            let done = client.submit(fields).await;
            assert_eq!(done.status, 200, "{}", done.text);
            assert_eq!(done.json()["identity"]["schema_id"], own);
            let login = app.native().get(&format!("/self-service/login/api{query}")).await;
            assert!(login.text.contains(&format!("E-mail of a {own}")), "{}", login.text);
        }
        for closed in ["staff", "nobody"] {
            for kind in ["registration", "login"] {
                let refused = app.native().start(kind, &format!("?identity_schema={closed}")).await;
                assert_eq!(refused.status, 400, "{}", refused.text);
            }
        }
        app.finish().await;
    }
}
