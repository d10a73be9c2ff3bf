//! LDAP's salted SHA: `{SSHA}`, `{SSHA256}` or `{SSHA512}`, then base64 of digest and salt together.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::bytes;
use crate::sha::Sha;

/// A stored LDAP string, taken apart.
pub(crate) struct Encoded {
    sha: Sha,
    digest: Vec<u8>,
    salt: Vec<u8>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let (scheme, body) = encoded.split_once('}').ok_or(Error::Malformed)?;
        let sha = match scheme {
            "{SSHA" => Sha::Sha1,
            "{SSHA256" => Sha::Sha256,
            "{SSHA512" => Sha::Sha512,
            _ => return Err(Error::Malformed),
        };
        let mut digest = bytes(body, sha.length()..=sha.length() + 512)?;
        let salt = digest.split_off(sha.length());
        Ok(Self { sha, digest, salt })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let input = Zeroizing::new([password, self.salt.as_slice()].concat());
        self.sha.digest(&input).ct_eq(&self.digest).into()
    }
}
