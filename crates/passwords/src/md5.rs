//! MD5: `$md5$<digest>`, or `$md5$pf=<pattern>$<salt>$<digest>` with a pattern as for salted SHA; all base64.

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::{bytes, fields};
use crate::salted::Pattern;

/// A stored MD5 string, taken apart.
pub(crate) struct Encoded {
    salted: Option<(Pattern, Vec<u8>)>,
    digest: Vec<u8>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        if let Ok(["md5", digest]) = fields(encoded) {
            return Ok(Self { salted: None, digest: bytes(digest, 16..=16)? });
        }
        let ["md5", pattern, salt, digest] = fields(encoded)? else {
            return Err(Error::Malformed);
        };
        Ok(Self {
            salted: Some((Pattern::parse(pattern)?, bytes(salt, 0..=512)?)),
            digest: bytes(digest, 16..=16)?,
        })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let found = match &self.salted {
            None => Md5::digest(password),
            Some((pattern, salt)) => Md5::digest(pattern.fill(salt, password).as_slice()),
        };
        let found = Zeroizing::new(found.to_vec());
        found.ct_eq(&self.digest).into()
    }
}
