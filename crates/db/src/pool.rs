//! Connections, and the pools that hold them.
//!
//! The pools do not ping: a connection that was cut short or failed says so itself and is closed instead of
//! reused, and only one that stood idle for a while is asked whether it is still there. SQLite has one
//! connection that writes, handed on in the order of asking, and a few that only read; PostgreSQL has one
//! pool. What is said over a connection is `link`'s part.

use std::path::Path;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, SqliteConnection};

use crate::dsn::{Options, Server};
use crate::error::{Error, Fault, Result, lost};

/// How long a request waits for a connection before it is told that the database is busy.
const WAIT: Duration = Duration::from_secs(10);
/// How long opening a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// After this long without use, a connection is asked whether it is still there.
const STALE: Duration = Duration::from_secs(20);
/// Connections that read SQLite, at most; each has a thread and a cache.
const READERS: usize = 4;
/// What each connection to SQLite keeps in memory: 512 KiB (negative: in KiB). What is not there is in the kernel's cache.
const CACHE: &str = "-512";
/// How long SQLite waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection, and whether it may be used again.
pub(crate) struct Conn<C> {
    pub(crate) raw: C,
    /// Something went wrong, or a statement is under way or was cut short.
    pub(crate) doubtful: bool,
}

impl<C> Conn<C> {
    fn new(raw: C) -> Self {
        Self { raw, doubtful: false }
    }

    /// Takes note of how a statement ended.
    pub(crate) fn settle<T>(&mut self, result: sqlx::Result<T>) -> sqlx::Result<T> {
        self.doubtful = result.as_ref().is_err_and(lost);
        result
    }
}

/// Opens and checks connections to SQLite.
pub(crate) struct Sqlite {
    options: SqliteConnectOptions,
}

/// Opens and checks connections to PostgreSQL.
pub(crate) struct Postgres {
    options: PgConnectOptions,
    lifetime: Option<Duration>,
    idle: Option<Duration>,
}

impl Manager for Sqlite {
    type Type = Conn<SqliteConnection>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Self::Type, sqlx::Error> {
        // Boxed: it is big, rare, and would be part of the future of every statement.
        Box::pin(self.options.connect()).await.map(Conn::new)
    }

    async fn recycle(&self, conn: &mut Self::Type, _: &Metrics) -> RecycleResult<sqlx::Error> {
        if conn.doubtful { Err(RecycleError::message("doubtful")) } else { Ok(()) }
    }
}

impl Manager for Postgres {
    type Type = Conn<PgConnection>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Self::Type, sqlx::Error> {
        Box::pin(self.options.connect()).await.map(Conn::new)
    }

    async fn recycle(
        &self,
        conn: &mut Self::Type,
        metrics: &Metrics,
    ) -> RecycleResult<sqlx::Error> {
        let unused = metrics.last_used();
        if conn.doubtful
            || self.idle.is_some_and(|limit| unused > limit)
            || self.lifetime.is_some_and(|limit| metrics.age() > limit)
        {
            return Err(RecycleError::message("doubtful or too old"));
        }
        if unused > STALE {
            Box::pin(tokio::time::timeout(CONNECT, conn.raw.ping()))
                .await
                .map_err(|_| RecycleError::message("no answer"))??;
        }
        Ok(())
    }
}

fn pool<M: Manager>(manager: M, size: usize) -> Result<Pool<M>> {
    Pool::builder(manager)
        .max_size(size)
        // The connection used last has the warmest caches.
        .queue_mode(QueueMode::Lifo)
        .timeouts(Timeouts { wait: Some(WAIT), create: Some(CONNECT), recycle: None })
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|e| Error::Other(Box::new(e)))
}

/// The pools of SQLite: the readers, and the one writer.
pub(crate) fn sqlite(path: &Path, durable: bool) -> Result<(Pool<Sqlite>, Pool<Sqlite>)> {
    create_private(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("cache_size", CACHE)
        .statement_cache_capacity(512);
    let synchronous = if durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
    let writer = options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(synchronous);
    let reader = options.read_only(true);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let readers = pool(Sqlite { options: reader }, cores.clamp(2, READERS))?;
    Ok((readers, pool(Sqlite { options: writer }, 1)?))
}

/// The pool of PostgreSQL.
pub(crate) fn postgres(server: Server, with: &Options) -> Result<Pool<Postgres>> {
    let size = server.max_connections.unwrap_or(with.max_connections).max(1);
    let mut options = server.options;
    if let Some(schema) = &with.schema {
        options = options.options([("search_path", schema)]);
    }
    let manager = Postgres { options, lifetime: server.lifetime, idle: server.idle };
    pool(manager, usize::try_from(size).unwrap_or(1))
}

/// Takes a connection out of its pool, opening one if need be.
pub(crate) async fn take<M: Manager<Error = sqlx::Error>>(pool: &Pool<M>) -> Result<Object<M>> {
    pool.get().await.map_err(|error| match error {
        PoolError::Timeout(deadpool::managed::TimeoutType::Wait) => Error::Busy,
        PoolError::Timeout(_) => Fault::Connect(CONNECT.as_secs()).into(),
        PoolError::Backend(error) => Error::of(error, ""),
        PoolError::Closed => Fault::Closed.into(),
        other => Error::Other(Box::new(other)),
    })
}

/// A new database file is its owner's alone; SQLite gives the files beside it the same mode.
fn create_private(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|e| Fault::Open { path: path.display().to_string(), source: Box::new(e) }.into())
}
