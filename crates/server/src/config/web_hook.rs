//! The configuration of a hook `web_hook` (Kratos admin contract §1.8).
//!
//! A hook is checked where it stands; its program is read and compiled by the start.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::outbound::{Auth, Target};
use super::secrets::SecretText;

/// `config` of a `web_hook`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebHookConfig {
    /// Where it goes: http or https.
    pub url: Url,
    /// The request's method.
    pub method: String,
    /// Headers besides those of the server.
    #[serde(default)]
    pub headers: BTreeMap<String, SecretText>,
    /// The Jsonnet program that makes the body: `file://`, `base64://`, `http(s)://`. Not asked for with TRACE.
    #[serde(default)]
    pub body: Option<String>,
    /// How the server proves who it is.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// What is done with the answer.
    #[serde(default)]
    pub response: Response,
    /// Old name of `response.parse`.
    #[serde(default)]
    pub can_interrupt: bool,
    /// Its name in the log.
    #[serde(default)]
    pub id: Option<String>,
    /// Accepted; there are no analytics.
    #[serde(default)]
    pub emit_analytics_event: Option<bool>,
    /// Key for signing after the Standard Webhooks convention, `whsec_…`. Ours.
    #[serde(default)]
    pub signing_secret: Option<SecretText>,
}

impl WebHookConfig {
    /// Whether the answer is used, and may refuse.
    pub fn interrupts(&self) -> bool {
        self.response.parse || self.can_interrupt
    }
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
    /// Mistakes that types do not find.
    pub fn check(&self) -> Result<(), String> {
        self.target().check()?;
        if self.response.ignore && self.interrupts() {
            return Err(
                "response.ignore and response.parse (can_interrupt) exclude each other".into()
            );
        }
        if self.body.is_none() && self.method != "TRACE" {
            return Err(
                "body: required, a Jsonnet program (file://, base64:// or http(s)://)".into()
            );
        }
        Ok(())
    }
}

/// `response` of a `web_hook`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Response {
    /// Nobody waits for the answer.
    pub ignore: bool,
    /// The answer is read, and may refuse.
    pub parse: bool,
}
