//! One connection out of a pool, and what can be said over it.
//!
//! The two databases are told apart here and in `row`, nowhere else. A link whose statement was cut short
//! is not trusted: PostgreSQL's is closed rather than asked to find its place again; SQLite's goes on, because
//! its thread does one thing after the other. Errors are the driver's, for the caller to sort.

use deadpool::managed::Object;
use sqlx::{Arguments as _, Database, Encode, Executor as _, Type};
use tokio::runtime::Handle;

use crate::pool::{Postgres, Sqlite};
use crate::row::{Row, Source};
use crate::value::Value;

pub(crate) enum Link {
    Sqlite { object: Object<Sqlite>, writes: bool },
    Postgres(Object<Postgres>),
}

/// How many rows are wanted.
#[derive(Clone, Copy)]
pub(crate) enum Want {
    First,
    All,
}

impl Link {
    /// Runs a statement; how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, args: &[Value]) -> sqlx::Result<u64> {
        match self {
            Self::Sqlite { object, .. } => {
                let args = bind::<sqlx::Sqlite>(args)?;
                let result = object.raw.execute(sqlx::query_with(sql, args)).await;
                object.settle(result.map(|done| done.rows_affected()))
            }
            Self::Postgres(object) => {
                let args = bind::<sqlx::Postgres>(args)?;
                object.doubtful = true;
                let result = object.raw.execute(sqlx::query_with(sql, args)).await;
                object.settle(result.map(|done| done.rows_affected()))
            }
        }
    }

    /// Runs a statement for its rows.
    pub(crate) async fn fetch(
        &mut self,
        sql: &'static str,
        args: &[Value],
        want: Want,
    ) -> sqlx::Result<Vec<Row>> {
        match self {
            Self::Sqlite { object, writes } => {
                let args = bind::<sqlx::Sqlite>(args)?;
                let query = sqlx::query_with(sql, args);
                // Stopping after the first row would reset the statement, and the driver passes over what
                // only shows then: that the commit of a single write failed.
                let result = if *writes || matches!(want, Want::All) {
                    object.raw.fetch_all(query).await
                } else {
                    object.raw.fetch_optional(query).await.map(Vec::from_iter)
                };
                let rows = object.settle(result)?;
                Ok(rows.into_iter().map(|row| Row(Source::Sqlite(row))).collect())
            }
            Self::Postgres(object) => {
                let args = bind::<sqlx::Postgres>(args)?;
                let query = sqlx::query_with(sql, args);
                object.doubtful = true;
                let result = match want {
                    Want::All => object.raw.fetch_all(query).await,
                    Want::First => object.raw.fetch_optional(query).await.map(Vec::from_iter),
                };
                let rows = object.settle(result)?;
                Ok(rows.into_iter().map(|row| Row(Source::Postgres(row))).collect())
            }
        }
    }

    /// Runs statements separated by semicolons, without arguments. The database itself finds their ends.
    pub(crate) async fn script(&mut self, sql: &'static str) -> sqlx::Result<()> {
        match self {
            Self::Sqlite { object, .. } => {
                let result = object.raw.execute(sql).await;
                object.settle(result.map(drop))
            }
            Self::Postgres(object) => {
                object.doubtful = true;
                let result = object.raw.execute(sql).await;
                object.settle(result.map(drop))
            }
        }
    }

    /// Begins a transaction. One that reads sees one state of the database from its first statement on. One that writes
    /// to SQLite begins with its first script (`batch`).
    pub(crate) async fn begin(&mut self, write: bool) -> sqlx::Result<()> {
        match (&self, write) {
            (Self::Sqlite { .. }, _) => self.execute("BEGIN", &[]).await.map(drop),
            (Self::Postgres(_), true) => self.script("BEGIN").await,
            (Self::Postgres(_), false) => {
                self.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
            }
        }
    }

    pub(crate) async fn commit(&mut self) -> sqlx::Result<()> {
        self.end("COMMIT").await
    }

    pub(crate) async fn rollback(&mut self) -> sqlx::Result<()> {
        self.end("ROLLBACK").await
    }

    async fn end(&mut self, sql: &'static str) -> sqlx::Result<()> {
        match self {
            Self::Sqlite { .. } => self.execute(sql, &[]).await.map(drop),
            Self::Postgres(_) => self.script(sql).await,
        }
    }

    /// Rolls back in the background and hands the connection back; closes it where that is in doubt, which
    /// rolls back too.
    pub(crate) fn abandon(mut self) {
        let doubtful = match &self {
            Self::Sqlite { object, .. } => object.doubtful,
            Self::Postgres(object) => object.doubtful,
        };
        match Handle::try_current() {
            Ok(runtime) if !doubtful => {
                runtime.spawn(async move {
                    if self.rollback().await.is_err() {
                        self.close();
                    }
                });
            }
            _ => self.close(),
        }
    }

    /// Closes the connection instead of handing it back.
    pub(crate) fn close(self) {
        match self {
            Self::Sqlite { object, .. } => drop(Object::take(object)),
            Self::Postgres(object) => drop(Object::take(object)),
        }
    }
}

/// The arguments as the driver wants them, each NULL with its type.
fn bind<D: Database>(args: &[Value]) -> sqlx::Result<D::Arguments>
where
    for<'q> Option<bool>: Encode<'q, D> + Type<D>,
    for<'q> Option<i64>: Encode<'q, D> + Type<D>,
    for<'q> Option<&'q str>: Encode<'q, D> + Type<D>,
    for<'q> Option<&'q [u8]>: Encode<'q, D> + Type<D>,
{
    let mut bound = D::Arguments::default();
    bound.reserve(args.len(), args.len() * 40);
    for value in args {
        match value {
            Value::Bool(it) => bound.add(*it),
            Value::Int(it) => bound.add(*it),
            Value::Text(it) => bound.add(it.as_deref()),
            Value::Blob(it) => bound.add(it.as_deref()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}
