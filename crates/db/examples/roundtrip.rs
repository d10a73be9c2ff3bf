//! What one read by primary key costs this process: `cargo run --release -p db --example roundtrip -- DSN`.
//!
//! Prints CPU time (user and system, of this process alone) and elapsed time per read, one after the other
//! and from eight tasks at once. Linux only: it reads `/proc/self/stat`.
#![expect(clippy::print_stdout, reason = "a program that prints")]

use std::error::Error;
use std::time::Instant;

use db::{Db, Options, args};
use tokio::task::JoinSet;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const READS: u32 = 40_000;
const FIND: &str = "SELECT id, name, at, active FROM roundtrip WHERE id = $1";

db::record! {
    struct Found { id: String, name: Option<String>, at: i64, active: bool }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let dsn = std::env::args().nth(1).unwrap_or_else(|| "memory".to_owned());
    let db = Db::open(&Options::new(dsn)).await?;
    db.execute("DROP TABLE IF EXISTS roundtrip", args![]).await?;
    db.execute(
        "CREATE TABLE roundtrip (id TEXT PRIMARY KEY, name TEXT, at BIGINT NOT NULL, active BOOLEAN NOT NULL)",
        args![],
    )
    .await?;
    db.execute("INSERT INTO roundtrip VALUES ('a', NULL, 7, TRUE)", args![]).await?;
    for tasks in [1, 8] {
        for round in ["warm", "read", "read in a transaction"] {
            let (cpu, start) = (cpu_ms()?, Instant::now());
            let mut set = JoinSet::new();
            for _ in 0..tasks {
                set.spawn(reads(db.clone(), READS / tasks, round.ends_with("transaction")));
            }
            for outcome in set.join_all().await {
                outcome?;
            }
            let (cpu, elapsed) = (cpu_ms()? - cpu, start.elapsed().as_secs_f64() * 1000.0);
            let per = f64::from(READS);
            println!(
                "{tasks} tasks, {round}: {:.3} CPU-ms, {:.3} ms each",
                cpu / per,
                elapsed / per
            );
        }
    }
    db.execute("DROP TABLE roundtrip", args![]).await?;
    db.close().await;
    Ok(())
}

async fn reads(db: Db, count: u32, transaction: bool) -> Outcome<()> {
    for _ in 0..count {
        let found: Found = if transaction {
            let mut tx = db.read().await?;
            let found = tx.one(FIND, args!["a"]).await?;
            tx.commit().await?;
            found
        } else {
            db.one(FIND, args!["a"]).await?
        };
        if found.id != "a" || found.name.is_some() || found.at != 7 || !found.active {
            return Err("read something else".into());
        }
    }
    Ok(())
}

/// User and system time of this process so far, to 10 ms.
fn cpu_ms() -> Outcome<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no process name")?;
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).flat_map(str::parse::<f64>).sum();
    Ok(ticks * 10.0)
}
