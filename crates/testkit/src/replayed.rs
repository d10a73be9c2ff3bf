//! A server for replaying recorded conversations: their base configuration, in process.

use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use model::Clock as _;
use serde_json::{Map, Value};

use crate::app::TestApp;
use crate::client::Answer;
use crate::golden::{Mail, Server, Transport, WireRequest, WireResponse};
use crate::openapi::{self, Asked};

/// Answers a transcript's requests.
pub struct Replayed {
    /// The server.
    pub app: TestApp,
}

impl Replayed {
    /// A fresh server of the recordings' base configuration with `config` (dotted keys) laid over it.
    pub async fn new(conformance: &Path, config: &Map<String, Value>) -> Self {
        let base =
            std::fs::read_to_string(conformance.join("base-config.yml")).expect("base-config.yml");
        let mut laid = Value::Object(Map::new());
        for (key, value) in config {
            let mut at = &mut laid;
            for part in key.split('.') {
                at = &mut at[part];
            }
            *at = value.clone();
        }
        let mode = "compatibility: kratos".to_owned();
        let texts = vec![
            ("base-config.yml".into(), base),
            ("mode".into(), mode),
            ("scenario".into(), laid.to_string()),
        ];
        Self { app: TestApp::of(texts, true).await }
    }
}

impl Transport for Replayed {
    fn public_base(&self) -> String {
        "http://127.0.0.1:4433".into()
    }
    fn admin_base(&self) -> String {
        "http://127.0.0.1:4434".into()
    }
    fn now(&self) -> i64 {
        self.app.clock.now().as_seconds()
    }
    async fn send(&mut self, server: Server, request: WireRequest) -> WireResponse {
        let host = match server {
            Server::Public => "127.0.0.1:4433",
            Server::Admin => "127.0.0.1:4434",
        };
        let mut wire = Request::builder()
            .method(request.method.as_str())
            .uri(request.path.as_str())
            .header("host", host);
        for (name, value) in &request.headers {
            wire = wire.header(name.as_str(), value.as_str());
        }
        let body = request.body.unwrap_or_default();
        let wire = wire.body(Body::from(body.clone())).expect("a request");
        let response = match server {
            Server::Public => self.app.dispatch(wire).await,
            Server::Admin => self.app.dispatch_admin(wire).await,
        };
        let answer = Answer::read(response).await;
        let kind = request.headers.iter().find(|(name, _)| name == "content-type");
        let body = String::from_utf8_lossy(&body);
        let body = kind.map(|(_, kind)| (kind.as_str(), &*body));
        let asked = Asked { method: &request.method, path: &request.path, body };
        openapi::hold(server, &asked, &answer);
        WireResponse {
            status: answer.status,
            headers: answer.headers,
            body: answer.text.into_bytes(),
        }
    }
    async fn advance(&mut self, seconds: f64) {
        self.app.advance(Duration::from_secs_f64(seconds));
    }
    async fn mails(&mut self) -> Vec<Mail> {
        let mails = self.app.mails().await;
        let numbered = mails.into_iter().enumerate();
        numbered
            .map(|(number, mail)| Mail { id: number.to_string(), to: mail.to, text: mail.text })
            .collect()
    }
}
