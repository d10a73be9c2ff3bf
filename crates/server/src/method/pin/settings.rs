//! Setting, changing and removing the PIN.

use async_trait::async_trait;
use db::Tx;
use model::ui::Node;
use model::{Message, Problem};
use serde_json::json;

use super::{FIELD, GROUP, ID};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials;
use crate::method::{Attempt, Changed, Outcome, Part, Prepared, Privilege, Proved, password};
use crate::session::{self, Signed};

pub(super) struct Settings;

const REMOVE: &str = "pin_remove";

/// What was typed, if it may be a PIN.
fn new_pin(form: &Form) -> Option<&str> {
    let digits = |pin: &&str| pin.bytes().all(|b| b.is_ascii_digit());
    form.text(FIELD).filter(digits).filter(|pin| (6..=12).contains(&pin.len()))
}

#[async_trait]
impl Part for Settings {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID) || form.switch(REMOVE)?)
    }

    fn nodes(&self, _cx: &Cx, _flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let Some(signed) = signed else {
            return Vec::new();
        };
        if signed.factors.iter().any(|f| f == ID) {
            return vec![Node::submit(GROUP, REMOVE, "true", 1_900_003)];
        }
        vec![
            Node::input(GROUP, FIELD, "password")
                .required()
                .autocomplete("off")
                .label(Message::info(1_900_001)),
            Node::submit(GROUP, "method", ID, 1_070_003),
        ]
    }

    /// A second factor is added and removed by whoever has proved everything the account has.
    fn privilege(&self, _cx: &Cx, _form: &Form) -> Privilege {
        Privilege::Highest
    }

    async fn prepare(&self, cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        match new_pin(&attempt.form) {
            Some(pin) => Ok(Prepared::ready(password::hash(cx, pin.as_bytes()).await?)),
            None => Ok(Prepared::Nothing),
        }
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let Some(signed) = &attempt.signed else {
            return Err(session::unauthorized().into());
        };
        let id = signed.identity.id;
        if attempt.form.switch(REMOVE)? {
            credentials::delete(tx, cx.project(), id, ID).await?;
            return Ok(changed(signed, Event::CredentialDeleted, None));
        }
        let Some(hash) = prepared.take::<String>() else {
            flow.complain_at(FIELD, Message::error(4_900_002));
            return Ok(Outcome::Again);
        };
        credentials::put(cx, tx, id, ID, &json!({ "hash": hash }));
        // Whoever sets a PIN knows it: the session is as sure as if it had been typed at sign-in.
        Ok(changed(signed, Event::CredentialAdded, Some(Proved { renews: true })))
    }
}

fn changed(signed: &Signed, event: Event, proved: Option<Proved>) -> Outcome {
    let identity = signed.identity.clone();
    Outcome::Changed(Changed {
        identity,
        method: ID,
        event,
        proved,
        along: Vec::new(),
        notice: None,
    })
}
