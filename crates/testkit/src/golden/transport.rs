//! What a replay needs of the server it runs against: to send a request, to let time pass, to
//! look into the mail that was sent.
//!
//! A transport sends one request as it is given: it follows no redirect, keeps no cookies and adds
//! nothing but what the connection needs (`host`). How the server is started is its own affair.

use std::future::Future;

use serde::Deserialize;

/// Which port of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Server {
    /// The public port.
    Public,
    /// The administrators' port.
    Admin,
}

/// A request as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireRequest {
    /// HTTP method in capitals.
    pub method: String,
    /// Path and query, `/self-service/login?flow=…`.
    pub path: String,
    /// Headers with lower-case names, `content-length` among them if there is a body.
    pub headers: Vec<(String, String)>,
    /// Body; `None` if there is none.
    pub body: Option<Vec<u8>>,
}

/// An answer as it came over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers in order, names in any case, `set-cookie` one entry a cookie.
    pub headers: Vec<(String, String)>,
    /// Body, empty if there is none.
    pub body: Vec<u8>,
}

/// A mail that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Tells mails of one server apart.
    pub id: String,
    /// Addresses of the recipients.
    pub to: Vec<String>,
    /// The plain text.
    pub text: String,
}

/// A server under replay.
pub trait Transport {
    /// Base URL of the public port as the server itself writes it, without a slash at the end.
    fn public_base(&self) -> String;

    /// Base URL of the administrators' port, likewise.
    fn admin_base(&self) -> String;

    /// The server's time in Unix seconds.
    fn now(&self) -> i64;

    /// Sends one request and returns the answer to it.
    fn send(&mut self, server: Server, request: WireRequest) -> impl Future<Output = WireResponse>;

    /// Lets so many seconds pass, by setting a manual clock forward or by waiting, and lets work
    /// that came due meanwhile happen.
    fn advance(&mut self, seconds: f64) -> impl Future<Output = ()>;

    /// All mails sent so far, in order of arrival. Mail that is on its way is better delivered
    /// first, since a replay that finds none lets time pass and asks again.
    fn mails(&mut self) -> impl Future<Output = Vec<Mail>>;
}
