//! Digests of codes, and looking one up among those of a set.
//!
//! A set has one salt, so an attempt costs one Argon2id whatever the number of codes. The floor is 19 MiB, two passes,
//! one lane. The working memory is the caller's and is left zeroed. A digest is not a code, yet keep it sealed: below 112
//! bits it can still be searched for offline. Counting attempts is not done here.

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use crate::Code;

/// 1 KiB of Argon2's working memory.
pub use argon2::Block;

/// The salt of a set: 16 random bytes, drawn when the set is made.
pub type Salt = [u8; 16];

/// What is kept of a code.
pub type Digest = [u8; 32];

/// Costs of Argon2id, kept with each set so that they can be raised for new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HashParams {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl HashParams {
    /// The least that new sets should be hashed with: 19 MiB, two passes, one lane.
    pub const FLOOR: Self = Self { memory_kib: 19456, iterations: 2, parallelism: 1 };

    /// Whether an attacker pays at least as much as at the floor, in memory and in passes.
    pub const fn reaches_floor(&self) -> bool {
        self.memory_kib >= Self::FLOOR.memory_kib && self.iterations >= Self::FLOOR.iterations
    }

    /// Bounded above so that a damaged row cannot ask for all memory: 1 GiB, ten passes, 16 lanes.
    fn costs(&self) -> Result<Params, Error> {
        if self.memory_kib > 1 << 20 || self.iterations > 10 || self.parallelism > 16 {
            return Err(Error::Params);
        }
        Params::new(self.memory_kib, self.iterations, self.parallelism, Some(32))
            .map_err(|_| Error::Params)
    }
}

impl Default for HashParams {
    fn default() -> Self {
        Self::FLOOR
    }
}

/// Why a digest could not be made. Says nothing about the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Costs that Argon2 does not know or that lie above what is accepted.
    #[error("the parameters of the recovery codes' hash are out of bounds")]
    Params,
    /// The memory could not be had.
    #[error("not enough memory to hash a recovery code")]
    Memory,
}

/// Argon2id of a code under its set's salt.
///
/// `memory` grows as needed and can be kept for the next call, of this or of another use of Argon2 on the same thread;
/// an empty `Vec` will do. What was used of it is zero again on return.
pub fn digest(
    params: &HashParams,
    salt: &Salt,
    code: &Code,
    memory: &mut Vec<Block>,
) -> Result<Digest, Error> {
    let costs = params.costs()?;
    let count = costs.block_count();
    if memory.len() < count {
        // Replaced, not grown: there is nothing to copy.
        *memory = Vec::new();
        memory.try_reserve_exact(count).map_err(|_| Error::Memory)?;
        memory.resize(count, Block::new());
    }
    let used = Wiped(memory.get_mut(..count).ok_or(Error::Memory)?);
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, costs)
        .hash_password_into_with_memory(code.expose().as_bytes(), salt, &mut out, &mut *used.0)
        .map_err(|_| Error::Params)?;
    Ok(out)
}

/// Zeroed when it goes, also by unwinding.
struct Wiped<'a>(&'a mut [Block]);

impl Drop for Wiped<'_> {
    fn drop(&mut self) {
        for block in self.0.iter_mut() {
            block.zeroize();
        }
    }
}

/// Where `candidate` is among `digests`.
///
/// Every digest is compared in full and none ends the search, so the time tells neither whether nor where one matched.
/// Pass all digests of the set, used ones too, and let [`crate::Set`] judge: leaving some out would show in the time.
pub fn find(digests: &[Digest], candidate: &Digest) -> Option<usize> {
    let mut position = 0_u64;
    let mut found = Choice::from(0);
    for (at, digest) in (0_u64..).zip(digests) {
        let same = digest.as_slice().ct_eq(candidate);
        position.conditional_assign(&at, same);
        found |= same;
    }
    if found.into() { usize::try_from(position).ok() } else { None }
}

/// What a store keeps of a set's codes: one salt, what the hashes cost, and the digest of each code in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    /// Of all of them.
    pub salt: Salt,
    /// Of all of them.
    pub params: HashParams,
    /// That of code `n` is the `n`th. Used ones stay.
    pub digests: Vec<Digest>,
}

impl Digests {
    /// Draws a salt and hashes the codes: as many hashes as codes.
    pub fn of(
        codes: &[Code],
        params: HashParams,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Self, Error> {
        let (mut salt, mut memory) = ([0; 16], Vec::new());
        fill(&mut salt);
        let digests = codes.iter().map(|code| digest(&params, &salt, code, &mut memory));
        Ok(Self { salt, params, digests: digests.collect::<Result<_, _>>()? })
    }

    /// The number that `code` has in the set, counted from 1; `None`: it is none of its codes. One hash, in memory
    /// of its own; [`digest`] and [`find`] do it in memory that is used again.
    pub fn number_of(&self, code: &Code) -> Result<Option<u8>, Error> {
        let candidate = digest(&self.params, &self.salt, code, &mut Vec::new())?;
        Ok(find(&self.digests, &candidate).and_then(|at| u8::try_from(at + 1).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashParams = HashParams { memory_kib: 64, iterations: 1, parallelism: 1 };

    fn code(text: &str) -> Code {
        Code::restore(text.to_owned()).unwrap()
    }

    #[test]
    fn it_is_argon2id_as_others_compute_it() {
        // argon2-cffi: hash_secret_raw(b"0123456789ABCDEF", bytes(range(16)), 2, 64, 1, 32, Type.ID)
        let salt = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let params = HashParams { iterations: 2, ..CHEAP };
        let found = digest(&params, &salt, &code("0123456789ABCDEF"), &mut Vec::new()).unwrap();
        assert_eq!(
            found,
            [
                0x93, 0xda, 0x03, 0x3a, 0x98, 0xbc, 0x4c, 0x82, 0x05, 0xb8, 0x51, 0xbd, 0xb5, 0x8f,
                0x8d, 0x6b, 0x48, 0x5a, 0xf4, 0xa8, 0x33, 0x68, 0xc4, 0x10, 0x82, 0xab, 0x85, 0x96,
                0xb8, 0x15, 0x50, 0xa3
            ]
        );
    }

    #[test]
    fn a_set_knows_its_codes_by_number() {
        let codes = [code("A"), code("B")];
        let mut fill = |bytes: &mut [u8]| bytes.fill(7);
        let kept = Digests::of(&codes, CHEAP, &mut fill).unwrap();
        assert_eq!((kept.salt, kept.params), ([7; 16], CHEAP));
        assert_eq!(kept.number_of(&codes[0]), Ok(Some(1)));
        assert_eq!(kept.number_of(&codes[1]), Ok(Some(2)));
        assert_eq!(kept.number_of(&code("C")), Ok(None));
    }

    #[test]
    fn memory_is_reused_and_left_zeroed() {
        let mut memory = Vec::new();
        let first = digest(&CHEAP, &[1; 16], &code("A"), &mut memory).unwrap();
        assert_eq!(memory.len(), 64);
        assert!(memory.iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
        assert_eq!(digest(&CHEAP, &[1; 16], &code("A"), &mut memory), Ok(first));
        assert_ne!(digest(&CHEAP, &[2; 16], &code("A"), &mut memory), Ok(first));
        assert_ne!(digest(&CHEAP, &[1; 16], &code("B"), &mut memory), Ok(first));
        assert_eq!(memory.len(), 64);
    }

    #[test]
    fn parameters_have_a_floor_and_a_ceiling() {
        assert!(HashParams::default().reaches_floor());
        assert!(!CHEAP.reaches_floor());
        assert!(!HashParams { iterations: 1, ..HashParams::FLOOR }.reaches_floor());
        for wrong in [
            HashParams { memory_kib: (1 << 20) + 1, ..CHEAP },
            HashParams { iterations: 11, ..CHEAP },
            HashParams { iterations: 0, ..CHEAP },
            HashParams { parallelism: 17, ..CHEAP },
            HashParams { memory_kib: 4, ..CHEAP },
        ] {
            let mut memory = Vec::new();
            assert_eq!(digest(&wrong, &[1; 16], &code("A"), &mut memory), Err(Error::Params));
            assert!(memory.is_empty());
        }
    }

    #[test]
    fn the_floor_itself_hashes() {
        let mut memory = Vec::new();
        let found = digest(&HashParams::FLOOR, &[1; 16], &code("A"), &mut memory).unwrap();
        assert_eq!(memory.len(), 19456);
        assert_ne!(found, [0; 32]);
    }

    #[test]
    fn finding_one_of_many() {
        let digests: Vec<Digest> = (0..12).map(|at| [at; 32]).collect();
        for (at, digest) in digests.iter().enumerate() {
            assert_eq!(find(&digests, digest), Some(at));
            for byte in 0..32 {
                let mut near = *digest;
                near[byte] ^= 0x80;
                assert_eq!(find(&digests, &near), None);
            }
        }
        assert_eq!(find(&[], &[0; 32]), None);
    }
}
