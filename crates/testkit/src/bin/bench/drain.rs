//! How many mails a second the courier hands over when there are plenty.
//!
//! The mail server lets nobody in while the clients ask for recovery codes, each for another address, as fast as they can.
//! The clock starts when the door opens and ends with the last mail: nothing but the courier is at work then.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::Result;
use crate::journey::{self, Client};
use crate::measure::count;
use crate::operation::Operation;
use crate::population::Person;
use crate::process::Watched;
use crate::report::{Line, Spread};
use crate::ticket::Stage;

/// Shorter than a courier waits for an answer at the door.
const FILLING: Duration = Duration::from_secs(6);
/// Mails that are asked for in each of these seconds.
const EACH_SECOND: usize = 500;

type Queue = RefCell<VecDeque<Rc<Person>>>;

/// Fills the outbox, opens the door, and counts.
pub(crate) async fn measure(
    stage: &Stage,
    watched: Watched,
    clients: usize,
    round: usize,
) -> Result<Line> {
    if stage.arguments.smtp.is_none() {
        return Err("the operation mails wants --smtp".into());
    }
    let filling = FILLING.min(Duration::from_secs_f64(stage.arguments.seconds));
    let most = EACH_SECOND * usize::try_from(filling.as_secs().max(1)).unwrap_or(1);
    let people = RefCell::new(stage.newcomers(Operation::Mails, round, most).await?.into());
    let inbox = &stage.inbox;
    inbox.settle().await;
    inbox.close();
    let (asked, refused) = fill(stage, clients, &people, Instant::now() + filling).await?;

    let before = watched.now();
    let opened = Instant::now();
    inbox.open();
    let arrived = inbox.wait_for(asked).await;
    inbox.settle().await;
    let used = watched.now().since(&before);

    let missing = asked.saturating_sub(arrived.len());
    let lost = (missing > 0).then(|| format!("{missing} mails did not come"));
    let times = count(arrived.len().max(1));
    let lasted = arrived.last().map_or(Duration::ZERO, |last| last.duration_since(opened));
    Ok(Line {
        operation: Operation::Mails.name().into(),
        clients,
        done: arrived.len(),
        errors: refused.len() + missing,
        mistake: refused.into_iter().next().or(lost),
        per_second: count(arrived.len()) / lasted.as_secs_f64().max(0.001),
        took: Spread::of(&mut gaps(opened, &arrived)),
        mail: None,
        server_ms: used.server / times,
        hash_ms: used.hash / times,
        postgres_ms: used.postgres / times,
    })
}

/// How many mails were asked for, and what went wrong.
async fn fill(
    stage: &Stage,
    clients: usize,
    people: &Queue,
    end: Instant,
) -> Result<(usize, Vec<String>)> {
    let connect = (0..clients).map(|_| Client::new(&stage.arguments));
    let connected: Vec<Client> = connect.collect::<Result<_>>()?;
    let outcomes = RefCell::new(Vec::new());
    let ask = async |mut client: Client| {
        while Instant::now() < end {
            let Some(person) = people.borrow_mut().pop_front() else { return };
            let outcome = journey::ask(&mut client, "recovery", &person.email).await;
            outcomes.borrow_mut().push(outcome);
        }
    };
    join_all(connected.into_iter().map(ask)).await;
    let (asked, refused): (Vec<_>, Vec<_>) =
        outcomes.into_inner().into_iter().partition(Result::is_ok);
    Ok((asked.len(), refused.into_iter().filter_map(Result::err).collect()))
}

/// The time from each mail to the next.
fn gaps(opened: Instant, arrived: &[Instant]) -> Vec<Duration> {
    let earlier = std::iter::once(&opened).chain(arrived);
    earlier.zip(arrived).map(|(earlier, later)| later.duration_since(*earlier)).collect()
}
