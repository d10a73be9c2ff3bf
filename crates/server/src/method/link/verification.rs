//! Proving an address by mailed link (wire contract §3.10): the mail, and the button behind the link.

use async_trait::async_trait;
use db::Tx;
use model::flow::State;
use model::id::IdentityId;
use model::identity::VerifiableAddress;
use model::ui::{Group, Node};
use model::{Message, Problem};
use serde_json::json;

use super::{ID, brought, dead, draw_token, nodes, url, wrong};
use crate::app::Cx;
use crate::courier::{self, Mail};
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::method::code::store::{self, For};
use crate::method::code::verification::Verified;
use crate::method::code::{self, Issued, keep};
use crate::method::{Attempt, Outcome, Part, Prepared};
use crate::session::Signed;

pub(crate) struct Verification;

#[async_trait]
impl Part for Verification {
    /// Unlike recovery, a flow for codes takes no links (recorded).
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID) && flow.body.active.as_deref() == Some(ID))
    }

    fn nodes(&self, _cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if flow.body.active.as_deref() == Some(ID) { nodes(None) } else { Vec::new() }
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        if flow.by_link {
            return Ok(Prepared::Nothing);
        }
        code::verification::recipient(cx, flow, attempt, false).await
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
            let outcome = code::verification::address(cx, tx, flow, attempt, prepared).await?;
            if matches!(outcome, Outcome::Sent) {
                // A link is good for its whole life, however long the flow lay open before.
                let lifespan = cx.config().selfservice.methods.link.config.lifespan;
                flow.expires_at = flow.expires_at.max(cx.now.after(lifespan));
            }
            return Ok(outcome);
        };
        let stored = match brought(cx, tx, flow, token).await? {
            Ok(stored) => stored,
            Err(message) => return Ok(dead(message)),
        };
        let outcome = match code::verification::verified(cx, tx, flow, &stored, Group::LINK).await?
        {
            Verified::Done(outcome) => *outcome,
            Verified::Gone | Verified::Taken => return Ok(dead(wrong(flow.kind))),
        };
        // The page that says so belongs to the browser that pressed the button.
        if flow.csrf.is_some() {
            flow.csrf = Some(cx.request.csrf.hash());
        }
        Ok(outcome)
    }
}

/// The screen that waits for the link to be opened.
pub(crate) fn sent(flow: &mut Flow, address: &str) {
    flow.body.active = Some(ID.into());
    flow.body.state = State::SentEmail;
    flow.complain(Message::verification_link_sent());
    flow.body.nodes = vec![Node::csrf()];
    flow.body.nodes.append(&mut nodes(Some(address)));
}

/// Makes a link for the address and puts its mail into the outbox.
pub(crate) fn send(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    (identity, account): (IdentityId, &courier::Account),
    address: &VerifiableAddress,
) -> Result<()> {
    let token = draw_token(cx);
    let lifespan = cx.config().selfservice.methods.link.config.lifespan;
    let expires_at = cx.now.after(lifespan);
    let (purpose, address_id, secret) = (For::VerificationLink, Some(address.id), &token);
    store::supersede(cx, tx, identity, address);
    keep(cx, tx, &Issued { flow, purpose, secret, identity, address: address_id, expires_at });
    let mail = Mail {
        to: address.value.clone(),
        via: address.via,
        template: "verification_valid",
        context: json!({
            "verification_url": url(cx, flow, &token),
            "expires_in_minutes": lifespan.as_secs().div_ceil(60),
            "request_url": flow.body.request_url
        }),
        account,
        expires_at,
    };
    courier::enqueue(cx, tx, courier::render(cx, &mail)?)?;
    Ok(())
}
