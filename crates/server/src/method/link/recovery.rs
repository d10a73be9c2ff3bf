//! Recovery by mailed link (wire contract §3.9): the address, and the button behind the link.

use async_trait::async_trait;
use db::Tx;
use model::flow::State;
use model::ui::Node;
use model::{Message, Problem};

use super::{ID, brought, dead, nodes};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::method::mailed::{self, Brings, Entered};
use crate::method::{Attempt, Outcome, Part, Prepared};
use crate::session::Signed;

pub(crate) struct Recovery;

#[async_trait]
impl Part for Recovery {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID))
    }

    fn nodes(&self, _cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if flow.body.active.as_deref() == Some(ID) { nodes(None) } else { Vec::new() }
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        if flow.by_link {
            return Ok(Prepared::Nothing);
        }
        mailed::prepare(cx, flow, Entered::of(attempt, "email"), Brings::Link).await
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let Some(token) = attempt.form.text("token") else {
            let entered = Entered::of(attempt, "email");
            let outcome = mailed::address(cx, tx, flow, entered, prepared).await?;
            if let (Outcome::Step, Some(email)) = (&outcome, entered.address) {
                sent(flow, email);
            }
            return Ok(outcome);
        };
        let stored = match brought(cx, tx, flow, token).await? {
            Ok(stored) => stored,
            Err(message) => return Ok(dead(message)),
        };
        match mailed::recovered(cx, tx, flow, &stored, "link_recovery").await? {
            Some(passed) => Ok(Outcome::Passed(passed)),
            None => Ok(dead(Message::recovery_link_wrong())),
        }
    }
}

/// The second screen. In a flow for codes the button stays as it is (wire contract §3.9).
fn sent(flow: &mut Flow, email: &str) {
    let mut fresh = nodes(Some(email));
    if flow.body.state == State::ChooseMethod
        && let Some(button) = flow.node_mut("method").cloned()
    {
        fresh.truncate(1);
        fresh.push(button);
    }
    flow.body.state = State::SentEmail;
    flow.body.active = Some(ID.into());
    flow.body.nodes = vec![Node::csrf()];
    flow.body.nodes.append(&mut fresh);
    flow.complain(Message::recovery_link_sent());
}
