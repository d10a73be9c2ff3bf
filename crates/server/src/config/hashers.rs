//! `hashers`: how passwords are hashed.
//!
//! Parameters only; hashing is left to the crate `passwords`. Recovery codes have parameters of their own
//! and are not touched by these keys.

use super::size;
use serde::Deserialize;
use std::time::Duration;

/// `hashers.algorithm`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HashAlgorithm {
    /// Argon2id.
    #[default]
    Argon2,
    /// bcrypt; passwords over 72 bytes are refused.
    Bcrypt,
}

/// `hashers`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hashers {
    /// Algorithm of new hashes; others are replaced at the next good sign-in.
    pub algorithm: HashAlgorithm,
    /// `hashers.argon2`.
    pub argon2: Argon2,
    /// `hashers.bcrypt`.
    pub bcrypt: Bcrypt,
}

/// `hashers.argon2`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Argon2 {
    /// Memory in bytes (`19MB` is 19 x 1024 x 1024).
    #[serde(deserialize_with = "size::deserialize")]
    pub memory: u64,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// Bytes of salt.
    pub salt_length: u32,
    /// Bytes of hash.
    pub key_length: u32,
    /// How long a hash should take. Nothing here waits by it: an unknown identifier costs a real hash.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub expected_duration: Duration,
    /// How far from that it may be.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub expected_deviation: Duration,
    /// Memory the operator sets aside for hashing, in bytes; advisory.
    #[serde(deserialize_with = "size::deserialize")]
    pub dedicated_memory: u64,
}

impl Argon2 {
    /// Memory in KiB, as the algorithm counts it.
    pub fn memory_kib(&self) -> u32 {
        u32::try_from(self.memory / 1024).unwrap_or(u32::MAX)
    }
}

impl Default for Argon2 {
    fn default() -> Self {
        Self {
            memory: 19 * size::MB,
            iterations: 2,
            parallelism: 1,
            salt_length: 16,
            key_length: 32,
            expected_duration: Duration::from_millis(500),
            expected_deviation: Duration::from_millis(500),
            dedicated_memory: 1024 * size::MB,
        }
    }
}

/// `hashers.bcrypt`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bcrypt {
    /// Cost, a power of two; at least 12 unless `--dev`.
    pub cost: u32,
}

impl Default for Bcrypt {
    fn default() -> Self {
        Self { cost: 12 }
    }
}
