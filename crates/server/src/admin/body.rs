//! What administrators send: the bodies of requests (Kratos admin contract §3.4 to §3.6).
//!
//! Making identities takes known members only, changing them takes others too and leaves them aside. Inside
//! `credentials` unknown members are refused by both: a password that a typo keeps from being stored is worse
//! than an error. What the members mean is told by `draft` and `import`.

use axum::http::header;
use bytes::Bytes;
use model::{Problem, Secret, Timestamp};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::app::Cx;
use crate::http::request::Body;
use crate::identity::asserted::Asserted;

/// Refuses a request that is not JSON by its content type, where the configuration asks for it: a web page can send
/// such a request to the admin listener without asking first.
pub(crate) fn json_only(cx: &Cx) -> Result<(), Problem> {
    if !cx.config().serve.admin.require_json {
        return Ok(());
    }
    let content_type = cx.request.header(header::CONTENT_TYPE).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Problem::new(415, "", "The content type has to be application/json."))
    }
}

/// The body as it came.
pub(crate) fn bytes(cx: &Cx) -> Result<&Bytes, Problem> {
    match &cx.request.body {
        Body::Read(bytes) => Ok(bytes),
        Body::TooLarge => Err(unread("The request is too large")),
    }
}

/// The body as JSON of this form; else 400 without a reason, as recorded.
pub(crate) fn read<T: DeserializeOwned>(cx: &Cx) -> Result<T, Problem> {
    serde_json::from_slice(bytes(cx)?)
        .map_err(|error| unread(format!("The body cannot be used: {error}")))
}

fn unread(message: impl Into<String>) -> Problem {
    Problem::new(400, "", "").message(message)
}

macro_rules! identity {
    ($(#[$attribute:meta])* $name:ident) => {
        #[derive(Deserialize)]
        $(#[$attribute])*
        pub(super) struct $name {
            pub(super) schema_id: Option<String>,
            pub(super) traits: Option<Value>,
            pub(super) state: Option<String>,
            pub(super) metadata_public: Option<Value>,
            pub(super) metadata_admin: Option<Value>,
            pub(super) external_id: Option<String>,
            pub(super) organization_id: Option<String>,
            pub(super) region: Option<String>,
            pub(super) verifiable_addresses: Option<Vec<Asserted>>,
            /// Only what the traits derive counts (§2.4).
            #[serde(rename = "recovery_addresses")]
            _recovery_addresses: Option<Vec<IgnoredAny>>,
            pub(super) credentials: Option<Credentials>,
        }
    };
}
identity! {
    /// An identity as given. An empty text and `null` are the same as nothing.
    Given
}
identity! {
    /// The same with known members only.
    #[serde(remote = "Given", deny_unknown_fields)]
    Strict
}

/// An identity to be made.
pub(super) struct New(pub(super) Given);

impl<'de> Deserialize<'de> for New {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Strict::deserialize(deserializer).map(Self)
    }
}

/// Credentials to be put. The last four kinds are known, and refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    pub(super) password: Option<Wrapped<Password>>,
    pub(super) totp: Option<Wrapped<Totp>>,
    pub(super) lookup_secret: Option<Wrapped<Codes>>,
    pub(super) code: Option<IgnoredAny>,
    pub(super) oidc: Option<IgnoredAny>,
    pub(super) saml: Option<IgnoredAny>,
    pub(super) webauthn: Option<IgnoredAny>,
    pub(super) passkey: Option<IgnoredAny>,
}

/// A credential: the rest is what answers hold, so that an answer can be sent back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wrapped<T> {
    pub(super) config: Option<T>,
    #[serde(rename = "type")]
    _kind: Option<IgnoredAny>,
    #[serde(rename = "identifiers")]
    _identifiers: Option<IgnoredAny>,
    #[serde(rename = "version")]
    _version: Option<IgnoredAny>,
    #[serde(rename = "created_at")]
    _created_at: Option<IgnoredAny>,
    #[serde(rename = "updated_at")]
    _updated_at: Option<IgnoredAny>,
}

/// `credentials.password.config`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub(super) struct Password {
    pub(super) hashed_password: Option<String>,
    #[serde(default, deserialize_with = "secret")]
    pub(super) password: Option<Secret<String>>,
    pub(super) use_password_migration_hook: Option<bool>,
}

/// `credentials.totp.config`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Totp {
    #[serde(default, deserialize_with = "secret")]
    pub(super) totp_url: Option<Secret<String>>,
}

/// `credentials.lookup_secret.config`. Codes are read from `codes` and shown as `recovery_codes`, as in Kratos.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Codes {
    pub(super) codes: Option<Vec<Code>>,
    #[serde(rename = "recovery_codes")]
    _recovery_codes: Option<IgnoredAny>,
}

/// One recovery code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    pub(super) code: String,
    pub(super) used_at: Option<Timestamp>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret<String>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Secret::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_making_refuses_unknown_members() {
        let body = r#"{"traits": {}, "nonsense": 1}"#;
        assert!(serde_json::from_str::<New>(body).is_err());
        assert!(serde_json::from_str::<Given>(body).is_ok());
    }

    #[test]
    fn credentials_take_what_answers_hold_and_refuse_typos() {
        let shown = r#"{"password": {"type": "password", "identifiers": ["a"], "config": {"hashed_password": "$x"},
            "version": 1, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}}"#;
        let read: Credentials = serde_json::from_str(shown).unwrap();
        let config = read.password.and_then(|p| p.config).unwrap();
        assert_eq!(config.hashed_password.as_deref(), Some("$x"));
        let typo = r#"{"password": {"config": {"hashed_pasword": "$x"}}}"#;
        assert!(serde_json::from_str::<Credentials>(typo).is_err());
        let empty = r#"{"password": {"config": {"password": ""}}}"#;
        let read: Credentials = serde_json::from_str(empty).unwrap();
        assert!(read.password.and_then(|p| p.config).unwrap().password.is_none());
    }
}
