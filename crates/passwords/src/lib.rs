//! Password hashing for the server, and verification of every hash that can be brought along from elsewhere.
//!
//! New passwords are hashed with Argon2id (or bcrypt, where a configuration asks for it). Stored strings of thirteen
//! formats are recognised, checked against bounds that keep one login from occupying the machine, and verified in
//! constant time; [`needs_rehash`] says when a good login should replace one. Malformed strings are errors, never panics.
//!
//! Nothing here draws randomness, reads a clock, spawns or waits: the salt and the [`Memory`] come from the caller, who
//! also decides on which thread the milliseconds are spent. Password policy is not here either, but for the list of
//! [`common`] passwords.
//!
//! ```
//! use passwords::{Argon2Params, Hasher, Memory};
//!
//! let hasher = Hasher::Argon2(Argon2Params { memory_kib: 64, ..Argon2Params::default() });
//! let mut memory = Memory::new();
//! let stored = passwords::hash(&hasher, b"sesame", &[7; 16], &mut memory)?;
//! assert!(passwords::verify(&stored, b"sesame", &mut memory)?);
//! assert!(!passwords::verify(&stored, b"simsim", &mut memory)?);
//! assert!(!passwords::needs_rehash(&hasher, &stored));
//! # Ok::<(), passwords::Error>(())
//! ```

mod argon2;
mod bcrypt;
pub mod common;
mod crypt;
mod error;
mod firebase;
mod format;
mod hmac;
mod ldap;
mod md5;
mod md5_crypt;
mod memory;
mod parts;
mod pbkdf2;
mod salted;
mod scrypt;
mod sha;
mod sha_crypt;

pub use crate::argon2::{Argon2Params, argon2_raw};
pub use crate::error::Error;
pub use crate::format::Format;
pub use crate::memory::Memory;

/// The longest password that is hashed or verified, in bytes. Some of the old formats take time in proportion to it.
pub const MAX_PASSWORD: usize = 1024;

/// How new passwords are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hasher {
    /// Argon2id with these parameters.
    Argon2(Argon2Params),
    /// bcrypt, 4 to 15. Takes passwords of 72 bytes at most.
    Bcrypt {
        /// Logarithm of the number of rounds.
        cost: u32,
    },
}

impl Default for Hasher {
    fn default() -> Self {
        Self::Argon2(Argon2Params::default())
    }
}

impl Hasher {
    /// Whether the parameters lie within what [`verify`] accepts. To be asked once, when the configuration is read.
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Argon2(params) => params.check(),
            Self::Bcrypt { cost } => bcrypt::check_cost(*cost),
        }
    }

    /// How many random bytes [`hash`] wants as salt.
    pub fn salt_length(&self) -> usize {
        match self {
            Self::Argon2(params) => params.salt_length,
            Self::Bcrypt { .. } => bcrypt::SALT,
        }
    }
}

/// Hashes a password to the string that is stored: `$argon2id$v=19$m=…,t=…,p=…$<salt>$<digest>` or `$2a$…`.
///
/// `salt` is fresh random bytes, [`Hasher::salt_length`] of them. Errors: `TooLong` over [`MAX_PASSWORD`] bytes or, with
/// bcrypt, over 72; `Salt`; `OutOfBounds`; `Memory`.
pub fn hash(
    hasher: &Hasher,
    password: &[u8],
    salt: &[u8],
    memory: &mut Memory,
) -> Result<String, Error> {
    check_length(password)?;
    match hasher {
        Hasher::Argon2(params) => argon2::hash(params, password, salt, memory),
        Hasher::Bcrypt { cost } => bcrypt::hash(*cost, password, salt),
    }
}

/// Whether `password` belongs to the stored string. The format is recognised; the comparison is in constant time.
///
/// Errors: `Unknown`, `Malformed` and `OutOfBounds` speak of the string, before any cost; `TooLong` of a password over
/// [`MAX_PASSWORD`] bytes.
pub fn verify(encoded: &str, password: &[u8], memory: &mut Memory) -> Result<bool, Error> {
    let (_, parsed) = format::Encoded::parse(encoded)?;
    check_length(password)?;
    parsed.verify(password, memory)
}

/// Whether a string may be stored as a password: known format, well formed, within the bounds of the Kratos admin
/// contract §3.9. Cheap. What passes here, [`verify`] will accept.
pub fn check_import(encoded: &str) -> Result<Format, Error> {
    format::Encoded::parse(encoded).map(|(format, _)| format)
}

/// Whether a good login should store a new hash: another format than configured, or weaker parameters. A string that
/// cannot be read needs one as well.
pub fn needs_rehash(hasher: &Hasher, encoded: &str) -> bool {
    let Ok((_, parsed)) = format::Encoded::parse(encoded) else {
        return true;
    };
    match (hasher, parsed) {
        (Hasher::Argon2(wanted), format::Encoded::Argon2(stored)) => {
            !stored.is_argon2id() || stored.params.weaker_than(wanted)
        }
        (Hasher::Bcrypt { cost }, format::Encoded::Bcrypt(stored)) => stored.cost < *cost,
        _ => true,
    }
}

fn check_length(password: &[u8]) -> Result<(), Error> {
    if password.len() > MAX_PASSWORD { Err(Error::TooLong) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Argon2Params {
        Argon2Params { memory_kib: 64, iterations: 2, ..Argon2Params::default() }
    }

    #[test]
    fn default_parameters() {
        let Hasher::Argon2(params) = Hasher::default() else { panic!("argon2") };
        assert_eq!((params.memory_kib, params.iterations, params.parallelism), (19456, 2, 1));
        assert_eq!((params.salt_length, params.key_length), (16, 32));
        assert_eq!(Hasher::default().check(), Ok(()));
        assert!(Hasher::Bcrypt { cost: 16 }.check().is_err());
    }

    #[test]
    fn both_hashers_round_trip() {
        let mut memory = Memory::new();
        for hasher in [Hasher::Argon2(cheap()), Hasher::Bcrypt { cost: 4 }] {
            let salt = vec![9; hasher.salt_length()];
            let stored = hash(&hasher, b"open sesame", &salt, &mut memory).unwrap();
            assert_eq!(verify(&stored, b"open sesame", &mut memory), Ok(true));
            assert_eq!(verify(&stored, b"open sesamf", &mut memory), Ok(false));
            assert!(check_import(&stored).is_ok());
            assert!(!needs_rehash(&hasher, &stored));
            assert_eq!(hash(&hasher, b"x", &[1; 7], &mut memory), Err(Error::Salt));
            let endless = [b'a'; MAX_PASSWORD + 1];
            assert_eq!(hash(&hasher, &endless, &salt, &mut memory), Err(Error::TooLong));
            assert_eq!(verify(&stored, &endless, &mut memory), Err(Error::TooLong));
        }
    }

    #[test]
    fn what_asks_for_a_new_hash() {
        let mut memory = Memory::new();
        let argon2 = |params| Hasher::Argon2(params);
        let stored = hash(&argon2(cheap()), b"x", &[1; 16], &mut memory).unwrap();
        let rehash = |params| needs_rehash(&argon2(params), &stored);
        assert!(rehash(Argon2Params { memory_kib: 65, ..cheap() }));
        assert!(rehash(Argon2Params { iterations: 3, ..cheap() }));
        assert!(rehash(Argon2Params { key_length: 33, ..cheap() }));
        assert!(rehash(Argon2Params { salt_length: 17, ..cheap() }));
        assert!(!rehash(Argon2Params { memory_kib: 32, iterations: 1, ..cheap() }));
        assert!(!rehash(Argon2Params { parallelism: 4, ..cheap() }));
        assert!(needs_rehash(&argon2(cheap()), &stored.replace("argon2id", "argon2i")));
        assert!(needs_rehash(&Hasher::Bcrypt { cost: 4 }, &stored));
        let stored = hash(&Hasher::Bcrypt { cost: 5 }, b"x", &[1; 16], &mut memory).unwrap();
        assert!(!needs_rehash(&Hasher::Bcrypt { cost: 5 }, &stored));
        assert!(!needs_rehash(&Hasher::Bcrypt { cost: 4 }, &stored));
        assert!(needs_rehash(&Hasher::Bcrypt { cost: 6 }, &stored));
        assert!(needs_rehash(&argon2(cheap()), &stored));
        assert!(needs_rehash(&argon2(cheap()), "garbage"));
    }

    #[test]
    fn unknown_formats() {
        for text in [
            "",
            "$",
            "$$",
            "plain text",
            "$argon2d$v=19$m=64,t=1,p=1$AAECAwQFBgc$AAECAwQFBgc",
            "$7$abc",
            "{SHA}abc",
        ] {
            assert_eq!(check_import(text), Err(Error::Unknown), "{text}");
        }
        assert_eq!(check_import(&format!("$md5${}", "A".repeat(5000))), Err(Error::Malformed));
    }
}
