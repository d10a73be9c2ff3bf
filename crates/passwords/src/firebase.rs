//! Firebase's scrypt: `$firescrypt$ln=<log2 N>,r=<r>,p=<p>$<salt>$<hash>$<salt separator>$<signer key>`, all base64.
//!
//! The scrypt key of the password under salt and separator encrypts the project's signer key with AES-256 in counter
//! mode (counter from zero); the ciphertext is the hash. `r` and `ln` are the rounds and memory cost of the export.

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use scrypt::Params;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::{bytes, fields, numbers};

/// A stored Firebase string, taken apart.
pub(crate) struct Encoded {
    params: Params,
    /// Salt and separator, one after the other.
    salt: Vec<u8>,
    hash: Vec<u8>,
    signer: Zeroizing<Vec<u8>>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let ["firescrypt", costs, salt, hash, separator, signer] = fields(encoded)? else {
            return Err(Error::Malformed);
        };
        let [log_n, r, p] = numbers(costs, ["ln", "r", "p"])?;
        let params = crate::scrypt::params(log_n, r, p)?;
        let mut salt = bytes(salt, 0..=512)?;
        salt.extend(bytes(separator, 0..=64)?);
        let hash = bytes(hash, 16..=256)?;
        let signer = Zeroizing::new(bytes(signer, 16..=256)?);
        if hash.len() != signer.len() {
            return Err(Error::Malformed);
        }
        Ok(Self { params, salt, hash, signer })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> Result<bool, Error> {
        let mut key = Zeroizing::new([0; 32]);
        scrypt::scrypt(password, &self.salt, &self.params, key.as_mut_slice())
            .map_err(|_| Error::Malformed)?;
        let mut text = self.signer.clone();
        Ctr128BE::<Aes256>::new_from_slices(key.as_slice(), &[0; 16])
            .map_err(|_| Error::Malformed)?
            .apply_keystream(&mut text);
        Ok(text.ct_eq(&self.hash).into())
    }
}
