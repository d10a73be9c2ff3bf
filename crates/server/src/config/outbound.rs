//! Where requests of the server's own go: hooks and messages by HTTP, and `clients` (Kratos admin contract §1.8, §1.9,
//! §1.11).

use std::collections::BTreeMap;
use std::fmt;

use axum::http::{HeaderName, HeaderValue, Method};
use serde::Deserialize;
use url::Url;

use super::secrets::SecretText;

/// Where a request goes, and what it carries besides its body.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// http or https.
    pub url: &'a Url,
    /// The request's method.
    pub method: &'a str,
    /// Headers besides those of the server.
    pub headers: &'a BTreeMap<String, SecretText>,
    /// How the server proves who it is.
    pub auth: Option<&'a Auth>,
    /// Key for signing after the Standard Webhooks convention.
    pub signing_secret: Option<&'a SecretText>,
}

impl Target<'_> {
    /// Mistakes that types do not find.
    pub(super) fn check(&self) -> Result<(), String> {
        if !matches!(self.url.scheme(), "http" | "https") {
            return Err("url: expected http:// or https://".into());
        }
        let name = |name: &str| {
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("{name}: no header's name"))
        };
        let value = |of: &str, value: &SecretText| {
            HeaderValue::from_str(value.expose()).map_err(|_| {
                format!("{of}: a header cannot have this value; is there a line's end in it?")
            })
        };
        Method::from_bytes(self.method.as_bytes()).map_err(|_| "method: this is none")?;
        for (header, text) in self.headers {
            name(header)?;
            value(header, text)?;
        }
        if let Some(Auth::ApiKey { name: key, value: text, .. }) = self.auth {
            name(key)?;
            value("auth", text)?;
        }
        let secret = self.signing_secret.map(SecretText::expose);
        if secret.is_some_and(|secret| standardwebhooks::Webhook::new(secret).is_err()) {
            return Err("signing_secret: expected whsec_ and base64".into());
        }
        Ok(())
    }
}

/// `request_config` of messages that leave by HTTP. A hook's section has these keys beside others; serde cannot put a closed
/// struct into another one, so it names them again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestConfig {
    /// Where it goes: http or https.
    pub url: Url,
    /// The request's method.
    #[serde(default = "post")]
    pub method: String,
    /// Headers besides those of the server.
    #[serde(default)]
    pub headers: BTreeMap<String, SecretText>,
    /// The Jsonnet program that makes the body. `None`: a built-in one.
    #[serde(default)]
    pub body: Option<String>,
    /// How the server proves who it is.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// Key for signing after the Standard Webhooks convention, `whsec_…`. Ours.
    #[serde(default)]
    pub signing_secret: Option<SecretText>,
}

fn post() -> String {
    "POST".into()
}

impl RequestConfig {
    /// Where it goes.
    pub fn target(&self) -> Target<'_> {
        Target {
            url: &self.url,
            method: &self.method,
            headers: &self.headers,
            auth: self.auth.as_ref(),
            signing_secret: self.signing_secret.as_ref(),
        }
    }
}

/// `auth` of a request.
#[derive(Clone, Deserialize)]
#[serde(tag = "type", content = "config", rename_all = "snake_case", deny_unknown_fields)]
pub enum Auth {
    /// A value in a header or a cookie.
    ApiKey {
        /// Name of the header or cookie.
        name: String,
        /// The key.
        value: SecretText,
        /// `header` or `cookie`.
        #[serde(rename = "in")]
        place: Place,
    },
    /// RFC 7617.
    BasicAuth {
        /// User.
        user: String,
        /// Password.
        password: SecretText,
    },
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth(…)")
    }
}

/// Where an API key stands.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// `clients`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Clients {
    /// `clients.http`.
    pub http: HttpClient,
    /// `clients.web_hook`.
    pub web_hook: WebHookClient,
}

/// `clients.http`: where requests of the server may go.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpClient {
    /// Whether addresses of private networks are refused.
    pub disallow_private_ip_ranges: bool,
    /// URLs that may lead there all the same, exactly as a hook has them.
    pub private_ip_exception_urls: Vec<String>,
}

impl Default for HttpClient {
    fn default() -> Self {
        Self {
            disallow_private_ip_ranges: super::Defaults::READMIT.disallow_private_ip_ranges,
            private_ip_exception_urls: Vec::new(),
        }
    }
}

/// `clients.web_hook`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebHookClient {
    /// Headers of the user's request that a program sees.
    pub header_allowlist: Vec<String>,
}

impl Default for WebHookClient {
    fn default() -> Self {
        Self { header_allowlist: HEADERS.map(str::to_owned).to_vec() }
    }
}

/// What Kratos lets through.
const HEADERS: [&str; 17] = [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Content-Length",
    "Content-Type",
    "Origin",
    "Priority",
    "Referer",
    "Sec-Ch-Ua",
    "Sec-Ch-Ua-Mobile",
    "Sec-Ch-Ua-Platform",
    "Sec-Fetch-Dest",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Site",
    "Sec-Fetch-User",
    "True-Client-Ip",
    "User-Agent",
];
