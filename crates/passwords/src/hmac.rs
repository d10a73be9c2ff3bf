//! HMAC of the password under a key: `$hmac-<digest>$<base64 of the hexadecimal digest>$<base64 key>`.
//!
//! The digest is text in hexadecimal before it is base64, so it is decoded twice. SHA-2 names mean SHA-2 here.

use hmac::{Hmac, KeyInit, Mac};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::{bytes, fields};

#[derive(Clone, Copy)]
enum Digest {
    Md4,
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// A stored HMAC string, taken apart.
pub(crate) struct Encoded {
    digest: Digest,
    /// Hexadecimal, lower case.
    hex: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let [name, hex, key] = fields(encoded)?;
        let (digest, length) = match name {
            "hmac-md4" => (Digest::Md4, 16),
            "hmac-md5" => (Digest::Md5, 16),
            "hmac-sha1" => (Digest::Sha1, 20),
            "hmac-sha224" => (Digest::Sha224, 28),
            "hmac-sha256" => (Digest::Sha256, 32),
            "hmac-sha384" => (Digest::Sha384, 48),
            "hmac-sha512" => (Digest::Sha512, 64),
            _ => return Err(Error::Malformed),
        };
        let mut hex = bytes(hex, 2 * length..=2 * length)?;
        hex.make_ascii_lowercase();
        if !hex.iter().all(u8::is_ascii_hexdigit) {
            return Err(Error::Malformed);
        }
        Ok(Self { digest, hex, key: Zeroizing::new(bytes(key, 0..=1024)?) })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> Result<bool, Error> {
        let found = match self.digest {
            Digest::Md4 => mac::<Hmac<md4::Md4>>(&self.key, password),
            Digest::Md5 => mac::<Hmac<md5::Md5>>(&self.key, password),
            Digest::Sha1 => mac::<Hmac<sha1::Sha1>>(&self.key, password),
            Digest::Sha224 => mac::<Hmac<sha2::Sha224>>(&self.key, password),
            Digest::Sha256 => mac::<Hmac<sha2::Sha256>>(&self.key, password),
            Digest::Sha384 => mac::<Hmac<sha2::Sha384>>(&self.key, password),
            Digest::Sha512 => mac::<Hmac<sha2::Sha512>>(&self.key, password),
        }?;
        Ok(found.ct_eq(&self.hex).into())
    }
}

/// The MAC in lower-case hexadecimal.
fn mac<M: Mac + KeyInit>(key: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| Error::Malformed)?;
    mac.update(password);
    let digit = |value: u8| {
        if value < 10 { b'0' + value } else { b'a' + value - 10 }
    };
    let raw = mac.finalize().into_bytes();
    Ok(Zeroizing::new(raw.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()))
}
