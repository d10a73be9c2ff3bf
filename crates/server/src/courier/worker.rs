//! The worker: takes due messages from the outbox, a few at once, and sends them.
//!
//! A commit hands it what was written, or wakes it; looking each `courier.worker.pull_wait` is the net for restarts, for retries and for what other
//! nodes wrote. Several workers do not disturb each other. One that dies while sending leaves a lease that runs out:
//! the message is then sent once more, under the same `Message-ID`. No subject and no body is ever logged.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use lettre::Address;
use model::Timestamp;

use super::smtp::{Failure, Sender, WHOLE};
use super::store::{self, Taken};
use super::{Body, DAY, Handed, backoff};
use crate::app::App;
use crate::error::Result;

/// Messages under way at once, at most.
const AT_ONCE: usize = 4;
/// How long a message stays with who took it; longer than sending can take.
pub(super) const LEASE: Duration = Duration::from_secs(WHOLE.as_secs() + 20);
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
    let mut tidied: Option<Timestamp> = None;
    let mut hungry = true;
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
    loop {
        let now = app.clock.now();
        if tidied.is_none_or(|last| now.since(last) >= TIDY) {
            tidy(&app, now).await;
            tidied = Some(now);
        }
        let room = most - under_way.len().min(most);
        if app.courier.sender.is_some() && hungry && room > 0 {
            let taken = take(&app, now, room).await;
            hungry = taken.len() == room;
            // Tasks of their own: one that holds the database's writer must not wait for this one to go on.
            under_way.extend(
                taken.into_iter().map(|message| app.spawn(deliver(app.clone(), message, None))),
            );
        }
        tokio::select! {
            () = app.stopping.cancelled() => break,
            () = app.courier.wake.notified() => hungry = true,
            Some(handed) = hands.recv(), if under_way.len() < most => {
                under_way.push(app.spawn(hand_on(app.clone(), handed)));
            }
            Some(_) = under_way.next(), if !under_way.is_empty() => {}
            () = app.clock.sleep(wait) => hungry |= is_due(&app).await,
        }
    }
    hands.close();
    while let Ok(handed) = hands.try_recv() {
        give_back(&app, &handed.message).await;
    }
    let rest = async { while under_way.next().await.is_some() {} };
    if tokio::time::timeout(GRACE, rest).await.is_err() {
        // These are sent again when their leases run out.
        under_way.iter().for_each(tokio::task::JoinHandle::abort);
    }
    if let Some(sender) = &app.courier.sender {
        sender.rest().await;
    }
}

async fn is_due(app: &App) -> bool {
    app.courier.sender.is_some()
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
    if let Some(sender) = &app.courier.sender {
        sender.rest().await;
    }
}

/// Sends a message that came from its commit, unless it waited for others so long that the lease could run out.
async fn hand_on(app: Arc<App>, handed: Handed) {
    let Handed { message, body, until, .. } = handed;
    if app.clock.now().after(WHOLE) > until {
        give_back(&app, &message).await;
        app.courier.wake.notify_one();
    } else {
        deliver(app, message, Some(body)).await;
    }
}

/// Puts a message back into the outbox.
async fn give_back(app: &App, message: &Taken) {
    if let Err(error) = store::give_back(&app.db, message, app.clock.now()).await {
        tracing::warn!(id = %message.id, "a mail waits for its lease: {error}");
    }
}

/// Sends one message and notes what became of it.
async fn deliver(app: Arc<App>, message: Taken, body: Option<Body>) {
    let Some(sender) = &app.courier.sender else {
        return;
    };
    let outcome = Box::pin(send(&app, sender, &message, body)).await;
    let (id, template, tries) = (message.id, message.template.as_str(), message.send_count);
    match &outcome {
        Ok(()) => tracing::info!(%id, template, tries, "mail sent"),
        Err(failure) if failure.is_final => {
            tracing::error!(%id, template, tries, "mail given up: {}", failure.kind);
        }
        Err(failure) => tracing::warn!(%id, template, tries, "mail not sent yet: {}", failure.kind),
    }
    for again in (0..NOTES).rev() {
        match note(&app, &message, &outcome).await {
            Ok(()) => break,
            Err(error) if again == 0 => {
                tracing::error!(%id, "what became of a mail could not be noted: {error}");
            }
            Err(_) => tokio::select! {
                () = app.stopping.cancelled() => {}
                () = app.clock.sleep(Duration::from_secs(1)) => {}
            },
        }
    }
}

async fn send(
    app: &App,
    sender: &Sender,
    message: &Taken,
    body: Option<Body>,
) -> Result<(), Failure> {
    let Ok(to) = message.recipient.parse::<Address>() else {
        return Err(Failure::lasting("the recipient is not an e-mail address"));
    };
    let body = match (body, &message.sealed) {
        (Some(body), _) => body,
        // A key that is missing may be given back to the server.
        (None, Some(sealed)) => Body::open(&app.keys, message.project_id, message.id, sealed)
            .map_err(|_| Failure::passing("the mail could not be unsealed"))?,
        (None, None) => return Err(Failure::lasting("the mail has no body")),
    };
    let letter = sender
        .letterhead
        .compose(message.id, to.clone(), message.created_at, &body)
        .map_err(|_| Failure::lasting("the mail could not be put together"))?;
    if app.clock.now() >= message.expires_at {
        return Err(Failure::lasting("it expired before it could be sent"));
    }
    sender.send(&to, &letter).await
}

async fn note(app: &App, message: &Taken, outcome: &Result<(), Failure>) -> Result<()> {
    let now = app.clock.now();
    match outcome {
        Ok(()) => store::sent(&app.db, message, now, app.config.development_mailbox()).await,
        Err(failure) if failure.is_final => {
            store::abandoned(&app.db, message, now, &failure.text).await
        }
        Err(failure) => {
            let next = now.after(backoff::after(message.send_count));
            store::postponed(&app.db, message, now, next, &failure.text).await
        }
    }
}
