//! Writes that wait: together or not at all, seen by what is read after them, and still one winner.

use db::{Db, Error, args};

use crate::fixture::{COUNT_UP, COUNTER, both, counter, one_of_64_wins, setup};

both![
    writes_that_wait_happen_together_or_not_at_all,
    a_read_sees_what_waited,
    one_of_64_spends_it_in_one_statement,
];

const SPEND: &str = "UPDATE codes SET used_at = $2 WHERE id = $1 AND used_at IS NULL";
const INSERT: &str = "INSERT INTO codes VALUES ($1, NULL)";

async fn writes_that_wait_happen_together_or_not_at_all(db: Db) {
    setup(&db).await;
    db.execute(INSERT, args!["a"]).await.unwrap();
    // A second one of the same row, and what an earlier one wrote, in the order of asking.
    let mut tx = db.write().unwrap();
    tx.hopeful();
    tx.later(COUNT_UP, args![]);
    assert!(tx.guarded(SPEND, args!["a", 1]).await.unwrap());
    tx.later(COUNT_UP, args![]);
    tx.later(INSERT, args!["b"]);
    tx.later(INSERT, args!["c"]);
    assert!(tx.guarded(SPEND, args!["b", 2]).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(counter(&db).await, 2);
    // A row that had to change is gone or spent: nothing happens, whatever stands before and behind it.
    for (id, first) in [("a", true), ("a", false), ("nobody", true)] {
        let mut tx = db.write().unwrap();
        tx.hopeful();
        tx.later(COUNT_UP, args![]);
        if first {
            tx.must_first(SPEND, args![id, 3]);
        } else {
            assert!(tx.guarded(SPEND, args![id, 3]).await.unwrap());
        }
        tx.later("DELETE FROM codes WHERE id = $1", args!["c"]);
        assert!(matches!(tx.commit().await, Err(Error::Outdated)), "{id}");
    }
    let mut tx = db.write().unwrap();
    tx.hopeful();
    assert!(tx.guarded(SPEND, args!["a", 3]).await.unwrap());
    assert!(matches!(tx.commit().await, Err(Error::Outdated)), "alone");
    // Without hope it is told at once, and is no failure.
    let mut tx = db.write().unwrap();
    assert!(!tx.guarded(SPEND, args!["a", 3]).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(counter(&db).await, 2);
    let left: Vec<(String, Option<i64>)> =
        db.all("SELECT id, used_at FROM codes ORDER BY id", args![]).await.unwrap();
    assert_eq!(left, [("a".into(), Some(1)), ("b".into(), Some(2)), ("c".into(), None)]);
}

async fn a_read_sees_what_waited(db: Db) {
    setup(&db).await;
    let mut tx = db.write().unwrap();
    tx.hopeful();
    tx.later(COUNT_UP, args![]);
    tx.later(INSERT, args!["a"]);
    assert_eq!(tx.one::<i64>(COUNTER, args![]).await.unwrap(), 1);
    assert!(tx.guarded(SPEND, args!["a", 1]).await.unwrap());
    assert!(tx.guarded(SPEND, args!["a", 2]).await.unwrap());
    let lost = tx.one::<i64>(COUNTER, args![]).await.unwrap_err();
    assert!(matches!(lost, Error::Outdated), "{lost}");
    assert!(tx.commit().await.is_err());
    assert_eq!(counter(&db).await, 0);
    // What opens the transaction is left out where nothing has to be opened.
    for opened in [false, true] {
        let mut tx = db.write().unwrap();
        tx.hopeful();
        tx.opening(SPEND, args!["nobody", 1]);
        tx.later(COUNT_UP, args![]);
        if opened {
            assert!(matches!(tx.execute(COUNT_UP, args![]).await, Err(Error::Outdated)));
            assert!(tx.commit().await.is_err());
        } else {
            tx.commit().await.unwrap();
        }
        assert_eq!(counter(&db).await, 1);
    }
}

async fn one_of_64_spends_it_in_one_statement(db: Db) {
    one_of_64_wins(&db, |mut tx, code, task| async move {
        tx.hopeful();
        assert!(tx.guarded(SPEND, args![code, task]).await.unwrap());
        tx.later(COUNT_UP, args![]);
        match tx.commit().await {
            Ok(()) => true,
            Err(Error::Outdated) => false,
            Err(other) => panic!("{other}"),
        }
    })
    .await;
}
