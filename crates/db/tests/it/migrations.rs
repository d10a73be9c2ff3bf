//! Migrating: once, in order, all or nothing; changed and unknown ones are refused.

use db::{Applied, Db, Kind, Migration, Options, args, migrate, pending, testing};
use model::Timestamp;
use tokio::task::JoinSet;

use crate::fixture::both;

both![
    applied_once_and_in_order,
    changed_and_unknown_ones_are_refused,
    a_broken_one_changes_nothing,
    started_together_they_happen_once,
    templates_and_schemas,
];

const BASE: Migration = Migration {
    name: "0001_base",
    sql: "-- A comment; with a semicolon.
        CREATE TABLE texts (id TEXT PRIMARY KEY, text TEXT NOT NULL DEFAULT 'a;b');
        CREATE INDEX texts_text ON texts (text); -- and one more;
        INSERT INTO texts VALUES ('one', 'It''s;
        two lines');
    ",
};
const MORE: Migration =
    Migration { name: "0002_more", sql: "ALTER TABLE texts ADD COLUMN more BIGINT;" };
const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

async fn applied_once_and_in_order(db: Db) {
    assert_eq!(pending(&db, &[BASE]).await.unwrap(), ["0001_base"]);
    let applied = migrate(&db, &[BASE], NOW).await.unwrap();
    assert_eq!(applied, Applied { before: 0, now: vec!["0001_base"] });
    let text: String = db.one("SELECT text FROM texts", args![]).await.unwrap();
    assert!(text.starts_with("It's;") && text.ends_with("lines"), "{text}");

    assert_eq!(pending(&db, &[BASE, MORE]).await.unwrap(), ["0002_more"]);
    let applied = migrate(&db, &[BASE, MORE], NOW).await.unwrap();
    assert_eq!(applied, Applied { before: 1, now: vec!["0002_more"] });
    let applied = migrate(&db, &[BASE, MORE], NOW).await.unwrap();
    assert_eq!(applied, Applied { before: 2, now: vec![] });
    assert_eq!(pending(&db, &[BASE, MORE]).await.unwrap(), [] as [&str; 0]);
    let at: Timestamp = db
        .one("SELECT applied_at FROM migrations WHERE name = $1", args!["0001_base"])
        .await
        .unwrap();
    assert_eq!(at, NOW);
}

async fn changed_and_unknown_ones_are_refused(db: Db) {
    migrate(&db, &[BASE, MORE], NOW).await.unwrap();
    let changed = Migration { sql: "ALTER TABLE texts ADD COLUMN other BIGINT;", ..MORE };
    for (known, message) in
        [(&[BASE, changed][..], "0002_more was changed"), (&[BASE], "does not know")]
    {
        let error = migrate(&db, known, NOW).await.unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
        assert_eq!(pending(&db, known).await.unwrap_err().to_string(), error);
    }
    assert_eq!(migrate(&db, &[BASE, MORE], NOW).await.unwrap().before, 2);
}

async fn a_broken_one_changes_nothing(db: Db) {
    let broken =
        Migration { name: "0003_broken", sql: "CREATE TABLE more (id TEXT); SELECT nonsense;" };
    let error = migrate(&db, &[BASE, MORE, broken], NOW).await.unwrap_err().to_string();
    assert!(error.contains("0003_broken") && error.contains("nonsense"), "{error}");
    assert_eq!(pending(&db, &[BASE]).await.unwrap(), ["0001_base"]);
    assert!(db.all::<String>("SELECT id FROM texts", args![]).await.is_err());
    assert_eq!(migrate(&db, &[BASE], NOW).await.unwrap().before, 0);
}

async fn started_together_they_happen_once(db: Db) {
    let mut set = JoinSet::new();
    for _ in 0..8 {
        let db = db.clone();
        set.spawn(async move { migrate(&db, &[BASE, MORE], NOW).await.unwrap().now.len() });
    }
    assert_eq!(set.join_all().await.into_iter().sum::<usize>(), 2);
}

async fn templates_and_schemas(db: Db) {
    if db.kind() == Kind::Postgres {
        let dsn = crate::fixture::postgres();
        assert!(testing::create_schema(&dsn, "a; DROP").await.is_err());
        return;
    }
    let template = testing::Template::new(&[BASE, MORE], NOW).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    for name in ["a.db", "b.db"] {
        let path = directory.path().join(name);
        template.copy_to(&path).unwrap();
        let options = Options::new(format!("sqlite://{}", path.display()));
        let copy = Db::open(&Options { durable: false, ..options }).await.unwrap();
        assert_eq!(pending(&copy, &[BASE, MORE]).await.unwrap(), [] as [&str; 0]);
        let delete = "DELETE FROM texts RETURNING id";
        assert_eq!(copy.write_one::<String>(delete, args![]).await.unwrap(), "one");
        copy.close().await;
    }
    let missing = Options::new(format!("sqlite://{}/no/such.db", directory.path().display()));
    let error = Db::open(&missing).await.unwrap_err().to_string();
    assert!(error.contains("/no/such.db"), "{error}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let path = directory.path().join("new.db");
        Db::open(&Options::new(format!("sqlite://{}", path.display())))
            .await
            .unwrap()
            .close()
            .await;
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
