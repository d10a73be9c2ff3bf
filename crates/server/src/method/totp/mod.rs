//! The sign-in app: time-based one-time codes (RFC 6238; SHA-1, 6 digits, 30 s, one step of tolerance either way).
//!
//! The secret is sealed at rest, in the flow that sets it up as well as in the credential. A time step is accepted once:
//! the newest one is a row of its own that only moves forward, in the transaction that the code pays for.

mod login;
mod otp;
mod settings;
pub(crate) mod store;

use db::Tx;
use model::id::IdentityId;
use model::{Problem, Secret};
use serde_json::{Value, json};

use super::{Method, Part};
use crate::app::Cx;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::identity::credentials::{self, Credential};
use crate::keys::{Owner, Purpose};
use crate::limit::{self, Subject};

pub(crate) const ID: &str = "totp";

pub(crate) struct Totp;

impl Method for Totp {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.totp.enabled
    }
    fn second_factor(&self, _config: &Config) -> bool {
        true
    }
    fn login(&self) -> Option<&dyn Part> {
        Some(&login::Login)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
    fn restored(&self, cx: &Cx, tx: &mut Tx, identity: IdentityId, was: Option<&Value>) {
        match was {
            // Which steps were accepted before is not known any more: none of the past is accepted.
            Some(_) => store::reset(tx, cx.project(), identity, otp::step_of(cx.now)),
            None => store::remove(tx, cx.project(), identity),
        }
    }
}

/// Seals the secret and puts the credential in place; `step` is the one that proved it, or -1.
fn put(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    secret: &Secret<Vec<u8>>,
    (issuer, account): (&str, &str),
    step: i64,
) {
    let project = cx.project();
    let owner: [&[u8]; 2] = [project.bytes(), identity.bytes()];
    let sealed = cx.keys().seal(cx.random(), Purpose::TotpSecret, Owner(&owner), secret.expose());
    let config = json!({
        "secret": data_encoding::BASE64.encode(&sealed), "issuer": issuer, "account": account
    });
    credentials::put(cx, tx, identity, ID, &config);
    store::reset(tx, project, identity, step);
    limit::clear(cx, tx, &Subject::new(ID, identity.text()));
}

/// The secret of a credential.
fn secret(cx: &Cx, credential: &Credential) -> Result<Secret<Vec<u8>>> {
    let config = credential.config()?;
    let sealed = config.get("secret").and_then(Value::as_str).unwrap_or_default();
    let sealed = data_encoding::BASE64
        .decode(sealed.as_bytes())
        .map_err(|error| Error::caused("a stored TOTP secret is broken", error))?;
    let project = cx.project();
    let owner: [&[u8]; 2] = [project.bytes(), credential.identity_id.bytes()];
    Ok(cx.keys().open(Purpose::TotpSecret, Owner(&owner), &sealed)?)
}

/// Takes over the sign-in app of an imported identity.
pub(crate) fn import(cx: &Cx, tx: &mut Tx, identity: IdentityId, url: &str) -> Result<(), Problem> {
    let Some(imported) = otp::parse_url(url) else {
        return Err(Problem::bad_request(
            "The TOTP URL is not one of SHA1, 6 digits and 30 seconds.",
        ));
    };
    put(cx, tx, identity, &imported.secret, (&imported.issuer, &imported.account), -1);
    Ok(())
}

/// What administrators see of it: everything but the secret.
pub(crate) fn exported(_cx: &Cx, credential: &Credential) -> Result<Value> {
    let config = credential.config()?;
    let text = |key: &str| config.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(json!({ "totp_url": otp::url(&text("issuer"), &text("account"), None) }))
}
