//! Passwords: the first factor that everybody knows.
//!
//! Hashing happens on the hash threads, before any transaction; what was checked is tied to the credential's version
//! when it is used. Unknown names cost the same hash. Which passwords may be chosen is in `policy.rs`.

mod login;
pub(crate) mod policy;
mod registration;
mod settings;
mod store;

use db::Tx;
use model::id::IdentityId;
use model::ui::{Group, Node};
use model::{Message, Secret};
use passwords::{Argon2Params, Hasher, Memory};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use super::{Method, Part};
use crate::app::Cx;
use crate::config::{Config, HashAlgorithm};
use crate::error::{Error, Result};
use crate::identity::credentials::{self, Credential};

pub(crate) const ID: &str = "password";

pub(crate) struct Password;

impl Method for Password {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.password.enabled
    }
    fn binds(&self, _config: &Config) -> bool {
        true
    }
    fn login(&self) -> Option<&dyn Part> {
        Some(&login::Login)
    }
    fn registration(&self) -> Option<&dyn Part> {
        Some(&registration::Registration)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
}

/// How passwords are hashed by this configuration.
pub(crate) fn hasher(config: &Config) -> Hasher {
    let hashers = &config.hashers;
    match hashers.algorithm {
        HashAlgorithm::Bcrypt => Hasher::Bcrypt { cost: hashers.bcrypt.cost },
        HashAlgorithm::Argon2 => Hasher::Argon2(Argon2Params {
            memory_kib: hashers.argon2.memory_kib(),
            iterations: hashers.argon2.iterations,
            parallelism: hashers.argon2.parallelism,
            salt_length: usize::try_from(hashers.argon2.salt_length).unwrap_or(16),
            key_length: usize::try_from(hashers.argon2.key_length).unwrap_or(32),
        }),
    }
}

/// The form in which passwords are hashed: equal letters typed on different systems are equal (NIST SP 800-63B §3.1.1.2).
pub(crate) fn normalise(password: &str) -> Secret<String> {
    Secret::new(password.nfc().collect())
}

/// Hashes a password on the hash threads.
pub(crate) async fn hash(cx: &Cx, password: &[u8]) -> Result<String> {
    let hasher = hasher(cx.config());
    let mut salt = vec![0; hasher.salt_length()];
    cx.random().fill("password-salt", &mut salt);
    let password = Secret::new(password.to_vec());
    let done = cx
        .app
        .hashing
        .run(move |memory: &mut Memory| passwords::hash(&hasher, password.expose(), &salt, memory))
        .await?;
    done.map_err(|error| Error::caused("hashing a password failed", error))
}

/// The config of a new password credential.
pub(crate) fn config(hash: &str) -> Value {
    json!({ "hashed_password": hash })
}

/// Puts a password in place; its identifiers are synced by whoever changes the identity.
pub(crate) fn put(cx: &Cx, tx: &mut Tx, identity: IdentityId, hash: &str) {
    credentials::put(cx, tx, identity, ID, &config(hash));
}

/// What administrators see of it: the hash, as Kratos shows it.
pub(crate) fn exported(_cx: &Cx, credential: &Credential) -> Result<Value> {
    credential.config()
}

/// The fields of a new password.
fn new_password(label: u32) -> Vec<Node> {
    vec![
        Node::input(Group::PASSWORD, "password", "password")
            .required()
            .autocomplete("new-password")
            .label(Message::info(1_070_001)),
        Node::submit(Group::PASSWORD, "method", ID, label),
    ]
}
