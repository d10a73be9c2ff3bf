//! Recovery by mailed link (wire contract §3.9): the address, and the button behind the link.

use async_trait::async_trait;
use db::Tx;
use model::flow::{Kind, State, Transport};
use model::ui::{Group, Node};
use model::{Message, Problem};

use super::ID;
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::cookie;
use crate::http::form::Form;
use crate::method::code::find;
use crate::method::code::store::{For, Stored};
use crate::method::mailed::{self, Brings};
use crate::method::{Attempt, Outcome, Part, Prepared, Retry};
use crate::session::Signed;

pub(crate) struct Recovery;

/// Puts the token of the link into a submission that comes from the page behind it. Whether it is one.
pub(crate) fn bring_token(cx: &Cx, flow: &mut Flow, form: &mut Form) -> bool {
    if flow.kind != Kind::Recovery || form.text("email").is_some() {
        return false;
    }
    if form.text("token").is_none() {
        let kept =
            || cx.request.cookie(cookie::LINK).filter(|_| form.text("link") == Some("opened"));
        let Some(token) = cx.request.query("token").or_else(kept).map(str::to_owned) else {
            return false;
        };
        form.add("token", &token);
    }
    // Whatever client the flow was made for, a browser opened the link.
    flow.transport = Transport::Browser;
    true
}

#[async_trait]
impl Part for Recovery {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("token").is_some() || form.text("method") == Some(ID))
    }

    fn nodes(&self, _cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if flow.body.active.as_deref() == Some(ID) { nodes(None) } else { Vec::new() }
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        mailed::prepare(cx, flow, attempt, Brings::Link).await
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
            return mailed::address(cx, tx, flow, attempt, prepared, sent).await;
        };
        let found = find(cx, tx, flow, For::RecoveryLink, token).await?;
        let stored = match alive(cx, found) {
            Ok(stored) => stored,
            Err(message) => return Ok(dead(message)),
        };
        match mailed::recovered(cx, tx, flow, &stored, "link_recovery").await? {
            Some(passed) => Ok(Outcome::Passed(passed)),
            None => Ok(dead(Message::recovery_link_wrong())),
        }
    }
}

/// The link's row, or what to say of it.
pub(super) fn alive(cx: &Cx, found: Option<Stored>) -> Result<Stored, Message> {
    match found {
        Some(stored) if stored.used_at.is_some() => Err(Message::recovery_link_wrong()),
        Some(stored) if stored.expires_at <= cx.now => {
            Err(Message::recovery_expired(stored.expires_at))
        }
        Some(stored) => Ok(stored),
        None => Err(Message::recovery_link_wrong()),
    }
}

fn dead(message: Message) -> Outcome {
    let problem = Problem::bad_request("The link works no more. Ask for a new one.");
    Outcome::Retry(Retry { message, problem })
}

/// The form for an address, filled in once it was sent.
fn nodes(email: Option<&str>) -> Vec<Node> {
    let field = Node::input(Group::LINK, "email", "email");
    let field = match email {
        Some(email) => field.value(email),
        None => field,
    };
    vec![
        field.required().label(Message::info(1_070_007)),
        Node::submit(Group::LINK, "method", ID, 1_070_009),
    ]
}

/// The second screen. In a flow for codes the button stays as it is (wire contract §3.9).
fn sent(_cx: &Cx, flow: &mut Flow, email: &str) {
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
