//! md5-crypt, the `$1$` of crypt(3): `$md5-crypt$<salt>$<digest>`, a thousand rounds, up to 8 characters of salt.
//!
//! Written after the algorithm's public description, since the kept libraries no longer have it.

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use crate::Error;
use crate::crypt::{NONE, check_digest, check_salt, encode};
use crate::parts::fields;

const LENGTH: usize = 22;
const ORDER: [[usize; 3]; 6] =
    [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [NONE, NONE, 11]];

/// A stored md5-crypt string, taken apart.
pub(crate) struct Encoded {
    salt: Vec<u8>,
    digest: String,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let ["md5-crypt", salt, digest] = fields(encoded)? else {
            return Err(Error::Malformed);
        };
        check_salt(salt)?;
        check_digest(digest, LENGTH)?;
        Ok(Self { salt: salt.bytes().take(8).collect(), digest: digest.to_owned() })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let found = encode(&md5_crypt(password, &self.salt), &ORDER, LENGTH);
        found.as_bytes().ct_eq(self.digest.as_bytes()).into()
    }
}

fn md5_crypt(password: &[u8], salt: &[u8]) -> [u8; 16] {
    let alternate: [u8; 16] = Md5::new()
        .chain_update(password)
        .chain_update(salt)
        .chain_update(password)
        .finalize()
        .into();
    let mut first = Md5::new().chain_update(password).chain_update(b"$1$").chain_update(salt);
    let stretched: Vec<u8> = alternate.iter().copied().cycle().take(password.len()).collect();
    first.update(&stretched);
    // The bits of the length choose between a NUL and the password's first byte; a slip of the first author, kept by all.
    let mut bits = password.len();
    while bits > 0 {
        match password.first() {
            Some(byte) if bits & 1 == 0 => first.update([*byte]),
            _ => first.update([0]),
        }
        bits >>= 1;
    }
    let mut digest: [u8; 16] = first.finalize().into();
    for round in 0..1000 {
        let mut next = Md5::new();
        next.update(if round & 1 == 1 { password } else { &digest });
        if round % 3 != 0 {
            next.update(salt);
        }
        if round % 7 != 0 {
            next.update(password);
        }
        next.update(if round & 1 == 1 { &digest } else { password });
        digest = next.finalize().into();
    }
    digest
}
