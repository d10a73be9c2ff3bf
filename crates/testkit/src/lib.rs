//! What tests drive the server with.
//!
//! [`TestApp`] is a whole server in process: its own database (SQLite, or a schema of the PostgreSQL that
//! `TEST_DATABASE_URL` names), a clock that stands still, seeded randomness and a real SMTP conversation. [`Client`] is
//! a browser, single-page app or native app that talks to it. [`golden`] replays conversations recorded from elsewhere,
//! [`race`] lets many clients do the same thing at once. [`openapi`] holds every answer to the documents of the API, and
//! none may hold a secret that its reader came by before; [`needles`] is that search.
//!
//! It is for tests, so it panics where a test should fail.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "test code fails by panicking"
)]

mod app;
mod authenticator;
mod client;
mod counted;
mod database;
pub mod golden;
mod log;
pub mod needles;
pub mod openapi;
mod race;
mod replayed;
mod secrets;
mod smtp;

pub use app::{IdentityBuilder, TestApp, totp_code};
pub use authenticator::Authenticator;
pub use client::{Answer, Client};
pub use race::{Race, race};
pub use replayed::Replayed;
pub use smtp::{Mail, MailServer};
