//! Which format a stored string is in, and the one place that tells them apart.
//!
//! Adding a format is a file with `parse` and `verify`, a variant here, a row in `tests/vectors.rs`.

use crate::{Error, Memory};
use crate::{
    argon2, bcrypt, firebase, hmac, ldap, md5, md5_crypt, pbkdf2, salted, scrypt, sha_crypt,
};

/// More than any honest string of these formats has, in bytes.
const MAX_ENCODED: usize = 4096;

/// The formats that can be verified and imported (Kratos admin contract §3.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `$argon2id$v=19$…`
    Argon2id,
    /// `$argon2i$v=19$…`
    Argon2i,
    /// `$2a$`, `$2b$`, `$2y$`, `$2z$`, `$2$`
    Bcrypt,
    /// `$pbkdf2-…$`
    Pbkdf2,
    /// `$scrypt$`
    Scrypt,
    /// `$firescrypt$`
    FirebaseScrypt,
    /// `{SSHA}`, `{SSHA256}`, `{SSHA512}`
    Ldap,
    /// `$sha1$`, `$sha256$`, `$sha512$` with a pattern
    SaltedSha,
    /// `$md5$`, with or without a pattern
    Md5,
    /// `$md5-crypt$`
    Md5Crypt,
    /// `$sha256-crypt$`
    Sha256Crypt,
    /// `$sha512-crypt$`
    Sha512Crypt,
    /// `$hmac-…$`
    Hmac,
}

impl Format {
    /// Looks at the beginning only; the rest may still be malformed.
    pub fn detect(encoded: &str) -> Option<Self> {
        if encoded.starts_with("{SSHA") {
            return Some(Self::Ldap);
        }
        let (name, _) = encoded.strip_prefix('$')?.split_once('$')?;
        Some(match name {
            "argon2id" => Self::Argon2id,
            "argon2i" => Self::Argon2i,
            "2" | "2a" | "2b" | "2y" | "2z" => Self::Bcrypt,
            "scrypt" => Self::Scrypt,
            "firescrypt" => Self::FirebaseScrypt,
            "sha1" | "sha256" | "sha512" => Self::SaltedSha,
            "md5" => Self::Md5,
            "md5-crypt" => Self::Md5Crypt,
            "sha256-crypt" => Self::Sha256Crypt,
            "sha512-crypt" => Self::Sha512Crypt,
            _ if name.starts_with("pbkdf2-") => Self::Pbkdf2,
            _ if name.starts_with("hmac-") => Self::Hmac,
            _ => return None,
        })
    }
}

/// A stored string, taken apart and within bounds.
pub(crate) enum Encoded {
    Argon2(argon2::Encoded),
    Bcrypt(bcrypt::Encoded),
    Pbkdf2(pbkdf2::Encoded),
    Scrypt(scrypt::Encoded),
    Firebase(firebase::Encoded),
    Ldap(ldap::Encoded),
    Salted(salted::Encoded),
    Md5(md5::Encoded),
    Md5Crypt(md5_crypt::Encoded),
    ShaCrypt(sha_crypt::Encoded),
    Hmac(hmac::Encoded),
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<(Format, Self), Error> {
        let format = Format::detect(encoded).ok_or(Error::Unknown)?;
        if encoded.len() > MAX_ENCODED {
            return Err(Error::Malformed);
        }
        let parsed = match format {
            Format::Argon2id | Format::Argon2i => Self::Argon2(argon2::Encoded::parse(encoded)?),
            Format::Bcrypt => Self::Bcrypt(bcrypt::Encoded::parse(encoded)?),
            Format::Pbkdf2 => Self::Pbkdf2(pbkdf2::Encoded::parse(encoded)?),
            Format::Scrypt => Self::Scrypt(scrypt::Encoded::parse(encoded)?),
            Format::FirebaseScrypt => Self::Firebase(firebase::Encoded::parse(encoded)?),
            Format::Ldap => Self::Ldap(ldap::Encoded::parse(encoded)?),
            Format::SaltedSha => Self::Salted(salted::Encoded::parse(encoded)?),
            Format::Md5 => Self::Md5(md5::Encoded::parse(encoded)?),
            Format::Md5Crypt => Self::Md5Crypt(md5_crypt::Encoded::parse(encoded)?),
            Format::Sha256Crypt | Format::Sha512Crypt => {
                Self::ShaCrypt(sha_crypt::Encoded::parse(encoded)?)
            }
            Format::Hmac => Self::Hmac(hmac::Encoded::parse(encoded)?),
        };
        Ok((format, parsed))
    }

    pub(crate) fn verify(&self, password: &[u8], memory: &mut Memory) -> Result<bool, Error> {
        match self {
            Self::Argon2(it) => it.verify(password, memory),
            Self::Bcrypt(it) => it.verify(password),
            Self::Pbkdf2(it) => it.verify(password),
            Self::Scrypt(it) => it.verify(password),
            Self::Firebase(it) => it.verify(password),
            Self::Ldap(it) => Ok(it.verify(password)),
            Self::Salted(it) => Ok(it.verify(password)),
            Self::Md5(it) => Ok(it.verify(password)),
            Self::Md5Crypt(it) => Ok(it.verify(password)),
            Self::ShaCrypt(it) => Ok(it.verify(password)),
            Self::Hmac(it) => it.verify(password),
        }
    }
}
