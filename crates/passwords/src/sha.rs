//! SHA-1, SHA-256 and SHA-512 by name, for the two families of plain salted hashes.

use sha2::Digest;
use zeroize::Zeroizing;

/// Which function.
#[derive(Clone, Copy)]
pub(crate) enum Sha {
    Sha1,
    Sha256,
    Sha512,
}

impl Sha {
    /// Length of its digest in bytes.
    pub(crate) const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    pub(crate) fn digest(self, input: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::Sha1 => sha1::Sha1::digest(input).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(input).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(input).to_vec(),
        })
    }
}
