//! What can go wrong, as far as callers act on it.
//!
//! Four cases: a unique value is taken, the database is busy (trying again may help), what was read has changed
//! meanwhile, anything else.
//! Nothing here carries values out of rows: PostgreSQL's details ("Failing row contains …") are dropped,
//! because they would put secrets into logs. SQL texts are static and may be shown.

use std::fmt;

use sqlx::error::ErrorKind;

use crate::batch::{UNCHANGED, UNCHANGED_SQLITE};

/// The result of everything that asks the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the database did not do it. Whatever it is, the transaction it happened in is lost.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique or primary key holds the value already. Which one is not said: the databases do not
    /// agree on it. A statement that may collide says `ON CONFLICT DO NOTHING` and counts rows instead.
    #[error("a unique value is taken already")]
    Unique,
    /// Locked, deadlocked, not serialisable, or no connection became free in time: the same work done
    /// again may succeed.
    #[error("the database is busy")]
    Busy,
    /// A row that had to change was not there, or not as it had to be: what the transaction was decided on
    /// has changed since. The same work begun anew may succeed.
    #[error("what was read before has changed since")]
    Outdated,
    /// Anything else: an outage, or a mistake in the program.
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

/// Mistakes this crate finds itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("this task already holds a write transaction: a second one would wait for the first")]
    Nested,
    #[error(
        "this task's transaction has a connection: asking for a second one could wait for ever"
    )]
    SecondConnection,
    #[error("the transaction failed or was cut short before; it can only be rolled back")]
    Aborted,
    #[error("no row, where one was asked for: {0}")]
    NoRow(&'static str),
    #[error("this is not a read, and would go to a connection that cannot write: {0}")]
    NotARead(&'static str),
    #[error("the row has the columns ({found}), the record wants ({wanted})")]
    Columns { found: String, wanted: String },
    #[error("column {index} holds what its type does not allow: {reason}")]
    Column { index: usize, reason: Box<dyn std::error::Error + Send + Sync> },
    #[error("dsn: {0}")]
    Dsn(String),
    #[error("cannot open the database {path}")]
    Open { path: String, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("the pool of database connections is closed")]
    Closed,
    #[error("no connection to the database within {0} seconds")]
    Connect(u64),
    #[error(
        "migration {0} was changed after it had been applied; restore its text and add a new migration"
    )]
    Changed(String),
    #[error(
        "the database has the migration {0}, which this version does not know: a newer version used it"
    )]
    Unknown(String),
    #[error("migration {name} failed, and nothing was changed: {reason}")]
    Migration { name: &'static str, reason: String },
    #[error("migration {missing} is not applied, though the later {applied} is")]
    Gap { missing: &'static str, applied: String },
    #[error("migrations must be listed once each and in the order of their names: {0}")]
    Unsorted(&'static str),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Other(Box::new(fault))
    }
}

/// What the database said, without the values it said it about.
#[derive(Debug)]
struct Refusal {
    code: String,
    message: String,
    sql: &'static str,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (code {})", self.message, self.code)?;
        if self.sql.is_empty() { Ok(()) } else { write!(f, " in: {}", self.sql) }
    }
}

impl std::error::Error for Refusal {}

impl Error {
    /// Sorts the driver's error into these cases; `sql` is the statement, or empty.
    pub(crate) fn of(error: sqlx::Error, sql: &'static str) -> Self {
        let sqlx::Error::Database(refusal) = error else {
            return Self::Other(Box::new(error));
        };
        let code = refusal.code().unwrap_or_default();
        if refusal.kind() == ErrorKind::UniqueViolation {
            Self::Unique
        } else if busy(&code) {
            Self::Busy
        } else if code == UNCHANGED || (&*code, refusal.message()) == UNCHANGED_SQLITE {
            Self::Outdated
        } else {
            let (code, message) = (code.into_owned(), refusal.message().to_owned());
            Self::Other(Box::new(Refusal { code, message, sql }))
        }
    }
}

/// Whether the code says "later": PostgreSQL's five characters, or SQLite's (extended) number.
fn busy(code: &str) -> bool {
    match code {
        // serialization_failure, deadlock_detected, lock_not_available, too_many_connections,
        // cannot_connect_now
        "40001" | "40P01" | "55P03" | "53300" | "57P03" => true,
        // A five-character code is PostgreSQL's; SQLite's extended codes have up to four digits.
        _ if code.len() >= 5 => false,
        // SQLITE_BUSY and SQLITE_LOCKED, in the low byte.
        _ => code.parse::<u32>().is_ok_and(|number| matches!(number & 0xff, 5 | 6)),
    }
}

/// Whether the connection is not to be used again after this error.
pub(crate) fn lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => true,
        // Class 57P: the server ended the session.
        sqlx::Error::Database(refusal) => {
            refusal.code().is_some_and(|code| code.starts_with("57P"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_is_told_by_code_on_both() {
        for code in ["40001", "40P01", "55P03", "5", "6", "261", "517"] {
            assert!(busy(code), "{code}");
        }
        for code in ["23502", "42P01", "1", "19", "2067", "", "08006"] {
            assert!(!busy(code), "{code}");
        }
    }
}
