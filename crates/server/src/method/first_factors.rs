//! What an account can be signed in to by alone: the last of it must not go.

use serde_json::Value;

use super::webauthn::keys::Keys;
use super::{METHODS, passkey, password, webauthn};
use crate::config::Config;
use crate::error::Result;
use crate::identity::credentials::Credential;

/// How many ways in there are: a password is one, and so is each key that signs in by itself. What is switched off
/// opens nothing.
pub(crate) fn count(config: &Config, all: &[Credential]) -> Result<usize> {
    let on = |kind: &str| METHODS.iter().any(|m| m.id() == kind && m.enabled(config));
    let mut ways = 0;
    for credential in all.iter().filter(|c| c.disabled_at.is_none() && on(&c.kind)) {
        ways += match credential.kind.as_str() {
            password::ID => 1,
            passkey::ID => Keys::<Value>::of(Some(credential))?.credentials.len(),
            webauthn::ID if webauthn::passwordless(config) => {
                Keys::<Value>::of(Some(credential))?.alone().len()
            }
            _ => 0,
        };
    }
    Ok(ways)
}
