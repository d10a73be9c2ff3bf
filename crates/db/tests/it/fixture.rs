//! A fresh database for each test, the macro that runs a test on both kinds, and the tables that most of them use:
//! codes to be spent, and a counter of what happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use db::{Db, Options, Tx, args, testing};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

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

pub(crate) const COUNT_UP: &str = "UPDATE counters SET value = value + 1 WHERE id = 'a'";
pub(crate) const COUNTER: &str = "SELECT value FROM counters WHERE id = 'a'";

pub(crate) async fn setup(db: &Db) {
    db.execute("CREATE TABLE codes (id TEXT PRIMARY KEY, used_at BIGINT)", args![]).await.unwrap();
    db.execute("CREATE TABLE counters (id TEXT PRIMARY KEY, value BIGINT NOT NULL)", args![])
        .await
        .unwrap();
    db.execute("INSERT INTO counters VALUES ('a', 0)", args![]).await.unwrap();
}

pub(crate) async fn counter(db: &Db) -> i64 {
    db.one(COUNTER, args![]).await.unwrap()
}

/// Has 64 tasks `spend` the same code at once, five times over; each says whether it won, and counts up if it did.
pub(crate) async fn one_of_64_wins<Spent>(db: &Db, spend: fn(Tx, String, i64) -> Spent)
where
    Spent: Future<Output = bool> + Send + 'static,
{
    setup(db).await;
    for round in 0..5 {
        let code = format!("code-{round}");
        db.execute("INSERT INTO codes VALUES ($1, NULL)", args![&code]).await.unwrap();
        let start = Arc::new(Barrier::new(64));
        let mut set = JoinSet::new();
        for task in 0..64 {
            let (db, start, code) = (db.clone(), Arc::clone(&start), code.clone());
            set.spawn(async move {
                start.wait().await;
                spend(db.write().unwrap(), code, task).await
            });
        }
        let winners = set.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(winners, 1, "round {round}");
    }
    assert_eq!(counter(db).await, 5);
}
