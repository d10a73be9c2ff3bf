//! Argon2id and Argon2i (RFC 9106), version 1.3.
//!
//! Argon2id is what this crate hashes with; both are verified. Strings are
//! `$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<digest>` with unpadded base64. All work is done in the caller's
//! [`Memory`], lanes one after another on the calling thread.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::parts::{BASE64, bytes, fields, numbers, within};
use crate::{Error, Memory};

/// 1 GiB, the bound at import.
const MAX_KIB: u32 = 1 << 20;
const SALT: std::ops::RangeInclusive<usize> = 8..=128;
const DIGEST: std::ops::RangeInclusive<usize> = 8..=128;

/// Costs and lengths of an Argon2 hash. The default is OWASP's first choice: 19 MiB, two passes, one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Params {
    /// Memory in KiB, from 8 for each lane to 1 GiB.
    pub memory_kib: u32,
    /// Passes over the memory, 1 to 10.
    pub iterations: u32,
    /// Lanes, 1 to 16. Part of the hash's definition, not a number of threads.
    pub parallelism: u32,
    /// Bytes of salt, 8 to 128.
    pub salt_length: usize,
    /// Bytes of digest, 8 to 128.
    pub key_length: usize,
}

impl Default for Argon2Params {
    fn default() -> Self {
        Self { memory_kib: 19456, iterations: 2, parallelism: 1, salt_length: 16, key_length: 32 }
    }
}

impl Argon2Params {
    /// Whether all values lie within the bounds named at the fields.
    pub fn check(&self) -> Result<(), Error> {
        within("argon2 parallelism", self.parallelism, 1..=16)?;
        within("argon2 memory", self.memory_kib, 8 * self.parallelism..=MAX_KIB)?;
        within("argon2 iterations", self.iterations, 1..=10)?;
        if !SALT.contains(&self.salt_length) {
            return Err(Error::OutOfBounds { name: "argon2 salt length", least: 8, most: 128 });
        }
        if !DIGEST.contains(&self.key_length) {
            return Err(Error::OutOfBounds { name: "argon2 key length", least: 8, most: 128 });
        }
        Ok(())
    }

    /// Whether a hash made with `self` costs an attacker less, or is shorter, than one made with `wanted`.
    pub(crate) fn weaker_than(&self, wanted: &Self) -> bool {
        self.memory_kib < wanted.memory_kib
            || self.iterations < wanted.iterations
            || self.salt_length < wanted.salt_length
            || self.key_length < wanted.key_length
    }
}

/// A stored Argon2 string, taken apart and found within bounds.
pub(crate) struct Encoded {
    pub(crate) params: Argon2Params,
    algorithm: Algorithm,
    salt: Vec<u8>,
    digest: Vec<u8>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let [name, version, costs, salt, digest] = fields(encoded)?;
        let algorithm = match name {
            "argon2id" => Algorithm::Argon2id,
            "argon2i" => Algorithm::Argon2i,
            _ => return Err(Error::Malformed),
        };
        if version != "v=19" {
            return Err(Error::Malformed);
        }
        let [memory_kib, iterations, parallelism] = numbers(costs, ["m", "t", "p"])?;
        let salt = bytes(salt, SALT)?;
        let digest = bytes(digest, DIGEST)?;
        let params = Argon2Params {
            memory_kib,
            iterations,
            parallelism,
            salt_length: salt.len(),
            key_length: digest.len(),
        };
        params.check()?;
        Ok(Self { params, algorithm, salt, digest })
    }

    pub(crate) fn is_argon2id(&self) -> bool {
        self.algorithm == Algorithm::Argon2id
    }

    pub(crate) fn verify(&self, password: &[u8], memory: &mut Memory) -> Result<bool, Error> {
        let mut out = Zeroizing::new(vec![0; self.digest.len()]);
        derive(self.algorithm, &self.params, password, &self.salt, &mut out, memory)?;
        Ok(out.ct_eq(&self.digest).into())
    }
}

/// A new Argon2id string.
pub(crate) fn hash(
    params: &Argon2Params,
    password: &[u8],
    salt: &[u8],
    memory: &mut Memory,
) -> Result<String, Error> {
    params.check()?;
    if salt.len() != params.salt_length {
        return Err(Error::Salt);
    }
    let mut out = Zeroizing::new(vec![0; params.key_length]);
    argon2_raw(params, password, salt, &mut out, memory)?;
    Ok(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.memory_kib,
        params.iterations,
        params.parallelism,
        BASE64.encode(salt),
        BASE64.encode(&*out),
    ))
}

/// Argon2id of `password` and `salt` (8 bytes at least) into all of `out` (4 bytes at least), for callers that keep
/// their own encoding. `params.salt_length` and `key_length` are not looked at beyond their bounds.
pub fn argon2_raw(
    params: &Argon2Params,
    password: &[u8],
    salt: &[u8],
    out: &mut [u8],
    memory: &mut Memory,
) -> Result<(), Error> {
    derive(Algorithm::Argon2id, params, password, salt, out, memory)
}

fn derive(
    algorithm: Algorithm,
    params: &Argon2Params,
    password: &[u8],
    salt: &[u8],
    out: &mut [u8],
    memory: &mut Memory,
) -> Result<(), Error> {
    params.check()?;
    let costs =
        Params::new(params.memory_kib, params.iterations, params.parallelism, Some(out.len()))
            .map_err(|_| Error::Malformed)?;
    let mut lease = memory.lease(costs.block_count())?;
    Argon2::new(algorithm, Version::V0x13, costs)
        .hash_password_into_with_memory(password, salt, out, lease.blocks())
        .map_err(|_| Error::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_out_of_bounds_are_refused_before_any_work() {
        let mut memory = Memory::new();
        let with = |costs: &str| {
            format!("$argon2id$v=19${costs}$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw")
        };
        for costs in [
            "m=1048577,t=1,p=1",
            "m=64,t=11,p=1",
            "m=1024,t=1,p=17",
            "m=64,t=0,p=1",
            "m=7,t=1,p=1",
            "m=64,t=1,p=0",
            "m=64,t=1,p=16",
        ] {
            let outcome = crate::verify(&with(costs), b"x", &mut memory);
            assert!(matches!(outcome, Err(Error::OutOfBounds { .. })), "{costs}");
            assert_eq!(crate::check_import(&with(costs)), Err(outcome.unwrap_err()));
        }
        assert_eq!(memory.kib(), 0);
        assert!(crate::check_import(&with("m=1048576,t=10,p=16")).is_ok());
        assert!(crate::check_import(&with("m=64,t=1,p=1").replace("v=19", "v=16")).is_err());
    }
}
