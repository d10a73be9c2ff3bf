//! One run: so many clients do one operation for so long, and what it cost.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::Result;
use crate::journey::{self, Client};
use crate::operation::Operation;
use crate::process::Watched;
use crate::report::{Line, Spread};
use crate::ticket::{Pool, Stage};

/// Operations of each client before anything is counted: connections, statements, caches.
const WARM_UP: usize = 4;

#[derive(Default)]
struct Tally {
    took: Vec<Duration>,
    mails: Vec<Duration>,
    errors: usize,
    mistake: Option<String>,
}

impl Tally {
    fn count(&mut self, took: Duration, outcome: Result<Option<Duration>>) {
        match outcome {
            Ok(mail) => {
                self.took.push(took);
                self.mails.extend(mail);
            }
            Err(mistake) => {
                self.errors += 1;
                self.mistake.get_or_insert(mistake);
            }
        }
    }
}

/// When a client stops.
#[derive(Clone, Copy)]
struct Until {
    end: Instant,
    most: usize,
}

/// Runs it. `round` counts the runs of this operation from 0.
pub(crate) async fn measure(
    stage: &Stage,
    watched: Watched,
    operation: Operation,
    clients: usize,
    round: usize,
) -> Result<Line> {
    let seconds = Duration::from_secs_f64(stage.arguments.seconds);
    let pool =
        stage.pool(operation, round, most(operation, clients, stage.arguments.seconds)).await?;
    let connect = (0..clients).map(|_| Client::new(&stage.arguments));
    let mut connected: Vec<Client> = connect.collect::<Result<_>>()?;
    let warm_up = Until { end: Instant::now() + Duration::from_secs(10), most: WARM_UP };
    let warm = all(stage, operation, &pool, &mut connected, warm_up).await;
    stage.inbox.settle().await;

    let before = watched.now();
    let begun = Instant::now();
    let until = Until { end: begun + seconds, most: usize::MAX };
    let mut tally = all(stage, operation, &pool, &mut connected, until).await;
    let lasted = begun.elapsed();
    // What the operations left to do (mails, above all) is part of their cost.
    stage.inbox.settle().await;
    let used = watched.now().since(&before);

    stage.put_back(operation, pool);
    tally.errors += warm.errors;
    tally.mistake = tally.mistake.or(warm.mistake);
    let done = tally.took.len();
    let times = count(done.max(1));
    let hashes = operation.password_hashes() * stage.arguments.hash_ms;
    Ok(Line {
        operation: operation.name().into(),
        clients,
        done,
        errors: tally.errors,
        mistake: tally.mistake,
        per_second: count(done) / lasted.as_secs_f64(),
        took: Spread::of(&mut tally.took),
        mail: (!tally.mails.is_empty()).then(|| Spread::of(&mut tally.mails)),
        server_ms: used.server / times - hashes,
        hash_ms: used.hash / times,
        postgres_ms: used.postgres / times,
    })
}

/// More tickets than this are not made for a run: sessions are dear, and the rest cannot be used up.
fn most(operation: Operation, clients: usize, seconds: f64) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let each_second = match operation {
        // Bound by the hash.
        Operation::SecondFactor | Operation::Registration => 65 * clients.min(cores),
        Operation::Totp => 600,
        Operation::RecoveryLink => 400,
        Operation::Verification => 1000,
        _ => 3000,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand")]
    let run = (count(each_second) * seconds) as usize;
    run + clients * WARM_UP
}

async fn all(
    stage: &Stage,
    operation: Operation,
    pool: &Pool,
    clients: &mut [Client],
    until: Until,
) -> Tally {
    let tally = RefCell::new(Tally::default());
    join_all(clients.iter_mut().map(|client| one(stage, operation, pool, client, until, &tally)))
        .await;
    tally.into_inner()
}

async fn one(
    stage: &Stage,
    operation: Operation,
    pool: &Pool,
    client: &mut Client,
    until: Until,
    tally: &RefCell<Tally>,
) {
    for _ in 0..until.most {
        let now = Instant::now();
        if now >= until.end {
            return;
        }
        let Some(ticket) = pool.borrow_mut().pop_front() else { return };
        let outcome = journey::run(operation, client, &stage.inbox, &ticket).await;
        if operation.repeats() && outcome.is_ok() {
            pool.borrow_mut().push_back(ticket);
        }
        tally.borrow_mut().count(now.elapsed(), outcome);
    }
}

#[expect(clippy::cast_precision_loss, reason = "nothing here is counted beyond millions")]
pub(crate) fn count(number: usize) -> f64 {
    number as f64
}
