//! Mails that were given up: what an operator sees of them, and sending one again.
//!
//! A mail server refuses a recipient for good, and the mail is given up; once that is mended the mail may be sent after all,
//! as long as what it brings is still good. Subjects and bodies are shown to nobody.

use model::id::MessageId;
use model::{Problem, Timestamp};
use serde_json::Value;

use super::messages::wire;
use super::store::{self, Filter};
use crate::app::{App, Cx};
use crate::error::Result;
use crate::http::answer::Answer;

/// How many are listed at once.
const MOST: usize = 1000;

/// A mail as an operator sees it.
pub struct Letter {
    /// Its id.
    pub id: MessageId,
    /// `queued`, `processing`, `sent` or `abandoned`.
    pub status: String,
    /// Whom it goes to.
    pub recipient: String,
    /// What it is: `recovery_code_valid`, say.
    pub template: String,
    /// How often it was tried.
    pub tries: i64,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it may be sent.
    pub expires_at: Timestamp,
}

/// The newest mails of this status, or of any; a thousand at most.
pub async fn letters(app: &App, status: Option<&str>) -> Result<Vec<Letter>> {
    let filter =
        Filter { status, recipient: None, after: super::messages::beginning(), limit: MOST };
    let rows = store::list(&app.db, app.project, filter).await?;
    let letter = |row: store::Listed| Letter {
        id: row.id,
        status: row.status,
        recipient: row.recipient,
        template: row.template,
        tries: row.send_count,
        last_error: row.last_error,
        created_at: row.created_at,
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().map(letter).collect())
}

/// Has a mail that was given up sent again, by whichever server runs. `false`: it was not given up, or expired.
pub async fn send_again(app: &App, id: MessageId) -> Result<bool> {
    let queued = store::again(&app.db, app.project, id, app.clock.now()).await?;
    if queued {
        app.courier.wake.notify_one();
    }
    Ok(queued)
}

/// `POST /admin/courier/messages/{id}/send-again`: the message as it stands then; 409 where that is of no use.
pub(crate) async fn resend(cx: &Cx, id: &str) -> Result<Answer> {
    let id = MessageId::parse(id).ok_or_else(Problem::no_row)?;
    let queued = send_again(&cx.app, id).await?;
    let row = store::get(cx.db(), cx.project(), id).await?.ok_or_else(Problem::no_row)?;
    if !queued {
        let why = if row.status == "abandoned" {
            "The message has expired: what it brings is worth nothing any more."
        } else {
            "The message was not given up."
        };
        return Err(Problem::conflict(why).into());
    }
    tracing::info!(%id, template = row.template, "a mail is sent again by an administrator");
    let shown: Value = wire(&row, None);
    Ok(Answer::ok(shown))
}
