//! When a page offers another mail: not at once, for the one before is on its way. What is refused is `limit`'s matter;
//! this is the same whether a mail went out or not, and tells nothing of the address.

use std::time::Duration;

use model::Timestamp;

use super::Flow;

/// Under which a flow remembers when a mail was asked for.
const ASKED: &str = "mail_asked_at";
/// How long the page of a flow waits before it offers another.
const BETWEEN: Duration = Duration::from_secs(30);

impl Flow {
    /// A mail was asked for now.
    pub(crate) fn mail_asked(&mut self, now: Timestamp) {
        self.remember(ASKED, now);
    }

    /// From when on a page offers another one.
    pub(super) fn next_mail(&self) -> Option<Timestamp> {
        self.recall::<Timestamp>(ASKED).map(|at| at.after(BETWEEN))
    }
}
