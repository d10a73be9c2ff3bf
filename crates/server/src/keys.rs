//! The server's keys: sealing what has to be read again, and keyed hashes of what has only to be recognised.
//!
//! Every key is derived by HKDF-SHA-256 from a configured secret and the name of its purpose, so a value made
//! for one purpose is worthless for another. Sealed values are XChaCha20-Poly1305 with the owning row as
//! associated data, and name the key they were sealed with; the first configured secret seals, all of them open.
//! Who may read what is for the callers to decide.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use model::{Random, Secret};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;

/// What a key is for. The words are part of the stored format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    RecoveryCodeDigest,
    RecoveryCode,
    PendingCodes,
    TotpSecret,
    PendingTotp,
    Mail,
    Continuity,
    OneTimeCode,
    FilledCode,
    LogoutToken,
    Subject,
    Fingerprint,
}

/// All of them, in the order of their declaration.
const PURPOSES: [Purpose; 12] = [
    Purpose::RecoveryCodeDigest,
    Purpose::RecoveryCode,
    Purpose::PendingCodes,
    Purpose::TotpSecret,
    Purpose::PendingTotp,
    Purpose::Mail,
    Purpose::Continuity,
    Purpose::OneTimeCode,
    Purpose::FilledCode,
    Purpose::LogoutToken,
    Purpose::Subject,
    Purpose::Fingerprint,
];

impl Purpose {
    const fn word(self) -> &'static [u8] {
        match self {
            Self::RecoveryCodeDigest => b"recovery-code-digest",
            Self::RecoveryCode => b"recovery-code",
            Self::PendingCodes => b"pending-codes",
            Self::TotpSecret => b"totp-secret",
            Self::PendingTotp => b"pending-totp",
            Self::Mail => b"mail",
            Self::Continuity => b"continuity",
            Self::OneTimeCode => b"one-time-code",
            Self::FilledCode => b"filled-code",
            Self::LogoutToken => b"logout-token",
            Self::Subject => b"subject",
            Self::Fingerprint => b"fingerprint",
        }
    }
}

/// The row a sealed value belongs to: it opens nowhere else.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a>(pub(crate) &'a [&'a [u8]]);

impl Owner<'_> {
    fn bytes(self, purpose: Purpose) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        for part in std::iter::once(&purpose.word()).chain(self.0) {
            out.extend_from_slice(&(part.len() as u64).to_be_bytes());
            out.extend_from_slice(part);
        }
        out
    }
}

/// A value could not be opened: it was tampered with, belongs to another row, or its key is gone.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a sealed value could not be opened")]
pub struct Unopened;

struct Ring {
    id: [u8; KEY_ID],
    /// In the order of [`PURPOSES`].
    keys: Vec<Zeroizing<[u8; 32]>>,
}

impl Ring {
    fn key(&self, purpose: Purpose) -> Option<&[u8; 32]> {
        self.keys.get(purpose as usize).map(|key| &**key)
    }
}

/// All configured keys.
pub struct Keys {
    rings: Vec<Ring>,
}

impl Keys {
    /// Stretches the configured secrets; the first one is for new values. At least one is needed.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let rings = secrets.into_iter().map(|secret| {
            let mut master = Zeroizing::new([0; 32]);
            let mut id = [0; KEY_ID];
            let stretched = Hkdf::<Sha256>::new(Some(b"readmit"), secret.as_bytes());
            // 32 and 4 bytes are within HKDF's limit, so expanding cannot fail.
            let _ = stretched.expand(b"master", &mut *master);
            let _ = stretched.expand(b"key-id", &mut id);
            let derived = Hkdf::<Sha256>::new(None, &*master);
            let keys = PURPOSES.iter().map(|purpose| {
                let mut key = Zeroizing::new([0; 32]);
                let _ = derived.expand(purpose.word(), &mut *key);
                key
            });
            Ring { id, keys: keys.collect() }
        });
        Self { rings: rings.collect() }
    }

    /// A value that tells the configured secrets apart without telling anything about them, newest first.
    pub(crate) fn fingerprints(&self) -> Vec<String> {
        self.rings
            .iter()
            .filter_map(|ring| ring.key(Purpose::Fingerprint))
            .map(|key| data_encoding::HEXLOWER.encode(key))
            .collect()
    }

    /// Seals `plain` for `owner`: version, key id, nonce, ciphertext.
    pub(crate) fn seal(
        &self,
        random: &dyn Random,
        purpose: Purpose,
        owner: Owner<'_>,
        plain: &[u8],
    ) -> Vec<u8> {
        let Some((ring, key)) = self.rings.first().and_then(|r| Some((r, r.key(purpose)?))) else {
            return Vec::new();
        };
        let mut nonce = [0; NONCE];
        random.fill("nonce", &mut nonce);
        let cipher = XChaCha20Poly1305::new(&Key::from(*key));
        let aad = owner.bytes(purpose);
        let payload = Payload { msg: plain, aad: &aad };
        // Encryption fails only for plaintexts of more than 256 GiB.
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        let mut out = Vec::with_capacity(1 + KEY_ID + NONCE + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(&ring.id);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Opens what [`Keys::seal`] made for the same purpose and owner.
    pub(crate) fn open(
        &self,
        purpose: Purpose,
        owner: Owner<'_>,
        sealed: &[u8],
    ) -> Result<Secret<Vec<u8>>, Unopened> {
        let (version, rest) = sealed.split_first().ok_or(Unopened)?;
        let (id, rest) = rest.split_at_checked(KEY_ID).ok_or(Unopened)?;
        let (nonce, cipher) = rest.split_at_checked(NONCE).ok_or(Unopened)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| Unopened)?;
        if *version != VERSION {
            return Err(Unopened);
        }
        let aad = owner.bytes(purpose);
        let named = self.rings.iter().filter(|ring| ring.id == id);
        for key in named.filter_map(|ring| ring.key(purpose)) {
            let opened = XChaCha20Poly1305::new(&Key::from(*key))
                .decrypt(&XNonce::from(nonce), Payload { msg: cipher, aad: &aad });
            if let Ok(plain) = opened {
                return Ok(Secret::new(plain));
            }
        }
        Err(Unopened)
    }

    /// Keyed hashes of `parts`, one per configured secret, newest first. New rows store the first.
    pub(crate) fn macs(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        self.rings
            .iter()
            .filter_map(|ring| {
                let mut mac = Hmac::<Sha256>::new_from_slice(ring.key(purpose)?).ok()?;
                mac.update(&Owner(parts).bytes(purpose));
                Some(mac.finalize().into_bytes().into())
            })
            .collect()
    }

    /// The keyed hash to store.
    pub(crate) fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.macs(purpose, parts).into_iter().next().unwrap_or_default()
    }
}

/// Plain SHA-256, for tokens that have 128 bits and more of their own.
pub(crate) fn digest(value: &[u8]) -> [u8; 32] {
    Sha256::digest(value).into()
}

#[cfg(test)]
mod tests {
    use model::random::SeededRandom;

    use super::*;

    #[test]
    fn each_purpose_has_its_own_key() {
        let keys = Keys::new(["secret of some length"]);
        for (at, purpose) in PURPOSES.into_iter().enumerate() {
            assert_eq!(purpose as usize, at);
            let Some(ring) = keys.rings.first() else { panic!("no ring") };
            assert_eq!(ring.keys.iter().filter(|k| Some(&***k) == ring.key(purpose)).count(), 1);
        }
    }

    #[test]
    fn a_sealed_value_opens_only_where_it_belongs() {
        let random = SeededRandom::new(1);
        let keys = Keys::new(["first secret of some length"]);
        let owner = Owner(&[b"project", b"row"]);
        let sealed = keys.seal(&random, Purpose::Mail, owner, b"hello");
        assert!(keys.open(Purpose::Mail, owner, &sealed).is_ok_and(|s| s.expose() == b"hello"));
        assert!(keys.open(Purpose::TotpSecret, owner, &sealed).is_err());
        assert!(keys.open(Purpose::Mail, Owner(&[b"projectrow"]), &sealed).is_err());
        assert!(keys.open(Purpose::Mail, owner, &sealed[..20]).is_err());
        let mut broken = sealed.clone();
        *broken.last_mut().unwrap() ^= 1;
        assert!(keys.open(Purpose::Mail, owner, &broken).is_err());
        let rotated = Keys::new(["second secret of some length", "first secret of some length"]);
        assert!(rotated.open(Purpose::Mail, owner, &sealed).is_ok());
        assert!(
            Keys::new(["second secret of some length"])
                .open(Purpose::Mail, owner, &sealed)
                .is_err()
        );
        assert_eq!(rotated.fingerprints()[1], keys.fingerprints()[0]);
    }
}
