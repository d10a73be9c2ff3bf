//! The worker: takes due messages from the outbox, a few at once, and sends them.
//!
//! A commit hands it what was written, or wakes it; looking each `courier.worker.pull_wait` is the net for restarts, for
//! retries and for what other nodes wrote. What nobody stands waiting for goes in company ([`GATHERING`]): most of what
//! a mail costs is waking up for it. Several workers do not disturb each other. One that dies while sending leaves a
//! lease that runs out: the message is then sent once more, under the same `Message-ID`. No subject and no body is ever
//! logged.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{OptionFuture, join_all};
use futures_util::stream::FuturesUnordered;
use lettre::Address;
use model::Timestamp;
use model::identity::Via;
use tokio::time::{Instant, sleep_until, timeout};

use super::carriers::Carrier;
use super::smtp::{Failure, Letter, Sender, WHOLE};
use super::store::{self, Taken};
use super::{Body, DAY, Handed, backoff};
use crate::app::App;
use crate::error::Result;

/// Messages under way at once, at most.
const AT_ONCE: usize = 4;
/// How long a message stays with who took it; longer than sending can take.
pub(super) const LEASE: Duration = Duration::from_secs(WHOLE.as_secs() + 20);
/// How long a notice waits for others. By the machine's clock, as the limits of the conversation are.
const GATHERING: Duration = Duration::from_millis(40);
/// How long a mail waits for the one that is being handed over, so that a crash leaves one alone of which nobody knows
/// whether it arrived. A slow server makes it more.
const TURN: Duration = Duration::from_millis(50);
/// How many go together, at most.
const TOGETHER: usize = 8;
/// Time between two tidyings.
const TIDY: Duration = Duration::from_mins(1);
/// How long shutdown waits for mails under way.
const GRACE: Duration = Duration::from_secs(10);
/// How often it is tried to note what became of a message.
const NOTES: usize = 3;

/// Runs until the server stops.
pub(super) async fn run(app: Arc<App>) {
    let wait = app.config.courier.worker.pull_wait.max(Duration::from_secs(1));
    let most =
        usize::try_from(app.config.courier.worker.pull_count).unwrap_or(AT_ONCE).clamp(1, AT_ONCE);
    let mut under_way = FuturesUnordered::new();
    let hands = app.courier.hands.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut hands) = hands else {
        return;
    };
    let mut company = Company { mails: Vec::new(), leaves: Instant::now() };
    let mut tidied: Option<Timestamp> = None;
    let mut hungry = true;
    loop {
        let now = app.clock.now();
        if tidied.is_none_or(|last| now.since(last) >= TIDY) {
            tidy(&app, now).await;
            tidied = Some(now);
        }
        let room = most - under_way.len().min(most);
        if app.courier.carriers.any() && hungry && room > 0 {
            let taken = take(&app, now, room).await;
            hungry = taken.len() == room;
            // Tasks of their own: one that holds the database's writer must not wait for this one to go on.
            for message in taken {
                under_way.push(app.spawn(deliver(app.clone(), vec![(message, None)])));
            }
        }
        tokio::select! {
            () = app.stopping.cancelled() => break,
            () = app.courier.wake.notified() => hungry = true,
            Some(handed) = hands.recv(), if under_way.len() < most => {
                if company.joined_by(handed) {
                    under_way.push(app.spawn(hand_on(app.clone(), company.left())));
                }
            }
            () = sleep_until(company.leaves), if !company.mails.is_empty() => {
                under_way.push(app.spawn(hand_on(app.clone(), company.left())));
            }
            Some(_) = under_way.next(), if !under_way.is_empty() => {}
            () = app.clock.sleep(wait) => hungry |= is_due(&app).await,
        }
    }
    hands.close();
    while let Ok(handed) = hands.try_recv() {
        company.mails.push(handed);
    }
    for handed in company.mails {
        give_back(&app, &handed.message).await;
    }
    let rest = async { while under_way.next().await.is_some() {} };
    if timeout(GRACE, rest).await.is_err() {
        // These are sent again when their leases run out.
        under_way.iter().for_each(tokio::task::JoinHandle::abort);
    }
    app.courier.carriers.rest().await;
}

/// What a server before this one left.
pub(super) async fn take_over(app: &App) {
    if let Err(error) = store::forget(&app.db, app.clock.now().before(DAY)).await {
        tracing::warn!("old mails could not be erased: {error}");
    }
    if app.db.kind() == db::Kind::Sqlite
        && let Err(error) = store::release(&app.db, app.clock.now()).await
    {
        tracing::warn!(
            "mails that were under way when the server stopped wait for their leases: {error}"
        );
    }
}

/// Mails that nobody stands waiting for, until there are enough of them or the first has waited enough.
struct Company {
    mails: Vec<Handed>,
    leaves: Instant,
}

impl Company {
    /// Whether they are to be sent at once. An urgent mail takes the others along. It goes behind those to the same
    /// address, so that nobody gets theirs out of order, and before all others: it is delayed by nobody else's.
    fn joined_by(&mut self, handed: Handed) -> bool {
        if self.mails.is_empty() {
            self.leaves = Instant::now() + GATHERING;
        }
        let first = handed.urgent.then(|| handed.message.recipient.clone());
        self.mails.push(handed);
        if let Some(first) = &first {
            self.mails.sort_by_key(|mail| mail.message.recipient != *first);
        }
        first.is_some() || self.mails.len() >= TOGETHER
    }

    fn left(&mut self) -> Vec<Handed> {
        std::mem::take(&mut self.mails)
    }
}

async fn is_due(app: &App) -> bool {
    app.courier.carriers.any()
        && store::is_due(&app.db, app.clock.now()).await.unwrap_or_else(|error| {
            tracing::warn!("the outbox could not be read: {error}");
            false
        })
}

async fn take(app: &App, now: Timestamp, room: usize) -> Vec<Taken> {
    store::take(&app.db, now, now.after(LEASE), room).await.unwrap_or_else(|error| {
        tracing::warn!("no mails could be taken from the outbox: {error}");
        Vec::new()
    })
}

/// Gives up what expired, erases what the mailbox kept for a day, closes idle connections.
async fn tidy(app: &App, now: Timestamp) {
    match store::expire(&app.db, now).await {
        Ok(0) => {}
        Ok(count) => tracing::error!(count, "mails expired before they could be sent"),
        Err(error) => tracing::warn!("expired mails could not be given up: {error}"),
    }
    if app.config.development_mailbox()
        && let Err(error) = store::forget(&app.db, now.before(DAY)).await
    {
        tracing::warn!("old mails could not be erased: {error}");
    }
    app.courier.carriers.rest().await;
}

/// Sends messages that came from their commits, but for those that waited so long that their leases could run out.
async fn hand_on(app: Arc<App>, handed: Vec<Handed>) {
    let late = app.clock.now().after(WHOLE);
    let (sent, kept): (Vec<_>, Vec<_>) = handed.into_iter().partition(|h| late <= h.until);
    for handed in &kept {
        give_back(&app, &handed.message).await;
    }
    if !kept.is_empty() {
        app.courier.wake.notify_one();
    }
    // There is room for others only when these are done.
    let (mails, _rooms): (Vec<_>, Vec<_>) =
        sent.into_iter().map(|h| ((h.message, Some(h.body)), h.room)).unzip();
    deliver(app, mails).await;
}

/// Puts a message back into the outbox.
async fn give_back(app: &App, message: &Taken) {
    if let Err(error) = store::give_back(&app.db, message, app.clock.now()).await {
        tracing::warn!(id = %message.id, "a message waits for its lease: {error}");
    }
}

/// Sends messages one after the other and notes what became of them.
async fn deliver(app: Arc<App>, mails: Vec<(Taken, Option<Body>)>) {
    // Nobody's mail waits for somebody else's text message.
    let (texts, mails): (Vec<_>, Vec<_>) =
        mails.into_iter().partition(|(message, _)| message.channel == Via::Sms.word());
    tokio::join!(Box::pin(deliver_alike(&app, mails)), Box::pin(deliver_alike(&app, texts)));
}

/// The same for messages of one channel.
async fn deliver_alike(app: &Arc<App>, mails: Vec<(Taken, Option<Body>)>) {
    let Some((first, _)) = mails.first() else {
        return;
    };
    // Several go together at their first try only.
    let via = Via::parse(&first.channel).unwrap_or(Via::Email);
    let carrier = app.courier.carriers.of(via, first.send_count);
    // Until it is noted that they were taken. Programs are given an id, by which they know what they have.
    let by_smtp = matches!(carrier, Some(Carrier::Smtp(_)));
    let turn = by_smtp.then(|| timeout(TURN, app.courier.turn.acquire()));
    let _turn = OptionFuture::from(turn).await;
    let (mut messages, mut letters) = (Vec::new(), Vec::new());
    let mut sent = Vec::new();
    // At once: what goes by HTTP has a time limit for each, and the lease is for all.
    let ways = mails.into_iter().map(async |(message, body)| {
        let way = on_the_way(app, carrier, &message, body).await;
        (message, way)
    });
    for (message, way) in join_all(ways).await {
        match way {
            Ok(Some(letter)) => {
                messages.push(message);
                letters.push(letter);
            }
            Ok(None) => sent.push(message),
            Err(failure) => report(app, &message, &failure).await,
        }
    }
    if let Some(Carrier::Smtp(sender)) = carrier {
        let outcomes = Box::pin(sender.send(&letters, &|| app.clock.now())).await;
        for (message, outcome) in messages.into_iter().zip(outcomes) {
            match outcome {
                Ok(()) => sent.push(message),
                Err(failure) => report(app, &message, &failure).await,
            }
        }
    }
    for message in &sent {
        let (id, template, tries) = (message.id, message.template.as_str(), message.send_count);
        tracing::info!(%id, template, tries, "message sent");
    }
    note(app, &Fate::Sent(&sent)).await;
}

/// Brings a message on its way: `Some` is a letter for the SMTP server, what goes elsewhere is there already.
async fn on_the_way(
    app: &App,
    carrier: Option<&Carrier>,
    message: &Taken,
    body: Option<Body>,
) -> Result<Option<Letter>, Failure> {
    let body = match (body, &message.sealed) {
        (Some(body), _) => body,
        // A key that is missing may be given back to the server.
        (None, Some(sealed)) => Body::open(&app.keys, message.project_id, message.id, sealed)
            .map_err(|_| Failure::passing("the message could not be unsealed"))?,
        (None, None) => return Err(Failure::lasting("the message has no body")),
    };
    if app.clock.now() >= message.expires_at {
        return Err(Failure::expired());
    }
    match carrier {
        None => Err(Failure::passing("no channel for it is configured")),
        Some(Carrier::Smtp(sender)) => letter(sender, message, &body).map(Some),
        Some(Carrier::Http(gateway)) => {
            Box::pin(gateway.send(app, message, &body)).await.map(|()| None)
        }
    }
}

fn letter(sender: &Sender, message: &Taken, body: &Body) -> Result<Letter, Failure> {
    let Ok(to) = message.recipient.parse::<Address>() else {
        return Err(Failure::lasting("the recipient is not an e-mail address"));
    };
    let text = sender
        .letterhead
        .compose(message.id, to.clone(), message.created_at, body)
        .map_err(|_| Failure::lasting("the mail could not be put together"))?;
    Ok(Letter { to, text, expires_at: message.expires_at })
}

/// A message was not sent: says so, and gives it up or puts it off.
async fn report(app: &App, message: &Taken, failure: &Failure) {
    let (id, template, tries) = (message.id, message.template.as_str(), message.send_count);
    if failure.is_final {
        tracing::error!(%id, template, tries, "message given up: {}", failure.kind);
    } else {
        tracing::warn!(%id, template, tries, "message not sent yet: {}", failure.kind);
    }
    note(app, &Fate::Failed(message, failure)).await;
}

/// What became of messages.
enum Fate<'a> {
    Sent(&'a [Taken]),
    Failed(&'a Taken, &'a Failure),
}

/// Writes it down. A database that is away for a moment is waited for.
async fn note(app: &App, fate: &Fate<'_>) {
    for again in (0..NOTES).rev() {
        match noted(app, fate).await {
            Ok(()) => break,
            Err(error) if again == 0 => {
                tracing::error!("what became of mails could not be noted: {error}");
            }
            Err(_) => tokio::select! {
                () = app.stopping.cancelled() => {}
                () = app.clock.sleep(Duration::from_secs(1)) => {}
            },
        }
    }
}

async fn noted(app: &App, fate: &Fate<'_>) -> Result<()> {
    let now = app.clock.now();
    match fate {
        Fate::Sent(messages) => {
            store::sent(&app.db, messages, now, app.config.development_mailbox()).await
        }
        Fate::Failed(message, failure) if failure.is_final => {
            store::abandoned(&app.db, message, now, &failure.text).await
        }
        Fate::Failed(message, failure) => {
            let next = now.after(backoff::after(message.send_count));
            store::postponed(&app.db, message, now, next, &failure.text).await
        }
    }
}
