//! Where the database is: the `dsn` of the configuration (Kratos admin and config contract §1.2).
//!
//! Read here: `sqlite:///absolute.db`, `sqlite://relative.db`, `memory`, `postgres://…`. Kratos' parameters
//! that its server consumes (`max_conns`, `max_conn_lifetime`, …) are consumed here too; everything else of
//! a PostgreSQL URL (`sslmode`, `sslrootcert`, `application_name`, …) goes to the driver. SQLite's parameters
//! are accepted and have no effect, since each of them is decided in `pool`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use crate::error::{Error, Fault, Result};

/// How to open a database.
#[derive(Clone)]
pub struct Options {
    /// `sqlite:///absolute.db`, `sqlite://relative.db`, `memory`, or `postgres://user:password@host/name`.
    pub dsn: String,
    /// The most connections that PostgreSQL is asked for, at least 1; `max_conns` in the DSN goes first.
    /// SQLite has one that writes and a few that read, whatever stands here.
    pub max_connections: u32,
    /// PostgreSQL: the schema to work in instead of the user's own. SQLite has none.
    pub schema: Option<String>,
    /// Whether a commit on SQLite waits until the disk has it. `false` is for tests.
    pub durable: bool,
}

impl Options {
    /// These, and the defaults: 20 connections, the user's schema, durable.
    pub fn new(dsn: impl Into<String>) -> Self {
        Self { dsn: dsn.into(), max_connections: 20, schema: None, durable: true }
    }
}

/// Leaves the DSN out: it may hold a password.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("max_connections", &self.max_connections)
            .field("schema", &self.schema)
            .field("durable", &self.durable)
            .finish_non_exhaustive()
    }
}

/// What a DSN means.
#[derive(Debug)]
pub(crate) enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// A file that goes with its last handle.
    Memory,
    /// A server.
    Postgres(Box<Server>),
}

/// A PostgreSQL server, and how to hold connections to it.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) options: PgConnectOptions,
    pub(crate) max_connections: Option<u32>,
    pub(crate) lifetime: Option<Duration>,
    pub(crate) idle: Option<Duration>,
}

impl Target {
    pub(crate) fn of(dsn: &str) -> Result<Self> {
        let dsn = dsn.trim();
        if dsn == "memory" {
            return Ok(Self::Memory);
        }
        match dsn.split_once("://").or_else(|| dsn.split_once(':')) {
            Some(("sqlite" | "sqlite3", rest)) => sqlite(rest),
            Some(("postgres" | "postgresql", _)) => postgres(dsn),
            Some((scheme, _)) => Err(fault(format!(
                "the scheme `{scheme}` is not supported; use sqlite://, postgres:// or memory"
            ))),
            None => Err(fault("expected sqlite://PATH, postgres://… or memory".to_owned())),
        }
    }
}

fn fault(reason: String) -> Error {
    Fault::Dsn(reason).into()
}

fn sqlite(rest: &str) -> Result<Target> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.strip_prefix("file:").unwrap_or(path);
    if path == ":memory:" || query.split('&').any(|pair| pair == "mode=memory") {
        return Ok(Target::Memory);
    }
    if path.is_empty() {
        return Err(fault("sqlite:// is followed by no path".to_owned()));
    }
    Ok(Target::Sqlite(path.into()))
}

fn postgres(dsn: &str) -> Result<Target> {
    let mut url = Url::parse(dsn).map_err(|e| fault(format!("not a URL: {e}")))?;
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let mut server = Server {
        options: PgConnectOptions::new_without_pgpass(),
        max_connections: None,
        lifetime: None,
        idle: None,
    };
    // A statement that falls out of the cache is prepared anew: room for all of them.
    let mut cache = 512;
    let mut search_path = None;
    url.set_query(None);
    for (key, value) in pairs {
        let wrong = |what: &str| fault(format!("`{key}` must be {what}, not `{value}`"));
        match key.as_str() {
            "max_conns" => {
                let count = value.parse().ok().filter(|count| *count > 0);
                server.max_connections = Some(count.ok_or_else(|| wrong("a positive number"))?);
            }
            // Connections are opened when needed and kept: there is no number of idle ones to hold.
            "max_idle_conns" => {}
            "max_conn_lifetime" => {
                server.lifetime = Some(duration(&value).ok_or_else(|| wrong("like 1h30m"))?);
            }
            "max_conn_idle_time" => {
                server.idle = Some(duration(&value).ok_or_else(|| wrong("like 10m"))?);
            }
            "statement-cache-capacity" => cache = value.parse().map_err(|_| wrong("a number"))?,
            "search_path" => search_path = Some(value),
            _ => drop(url.query_pairs_mut().append_pair(&key, &value)),
        }
    }
    let options = PgConnectOptions::from_url(&url).map_err(|e| fault(e.to_string()))?;
    server.options = options.statement_cache_capacity(cache);
    if let Some(schema) = search_path {
        server.options = server.options.options([("search_path", schema)]);
    }
    Ok(Target::Postgres(Box::new(server)))
}

/// Go's way to write a duration: numbers with units, one after the other.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let (digits, after) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, tail) = after.split_at_checked(end)?;
        let count = digits.parse::<u64>().ok()?;
        sum = sum.checked_add(match unit {
            "h" => Duration::from_secs(count.checked_mul(3600)?),
            "m" => Duration::from_secs(count.checked_mul(60)?),
            "s" => Duration::from_secs(count),
            "ms" => Duration::from_millis(count),
            _ => return None,
        })?;
        rest = tail;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_paths() {
        for (dsn, path) in [
            ("sqlite:///var/lib/a.db?_fk=true&mode=rwc", "/var/lib/a.db"),
            ("sqlite://data/a.db", "data/a.db"),
            ("sqlite:a.db", "a.db"),
            ("sqlite://file:/a.db?cache=shared", "/a.db"),
        ] {
            let Target::Sqlite(found) = Target::of(dsn).unwrap() else { panic!("{dsn}") };
            assert_eq!(found.to_str(), Some(path), "{dsn}");
        }
        for dsn in [
            "memory",
            "sqlite://:memory:",
            "sqlite://file::memory:?cache=shared",
            "sqlite://a?mode=memory",
        ] {
            assert!(matches!(Target::of(dsn), Ok(Target::Memory)), "{dsn}");
        }
    }

    #[test]
    fn kratos_parameters_are_consumed_and_the_others_kept() {
        let dsn = "postgres://u:p%40@h:5433/d?sslmode=require&max_conns=7&max_idle_conns=2&max_conn_lifetime=1h30m&max_conn_idle_time=90s";
        let Target::Postgres(server) = Target::of(dsn).unwrap() else { panic!() };
        assert_eq!(server.max_connections, Some(7));
        assert_eq!(server.lifetime, Some(Duration::from_mins(90)));
        assert_eq!(server.idle, Some(Duration::from_secs(90)));
        assert_eq!(server.options.get_host(), "h");
        assert_eq!(server.options.get_port(), 5433);
        assert!(matches!(server.options.get_ssl_mode(), sqlx::postgres::PgSslMode::Require));
    }

    #[test]
    fn what_is_not_understood_is_refused_without_the_password() {
        for dsn in [
            "mysql://u:hunter2@h/d",
            "",
            "sqlite://",
            "nonsense",
            "postgres://u:hunter2@h/d?max_conns=0",
            "postgres://u:hunter2@h/d?max_conn_lifetime=10",
            "postgres://u:hunter2@h:port/d",
        ] {
            let error = Target::of(dsn).unwrap_err().to_string();
            assert!(error.starts_with("dsn: ") && !error.contains("hunter2"), "{dsn}: {error}");
        }
    }
}
