//! A service that the server calls: what it was sent, and what it answers; and one that does not keep to HTTP.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

/// What a service was sent.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) raw: String,
}

/// A service that is called.
#[derive(Clone)]
pub(crate) struct Service {
    port: u16,
    sent: Arc<Mutex<Vec<Sent>>>,
    /// What it answers, the last one from then on.
    answers: Arc<Mutex<Vec<(u16, String)>>>,
}

impl Service {
    pub(crate) async fn start(answers: &[(u16, &str)]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let answers = answers.iter().rev().map(|(code, body)| (*code, (*body).to_owned()));
        let service = Self {
            port: listener.local_addr().unwrap().port(),
            sent: Arc::default(),
            answers: Arc::new(Mutex::new(answers.collect())),
        };
        let router = Router::new().fallback(answer).with_state(service.clone());
        #[expect(clippy::disallowed_methods, reason = "there is no App to spawn on")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }
}

/// The URL of a service that says this to every request, and then hangs up or (`stays`) says nothing more.
pub(crate) async fn rude(said: &str, stays: bool) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let said: Arc<str> = said.into();
    let served = async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let said = said.clone();
            #[expect(clippy::disallowed_methods, reason = "there is no App to spawn on")]
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let read = connection.read(&mut asked).await?;
                connection.write_all(said.as_bytes()).await?;
                if stays && read > 0 {
                    // Until the other side hangs up.
                    while connection.read(&mut asked).await? > 0 {}
                }
                std::io::Result::Ok(())
            });
        }
    };
    #[expect(clippy::disallowed_methods, reason = "there is no App to spawn on")]
    tokio::spawn(served);
    url
}

async fn answer(
    State(service): State<Service>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let raw = String::from_utf8(body.to_vec()).unwrap();
    let body = serde_json::from_str(&raw).unwrap_or_default();
    service.sent.lock().unwrap().push(Sent { headers, body, raw });
    let mut answers = service.answers.lock().unwrap();
    let (code, body) = if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() };
    (StatusCode::from_u16(code).unwrap(), body)
}
