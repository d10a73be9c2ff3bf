//! Randomness, handed in like time.
//!
//! Each draw carries a label that names its use. [`OsRandom`] ignores it; [`SeededRandom`] has an
//! independent stream for each label, so that one more draw somewhere does not change the others and
//! snapshots stay as they are. No other place in the project draws random bytes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rand::rngs::{ChaCha20Rng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use sha2::{Digest, Sha256};

/// A source of random bytes.
pub trait Random: Send + Sync {
    /// Fills `out`; `label` names the use.
    fn fill(&self, label: &'static str, out: &mut [u8]);

    /// `N` random bytes.
    fn bytes<const N: usize>(&self, label: &'static str) -> [u8; N]
    where
        Self: Sized,
    {
        let mut out = [0; N];
        self.fill(label, &mut out);
        out
    }
}

/// Text of `length` characters drawn evenly from `alphabet` (at most 256 characters, ASCII).
pub fn text(random: &dyn Random, label: &'static str, alphabet: &[u8], length: usize) -> String {
    let mut out = String::with_capacity(length);
    let size = alphabet.len().max(1);
    // Bytes at or above the largest multiple of the alphabet's size would favour its first characters.
    let limit = 256 - 256 % size;
    let mut buffer = [0_u8; 64];
    while out.len() < length {
        random.fill(label, &mut buffer);
        for byte in buffer {
            let byte = usize::from(byte);
            if byte < limit
                && out.len() < length
                && let Some(character) = alphabet.get(byte % size)
            {
                out.push(char::from(*character));
            }
        }
    }
    out
}

/// Digits and letters, as in session tokens.
pub const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Digits, as in mailed codes.
pub const DIGITS: &[u8] = b"0123456789";

/// The operating system's generator.
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, _label: &'static str, out: &mut [u8]) {
        // Without randomness there is no secret to be had: ending the process is the only safe answer.
        if SysRng.try_fill_bytes(out).is_err() {
            std::process::abort();
        }
    }
}

/// Reproducible randomness for tests.
pub struct SeededRandom {
    seed: u64,
    streams: Mutex<HashMap<&'static str, ChaCha20Rng>>,
}

impl SeededRandom {
    /// The streams of `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, streams: Mutex::default() }
    }
}

impl Random for SeededRandom {
    fn fill(&self, label: &'static str, out: &mut [u8]) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let stream = streams.entry(label).or_insert_with(|| {
            let mut hash = Sha256::new();
            hash.update(self.seed.to_be_bytes());
            hash.update(label.as_bytes());
            ChaCha20Rng::from_seed(hash.finalize().into())
        });
        stream.fill_bytes(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_independent_of_each_other() {
        let (one, two) = (SeededRandom::new(1), SeededRandom::new(1));
        let first: [u8; 8] = one.bytes("a");
        let _: [u8; 8] = two.bytes("b");
        assert_eq!(first, two.bytes::<8>("a"));
        assert_ne!(first, one.bytes::<8>("a"));
    }

    #[test]
    fn text_is_spread_evenly() {
        let text = text(&SeededRandom::new(3), "t", DIGITS, 100_000);
        for digit in DIGITS {
            let count = text.bytes().filter(|b| b == digit).count();
            assert!((9_500..10_500).contains(&count), "{count}");
        }
    }
}
