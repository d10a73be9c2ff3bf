//! A fresh database for each test, and the macro that runs a test on both kinds.

use std::sync::atomic::{AtomicU32, Ordering};

use db::{Db, Options, testing};

/// Names the tests of a module; each is an `async fn(Db)` and runs on both databases.
macro_rules! both {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::fixture::on_sqlite(super::$name).await;
            }
        )* }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::fixture::on_postgres(super::$name).await;
            }
        )* }
    };
}
pub(crate) use both;

pub(crate) async fn on_sqlite(test: impl AsyncFnOnce(Db)) {
    let directory = tempfile::tempdir().unwrap();
    let dsn = format!("sqlite://{}", directory.path().join("test.db").display());
    let db = Db::open(&Options { durable: false, ..Options::new(dsn) }).await.unwrap();
    test(db).await;
}

pub(crate) async fn on_postgres(test: impl AsyncFnOnce(Db)) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let schema = format!("db_{process}_{count}");
    let dsn = postgres();
    testing::create_schema(&dsn, &schema).await.unwrap();
    let options =
        Options { max_connections: 8, schema: Some(schema.clone()), ..Options::new(&dsn) };
    test(Db::open(&options).await.unwrap()).await;
    testing::drop_schema(&dsn, &schema).await.unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where PostgreSQL is"
)]
pub(crate) fn postgres() -> String {
    std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: TEST_POSTGRES_URL=$(.ci/postgres start) cargo test")
}
