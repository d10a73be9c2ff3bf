//! The method of `docs/adding-a-method.md`, registered and used, and the guide held to its code.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::config::{Options, Sources, load};
use crate::{App, Parts};

const GUIDE: &str = include_str!("../../../../docs/adding-a-method.md");
const ADDRESS: &str = "ada@example.org";
const PASSWORD: &str = "nine crows on a wire";

#[test]
fn the_guide_shows_this_code() {
    for file in
        [include_str!("pin/mod.rs"), include_str!("pin/login.rs"), include_str!("pin/settings.rs")]
    {
        assert!(GUIDE.contains(file), "docs/adding-a-method.md does not show\n{file}");
    }
}

/// A native client.
struct Client {
    service: Router,
    token: Option<String>,
}

impl Client {
    async fn call(&self, method: &str, uri: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::ACCEPT, "application/json")
            .header(header::HOST, "127.0.0.1");
        if let Some(token) = &self.token {
            request = request.header("x-session-token", token);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let answer = self.service.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// A flow begun with a GET, and this submitted to it.
    async fn submit(&self, start: &str, body: Value) -> (u16, Value) {
        let (status, flow) = self.call("GET", start, None).await;
        assert_eq!(status, 200, "{flow}");
        let action = flow.pointer("/ui/action").and_then(Value::as_str).unwrap();
        self.call("POST", action, Some(body)).await
    }

    /// The second step gives the session a new token.
    fn take_token(&mut self, session: &Value) {
        self.token = session["session_token"].as_str().map(str::to_owned);
    }

    async fn sign_in(app: &std::sync::Arc<App>) -> Self {
        let mut client = Self { service: crate::public(app.clone()), token: None };
        let body = json!({ "method": "password", "identifier": ADDRESS, "password": PASSWORD });
        let (status, session) = client.submit("/self-service/login/api", body).await;
        assert_eq!(status, 200, "{session}");
        client.take_token(&session);
        client
    }

    async fn whoami(&self) -> (u16, Value) {
        self.call("GET", "/sessions/whoami", None).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pin_is_set_asked_for_and_removed() {
    let environment = vec![("DSN".to_owned(), "memory".to_owned())];
    let sources = Sources { files: Vec::new(), texts: Vec::new(), environment };
    let mut config =
        load(&sources, Options { ignore_unsupported: false, dev: true }).unwrap().config;
    config.selfservice.methods.pin.enabled = true;
    let app = Box::pin(App::build(config, Parts::default())).await.unwrap();
    let admin = Client { service: crate::admin(app.clone()), token: None };
    let body = json!({
        "schema_id": "default",
        "traits": { "email": ADDRESS },
        "credentials": { "password": { "config": { "password": PASSWORD } } }
    });
    let (status, made) = admin.call("POST", "/admin/identities", Some(body)).await;
    assert_eq!(status, 201, "{made}");

    let ada = Client::sign_in(&app).await;
    let settings = "/self-service/settings/api";
    let pin = |pin: &str| json!({ "method": "pin", "pin": pin });
    let (status, refused) = ada.submit(settings, pin("12")).await;
    assert_eq!(status, 400, "{refused}");
    let (status, set) = ada.submit(settings, pin("271828")).await;
    assert_eq!(status, 200, "{set}");

    let mut again = Client::sign_in(&app).await;
    assert_eq!(again.whoami().await.0, 403, "one factor is not enough any more");
    let second = "/self-service/login/api?aal=aal2";
    let (status, wrong) = again.submit(second, pin("000000")).await;
    assert_eq!(status, 400);
    assert!(wrong.to_string().contains("4900001"), "{wrong}");
    let (status, right) = again.submit(second, pin("271828")).await;
    assert_eq!(status, 200, "{right}");
    again.take_token(&right);
    assert_eq!(again.whoami().await.1["authenticator_assurance_level"], "aal2");

    let (status, removed) = again.submit(settings, json!({ "pin_remove": true })).await;
    assert_eq!(status, 200, "{removed}");
    assert_eq!(Client::sign_in(&app).await.whoami().await.0, 200);
    app.stop().await;
}
