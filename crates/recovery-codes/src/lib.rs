//! Recovery codes as a library: what they look like, how they are drawn, read, hashed, used up and printed.
//!
//! Everything is a value or a pure function. Randomness, time, storage, limits and transport stay with the caller, so the
//! crate fits behind any framework and any database, and its rules can be tested without either.
#![doc = ""]
#![doc = include_str!("../README.md")]

pub mod code;
pub mod hash;
pub mod kit;
pub mod policy;
pub mod set;
pub mod typed;

pub use code::{Code, generate, normalise};
pub use hash::HashParams;
pub use kit::Kit;
pub use policy::{Alphabet, Normalise, OnUse, Order, Policy, RequiredWith, Reveal};
pub use set::Set;
pub use typed::{Unreadable, read};
