//! PBKDF2 (RFC 8018): `$pbkdf2-<digest>$i=<iterations>,l=<length>$<salt>$<derived key>`.
//!
//! Beware of two names that Kratos has always written and imports rely on: `sha224` and `sha384` stand for SHA3-224 and
//! SHA3-384. The others are what they say.

use hmac::{Hmac, SimpleHmac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use sha3::{Sha3_224, Sha3_384};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::{bytes, fields, numbers, within};

#[derive(Clone, Copy)]
enum Digest {
    Sha1,
    Sha3_224,
    Sha256,
    Sha3_384,
    Sha512,
}

/// A stored PBKDF2 string, taken apart.
pub(crate) struct Encoded {
    digest: Digest,
    iterations: u32,
    salt: Vec<u8>,
    key: Vec<u8>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let [name, costs, salt, key] = fields(encoded)?;
        let digest = match name {
            "pbkdf2-sha1" => Digest::Sha1,
            "pbkdf2-sha224" => Digest::Sha3_224,
            "pbkdf2-sha256" => Digest::Sha256,
            "pbkdf2-sha384" => Digest::Sha3_384,
            "pbkdf2-sha512" => Digest::Sha512,
            _ => return Err(Error::Malformed),
        };
        let [iterations, length] = numbers(costs, ["i", "l"])?;
        within("pbkdf2 iterations", iterations, 1..=10_000_000)?;
        // Each digest's length of key costs all iterations once more, so the length is a cost too.
        within("pbkdf2 length", length, 8..=128)?;
        let key = bytes(key, 8..=128)?;
        if usize::try_from(length) != Ok(key.len()) {
            return Err(Error::Malformed);
        }
        Ok(Self { digest, iterations, salt: bytes(salt, 0..=512)?, key })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> Result<bool, Error> {
        let mut out = Zeroizing::new(vec![0; self.key.len()]);
        let (salt, rounds) = (self.salt.as_slice(), self.iterations);
        match self.digest {
            Digest::Sha1 => pbkdf2::pbkdf2::<Hmac<Sha1>>(password, salt, rounds, &mut out),
            Digest::Sha256 => pbkdf2::pbkdf2::<Hmac<Sha256>>(password, salt, rounds, &mut out),
            Digest::Sha512 => pbkdf2::pbkdf2::<Hmac<Sha512>>(password, salt, rounds, &mut out),
            Digest::Sha3_224 => {
                pbkdf2::pbkdf2::<SimpleHmac<Sha3_224>>(password, salt, rounds, &mut out)
            }
            Digest::Sha3_384 => {
                pbkdf2::pbkdf2::<SimpleHmac<Sha3_384>>(password, salt, rounds, &mut out)
            }
        }
        .map_err(|_| Error::Malformed)?;
        Ok(out.ct_eq(&self.key).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_key_would_match_every_password() {
        assert!(crate::check_import("$pbkdf2-sha256$i=1,l=0$AAEC$").is_err());
        assert_eq!(
            crate::check_import("$pbkdf2-sha256$i=1,l=32$AAEC$AAECAwQFBgcICQoLDA0ODw"),
            Err(Error::Malformed)
        );
        assert!(matches!(
            crate::check_import("$pbkdf2-sha256$i=10000001,l=16$AAEC$AAECAwQFBgcICQoLDA0ODw"),
            Err(Error::OutOfBounds { .. })
        ));
        assert_eq!(
            crate::check_import("$pbkdf2-md5$i=1,l=16$AAEC$AAECAwQFBgcICQoLDA0ODw"),
            Err(Error::Malformed)
        );
    }
}
