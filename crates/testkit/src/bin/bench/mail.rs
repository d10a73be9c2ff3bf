//! The mails that arrive: who waits for one gets its code and the moment of its arrival.
//!
//! They come from the built-in SMTP server or, where the server under test sends them elsewhere, from a list that is
//! looked at every few milliseconds.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::http::Http;
use crate::{Result, letter};

const PATIENCE: Duration = Duration::from_secs(15);
const LOOK: Duration = Duration::from_millis(10);
/// No mail for so long: those under way have arrived.
const QUIET: Duration = Duration::from_millis(250);
/// But this is waited at most.
const QUIET_WITHIN: Duration = Duration::from_secs(10);

/// A code, and when it came.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) code: String,
    pub(crate) at: Instant,
}

/// All mailboxes.
#[derive(Default)]
pub(crate) struct Inbox {
    waiting: RefCell<HashMap<String, oneshot::Sender<Arrived>>>,
    count: Cell<u64>,
}

/// Somebody who waits for a code.
pub(crate) struct Waiter(oneshot::Receiver<Arrived>);

impl Waiter {
    /// The code, if it comes in time.
    pub(crate) async fn wait(self) -> Result<Arrived> {
        match timeout(PATIENCE, self.0).await {
            Ok(Ok(arrived)) => Ok(arrived),
            Ok(Err(_)) | Err(_) => Err("the mail with the code did not come".into()),
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

    /// A mail has come. One without a code is nothing that anybody waits for.
    pub(crate) fn arrived(&self, address: &str, code: Option<String>) {
        let at = Instant::now();
        self.count.set(self.count.get() + 1);
        let Some(code) = code else { return };
        if let Some(waiter) = self.waiting.borrow_mut().remove(&address.to_ascii_lowercase()) {
            // Nobody waits any more: it came too late.
            drop(waiter.send(Arrived { code, at }));
        }
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
        inbox.arrived(text("/to/0/address"), letter::code_of_text(text("/text")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_first_mail_with_a_code_counts() {
        let inbox = Inbox::default();
        let waiter = inbox.watch("Ada@example.org");
        inbox.arrived("ada@example.org", None);
        inbox.arrived("bob@example.org", Some("111111".into()));
        inbox.arrived("ada@example.org", Some("222222".into()));
        inbox.arrived("ada@example.org", Some("333333".into()));
        assert_eq!(waiter.wait().await.unwrap().code, "222222");
        assert_eq!(inbox.count.get(), 4);
    }
}
