//! An answer that is decided inside the transaction and given after its commit.

use axum::http::StatusCode;
use serde_json::Value;

use super::{Flow, render};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::session::Signed;

/// An answer that waits for the commit.
pub(super) enum Ready {
    Answer(Box<Answer>),
    /// The flow as it is after the commit.
    Show(StatusCode, Option<Value>),
    Saved(Box<Saved>),
}

/// What was changed is shown as it is after the commit, to the session as it is then, with what to do next.
pub(super) struct Saved {
    /// Without its content.
    pub(super) answer: Answer,
    pub(super) signed: Signed,
    pub(super) next: Vec<Value>,
}

impl Saved {
    pub(super) async fn answer(self, cx: &Cx, flow: &Flow) -> Result<Answer> {
        let wire = render::wire(cx, flow, Some(&self.signed)).await?;
        let shown = Answer::ok(wire.next(self.next));
        Ok(Answer { content: shown.content, ..self.answer })
    }
}

impl From<Answer> for Ready {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}
