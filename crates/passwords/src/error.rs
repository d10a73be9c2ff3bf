//! Why hashing or verifying could not be done.
//!
//! A wrong password is no error: `verify` answers `Ok(false)`. No variant carries any part of a password or of a hash, so
//! an error may be logged and shown.

/// What went wrong. None of these depends on whether the password is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No known format begins like this string.
    #[error("the string is in no known password hash format")]
    Unknown,
    /// The format is known, the rest does not follow it.
    #[error("the password hash is malformed")]
    Malformed,
    /// A cost or length lies outside what is accepted, so that one hash cannot occupy the machine.
    #[error("the password hash has {name} outside {least} to {most}")]
    OutOfBounds {
        /// Which parameter.
        name: &'static str,
        /// Smallest accepted value.
        least: u32,
        /// Largest accepted value.
        most: u32,
    },
    /// The password has more bytes than the algorithm takes (72 for bcrypt) or than is accepted at all.
    #[error("the password is too long")]
    TooLong,
    /// The salt handed in does not have the length that [`crate::Hasher::salt_length`] names.
    #[error("the salt has the wrong length")]
    Salt,
    /// The memory that the parameters ask for could not be had.
    #[error("not enough memory for the password hash")]
    Memory,
}
