//! What the crate promises, on SQLite and on PostgreSQL, each test on both.
//!
//! PostgreSQL is the one `TEST_POSTGRES_URL` names (`.ci/postgres start` prints it); without it the tests
//! fail, since a skipped test would be taken for a passed one.

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod transactions;
#[cfg(test)]
mod values;
#[cfg(test)]
mod waiting;
