//! The mails that arrive: who waits for one gets what it brings and the moment of its arrival.
//!
//! They come from the built-in SMTP server or, where the server under test sends them elsewhere, from a list that is
//! looked at every few milliseconds.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::{oneshot, watch};
use tokio::time::{sleep, timeout};

use crate::Result;
use crate::http::Http;
use crate::letter::{self, Brought};

const PATIENCE: Duration = Duration::from_secs(15);
const LOOK: Duration = Duration::from_millis(10);
/// No mail for so long: those under way have arrived.
const QUIET: Duration = Duration::from_millis(250);
/// But this is waited at most.
const QUIET_WITHIN: Duration = Duration::from_secs(10);

/// A code or a link, and when it came.
#[derive(Debug)]
pub(crate) struct Arrived {
    brought: Brought,
    pub(crate) at: Instant,
}

impl Arrived {
    pub(crate) fn code(&self) -> Result<&str> {
        self.brought.code.as_deref().ok_or_else(|| "the mail has no code".into())
    }

    pub(crate) fn link(&self) -> Result<&str> {
        self.brought.link.as_deref().ok_or_else(|| "the mail has no link".into())
    }
}

/// All mailboxes.
#[derive(Default)]
pub(crate) struct Inbox {
    waiting: RefCell<HashMap<String, oneshot::Sender<Arrived>>>,
    count: Cell<u64>,
    /// Whether mails are kept waiting at the door.
    closed: watch::Sender<bool>,
    /// When mails came, for whoever asked to have that written down.
    book: RefCell<Option<Vec<Instant>>>,
}

/// Somebody who waits for a mail.
pub(crate) struct Waiter(oneshot::Receiver<Arrived>);

impl Waiter {
    /// The mail, if it comes in time.
    pub(crate) async fn wait(self) -> Result<Arrived> {
        match timeout(PATIENCE, self.0).await {
            Ok(Ok(arrived)) => Ok(arrived),
            Ok(Err(_)) | Err(_) => Err("the mail did not come".into()),
        }
    }
}

impl Inbox {
    /// To be called before the request that sends the mail.
    pub(crate) fn watch(&self, address: &str) -> Waiter {
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().insert(address.to_ascii_lowercase(), sender);
        Waiter(receiver)
    }

    /// A mail has come. One without a code or a link is nothing that anybody waits for.
    pub(crate) fn arrived(&self, address: &str, brought: Brought) {
        let at = Instant::now();
        self.count.set(self.count.get() + 1);
        if let Some(book) = &mut *self.book.borrow_mut() {
            book.push(at);
        }
        if !brought.something() {
            return;
        }
        if let Some(waiter) = self.waiting.borrow_mut().remove(&address.to_ascii_lowercase()) {
            // Nobody waits any more: it came too late.
            drop(waiter.send(Arrived { brought, at }));
        }
    }

    /// From now on mails wait at the door.
    pub(crate) fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Lets them in, and writes down from now on when each comes.
    pub(crate) fn open(&self) {
        self.book.replace(Some(Vec::new()));
        self.closed.send_replace(false);
    }

    /// Waits at the door.
    pub(crate) async fn door(&self) {
        // The other end is this inbox itself.
        drop(self.closed.subscribe().wait_for(|closed| !closed).await);
    }

    /// When mails came since the door was opened: so many, or fewer if no more come.
    pub(crate) async fn wait_for(&self, many: usize) -> Vec<Instant> {
        let written = || self.book.borrow().as_ref().map_or(0, Vec::len);
        let (mut before, mut moved) = (0, Instant::now());
        while before < many && moved.elapsed() < PATIENCE {
            sleep(LOOK).await;
            if written() > before {
                (before, moved) = (written(), Instant::now());
            }
        }
        self.book.take().unwrap_or_default()
    }

    /// Waits until no more mails come, so that they are not counted with what is measured next.
    pub(crate) async fn settle(&self) {
        let end = Instant::now() + QUIET_WITHIN;
        loop {
            let before = self.count.get();
            sleep(QUIET).await;
            if self.count.get() == before || Instant::now() >= end {
                return;
            }
        }
    }
}

/// Looks at a maildev-like list until the program ends.
pub(crate) async fn poll(inbox: Rc<Inbox>, url: String) {
    let mut seen = HashSet::new();
    let Ok(mut http) = Http::new(&url) else { return };
    loop {
        if let Ok(answer) = http.get("", None).await
            && let Ok(Value::Array(mails)) = answer.read()
        {
            for mail in &mails {
                hand_over(&inbox, &mut seen, mail);
            }
        }
        sleep(LOOK).await;
    }
}

fn hand_over(inbox: &Inbox, seen: &mut HashSet<String>, mail: &Value) {
    let text = |pointer: &str| mail.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    if seen.insert(text("/id").to_owned()) {
        inbox.arrived(text("/to/0/address"), letter::of_text(text("/text")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_first_mail_with_a_code_counts() {
        let inbox = Inbox::default();
        let waiter = inbox.watch("Ada@example.org");
        inbox.arrived("ada@example.org", letter::of_text("nothing"));
        inbox.arrived("bob@example.org", letter::of_text("111111"));
        inbox.arrived("ada@example.org", letter::of_text("222222"));
        inbox.arrived("ada@example.org", letter::of_text("333333"));
        assert_eq!(waiter.wait().await.unwrap().code(), Ok("222222"));
        assert_eq!(inbox.count.get(), 4);
    }
}
