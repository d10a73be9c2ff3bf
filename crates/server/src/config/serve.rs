//! `serve`: the two listeners and the addresses people reach them by.
//!
//! `base_url` is always filled in (from host and port when it is not given), since links, form actions and
//! redirects are made of it. TLS is left to a proxy in front.

use serde::Deserialize;
use url::Url;

/// `serve`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serve {
    /// `serve.public`: what browsers and apps talk to.
    pub public: PublicListener,
    /// `serve.admin`: what operators and back ends talk to.
    pub admin: AdminListener,
}

/// `serve.public`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicListener {
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 lets the system choose.
    pub port: u16,
    /// Where people reach this listener; links, form actions and redirects start with it.
    #[serde(deserialize_with = "super::address::deserialize")]
    pub base_url: Url,
    /// Which web pages of other origins may call it.
    #[serde(default)]
    pub cors: Cors,
    /// Addresses and networks of proxies that are believed.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// Headers in which these say where the client is.
    #[serde(default)]
    pub location_headers: Vec<String>,
    /// What is left out of the request log.
    #[serde(default)]
    pub request_log: RequestLog,
}

/// `serve.admin`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminListener {
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 lets the system choose.
    pub port: u16,
    /// Where operators reach this listener; other `Host` names are refused.
    #[serde(deserialize_with = "super::address::deserialize")]
    pub base_url: Url,
    /// Whether a `POST` that is not JSON is refused with 415.
    pub require_json: bool,
    /// What is left out of the request log.
    #[serde(default)]
    pub request_log: RequestLog,
}

impl PublicListener {
    /// The base URL without a slash at the end, ready for a path.
    pub fn base(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }
}

impl AdminListener {
    /// The base URL without a slash at the end, ready for a path.
    pub fn base(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }
}

/// `serve.public.cors`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cors {
    /// Whether pages of other origins may call at all.
    pub enabled: bool,
    /// Origins that may; each may have one `*`.
    pub allowed_origins: Vec<String>,
    /// Methods they may use.
    pub allowed_methods: Vec<String>,
    /// Request headers they may send.
    pub allowed_headers: Vec<String>,
    /// Response headers they may read.
    pub exposed_headers: Vec<String>,
    /// Whether they may send cookies.
    pub allow_credentials: bool,
    /// How long, in seconds, a browser may keep the answer to a preflight.
    pub max_age: u32,
}

impl Default for Cors {
    fn default() -> Self {
        let list = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Self {
            enabled: false,
            allowed_origins: list(&["*"]),
            allowed_methods: list(&["POST", "GET", "PUT", "PATCH", "DELETE"]),
            allowed_headers: list(&[
                "Authorization",
                "Content-Type",
                "Max-Age",
                "X-Session-Token",
                "X-XSRF-TOKEN",
                "X-CSRF-TOKEN",
            ]),
            exposed_headers: list(&["Content-Type"]),
            allow_credentials: true,
            max_age: 0,
        }
    }
}

/// `serve.….request_log`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestLog {
    /// Whether requests to the health routes are left out.
    pub disable_for_health: bool,
}
