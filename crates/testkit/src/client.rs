//! A client of the public API: keeps cookies like a browser, or a token like a native app.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use model::time::ManualClock;
use serde_json::{Map, Value, json};
use server::App;
use tower::ServiceExt as _;

use crate::golden::Server;
use crate::openapi::{self, Asked};
use crate::secrets::Known;

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub text: String,
}

impl Answer {
    /// Reads a response.
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let headers = parts.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Self {
            status: parts.status.as_u16(),
            headers: headers.collect(),
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text))
    }
    /// Whether the body is of this type.
    pub fn is(&self, kind: &str) -> bool {
        let told = self.header("content-type").unwrap_or_default();
        told.split(';').next().unwrap_or_default().trim() == kind
    }
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
            .unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.text))
    }
    /// The ids of the flow's messages, those of nodes after those of the form.
    pub fn messages(&self) -> Vec<u64> {
        let body = self.json();
        let form = body["ui"]["messages"].as_array().cloned().unwrap_or_default();
        let nodes = body["ui"]["nodes"].as_array().cloned().unwrap_or_default();
        let beside =
            nodes.iter().flat_map(|node| node["messages"].as_array().cloned().unwrap_or_default());
        form.into_iter().chain(beside).filter_map(|message| message["id"].as_u64()).collect()
    }
}

/// The server as it is now: another one after a restart.
pub(crate) type Current = Arc<RwLock<Arc<App>>>;

/// A client.
#[derive(Clone)]
pub struct Client {
    app: Current,
    known: Arc<Known>,
    clock: Arc<ManualClock>,
    jar: Option<BTreeMap<String, String>>,
    html: bool,
    /// The session token of a native app.
    pub token: Option<String>,
    /// The flow that was answered last.
    pub flow: Value,
    /// More headers for each request.
    pub headers: Vec<(String, String)>,
}

impl Client {
    pub(crate) fn new(
        app: Current,
        known: Arc<Known>,
        clock: Arc<ManualClock>,
        cookies: bool,
    ) -> Self {
        let jar = cookies.then(BTreeMap::new);
        let (token, flow, headers) = (None, Value::Null, Vec::new());
        Self { app, known, clock, jar, html: false, token, flow, headers }
    }
    fn server(&self) -> Arc<App> {
        self.app.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
    pub(crate) fn html(mut self) -> Self {
        self.html = true;
        self
    }
    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.jar.as_ref()?.get(name).map(String::as_str)
    }
    /// The same app on another device: with this session's token, in this flow.
    #[must_use]
    pub fn twin(&self, token: Option<&str>, flow: &str) -> Self {
        let mut twin = self.clone();
        twin.token = token.map(str::to_owned).or(twin.token);
        let own = self.flow["id"].as_str().expect("a flow").to_owned();
        let action = self.flow["ui"]["action"].as_str().expect("a flow").replace(&own, flow);
        twin.flow["id"] = flow.into();
        twin.flow["ui"]["action"] = action.into();
        twin
    }
    /// Sets a cookie, as a thief of it would.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.jar.get_or_insert_default().insert(name.into(), value.into());
    }

    /// One request; redirects are not followed. Its answer is held to the document of the public API.
    pub async fn send(&mut self, method: &str, path: &str, body: Option<(&str, String)>) -> Answer {
        let path = path.strip_prefix("http://127.0.0.1:4433").unwrap_or(path);
        let mut request =
            Request::builder().method(method).uri(path).header("host", "127.0.0.1:4433");
        request =
            request.header("accept", if self.html { "text/html" } else { "application/json" });
        if let Some(token) = &self.token {
            request = request.header("x-session-token", token);
        }
        if let Some(jar) = self.jar.as_ref().filter(|jar| !jar.is_empty()) {
            let line: Vec<String> =
                jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", line.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let (kind, body) = body.unzip();
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let body = body.unwrap_or_default();
        let request = request.body(Body::from(body.clone())).expect("a request");
        self.clock.advance(Duration::from_millis(1));
        let response = server::public(self.server()).oneshot(request).await.expect("an answer");
        let answer = Answer::read(response).await;
        let asked = Asked { method, path, body: kind.map(|kind| (kind, body.as_str())) };
        openapi::hold(Server::Public, &asked, &answer);
        self.known.hold(&format!("{method} {path}"), &answer);
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        if let Some(jar) = &mut self.jar {
            for (_, line) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
                let pair = line.split(';').next().unwrap_or_default();
                let Some((name, value)) = pair.split_once('=') else {
                    continue;
                };
                if value.is_empty() || line.contains("Max-Age=0") {
                    jar.remove(name);
                } else {
                    if name.contains("session") {
                        self.known.note("session cookie", value);
                    }
                    jar.insert(name.into(), value.into());
                }
            }
        }
        let Ok(body) = serde_json::from_str::<Value>(&answer.text) else {
            return;
        };
        if body["ui"].is_object() {
            self.flow = body.clone();
        }
        if self.jar.is_none() {
            let next = body["continue_with"].as_array().into_iter().flatten();
            let mut told = next.filter_map(|item| item["ory_session_token"].as_str());
            if let Some(token) = body["session_token"].as_str().or_else(|| told.next()) {
                self.known.note("session token", token);
                self.token = Some(token.to_owned());
            }
        }
    }

    /// GET.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }
    /// GET of a page, as a browser that is led there.
    pub async fn visit(&mut self, path: &str) -> Answer {
        let html = std::mem::replace(&mut self.html, true);
        let answer = self.get(path).await;
        self.html = html;
        answer
    }
    /// POST of JSON.
    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(("application/json", body.to_string()))).await
    }
    /// POST of a form.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send("POST", path, Some(("application/x-www-form-urlencoded", body))).await
    }

    /// Starts a flow; a browser also reads it.
    pub async fn start(&mut self, kind: &str, query: &str) -> Answer {
        let transport = if self.jar.is_some() { "browser" } else { "api" };
        let answer = self.get(&format!("/self-service/{kind}/{transport}{query}")).await;
        if !self.html || answer.status != 303 {
            return answer;
        }
        self.follow(kind, answer).await
    }
    /// What a browser sees after an answer that leads to a flow of this kind; other answers as they are.
    async fn follow(&mut self, kind: &str, answer: Answer) -> Answer {
        let Some(id) = answer.header("location").and_then(|to| to.split("flow=").nth(1)) else {
            return answer;
        };
        let path = format!("/self-service/{kind}/flows?id={id}");
        self.html = false;
        let read = self.get(&path).await;
        self.html = true;
        read
    }
    /// Submits the current flow of this kind; a browser then reads what its page shows.
    pub async fn submit_and_read(&mut self, kind: &str, fields: Value) -> Answer {
        let answer = self.submit(fields).await;
        if self.html { self.follow(kind, answer).await } else { answer }
    }
    /// Submits the current flow, with its CSRF token.
    pub async fn submit(&mut self, fields: Value) -> Answer {
        let action = self.flow["ui"]["action"].as_str().expect("a flow").to_owned();
        let Value::Object(mut fields) = fields else { panic!("fields are an object") };
        if self.jar.is_some() && !fields.contains_key("csrf_token") {
            fields.insert("csrf_token".into(), self.node("csrf_token"));
        }
        if self.html {
            let pairs = flatten(&fields);
            let pairs: Vec<(&str, &str)> =
                pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            return self.post_form(&action, &pairs).await;
        }
        let body = Value::Object(fields.clone());
        let answer = self.post(&action, &body).await;
        // A wrong code of a mail is answered with 200, too.
        if answer.status == 200 && answer.messages().iter().all(|id| *id < 4_000_000) {
            self.known.submitted(&fields);
        }
        answer
    }
    /// The value of a node of the current flow.
    pub fn node(&self, name: &str) -> Value {
        let nodes = self.flow["ui"]["nodes"].as_array().cloned().unwrap_or_default();
        let found = nodes.into_iter().find(|node| {
            node["attributes"]["name"].as_str() == Some(name)
                || node["attributes"]["id"].as_str() == Some(name)
        });
        let attributes = found.map(|node| node["attributes"].clone()).unwrap_or_default();
        if attributes["node_type"] == "text" {
            attributes["text"].clone()
        } else {
            attributes["value"].clone()
        }
    }
    /// The names of the current flow's nodes.
    pub fn nodes(&self) -> Vec<String> {
        let nodes = self.flow["ui"]["nodes"].as_array().cloned().unwrap_or_default();
        let name = |node: &Value| {
            let attributes = &node["attributes"];
            attributes["name"].as_str().or(attributes["id"].as_str()).unwrap_or_default().to_owned()
        };
        nodes.iter().map(name).collect()
    }
    /// The recovery codes that the current flow shows.
    pub fn codes(&self) -> Vec<String> {
        let list = self.node("lookup_secret_codes");
        let secrets = list["context"]["secrets"].as_array().cloned().unwrap_or_default();
        secrets.iter().filter_map(|s| s["context"]["secret"].as_str().map(str::to_owned)).collect()
    }
    /// Signs in with the password of [`crate::TestApp::identity`].
    pub async fn sign_in(&mut self, email: &str) -> Answer {
        self.sign_in_with(email, "correct horse 9").await
    }
    /// Signs in with a password.
    pub async fn sign_in_with(&mut self, email: &str, password: &str) -> Answer {
        self.start("login", "").await;
        self.submit(json!({ "method": "password", "identifier": email, "password": password }))
            .await
    }
    /// Who is signed in.
    pub async fn whoami(&mut self) -> Answer {
        let html = std::mem::take(&mut self.html);
        let answer = self.get("/sessions/whoami").await;
        self.html = html;
        answer
    }
}

fn flatten(fields: &Map<String, Value>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (key, value) in fields {
        match value {
            Value::Object(inner) => {
                out.extend(
                    flatten(inner).into_iter().map(|(sub, text)| (format!("{key}.{sub}"), text)),
                );
            }
            Value::String(text) => out.push((key.clone(), text.clone())),
            other => out.push((key.clone(), other.to_string())),
        }
    }
    out
}
