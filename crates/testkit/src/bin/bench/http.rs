//! One keep-alive connection to a server, used by one client at a time.
//!
//! Opened when it is first needed and again when the other side has closed it. It follows no redirect and keeps no
//! cookie: the native flows need neither, and a browser does it by itself.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST};
use hyper::http::request;
use hyper::{HeaderMap, Method, Request};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::Result;

const PATIENCE: Duration = Duration::from_mins(1);

/// A connection.
pub(crate) struct Http {
    authority: String,
    prefix: String,
    sender: Option<SendRequest<Full<Bytes>>>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| self.unexpected(&error.to_string()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Itself, if it has this status.
    pub(crate) fn with(self, status: u16) -> Result<Self> {
        if self.status == status { Ok(self) } else { Err(self.unexpected("")) }
    }

    fn unexpected(&self, why: &str) -> String {
        let text: String = self.text().chars().take(300).collect();
        format!("{} {why}: {text}", self.status)
    }
}

impl Http {
    /// A connection to `http://host:port[/prefix]`.
    pub(crate) fn new(base: &str) -> Result<Self> {
        let rest =
            base.strip_prefix("http://").ok_or_else(|| format!("not an http URL: {base}"))?;
        let (authority, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
        Ok(Self { authority: authority.into(), prefix, sender: None })
    }

    /// The host and port it goes to.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    async fn sender(&mut self) -> Result<&mut SendRequest<Full<Bytes>>> {
        if self.sender.as_ref().is_none_or(SendRequest::is_closed) {
            let stream = TcpStream::connect(&self.authority)
                .await
                .map_err(|error| format!("{}: {error}", self.authority))?;
            stream.set_nodelay(true).map_err(|error| error.to_string())?;
            let (sender, connection) =
                handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
            drop(tokio::spawn(connection));
            self.sender = Some(sender);
        }
        let sender = self.sender.as_mut().ok_or("no connection")?;
        sender.ready().await.map_err(|error| error.to_string())?;
        Ok(sender)
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn call(
        &mut self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).header(ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.header("x-session-token", token);
        }
        let bytes = match body {
            Some(body) => {
                request = request.header(CONTENT_TYPE, "application/json");
                Bytes::from(body.to_string())
            }
            None => Bytes::new(),
        };
        self.send(path, request, bytes).await
    }

    /// Sends a request that was begun elsewhere.
    pub(crate) async fn send(
        &mut self,
        path: &str,
        request: request::Builder,
        body: Bytes,
    ) -> Result<Answer> {
        let request = request
            .uri(format!("{}{path}", self.prefix))
            .header(HOST, &self.authority)
            .body(Full::new(body))
            .map_err(|error| error.to_string())?;
        let sender = self.sender().await?;
        let exchange = async {
            let response = sender.send_request(request).await?;
            let (head, body) = response.into_parts();
            let (status, headers) = (head.status.as_u16(), head.headers);
            let body = body.collect().await?.to_bytes();
            Ok(Answer { status, headers, body })
        };
        let done =
            timeout(PATIENCE, exchange).await.map_err(|_| format!("{path}: no answer in time"))?;
        done.map_err(|error: hyper::Error| {
            self.sender = None;
            format!("{path}: {error}")
        })
    }

    pub(crate) async fn get(&mut self, path: &str, token: Option<&str>) -> Result<Answer> {
        self.call(Method::GET, path, token, None).await
    }

    pub(crate) async fn post(
        &mut self,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> Result<Answer> {
        self.call(Method::POST, path, token, Some(body)).await
    }
}
