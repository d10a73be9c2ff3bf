//! The identity server.
//!
//! [`App::build`] makes one from its configuration; [`public`] and [`admin`] are its two listeners' services, and
//! [`run`] serves them until it is told to stop. Slices by subject (`identity`, `session`, `flow`, `method`, `courier`,
//! …) each hold their rules and their SQL; `http` turns requests into calls and answers into responses.

mod admin;
mod app;
mod audit;
pub mod config;
mod courier;
mod error;
mod flow;
mod hashing;
mod http;
mod identity;
mod job;
mod keys;
mod limit;
mod method;
mod notice;
mod outbound;
mod repudiation;
mod required;
mod serve;
mod session;
mod start;
pub mod telemetry;
mod web;
mod web_hook;

pub use app::{App, SystemClock};
pub use courier::{Letter, letters, send_again};
pub use error::{Error, Result};
pub use http::{admin, public};
pub use keys::{Keys, Unopened};
pub use method::code::administrator::{Made, recovery_code};
pub use outbound::{COMMAND as PROGRAM_COMMAND, confine_programs, evaluate_program};
pub use required::admin::{Whom, require};
pub use serve::{Listeners, bind, run};
pub use start::{Parts, check, migrate, migrations};
pub use web::{Pages, built_in as built_in_templates};
