//! Databases for tests: quick to make, and each test has its own.
//!
//! On SQLite a file is migrated once and copied for each test; on PostgreSQL each test has a schema of its
//! own in one database, emptied before the next gets it. What a test opens on them, it opens with [`Db::open`]
//! as the server does: [`Options`] with `durable: false` and `schema`. Nothing here is for production.

use std::path::Path;

use model::Timestamp;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tempfile::TempDir;

use crate::database::Db;
use crate::dsn::{Options, Target};
use crate::error::{Error, Fault, Result};
use crate::migrate::{Migration, migrate};

/// A migrated SQLite file, to be copied. It goes when this is dropped; keep it as long as the process.
pub struct Template {
    directory: TempDir,
}

impl Template {
    /// Makes the file; `now` is the time noted beside the migrations.
    pub async fn new(migrations: &[Migration], now: Timestamp) -> Result<Self> {
        let directory = tempfile::tempdir().map_err(io)?;
        let dsn = format!("sqlite://{}", directory.path().join("template.db").display());
        let db = Db::open(&Options { durable: false, ..Options::new(dsn) }).await?;
        migrate(&db, migrations, now).await?;
        db.close().await;
        Ok(Self { directory })
    }

    /// Copies the file to `path`, ready to be opened as `sqlite://path`.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        std::fs::copy(self.directory.path().join("template.db"), path).map(drop).map_err(io)
    }
}

/// Makes the schema `name` anew on the PostgreSQL of `dsn`; what was in it is gone. Names are lower-case
/// letters, digits and `_`.
pub async fn create_schema(dsn: &str, name: &str) -> Result<()> {
    drop_schema(dsn, name).await?;
    command(dsn, name, format!("CREATE SCHEMA {name}")).await
}

/// Removes the schema `name` and all that is in it, if it exists.
pub async fn drop_schema(dsn: &str, name: &str) -> Result<()> {
    command(dsn, name, format!("DROP SCHEMA IF EXISTS {name} CASCADE")).await
}

/// Takes all rows out of the schema `name`, but for those that say what was migrated: what comes next finds it as new,
/// without the work of making it anew. Small tables keep the room that their rows took.
pub async fn empty_schema(dsn: &str, name: &str) -> Result<()> {
    let sql = format!(
        "DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT tablename FROM pg_tables
                WHERE schemaname = '{name}' AND tablename <> 'migrations'
            LOOP
                IF pg_table_size(format('{name}.%I', name)) > 65536 THEN
                    EXECUTE format('TRUNCATE {name}.%I', name);
                ELSE
                    EXECUTE format('DELETE FROM {name}.%I', name);
                END IF;
            END LOOP;
        END $$"
    );
    command(dsn, name, sql).await
}

async fn command(dsn: &str, name: &str, sql: String) -> Result<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let (Target::Postgres(server), true) = (Target::of(dsn)?, name.chars().all(plain)) else {
        return Err(Fault::Dsn("a schema needs PostgreSQL and a plain name".to_owned()).into());
    };
    let options = server.options.options([("client_min_messages", "warning")]);
    let mut connection = options.connect().await.map_err(|e| Error::of(e, ""))?;
    connection.execute(AssertSqlSafe(sql)).await.map_err(|e| Error::of(e, ""))?;
    connection.close().await.map_err(|e| Error::of(e, ""))
}

fn io(error: std::io::Error) -> Error {
    Error::Other(Box::new(error))
}
