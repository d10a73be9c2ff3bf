//! Transactions: one winner, everybody's turn, nothing half done, nothing left behind.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use db::{Db, Kind, Options, args};
use tokio::task::JoinSet;

use crate::fixture::{COUNT_UP, COUNTER, both, counter, one_of_64_wins, setup};

both![
    one_of_64_spends_a_code,
    writers_get_their_turn,
    dropping_rolls_back,
    a_failed_transaction_stays_failed,
    cancelled_statements_leave_nothing_broken,
    cancelled_beginnings_leave_nothing_broken,
    a_second_write_of_a_task_is_an_error_at_once,
    hooks_run_after_the_commit_alone,
    a_lost_connection_is_replaced,
];

async fn one_of_64_spends_a_code(db: Db) {
    one_of_64_wins(&db, |mut tx, code, task| async move {
        let sql = "UPDATE codes SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING id";
        let spent: Option<String> = tx.optional(sql, args![code, task]).await.unwrap();
        if spent.is_some() {
            tx.execute(COUNT_UP, args![]).await.unwrap();
        }
        tx.commit().await.unwrap();
        spent.is_some()
    })
    .await;
}

async fn writers_get_their_turn(db: Db) {
    setup(&db).await;
    let mut set = JoinSet::new();
    for _ in 0..32 {
        let db = db.clone();
        set.spawn(async move {
            let mut worst = Duration::ZERO;
            for _ in 0..15 {
                let start = Instant::now();
                let mut tx = db.write().unwrap();
                assert_eq!(tx.one::<i64>("SELECT 1", args![]).await.unwrap(), 1);
                worst = worst.max(start.elapsed());
                tx.execute(COUNT_UP, args![]).await.unwrap();
                tx.commit().await.unwrap();
            }
            worst
        });
    }
    let worst = set.join_all().await.into_iter().max().unwrap();
    assert_eq!(counter(&db).await, 32 * 15);
    // The driver's own waiting (SQLite's busy handler) goes in steps of up to 100 ms and passes over people.
    assert!(worst < Duration::from_secs(2), "{worst:?}");
    if db.kind() == Kind::Sqlite {
        in_the_order_of_asking(&db).await;
    }
}

async fn in_the_order_of_asking(db: &Db) {
    let mut first = db.write().unwrap();
    first.execute(COUNT_UP, args![]).await.unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut set = JoinSet::new();
    for number in 0..16 {
        let (db, order) = (db.clone(), Arc::clone(&order));
        let (asked, waits) = tokio::sync::oneshot::channel();
        set.spawn(async move {
            let mut tx = db.write().unwrap();
            {
                let mut write = pin!(tx.execute(COUNT_UP, args![]));
                // Polled once, it stands in the queue.
                let early = poll_fn(|cx| Poll::Ready(write.as_mut().poll(cx).is_ready())).await;
                assert!(!early);
                asked.send(()).unwrap();
                write.await.unwrap();
            }
            order.lock().unwrap().push(number);
            tx.commit().await.unwrap();
        });
        waits.await.unwrap();
    }
    drop(first);
    set.join_all().await;
    assert_eq!(*order.lock().unwrap(), (0..16).collect::<Vec<_>>());
}

async fn dropping_rolls_back(db: Db) {
    setup(&db).await;
    let mut tx = db.write().unwrap();
    tx.execute(COUNT_UP, args![]).await.unwrap();
    drop(tx);
    // The lock on the row is let go too, without anybody using that connection again.
    db.execute(COUNT_UP, args![]).await.unwrap();
    assert_eq!(counter(&db).await, 1);
    let mut tx = db.write().unwrap();
    tx.execute(COUNT_UP, args![]).await.unwrap();
    assert_eq!(tx.one::<i64>(COUNTER, args![]).await.unwrap(), 2);
    // Others do not see it; the task itself must not ask for a second connection.
    let mut others = JoinSet::new();
    others.spawn({
        let db = db.clone();
        async move { counter(&db).await }
    });
    assert_eq!(others.join_all().await, [1]);
    let refused = db.one::<i64>(COUNTER, args![]).await.unwrap_err();
    assert!(refused.to_string().contains("a second one"), "{refused}");
    assert!(db.read().await.is_err());
    tx.rollback().await.unwrap();
    assert_eq!(counter(&db).await, 1);
}

async fn a_failed_transaction_stays_failed(db: Db) {
    setup(&db).await;
    let mut tx = db.write().unwrap();
    tx.execute(COUNT_UP, args![]).await.unwrap();
    assert!(tx.execute("INSERT INTO counters VALUES ('a', 9)", args![]).await.is_err());
    let again = tx.execute(COUNT_UP, args![]).await.unwrap_err();
    assert!(again.to_string().contains("can only be rolled back"), "{again}");
    assert!(tx.commit().await.is_err());
    assert_eq!(counter(&db).await, 0);
    // What finds no row, or cannot be read, is the caller's matter and fails nothing.
    let mut tx = db.write().unwrap();
    tx.execute(COUNT_UP, args![]).await.unwrap();
    assert!(tx.one::<i64>("SELECT value FROM counters WHERE id = 'b'", args![]).await.is_err());
    assert!(tx.one::<i64>("SELECT id FROM counters", args![]).await.is_err());
    tx.commit().await.unwrap();
    assert_eq!(counter(&db).await, 1);
}

/// Polls `future` up to `polls` times, waiting for wake-ups between, and drops it then.
async fn cut_short<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left <= 1 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn cancelled_statements_leave_nothing_broken(db: Db) {
    setup(&db).await;
    let (mut cut, mut round) = (0, 0_u32);
    // How far a statement gets by being polled differs from run to run, so until enough were caught.
    while cut < 20 {
        round += 1;
        assert!(round < 2000, "only {cut} were cut short: the test tests nothing");
        let polls = round % 4 + 1;
        let mut tx = db.write().unwrap();
        let done = cut_short(polls, tx.execute(COUNT_UP, args![])).await;
        if done.is_none() {
            cut += 1;
            assert!(
                tx.execute(COUNT_UP, args![]).await.is_err(),
                "an unknown state is not built upon"
            );
            assert!(tx.commit().await.is_err());
        } else {
            tx.rollback().await.unwrap();
        }
        // Single statements, cut at the same place; whoever comes next must not get their answer.
        drop(cut_short(polls, db.all::<String>("SELECT id FROM codes", args![])).await);
        drop(cut_short(polls, db.execute("UPDATE codes SET used_at = 1", args![])).await);
        assert_eq!(
            db.one::<String>("SELECT $1", args![round.to_string()]).await.unwrap(),
            round.to_string()
        );
        assert_eq!(counter(&db).await, 0, "round {round}");
    }
    db.execute(COUNT_UP, args![]).await.unwrap();
    assert_eq!(counter(&db).await, 1);
}

async fn cancelled_beginnings_leave_nothing_broken(db: Db) {
    setup(&db).await;
    for round in 0..40_u32 {
        let mut early = db.write().unwrap();
        drop(cut_short(round % 3 + 1, early.one::<i64>(COUNTER, args![])).await);
        drop(early);
        drop(cut_short(round % 3 + 1, db.read()).await);
        let mut tx = db.write().unwrap();
        tx.execute(COUNT_UP, args![]).await.unwrap();
        if let Some(done) = cut_short(round % 3 + 1, tx.commit()).await {
            done.unwrap();
        }
    }
    // Every one of them happened or did not. A commit that was cut short may be under way still: the
    // update waits for it.
    let mut tx = db.write().unwrap();
    tx.execute(COUNT_UP, args![]).await.unwrap();
    let reached: i64 = tx.one(COUNTER, args![]).await.unwrap();
    tx.commit().await.unwrap();
    assert!((1..=41).contains(&reached), "{reached}");
    assert_eq!(counter(&db).await, reached);
}

async fn a_second_write_of_a_task_is_an_error_at_once(db: Db) {
    setup(&db).await;
    // In a task, and (this test itself) outside any.
    let mut set = JoinSet::new();
    set.spawn(nested(db.clone()));
    set.join_all().await;
    nested(db.clone()).await;
    // Others wait for their turn as ever.
    let tx = db.write().unwrap();
    let mut set = JoinSet::new();
    set.spawn({
        let db = db.clone();
        async move { db.write().unwrap().commit().await.unwrap() }
    });
    tx.commit().await.unwrap();
    set.join_all().await;
}

async fn nested(db: Db) {
    let tx = db.write().unwrap();
    let start = Instant::now();
    let error = db.write().unwrap_err();
    assert!(error.to_string().contains("already holds a write transaction"), "{error}");
    assert!(db.execute(COUNT_UP, args![]).await.is_err());
    assert!(db.write_optional::<i64>(COUNT_UP, args![]).await.is_err());
    assert!(start.elapsed() < Duration::from_secs(1));
    counter(&db).await;
    db.read().await.unwrap().commit().await.unwrap();
    tx.commit().await.unwrap();
    db.write().unwrap().commit().await.unwrap();
    // An abandoned one leaves no claim behind either.
    drop(db.write().unwrap());
    db.execute(COUNT_UP, args![]).await.unwrap();
}

async fn hooks_run_after_the_commit_alone(db: Db) {
    setup(&db).await;
    let (woken, never) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    for end in ["commit", "rollback", "drop", "fail"] {
        let mut tx = db.write().unwrap();
        tx.execute(COUNT_UP, args![]).await.unwrap();
        if end == "commit" {
            for _ in 0..2 {
                let woken = Arc::clone(&woken);
                tx.on_commit(move || {
                    woken.fetch_add(1, Ordering::SeqCst);
                });
            }
            assert_eq!(woken.load(Ordering::SeqCst), 0);
        } else {
            let never = Arc::clone(&never);
            tx.on_commit(move || never.store(true, Ordering::SeqCst));
        }
        match end {
            "commit" => tx.commit().await.unwrap(),
            "rollback" => tx.rollback().await.unwrap(),
            "drop" => drop(tx),
            _ => {
                assert!(tx.execute("INSERT INTO counters VALUES ('a', 9)", args![]).await.is_err());
                assert!(tx.commit().await.is_err());
            }
        }
    }
    assert_eq!(woken.load(Ordering::SeqCst), 2);
    assert!(!never.load(Ordering::SeqCst));
    assert_eq!(counter(&db).await, 1);
}

async fn a_lost_connection_is_replaced(db: Db) {
    setup(&db).await;
    if db.kind() == Kind::Sqlite {
        // Nothing can cut SQLite off; what there is to lose is the file that goes with its handle.
        let memory = Db::open(&Options::new("memory")).await.unwrap();
        setup(&memory).await;
        assert_eq!(counter(&memory).await, 0);
        return;
    }
    let pid = "SELECT CAST(pg_backend_pid() AS BIGINT)";
    let mut other = db.read().await.unwrap();
    for round in 0..3 {
        let mut victim = db.write().unwrap();
        let victim_pid: i64 = victim.one(pid, args![]).await.unwrap();
        victim.commit().await.unwrap();
        let killed: bool = other
            .one("SELECT pg_terminate_backend(CAST($1 AS INTEGER))", args![victim_pid])
            .await
            .unwrap();
        assert!(killed);
        if round == 0 {
            assert_eq!(counter(&db).await, 0);
        } else {
            let mut tx = db.write().unwrap();
            assert_eq!(tx.one::<i64>(COUNTER, args![]).await.unwrap(), 0);
            tx.commit().await.unwrap();
        }
        assert_ne!(db.one::<i64>(pid, args![]).await.unwrap(), victim_pid);
    }
}
