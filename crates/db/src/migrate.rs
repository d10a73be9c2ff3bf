//! The schema, brought up to date.
//!
//! Migrations are SQL files that are part of the program, applied in the order of their names, each once,
//! all in one transaction: either the schema is up to date afterwards or nothing has changed. Two processes
//! that start together do it once. A migration whose text changed, or that this version does not know, stops
//! it: running on a schema of another shape would damage data. The database itself finds the ends of the
//! statements in a file; a file does not begin or end transactions.

use std::fmt::Write as _;

use model::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::args;
use crate::database::{Db, Kind};
use crate::error::{Fault, Result};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Unique; the order of the names is the order of the steps: `0001_base`.
    pub name: &'static str,
    /// One text for both databases.
    pub sql: &'static str,
}

/// What [`migrate`] found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// How many were applied before.
    pub before: usize,
    /// Those applied now, in order.
    pub now: Vec<&'static str>,
}

const RECORDED: &str = "SELECT name, sha256 FROM migrations ORDER BY name";

/// Applies what is missing; `now` is noted beside each.
pub async fn migrate(db: &Db, migrations: &[Migration], now: Timestamp) -> Result<Applied> {
    let mut tx = db.write()?;
    if db.kind() == Kind::Postgres {
        // SQLite's write transaction keeps others out by itself. The number is arbitrary; the schema is in
        // the key, so that schemas of one database do not wait for each other.
        tx.execute(
            "SELECT pg_advisory_xact_lock(1917088, hashtext(coalesce(current_schema()::text, '')))",
            args![],
        )
        .await?;
    }
    tx.script(
        "CREATE TABLE IF NOT EXISTS migrations (
            name TEXT NOT NULL PRIMARY KEY,
            sha256 TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )",
    )
    .await?;
    let recorded = tx.all(RECORDED, args![]).await?;
    let missing = missing(&recorded, migrations)?;
    for migration in missing {
        tx.script(migration.sql)
            .await
            .map_err(|e| Fault::Migration { name: migration.name, reason: e.to_string() })?;
        tx.execute(
            "INSERT INTO migrations (name, sha256, applied_at) VALUES ($1, $2, $3)",
            args![migration.name, digest(migration.sql), now],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(Applied { before: recorded.len(), now: missing.iter().map(|it| it.name).collect() })
}

/// The names of the migrations that [`migrate`] would apply; the same errors as it, and nothing is written.
pub async fn pending(db: &Db, migrations: &[Migration]) -> Result<Vec<&'static str>> {
    let tables: i64 = match db.kind() {
        Kind::Sqlite => {
            db.one(
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'migrations'",
                args![],
            )
            .await?
        }
        Kind::Postgres => {
            db.one(
                "SELECT COUNT(*) FROM pg_tables
                 WHERE schemaname = current_schema() AND tablename = 'migrations'",
                args![],
            )
            .await?
        }
    };
    let recorded = if tables == 0 { Vec::new() } else { db.all(RECORDED, args![]).await? };
    Ok(missing(&recorded, migrations)?.iter().map(|it| it.name).collect())
}

/// Compares what the database has with what the program knows; gives what is to be applied.
fn missing<'m>(recorded: &[(String, String)], known: &'m [Migration]) -> Result<&'m [Migration]> {
    if let Some((_, second)) =
        known.iter().zip(known.iter().skip(1)).find(|(a, b)| a.name >= b.name)
    {
        return Err(Fault::Unsorted(second.name).into());
    }
    for (name, sha256) in recorded {
        match known.iter().find(|it| it.name == name) {
            None => return Err(Fault::Unknown(name.clone()).into()),
            Some(it) if digest(it.sql) != *sha256 => {
                return Err(Fault::Changed(name.clone()).into());
            }
            Some(_) => {}
        }
    }
    if let Some((it, (name, _))) =
        known.iter().zip(recorded).find(|(it, (name, _))| it.name != name)
    {
        return Err(Fault::Gap { missing: it.name, applied: name.clone() }.into());
    }
    Ok(known.get(recorded.len()..).unwrap_or_default())
}

/// SHA-256 of a text, in hexadecimal. Line ends do not count: a checkout may change them.
fn digest(sql: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(sql.replace("\r\n", "\n")) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Migration = Migration { name: "0001_a", sql: "a" };
    const TWO: Migration = Migration { name: "0002_b", sql: "b" };
    const THREE: Migration = Migration { name: "0003_c", sql: "c" };

    fn compare(applied: &[Migration], known: &[Migration]) -> Result<Vec<&'static str>, String> {
        let mut recorded: Vec<_> =
            applied.iter().map(|it| (it.name.to_owned(), digest(it.sql))).collect();
        recorded.sort();
        missing(&recorded, known)
            .map(|list| list.iter().map(|it| it.name).collect())
            .map_err(|e| e.to_string())
    }

    #[test]
    fn what_is_missing_is_applied_in_order() {
        assert_eq!(compare(&[], &[ONE, TWO]), Ok(vec!["0001_a", "0002_b"]));
        assert_eq!(compare(&[ONE], &[ONE, TWO]), Ok(vec!["0002_b"]));
        assert_eq!(compare(&[ONE, TWO], &[ONE, TWO]), Ok(vec![]));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let changed = Migration { sql: "other", ..ONE };
        assert!(compare(&[changed], &[ONE]).unwrap_err().contains("0001_a was changed"));
        assert!(compare(&[ONE, TWO], &[ONE]).unwrap_err().contains("0002_b, which this version"));
        assert!(
            compare(&[ONE, THREE], &[ONE, TWO, THREE])
                .unwrap_err()
                .contains("0002_b is not applied")
        );
        assert!(compare(&[], &[TWO, ONE]).unwrap_err().contains("0001_a"));
        assert!(compare(&[], &[ONE, ONE]).is_err());
    }

    #[test]
    fn the_digest_is_sha256_whatever_the_line_ends() {
        assert_eq!(
            digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(digest("a\r\nb"), digest("a\nb"));
    }
}
