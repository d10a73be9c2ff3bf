//! Who asked for the mail of a flow, and when: whoever opens its link is told, and its page does not offer another one at
//! once, for the one before is on its way. What is refused is `limit`'s matter; this is the same whether a mail
//! went out or not, and tells nothing of the address.

use std::time::Duration;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::Flow;
use crate::app::Cx;

/// Under which a flow remembers it.
const ASKED: &str = "mail_asked";
/// How long the page of a flow waits before it offers another.
const BETWEEN: Duration = Duration::from_secs(30);

/// Who asked for a mail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) at: Timestamp,
    pub(crate) agent: String,
    pub(crate) place: Option<String>,
}

impl Flow {
    /// A mail was asked for now.
    pub(crate) fn mail_asked(&mut self, cx: &Cx) {
        let (agent, place) = (cx.request.user_agent().to_owned(), cx.request.place());
        self.remember(ASKED, Asked { at: cx.now, agent, place: place.map(str::to_owned) });
    }

    /// Who asked last.
    pub(crate) fn asked(&self) -> Option<Asked> {
        self.recall(ASKED)
    }

    /// From when on a page offers another one.
    pub(super) fn next_mail(&self) -> Option<Timestamp> {
        self.asked().map(|asked| asked.at.after(BETWEEN))
    }
}
