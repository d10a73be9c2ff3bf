//! `session` and `cookies`: how long sign-ins last, what they are worth, and what their cookies look like.
//!
//! The cookie of the session inherits from `cookies`; that is done when this is read, so `session.cookie` is
//! complete. Storing and issuing sessions is left to the sessions part.

use serde::Deserialize;
use std::time::Duration;

/// `required_aal`: the assurance level a session needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequiredAal {
    /// One factor is enough.
    Aal1,
    /// As much as the account has set up.
    #[default]
    HighestAvailable,
}

/// `same_site` of a cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum SameSite {
    /// Never sent from other sites.
    Strict,
    /// Sent from other sites with links only.
    #[default]
    Lax,
    /// Sent from everywhere; needs `secure`.
    None,
}

impl SameSite {
    /// The attribute's value in `Set-Cookie`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Lax => "Lax",
            Self::None => "None",
        }
    }
}

/// `cookies`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cookies {
    /// Domain; `None` is the host alone.
    #[serde(default)]
    pub domain: Option<String>,
    /// Path.
    #[serde(default = "path")]
    pub path: String,
    /// `SameSite`.
    #[serde(default)]
    pub same_site: SameSite,
    /// Whether cookies are sent over https only; true unless `--dev`.
    pub secure: bool,
}

fn path() -> String {
    "/".into()
}

/// `session`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// How long a session lives.
    #[serde(default = "lifespan", deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// `session.cookie`.
    pub cookie: SessionCookie,
    /// A session is only extended when it ends within this time. Without it: `lifespan`, so at any time.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub earliest_possible_extend: Duration,
    /// Whether step-up and refresh give the session a new token.
    pub rotate_token_on_step_up: bool,
    /// `session.whoami`.
    #[serde(default)]
    pub whoami: Whoami,
}

fn lifespan() -> Duration {
    Duration::from_hours(24)
}

/// `session.cookie`, with what it inherits from `cookies`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionCookie {
    /// Name of the cookie.
    #[serde(default = "cookie_name")]
    pub name: String,
    /// Whether it outlives the browser (`Max-Age`).
    #[serde(default = "yes")]
    pub persistent: bool,
    /// Domain; `None` is the host alone.
    #[serde(default)]
    pub domain: Option<String>,
    /// Path.
    pub path: String,
    /// `SameSite`.
    pub same_site: SameSite,
    /// Whether it is sent over https only.
    pub secure: bool,
}

fn cookie_name() -> String {
    "ory_kratos_session".into()
}

fn yes() -> bool {
    true
}

/// `session.whoami`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Whoami {
    /// Level below which `whoami` answers 403.
    pub required_aal: RequiredAal,
}
