//! A request as the rest of the server sees it: read once, owned, and independent of the web framework.
//!
//! Content negotiation has two rules, both of Kratos
//! (wire contract §1.1): [`Request::wants_json`] decides how errors and submissions are answered,
//! [`Request::accepts_json`] how flows begin and end.

use std::sync::OnceLock;

use axum::http::{HeaderMap, Method, Uri, header};
use bytes::Bytes;
use model::Random;

use super::{client_ip, csrf};

/// One request.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// Address of the client, without port.
    pub(crate) ip: String,
    /// Where it is in words, as a proxy says, or nothing.
    pub(crate) location: String,
    /// Whether it came to the public listener, so from somebody about their own account.
    pub(crate) is_public: bool,
    /// Names the request in logs and audit rows.
    pub(crate) id: String,
    query: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    /// The browser's CSRF token, or a new one for a browser that has none.
    pub(crate) csrf: csrf::Token,
    /// Whether the browser brought the token itself.
    pub(crate) csrf_brought: bool,
    /// What the account that signs the request prefers to read, once its session was read.
    pub(crate) own_language: OnceLock<String>,
}

/// Who sent the request.
#[derive(Default)]
pub(super) struct Client {
    pub(super) ip: String,
    pub(super) location: String,
    pub(super) is_public: bool,
}

/// What came with the request.
pub(crate) enum Body {
    Read(Bytes),
    /// More than is accepted.
    TooLarge,
}

impl Request {
    pub(super) fn new(
        parts: &axum::http::request::Parts,
        body: Body,
        Client { ip, location, is_public }: Client,
        random: &dyn Random,
        csrf_cookie: &str,
    ) -> Self {
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
        let cookies = cookies(&parts.headers);
        let brought = cookies.iter().rev().find(|(name, _)| name == csrf_cookie);
        let brought = brought.and_then(|(_, value)| csrf::Token::from_cookie(value));
        let mut id = [0; 9];
        random.fill("request-id", &mut id);
        Self {
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body,
            ip,
            location,
            is_public,
            id: data_encoding::BASE64URL_NOPAD.encode(&id),
            query,
            cookies,
            csrf_brought: brought.is_some(),
            csrf: brought.unwrap_or_else(|| csrf::Token::draw(random)),
            own_language: OnceLock::new(),
        }
    }

    /// For work that no client asked for.
    pub(crate) fn internal(random: &dyn Random) -> Self {
        let (parts, ()) = axum::http::Request::new(()).into_parts();
        Self::new(&parts, Body::Read(Bytes::new()), Client::default(), random, "")
    }

    /// The first value of a query parameter; empty counts as absent, as the reference UI sends all of them.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, v)| v.as_str())
            .filter(|v| !v.is_empty())
    }
    /// All values of a query parameter.
    pub(crate) fn query_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, v)| v.as_str())
    }
    /// All query parameters.
    pub(crate) fn query_pairs(&self) -> &[(String, String)] {
        &self.query
    }
    /// A cookie's value.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().rev().find(|(key, _)| key == name).map(|(_, v)| v.as_str())
    }
    /// Names of all cookies.
    pub(crate) fn cookie_names(&self) -> impl Iterator<Item = &str> {
        self.cookies.iter().map(|(name, _)| name.as_str())
    }
    /// A header's text.
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }
    /// Where its owner was, as they may recognise it: the place, else the address, unless that is of a private network.
    pub(crate) fn place(&self) -> Option<&str> {
        let known = Some(self.location.as_str()).filter(|place| !place.is_empty());
        let place = known.or_else(|| client_ip::network(&self.ip).map(|_| self.ip.as_str()));
        place.filter(|_| self.is_public)
    }
    pub(crate) fn user_agent(&self) -> &str {
        let agent = self.header(header::USER_AGENT).unwrap_or_default();
        agent.get(..agent.len().min(512)).unwrap_or_default()
    }
    /// What was asked for: path and query.
    pub(crate) fn path_and_query(&self) -> &str {
        self.uri.path_and_query().map_or("/", |p| p.as_str())
    }
    /// The same as it may be kept: without the token of a link, and without a code.
    pub(crate) fn path_to_keep(&self) -> String {
        let secret = |name: &str| matches!(name, "token" | "code");
        if !self.query_pairs().iter().any(|(name, _)| secret(name)) {
            return self.path_and_query().to_owned();
        }
        let others = self.query_pairs().iter().filter(|(name, _)| !secret(name));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
        format!("{}?{query}", self.uri.path())
    }
    /// The id that the client gave the request, if it did.
    pub(crate) fn client_id(&self) -> Option<&str> {
        self.header("x-request-id").filter(|id| id.len() <= 128)
    }

    /// «`IsJSONRequest`».
    pub(crate) fn wants_json(&self) -> bool {
        self.negotiates_json() || self.header(header::CONTENT_TYPE) == Some("application/json")
    }
    /// Whether a page is named in `Accept`, as browsers do.
    pub(crate) fn accepts_html(&self) -> bool {
        self.header(header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
    }
    /// By `Accept` alone.
    pub(crate) fn accepts_json(&self) -> bool {
        self.negotiates_json()
    }
    fn negotiates_json(&self) -> bool {
        let accept = self.header(header::ACCEPT).unwrap_or_default();
        let offer = |kind: &str| {
            let (family, _) = kind.split_once('/').unwrap_or((kind, ""));
            let worth = |entry: &str| {
                let mut parts = entry.split(';').map(str::trim);
                let named = parts.next().unwrap_or_default();
                let q = parts.find_map(|p| p.strip_prefix("q=")).map_or(1000, thousandths);
                // Of two that are liked as much, the one that is named counts before the one that is meant as well.
                let exact = match named.split_once('/') {
                    Some(("*", "*")) => 1,
                    Some((of, "*")) if of == family => 2,
                    _ if named == kind => 3,
                    _ => return None,
                };
                (q > 0).then_some((q, exact))
            };
            accept.split(',').filter_map(worth).max()
        };
        offer("application/json") > offer("text/html")
    }
}

/// A quality value (RFC 9110 §12.4.2) in thousandths.
fn thousandths(text: &str) -> u32 {
    text.parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q)).map_or(0, |q| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0..=1000 by the filter"
        )]
        {
            (q * 1000.0) as u32
        }
    })
}

fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned()))
        .collect()
}
