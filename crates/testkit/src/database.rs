//! A fresh, migrated database for each test: a copy of a template file, or a schema of its own, which the next test gets
//! empty.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use db::testing::{Template, create_schema, empty_schema};
use db::{Db, Options};
use model::Timestamp;
use tempfile::TempDir;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static NEXT: AtomicU64 = AtomicU64::new(0);
/// Schemas that are migrated and empty. A test that fails does not give its own back.
static EMPTY: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Where a test's data lies until the test is over.
pub(crate) enum Database {
    Sqlite { folder: TempDir, path: PathBuf },
    Postgres { dsn: String, schema: String },
}

impl Database {
    pub(crate) async fn new(now: Timestamp) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "which database a test runs on is said from outside"
        )]
        let url = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty());
        if let Some(dsn) = url {
            let empty = EMPTY.lock().unwrap_or_else(PoisonError::into_inner).pop();
            if let Some(schema) = empty {
                return Self::Postgres { dsn, schema };
            }
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let schema = format!("t{}_{number}", std::process::id());
            create_schema(&dsn, &schema).await.expect("a schema for the test");
            let database = Self::Postgres { dsn, schema };
            let db = database.open().await;
            db::migrate(&db, server::migrations(), now).await.expect("migrations");
            db.close().await;
            return database;
        }
        let template = TEMPLATE
            .get_or_init(|| async {
                Template::new(server::migrations(), now).await.expect("a template database")
            })
            .await;
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("test.db");
        template.copy_to(&path).expect("a copy of the template");
        Self::Sqlite { folder, path }
    }

    /// Opens it, as often as the server is restarted.
    pub(crate) async fn open(&self) -> Db {
        let options = match self {
            Self::Sqlite { path, .. } => {
                let mut options = Options::new(format!("sqlite://{}", path.display()));
                options.durable = false;
                options
            }
            Self::Postgres { dsn, schema } => {
                let mut options = Options::new(dsn.clone());
                options.schema = Some(schema.clone());
                options.max_connections = 12;
                options
            }
        };
        Db::open(&options).await.expect("the test's database")
    }

    /// Everything that is stored, as bytes: for looking for what must not be there.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Sqlite { folder, .. } => std::fs::read_dir(folder.path())
                .expect("the test's folder")
                .map(|entry| entry.expect("a file").path())
                .collect(),
            Self::Postgres { .. } => Vec::new(),
        }
    }

    pub(crate) async fn remove(&self) {
        if let Self::Postgres { dsn, schema } = self {
            empty_schema(dsn, schema).await.expect("emptying the test's schema");
            EMPTY.lock().unwrap_or_else(PoisonError::into_inner).push(schema.clone());
        }
    }
}
