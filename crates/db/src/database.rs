//! The handle on a database: single statements, transactions, and the counter of statements.
//!
//! A single read is one round trip, without a transaction around it. A single write is its own transaction.
//! Reads and the beginnings of transactions are tried once more on a fresh connection when the one they got
//! turns out to be gone; a single write is not, since it may have happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deadpool::managed::{Manager, Pool};
use sqlx::Connection as _;
use tempfile::TempDir;

use crate::batch;
use crate::dsn::{Options, Target};
use crate::error::{Error, Fault, Result, lost};
use crate::link::{Link, Want};
use crate::pool;
use crate::row::{Fields, Record, Row, Rows};
use crate::tx::Tx;
use crate::value::{Statement, Value};
use crate::writers::Writers;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SQLite, in this process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// A database. Clones share its connections.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
    pub(crate) meter: Meter,
}

struct Inner {
    store: Store,
    writers: Arc<Writers>,
    /// The directory of a database that goes with its last handle; dropped after the connections.
    _temporary: Option<TempDir>,
}

enum Store {
    Sqlite { readers: Pool<pool::Sqlite>, writer: Pool<pool::Sqlite> },
    Postgres(Pool<pool::Postgres>),
}

/// Counts statements, for the database and for the handle.
#[derive(Clone, Default)]
pub(crate) struct Meter {
    total: Arc<AtomicU64>,
    own: Option<Arc<AtomicU64>>,
}

impl Meter {
    pub(crate) fn count(&self) {
        self.total.fetch_add(1, Ordering::Relaxed);
        if let Some(own) = &self.own {
            own.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&self.kind()).finish()
    }
}

impl Db {
    /// Opens the database and one connection to it, so that a wrong DSN shows now. A SQLite file that does
    /// not exist is made, readable by its owner alone; its directory must exist.
    pub async fn open(options: &Options) -> Result<Self> {
        let mut temporary = None;
        let store = match Target::of(&options.dsn)? {
            Target::Sqlite(path) => Store::sqlite(&path, options.durable).await?,
            Target::Memory => {
                let directory = tempfile::tempdir().map_err(|e| Error::Other(Box::new(e)))?;
                let path = directory.path().join("memory.db");
                temporary = Some(directory);
                Store::sqlite(&path, false).await?
            }
            Target::Postgres(server) => {
                let pool = pool::postgres(*server, options)?;
                drop(pool::take(&pool).await?);
                Store::Postgres(pool)
            }
        };
        let inner = Inner { store, writers: Arc::default(), _temporary: temporary };
        Ok(Self { inner: Arc::new(inner), meter: Meter::default() })
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match self.inner.store {
            Store::Sqlite { .. } => Kind::Sqlite,
            Store::Postgres(_) => Kind::Postgres,
        }
    }

    /// A handle on the same database whose [`statements`](Self::statements) start at zero, as one request
    /// or job wants it. Transactions begun on it count too.
    #[must_use]
    pub fn counted(&self) -> Self {
        let meter = Meter { total: Arc::clone(&self.meter.total), own: Some(Arc::default()) };
        Self { inner: Arc::clone(&self.inner), meter }
    }

    /// How many statements were run: by way of this handle if it is [`counted`](Self::counted), else all.
    /// Begin, commit and rollback are not among them.
    pub fn statements(&self) -> u64 {
        self.meter.own.as_ref().unwrap_or(&self.meter.total).load(Ordering::Relaxed)
    }

    /// Reads the first row; an error if there is none.
    pub async fn one<T: Record>(&self, sql: &'static str, args: Vec<Value>) -> Result<T> {
        self.optional(sql, args).await?.ok_or_else(|| Fault::NoRow(sql).into())
    }

    /// Reads the first row, if there is one.
    pub async fn optional<T: Record>(
        &self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Option<T>> {
        first(&self.look(sql, &args, Want::First).await?)
    }

    /// Reads all rows.
    pub async fn all<T: Record>(&self, sql: &'static str, args: Vec<Value>) -> Result<Vec<T>> {
        self.look(sql, &args, Want::All).await?.iter().map(T::read).collect()
    }

    /// Runs one write as a transaction of its own; how many rows it changed.
    pub async fn execute(&self, sql: &'static str, args: Vec<Value>) -> Result<u64> {
        self.inner.writers.check()?;
        self.meter.count();
        let mut link = self.inner.store.link(true).await?;
        link.execute(sql, &args).await.map_err(|e| Error::of(e, sql))
    }

    /// Runs one write with `RETURNING` as a transaction of its own, for its first row; an error if there
    /// is none.
    pub async fn write_one<T: Record>(&self, sql: &'static str, args: Vec<Value>) -> Result<T> {
        self.write_optional(sql, args).await?.ok_or_else(|| Fault::NoRow(sql).into())
    }

    /// Runs one write with `RETURNING` as a transaction of its own, for its first row, if there is one.
    pub async fn write_optional<T: Record>(
        &self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Option<T>> {
        first(&self.change(sql, &args, Want::First).await?)
    }

    /// Runs one write with `RETURNING` as a transaction of its own, for all its rows.
    pub async fn write_all<T: Record>(
        &self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Vec<T>> {
        self.change(sql, &args, Want::All).await?.iter().map(T::read).collect()
    }

    /// The same, and if there is a row the rows of a read besides: on PostgreSQL in one trip, where the read sees the
    /// database as it was before the write.
    pub async fn write_and_read<T: Fields>(
        &self,
        write: Statement,
        read: Statement,
    ) -> Result<Option<(T, Rows)>> {
        if self.kind() == Kind::Sqlite {
            let Some(row) = self.change(write.sql, &write.args, Want::First).await?.pop() else {
                return Ok(None);
            };
            let rows = self.look(read.sql, &read.args, Want::All).await?;
            let written = T::take(&mut row.columns(&[T::NAMES])?)?;
            return Ok(Some((written, Rows { rows, behind: &[] })));
        }
        let sql = batch::and_read(&write, &read);
        let args: Vec<Value> = write.args.into_iter().chain(read.args).collect();
        let rows = self.change(sql, &args, Want::All).await?;
        let rows = Rows { rows, behind: T::NAMES };
        let Some(row) = rows.rows.first() else {
            return Ok(None);
        };
        let written = T::take(&mut row.first_columns())?;
        Ok(Some((written, rows)))
    }

    /// Begins a transaction that only reads, and sees one state of the database. A write in it is refused.
    pub async fn read(&self) -> Result<Tx> {
        self.inner.writers.check_connection()?;
        let mut tx = Tx::new(self.clone(), None);
        tx.begin(false).await?;
        Ok(tx)
    }

    /// A transaction that writes. It begins with the first statement that is waited for; on SQLite there is one at a
    /// time from then on, in the order of asking. An error at once if this task holds one already; drop or commit it
    /// first.
    pub fn write(&self) -> Result<Tx> {
        let slot = self.inner.writers.claim()?;
        Ok(Tx::new(self.clone(), Some(slot)))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.one::<i64>("SELECT 1", Vec::new()).await.map(drop)
    }

    /// Closes the connections that are free now, and the others when they are handed back. Afterwards
    /// nothing can be asked any more. SQLite's file is complete without the files beside it then.
    pub async fn close(&self) {
        match &self.inner.store {
            Store::Sqlite { readers, writer } => {
                for pool in [readers, writer] {
                    let idle = pool.retain(|_, _| false).removed;
                    pool.close();
                    for conn in idle {
                        // Closing is all that is left to do: there is nobody to tell.
                        drop(conn.raw.close().await);
                    }
                }
            }
            Store::Postgres(pool) => {
                let idle = pool.retain(|_, _| false).removed;
                pool.close();
                for conn in idle {
                    drop(conn.raw.close().await);
                }
            }
        }
    }

    pub(crate) async fn link(&self, write: bool) -> Result<Link> {
        self.inner.store.link(write).await
    }

    /// Lets go of the connections nobody uses: one was lost, so they may all be.
    pub(crate) fn forget(&self) {
        self.inner.store.forget();
    }

    async fn look(&self, sql: &'static str, args: &[Value], want: Want) -> Result<Vec<Row>> {
        if cfg!(debug_assertions) && !reads(sql) {
            return Err(Fault::NotARead(sql).into());
        }
        self.inner.writers.check_connection()?;
        self.meter.count();
        let mut link = self.inner.store.link(false).await?;
        let mut result = link.fetch(sql, args, want).await;
        if result.as_ref().is_err_and(lost) {
            drop(link);
            self.forget();
            link = self.inner.store.link(false).await?;
            result = link.fetch(sql, args, want).await;
        }
        result.map_err(|e| Error::of(e, sql))
    }

    async fn change(&self, sql: &'static str, args: &[Value], want: Want) -> Result<Vec<Row>> {
        self.inner.writers.check()?;
        self.meter.count();
        let mut link = self.inner.store.link(true).await?;
        link.fetch(sql, args, want).await.map_err(|e| Error::of(e, sql))
    }
}

impl Store {
    async fn sqlite(path: &std::path::Path, durable: bool) -> Result<Self> {
        let (readers, writer) = pool::sqlite(path, durable)?;
        let opened = pool::take(&writer).await.map_err(|error| match error {
            Error::Other(source) => Fault::Open { path: path.display().to_string(), source }.into(),
            other => other,
        });
        drop(opened?);
        Ok(Self::Sqlite { readers, writer })
    }

    async fn link(&self, write: bool) -> Result<Link> {
        Ok(match self {
            Self::Sqlite { writer, .. } if write => {
                Link::Sqlite { object: pool::take(writer).await?, writes: true }
            }
            Self::Sqlite { readers, .. } => {
                Link::Sqlite { object: pool::take(readers).await?, writes: false }
            }
            Self::Postgres(pool) => Link::Postgres(pool::take(pool).await?),
        })
    }

    fn forget(&self) {
        fn clear<M: Manager>(pool: &Pool<M>) {
            drop(pool.retain(|_, _| false));
        }
        match self {
            Self::Sqlite { readers, writer } => {
                clear(readers);
                clear(writer);
            }
            Self::Postgres(pool) => clear(pool),
        }
    }
}

fn first<T: Record>(rows: &[Row]) -> Result<Option<T>> {
    rows.first().map(T::read).transpose()
}

/// Whether the text looks like a read, by its first word.
fn reads(sql: &str) -> bool {
    let word = sql.split_whitespace().next().unwrap_or_default();
    ["SELECT", "WITH", "VALUES"].iter().any(|read| word.eq_ignore_ascii_case(read))
}
