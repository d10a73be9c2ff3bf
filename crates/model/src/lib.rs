//! The vocabulary of the server: ids, time, randomness, secrets, and everything that appears on the wire.
//!
//! It is pure: it knows no runtime, no web framework and no database, so its rules can be tested in
//! microseconds and used by every other crate. What the wire looks like is decided here (`wire` methods);
//! when something may happen is decided by the flow engine of the `server` crate.

pub mod flow;
pub mod id;
pub mod identity;
pub mod problem;
pub mod random;
pub mod secret;
pub mod session;
pub mod text;
pub mod time;
pub mod ui;

pub use id::Id;
pub use problem::Problem;
pub use random::Random;
pub use secret::Secret;
pub use text::Message;
pub use time::{Clock, Timestamp};
