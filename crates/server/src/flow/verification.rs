//! Proving addresses: the sending half. Sign-up and changed addresses set it going: a flow that waits for the code, the
//! code, its mail, and the address' status, all in the transaction of what caused them.

use db::Tx;
use model::flow::{ContinueWith, Kind, State, Transport};
use model::id::FlowId;
use model::identity::{Identity, Status};
use model::ui::{Group, Node};
use model::{Message, Problem};

use super::{Flow, build, return_to, store, ui};
use crate::app::Cx;
use crate::config::FlowMethod;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::http::csrf;
use crate::identity::addresses;
use crate::limit::{self, Verdict};
use crate::method::code;

/// A flow that waits for its code.
pub(super) struct Sent {
    flow: FlowId,
    address: String,
}

impl Sent {
    pub(super) fn page(&self, cx: &Cx) -> String {
        return_to::with_query(&ui(cx, Kind::Verification), &[("flow", &self.flow.text())])
    }
    pub(super) fn continue_with(&self, cx: &Cx, transport: Transport) -> ContinueWith {
        let url = (transport == Transport::Browser).then(|| self.page(cx));
        ContinueWith::VerificationUi { flow: self.flow, address: self.address.clone(), url }
    }
}

/// 400: the operator has switched verification off.
pub(super) fn disabled() -> Problem {
    Problem::bad_request("Verification is switched off.")
}

/// Mails a code to every address that was not written to yet; the first flow, if there is one.
pub(super) async fn send_all(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    cause: &Flow,
    csrf: Option<&csrf::Token>,
) -> Result<Option<Sent>> {
    let flows = &cx.config().selfservice.flows;
    if !flows.verification.enabled || flows.verification.use_ != FlowMethod::Code {
        return Ok(None);
    }
    let mut first = None;
    let id = identity.id;
    for address in identity.verifiable_addresses.iter_mut().filter(|a| a.status == Status::Pending)
    {
        let mut flow = make(cx, cause, &address.value);
        flow.identity_id = Some(id);
        if let (Some(token), Some(_)) = (csrf, &flow.csrf) {
            flow.csrf = Some(token.hash());
        }
        store::insert_in(tx, cx.project(), &flow).await?;
        if limit::mail(cx, tx, &address.value).await? == Verdict::Judge {
            code::verification::send(cx, tx, &flow, id, address).await?;
        }
        addresses::set_status(cx, tx, id, &address.value, Status::Sent).await?;
        address.status = Status::Sent;
        address.updated_at = cx.now;
        first.get_or_insert(Sent { flow: flow.id, address: address.value.clone() });
    }
    Ok(first)
}

fn make(cx: &Cx, cause: &Flow, address: &str) -> Flow {
    let lifespan = cx.config().selfservice.flows.verification.lifespan;
    let mut flow = Flow::new(cx, Kind::Verification, cause.transport, lifespan);
    flow.body.request_url.clone_from(&cause.body.request_url);
    flow.body.return_to.clone_from(&cause.body.return_to);
    flow.body.active = Some("code".into());
    flow.body.state = State::SentEmail;
    flow.body.messages.push(Message::verification_code_sent());
    flow.body.nodes = vec![
        Node::hidden(Group::CODE, "method", "code"),
        Node::input(Group::CODE, "code", "text")
            .required()
            .autocomplete("one-time-code")
            .label(Message::info(1_070_011)),
        Node::submit(Group::CODE, "method", "code", 1_070_009),
    ];
    if !flow.is_api() {
        flow.body.nodes.push(Node::csrf());
    }
    flow.body.nodes.push(Node::submit(Group::CODE, "email", address, 1_070_008));
    flow
}

/// GET `/self-service/verification/…`.
pub(super) async fn init(cx: &Cx, transport: Transport) -> Result<Answer> {
    if !cx.config().selfservice.flows.verification.enabled {
        return Err(disabled().into());
    }
    return_to::check(cx)?;
    let flow = again_as(cx, transport);
    super::begin(cx, &flow, None).await
}

/// A new flow in place of an expired one; it is a browser's whatever the old one was (wire contract §1.7).
pub(super) fn again(cx: &Cx, _old: &Flow) -> Flow {
    again_as(cx, Transport::Browser)
}

fn again_as(cx: &Cx, transport: Transport) -> Flow {
    let verification = &cx.config().selfservice.flows.verification;
    let mut flow = Flow::new(cx, Kind::Verification, transport, verification.lifespan);
    flow.body.active = Some("code".into());
    build(cx, &mut flow, None);
    flow
}
