//! Credentials that an administrator brings (Kratos admin contract §3.4, §3.9).
//!
//! Three steps: [`check`] refuses what cannot be stored, [`Brought::hash`] hashes a plain password outside any
//! transaction, [`Brought::put`] writes. What a credential holds is its method's matter.

use db::Tx;
use model::id::IdentityId;
use model::{Problem, Secret, Timestamp};
use passwords::Hasher;
use recovery_codes::Code;
use serde_json::json;

use super::body::{Credentials, Password};
use super::store;
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::identity::credentials;
use crate::identity::schema::Derived;
use crate::method::{lookup_secret, password, totp};

/// How many recovery codes an account may bring: each has a number of its own.
const MOST_CODES: usize = 255;

/// Credentials on their way in.
#[derive(Default)]
pub(super) struct Brought {
    plain: Option<Secret<String>>,
    password: Option<Hash>,
    totp: Option<Secret<String>>,
    codes: Vec<(String, Option<Timestamp>)>,
}

/// Where the hash of a password comes from.
#[derive(Debug, PartialEq, Eq)]
enum Hash {
    /// Made here, of the normalised password.
    Ours(String),
    /// Brought along.
    Theirs(String),
}

/// Refuses kinds that are not served and hashes that are not known or too costly; 400 with a reason.
pub(super) fn check(given: Option<Credentials>) -> Result<Brought, Problem> {
    let Some(given) = given else {
        return Ok(Brought::default());
    };
    for (kind, refused) in [
        ("code", given.code.is_some()),
        ("oidc", given.oidc.is_some()),
        ("saml", given.saml.is_some()),
        ("webauthn", given.webauthn.is_some()),
        ("passkey", given.passkey.is_some()),
    ] {
        if refused {
            let reason = format!("Credentials of type {kind} are not served yet.");
            return Err(Problem::bad_request(reason));
        }
    }
    let mut brought = Brought::default();
    if let Some(config) = given.password.and_then(|wrapped| wrapped.config) {
        brought.take_password(config)?;
    }
    let config = given.totp.and_then(|wrapped| wrapped.config);
    brought.totp = config.and_then(|config| config.totp_url);
    let config = given.lookup_secret.and_then(|wrapped| wrapped.config);
    let codes = config.and_then(|config| config.codes).unwrap_or_default();
    brought.codes = codes.into_iter().map(|code| (code.code, code.used_at)).collect();
    if brought.codes.len() > MOST_CODES {
        let reason = format!("An account may have at most {MOST_CODES} recovery codes.");
        return Err(Problem::bad_request(reason));
    }
    if brought.codes.iter().any(|(code, _)| Code::restore(code.clone()).is_none()) {
        let reason = "A recovery code has 1 to 64 bytes.";
        return Err(Problem::bad_request(reason));
    }
    Ok(brought)
}

/// Whether a hash may be stored; 400 with a reason.
pub(super) fn check_hash(hash: &str) -> Result<(), Problem> {
    match passwords::check_import(hash) {
        Ok(_) => Ok(()),
        Err(passwords::Error::Unknown) => Err(Problem::bad_request(
            "The password hash is in none of the formats that can be imported.",
        )),
        Err(error) => Err(Problem::bad_request(format!("Refused: {error}."))),
    }
}

/// Stores a hash that was brought along: of the password as it was typed, not as this server would write it.
pub(super) async fn put_hash(cx: &Cx, tx: &mut Tx, identity: IdentityId, hash: &str) -> Result<()> {
    let have = credentials::get_in(tx, cx.project(), identity, password::ID).await?;
    if let Some(have) = have
        && have.disabled_at.is_none()
        && have.config()?.get("hashed_password").is_some_and(|old| old == hash)
    {
        // An answer that was sent back.
        return Ok(());
    }
    password::put(cx, tx, identity, hash);
    store::not_normalised(cx, tx, identity).await
}

/// The longest password that bcrypt takes, in bytes.
const BCRYPT: usize = 72;

impl Brought {
    fn take_password(&mut self, config: Password) -> Result<(), Problem> {
        if config.use_password_migration_hook == Some(true) {
            let reason = "The password migration hook is not served yet.";
            return Err(Problem::bad_request(reason));
        }
        if let Some(hash) = config.hashed_password.filter(|hash| !hash.is_empty()) {
            check_hash(&hash)?;
            self.password = Some(Hash::Theirs(hash));
        } else {
            self.plain = config.password;
        }
        Ok(())
    }

    /// Whether there is a plain password to be hashed.
    pub(super) fn is_plain(&self) -> bool {
        self.plain.is_some()
    }

    /// Hashes the plain password.
    pub(super) async fn hash(&mut self, cx: &Cx) -> Result<()> {
        let Some(plain) = self.plain.take() else {
            return Ok(());
        };
        let plain = password::normalise(plain.expose());
        let most = match password::hasher(cx.config()) {
            Hasher::Bcrypt { .. } => BCRYPT,
            Hasher::Argon2(_) => passwords::MAX_PASSWORD,
        };
        if plain.expose().len() > most {
            return Err(
                Problem::bad_request(format!("A password may have at most {most} bytes.")).into()
            );
        }
        self.password = Some(Hash::Ours(password::hash(cx, plain.expose().as_bytes()).await?));
        Ok(())
    }

    /// Whether the identity gets a row for passwords: also without one to keep, as the names to sign in with hang
    /// on it (recorded).
    pub(super) fn has_password(&self, derived: &Derived) -> bool {
        self.password.is_some() || !derived.identifiers_of(password::ID).is_empty()
    }

    /// Writes them. Names to sign in with are written by `identity`.
    pub(super) async fn put(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        identity: IdentityId,
        derived: &Derived,
    ) -> Result<()> {
        match &self.password {
            Some(Hash::Ours(hash)) => password::put(cx, tx, identity, hash),
            Some(Hash::Theirs(hash)) => put_hash(cx, tx, identity, hash).await?,
            None if self.has_password(derived) => {
                let have = credentials::get_in(tx, cx.project(), identity, password::ID).await?;
                if have.is_none() {
                    credentials::put(cx, tx, identity, password::ID, &json!({}));
                }
            }
            None => {}
        }
        if let Some(url) = &self.totp {
            totp::import(cx, tx, identity, url.expose())?;
        }
        if !self.codes.is_empty() {
            lookup_secret::import(cx, tx, identity, self.codes.clone())?;
        }
        Ok(())
    }

    /// What a change of these is told as in the audit trail, besides the change of the identity.
    pub(super) fn events(&self) -> impl Iterator<Item = Event> {
        [
            (self.password.is_some(), Event::PasswordChanged),
            (self.totp.is_some(), Event::CredentialAdded),
            (!self.codes.is_empty(), Event::RecoveryCodesMade),
        ]
        .into_iter()
        .filter_map(|(happened, event)| happened.then_some(event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(json: &str) -> Result<Brought, Problem> {
        check(Some(serde_json::from_str(json).unwrap()))
    }

    #[test]
    fn hashes_are_checked_and_go_before_plain_passwords() {
        let hash = "$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq";
        let both = format!(
            r#"{{"password": {{"config": {{"hashed_password": "{hash}", "password": "x"}}}}}}"#
        );
        let brought = given(&both).ok().unwrap();
        assert_eq!(brought.password, Some(Hash::Theirs(hash.into())));
        assert!(!brought.is_plain());
        for wrong in ["nonsense", &hash.replace("$10$", "$16$")] {
            let body = format!(r#"{{"password": {{"config": {{"hashed_password": "{wrong}"}}}}}}"#);
            assert_eq!(given(&body).err().unwrap().code, 400, "{wrong}");
        }
    }

    #[test]
    fn kinds_that_are_not_served_are_refused_rather_than_dropped() {
        for kind in ["oidc", "saml", "webauthn", "passkey"] {
            let body = format!(r#"{{"{kind}": {{"config": {{}}}}}}"#);
            assert_eq!(given(&body).err().unwrap().code, 400, "{kind}");
        }
        assert!(given(r#"{"lookup_secret": {"config": {"codes": [{"code": ""}]}}}"#).is_err());
    }
}
