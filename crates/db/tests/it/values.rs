//! What goes in comes out, NULLs included, and what does not fit is an error.

use db::{Db, Error, Statement, Value, args};
use model::id::FlowId;
use model::random::SeededRandom;
use model::{Id, Timestamp};

use crate::fixture::both;

both![
    every_type_comes_back,
    nulls_are_typed,
    rows_must_fit_their_record,
    errors_tell_the_case_and_no_values,
    a_row_that_breaks_a_foreign_key_is_not_reported_as_written,
    counts_and_kinds,
    reads_do_not_write,
    a_read_travels_with_a_write,
];

#[derive(Clone, Debug, PartialEq)]
struct Sealed(Vec<u8>);
db::column_as!(Sealed: Vec<u8>, |bytes| Ok::<_, &str>(Sealed(bytes)), |sealed| sealed.0);

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Open,
}
db::column_as!(State: String, |text| if text == "open" { Ok(State::Open) } else { Err("no state") }, |_| "open".into());

db::record! {
    #[derive(Debug, PartialEq)]
    struct Thing {
        id: FlowId,
        name: Option<String>,
        active: Option<bool>,
        count: Option<i64>,
        small: u32,
        sealed: Option<Sealed>,
        r#type: Option<State>,
        at: Option<Timestamp>,
    }
}

const TABLE: &str =
    "CREATE TABLE things (id TEXT PRIMARY KEY, name TEXT, active BOOLEAN, count BIGINT,
    small BIGINT NOT NULL, sealed BYTEA, type TEXT, at BIGINT)";
const INSERT: &str = "INSERT INTO things VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id, name, active, count, small, sealed, type, at";
const FIND: &str =
    "SELECT id, name, active, count, small, sealed, type, at FROM things WHERE id = $1";

async fn every_type_comes_back(db: Db) {
    db.execute(TABLE, args![]).await.unwrap();
    let thing = Thing {
        id: Id::draw(&SeededRandom::new(1), "thing"),
        // Looks like a number, and must stay text.
        name: Some("12345678".into()),
        active: Some(false),
        count: Some(i64::MIN),
        small: u32::MAX,
        sealed: Some(Sealed(vec![0, 255, 1])),
        r#type: Some(State::Open),
        at: Some(Timestamp::from_micros(1_700_000_000_123_456)),
    };
    let Thing { id, name, active, count, small, sealed, r#type, at } = &thing;
    let args = args![id, name, active, count, small, sealed, r#type, at];
    let written: Thing = db.write_one(INSERT, args).await.unwrap();
    assert_eq!(written, thing);
    assert_eq!(db.optional::<Thing>(FIND, args![id]).await.unwrap(), Some(thing));
    assert_eq!(db.optional::<Thing>(FIND, args![Id::<()>::nil()]).await.unwrap(), None);

    let empty = args![Id::<()>::nil(), "", true, 0, 0, Sealed(vec![]), State::Open, 0];
    let empty: Thing = db.write_one(INSERT, empty).await.unwrap();
    assert_eq!((empty.name, empty.sealed), (Some(String::new()), Some(Sealed(vec![]))));
}

async fn nulls_are_typed(db: Db) {
    db.execute(TABLE, args![]).await.unwrap();
    let id = FlowId::nil();
    let args = args![
        id,
        None::<String>,
        None::<bool>,
        None::<i64>,
        1,
        None::<Sealed>,
        None::<State>,
        None::<Timestamp>,
    ];
    let thing: Thing = db.write_one(INSERT, args).await.unwrap();
    let (sealed, state, at) = (None, None, None);
    assert_eq!(
        thing,
        Thing { id, name: None, active: None, count: None, small: 1, sealed, r#type: state, at }
    );
    // The types of these parameters cannot be told from the statement.
    let found: Option<i64> = db
        .optional(
            "SELECT COUNT(*) FROM things WHERE ($1 IS NULL OR name = $1) AND ($2 IS NULL OR at > $2)
             AND ($3 IS NULL OR sealed = $3) AND active IS NOT DISTINCT FROM $4",
            args![None::<&str>, None::<Timestamp>, None::<&[u8]>, None::<bool>],
        )
        .await
        .unwrap();
    assert_eq!(found, Some(1));
    let none: (Option<String>, Option<i64>) =
        db.one("SELECT name, at FROM things", args![]).await.unwrap();
    assert_eq!(none, (None, None));
    let error = db.one::<String>("SELECT name FROM things", args![]).await.unwrap_err();
    assert!(error.to_string().contains("null"), "{error}");
}

db::record! {
    #[derive(Debug)]
    struct Two { id: String, small: i64 }
}

async fn rows_must_fit_their_record(db: Db) {
    db.execute(TABLE, args![]).await.unwrap();
    let insert = "INSERT INTO things (id, small, type) VALUES ('no id', -1, 'shut')";
    assert_eq!(db.execute(insert, args![]).await.unwrap(), 1);
    let two: Two = db.one("SELECT id, small FROM things", args![]).await.unwrap();
    assert_eq!((two.id.as_str(), two.small), ("no id", -1));

    for sql in [
        "SELECT small, id FROM things",
        "SELECT id FROM things",
        "SELECT id, small, at FROM things",
        "SELECT id, at AS small_too FROM things",
    ] {
        let error = db.one::<Two>(sql, args![]).await.unwrap_err().to_string();
        assert!(error.contains("the record wants (id, small)"), "{error}");
    }
    assert!(db.one::<FlowId>("SELECT id FROM things", args![]).await.is_err());
    assert!(db.one::<u32>("SELECT small FROM things", args![]).await.is_err());
    assert!(db.one::<i64>("SELECT id FROM things", args![]).await.is_err());
    let error = db.one::<State>("SELECT type FROM things", args![]).await.unwrap_err();
    assert!(error.to_string().contains("no state"), "{error}");
    let none =
        db.one::<String>("SELECT id FROM things WHERE id = $1", args!["x"]).await.unwrap_err();
    assert!(none.to_string().contains("no row"), "{none}");
}

async fn errors_tell_the_case_and_no_values(db: Db) {
    db.execute(
        "CREATE TABLE users (name TEXT PRIMARY KEY, mail TEXT UNIQUE, age BIGINT NOT NULL)",
        args![],
    )
    .await
    .unwrap();
    let insert = "INSERT INTO users (name, mail, age) VALUES ($1, $2, $3)";
    let add = async |name: &str, mail: &str, age: Option<i64>| {
        db.execute(insert, args![name, mail, age]).await
    };
    add("a", "m", Some(1)).await.unwrap();
    assert!(matches!(add("a", "n", Some(1)).await, Err(Error::Unique)));
    assert!(matches!(add("b", "m", Some(1)).await, Err(Error::Unique)));
    let error = add("hunter2", "hunter2", None).await.unwrap_err();
    assert!(matches!(error, Error::Other(_)));
    let text = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
    assert!(text.contains("age") && text.contains("INSERT INTO users"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    // Counting rows, as a statement that may collide should.
    let quiet = "INSERT INTO users VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    assert_eq!(db.execute(quiet, args!["a", "z", 1]).await.unwrap(), 0);
    assert_eq!(db.execute(quiet, args!["c", "z", 1]).await.unwrap(), 1);
}

async fn a_row_that_breaks_a_foreign_key_is_not_reported_as_written(db: Db) {
    db.execute("CREATE TABLE parents (id TEXT PRIMARY KEY)", args![]).await.unwrap();
    // Looked at with the statement, or only at the commit.
    for (create, insert, count) in [
        (
            "CREATE TABLE soon (id TEXT PRIMARY KEY, parent TEXT REFERENCES parents (id))",
            "INSERT INTO soon VALUES ($1, $2) RETURNING id",
            "SELECT COUNT(*) FROM soon",
        ),
        (
            "CREATE TABLE late (id TEXT PRIMARY KEY,
             parent TEXT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO late VALUES ($1, $2) RETURNING id",
            "SELECT COUNT(*) FROM late",
        ),
    ] {
        db.execute(create, args![]).await.unwrap();
        let single = db.write_one::<String>(insert, args!["a", "nobody"]).await;
        assert!(single.is_err(), "{insert}");
        let mut tx = db.write().unwrap();
        let written: Result<String, _> = tx.one(insert, args!["a", "nobody"]).await;
        let refused = if written.is_err() {
            drop(tx);
            true
        } else {
            tx.commit().await.is_err()
        };
        assert!(refused, "{insert}");
        assert_eq!(db.one::<i64>(count, args![]).await.unwrap(), 0);
    }
}

async fn counts_and_kinds(db: Db) {
    let before = db.statements();
    let request = db.counted();
    request.ping().await.unwrap();
    let mut tx = request.write().unwrap();
    tx.execute(TABLE, args![]).await.unwrap();
    let literals: (i64, bool) =
        tx.one("SELECT 1, CASE WHEN 1 = 1 THEN TRUE ELSE FALSE END", args![]).await.unwrap();
    assert_eq!(literals, (1, true));
    assert!(
        tx.all::<(i64, String)>("SELECT small, id FROM things", args![]).await.unwrap().is_empty()
    );
    tx.commit().await.unwrap();
    db.ping().await.unwrap();
    assert_eq!(request.statements(), 4);
    assert_eq!(db.statements() - before, 5);
    assert_eq!(request.kind(), db.kind());
    assert_eq!(
        db.write_all::<i64>(
            "INSERT INTO things (id, small) VALUES ('a', 1), ('b', 2) RETURNING small",
            args![]
        )
        .await
        .unwrap(),
        [1, 2]
    );
    db.close().await;
    assert!(db.ping().await.unwrap_err().to_string().contains("closed"));
}

db::record! {
    #[derive(Debug, PartialEq)]
    struct Small {
        small: i64,
    }
}
db::record! {
    #[derive(Debug, PartialEq)]
    struct Named {
        id: String,
        name: Option<String>,
    }
}

async fn a_read_travels_with_a_write(db: Db) {
    db.execute(TABLE, args![]).await.unwrap();
    db.execute("CREATE TABLE counts (id TEXT PRIMARY KEY, small BIGINT NOT NULL)", args![])
        .await
        .unwrap();
    db.execute("INSERT INTO counts VALUES ('a', 0)", args![]).await.unwrap();
    let count = |id: &str, by: i64| Statement {
        sql: "UPDATE counts SET small = small + $2 WHERE id = $1 RETURNING small",
        args: args![id, by],
    };
    let named = |least: i64, most: i64| Statement {
        sql: "SELECT id, name FROM things WHERE small >= $1 AND small <= $2",
        args: args![least, most],
    };
    for (id, name, small) in [("x", Some("one"), 1), ("y", None, 2), ("z", Some("three"), 3)] {
        let insert = "INSERT INTO things (id, name, small) VALUES ($1, $2, $3)";
        db.execute(insert, args![id, name, small]).await.unwrap();
    }

    let (counted, rows) =
        db.write_and_read::<Small>(count("a", 5), named(2, 3)).await.unwrap().unwrap();
    assert_eq!(counted, Small { small: 5 });
    let mut found: Vec<Named> = rows.read().unwrap();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let row = |id: &str, name: Option<&str>| Named { id: id.into(), name: name.map(str::to_owned) };
    assert_eq!(found, [row("y", None), row("z", Some("three"))]);
    assert!(rows.read::<Small>().is_err(), "other columns than were read");

    // Nothing to be read: written all the same.
    let (counted, rows) =
        db.write_and_read::<Small>(count("a", 1), named(9, 9)).await.unwrap().unwrap();
    assert_eq!((counted, rows.read::<Named>().unwrap()), (Small { small: 6 }, Vec::new()));
    // Nothing written: nothing comes back.
    assert!(db.write_and_read::<Small>(count("b", 1), named(1, 9)).await.unwrap().is_none());
    assert_eq!(db.one::<i64>("SELECT small FROM counts", args![]).await.unwrap(), 6);
}

async fn reads_do_not_write(db: Db) {
    db.execute(TABLE, args![]).await.unwrap();
    let insert = "INSERT INTO things (id, small) VALUES ('a', 1)";
    let mut tx = db.read().await.unwrap();
    assert_eq!(tx.all::<String>("SELECT id FROM things", args![]).await.unwrap(), [] as [&str; 0]);
    assert!(tx.execute(insert, args![]).await.is_err());
    drop(tx);
    let error = db.one::<String>("DELETE FROM things RETURNING id", args![]).await.unwrap_err();
    assert!(error.to_string().contains("not a read"), "{error}");

    // One state of the database, whatever is written meanwhile.
    let mut tx = db.read().await.unwrap();
    let count = "SELECT COUNT(*) FROM things";
    assert_eq!(tx.one::<i64>(count, args![]).await.unwrap(), 0);
    db.execute(insert, args![]).await.unwrap();
    assert_eq!(tx.one::<i64>(count, args![]).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(db.one::<i64>(count, vec![] as Vec<Value>).await.unwrap(), 1);
}
