//! One SQL text on SQLite and PostgreSQL.
//!
//! Everything the rest of the project knows of its database is in this crate: [`Db`] (a handle that is
//! cheap to clone), [`Tx`] (one transaction), [`Value`] and [`args!`] (what goes in), [`Row`],
//! [`Column`] and [`record!`] (what comes out), [`migrate`] and [`Error`]. No other crate names the driver.
//!
//! It promises that SQL texts are static (nothing can be spliced in), that NULLs are typed, that a
//! transaction which failed, was dropped or was cancelled is rolled back, and that both databases behave
//! alike where this crate can make them. What may be asked of both is the callers' part: columns are
//! `TEXT`, `BIGINT`, `BOOLEAN` and `BYTEA`, and every statement runs in tests on both.

mod batch;
mod database;
mod dsn;
mod error;
mod link;
mod migrate;
mod pool;
mod row;
pub mod testing;
mod tx;
mod value;
mod writers;

pub use database::{Db, Kind};
pub use dsn::Options;
pub use error::{Error, Result};
pub use migrate::{Applied, Migration, migrate, pending};
pub use row::{Column, Columns, Fields, Joined, Record, Row, Rows, convert};
pub use tx::Tx;
pub use value::{Argument, Statement, Value};
