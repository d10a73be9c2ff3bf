//! Proving addresses by mailed code or link (wire contract §3.10). Sign-up and changed addresses set it going: a flow that
//! waits for the code, the code, its mail, and the address' status, all in the transaction of what caused them.

use db::Tx;
use model::Problem;
use model::flow::{ContinueWith, Kind, Transport};
use model::id::{FlowId, IdentityId};
use model::identity::{Identity, Status, VerifiableAddress, Via};
use model::ui::CSRF;
use serde_json::json;
use url::Url;

use super::held::Held;
use super::reading::switched_on;
use super::ready::Ready;
use super::{Flow, Style, build, gate, return_to, store, ui};
use crate::app::Cx;
use crate::config::{Compatibility, FlowMethod};
use crate::courier;
use crate::error::{Error, Result};
use crate::http::answer::Answer;
use crate::http::{csrf, negotiate};
use crate::identity::{addresses, store as identities};
use crate::limit::{self, Verdict};
use crate::method::{Retry, code, link};

/// A flow that waits for what was mailed.
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
    /// Sign-in was refused for want of a proved address: the way to prove one.
    pub(super) fn refusal(self, cx: &Cx, style: Style) -> Answer {
        if style == Style::Browser {
            return Answer::see_other(self.page(cx));
        }
        let next = self.continue_with(cx, Transport::Browser).wire();
        let mut problem = Problem::new(
            403,
            "session_verified_address_required",
            "Confirm your address before you sign in. A mail is on its way to it.",
        )
        .detail("continue_with", json!([next]));
        // Told as 400, answered as 403 (wire contract §1.3).
        problem.told_code = Some(400);
        negotiate::envelope(cx, problem.into())
    }
}

/// Mails a code or a link to every address that was not written to yet, under `kratos` after a sign-in to every one that
/// is not proved; the first flow, if there is one.
pub(super) async fn send_all(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    cause: &Flow,
    csrf: Option<&csrf::Token>,
) -> Result<Option<Sent>> {
    let flows = &cx.config().selfservice.flows;
    if !flows.verification.enabled {
        return Ok(None);
    }
    let mut first = None;
    let (id, account) = (identity.id, courier::account(cx, identity)?);
    let kratos = cx.config().compatibility == Compatibility::Kratos;
    let again = kratos && cause.kind == Kind::Login;
    let due = |a: &&mut VerifiableAddress| {
        (a.status == Status::Pending || again && !a.verified) && reached(cx, a)
    };
    for address in identity.verifiable_addresses.iter_mut().filter(due) {
        let sent = send(cx, tx, (id, &account), address, cause, csrf).await?;
        first.get_or_insert(sent);
    }
    Ok(first)
}

/// The hook `require_verified_address`: mails a code or a link to the first address if none is proved. `None`: one is.
pub(super) async fn require(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    cause: &Flow,
) -> Result<Option<Sent>> {
    let (id, account) = (identity.id, courier::account(cx, identity)?);
    if identity.verifiable_addresses.iter().any(|address| address.verified) {
        return Ok(None);
    }
    let mut addresses = identity.verifiable_addresses.iter_mut();
    let Some(address) = addresses.find(|address| reached(cx, address)) else {
        return Err(Error::internal(
            "the hook require_verified_address is set, and the account has no address that anything can be sent to: its \
             schema gives none, or there is no channel for text messages",
        ));
    };
    Ok(Some(send(cx, tx, (id, &account), address, cause, None).await?))
}

fn reached(cx: &Cx, address: &VerifiableAddress) -> bool {
    is_reached(cx, address.via)
}

/// Whether anything can be sent there: phones get codes, where a channel takes text messages.
pub(super) fn is_reached(cx: &Cx, via: Via) -> bool {
    let codes = cx.config().selfservice.methods.code.enabled;
    via == Via::Email || codes && cx.app.courier.texts()
}

/// A code or a link to the new address of a change that waits for it; the change before is void.
pub(super) async fn hold(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    held: &Held,
    cause: &Flow,
) -> Result<Sent> {
    let account = courier::account(cx, identity)?;
    let mut address = held.address(cx.now);
    identities::hold(tx, cx.project(), identity.id, address.id, cx.now);
    let mut flow = make(cx, cause, &address);
    held.keep_in(&mut flow);
    send_in(cx, tx, (identity.id, &account), &mut address, flow).await
}

/// Makes a flow for the address and sends its mail.
async fn send(
    cx: &Cx,
    tx: &mut Tx,
    identity: (IdentityId, &courier::Account),
    address: &mut VerifiableAddress,
    cause: &Flow,
    csrf: Option<&csrf::Token>,
) -> Result<Sent> {
    let mut flow = make(cx, cause, address);
    if let (Some(token), Some(_)) = (csrf, &flow.csrf) {
        flow.csrf = Some(token.hash());
    }
    send_in(cx, tx, identity, address, flow).await
}

/// Sends the mail of a new flow, unless that was done too often.
async fn send_in(
    cx: &Cx,
    tx: &mut Tx,
    (identity, account): (IdentityId, &courier::Account),
    address: &mut VerifiableAddress,
    mut flow: Flow,
) -> Result<Sent> {
    flow.identity_id = Some(identity);
    store::insert_in(tx, cx.project(), &flow)?;
    // Nobody else's requests count against what an account sends itself.
    if limit::mail(cx, tx, &address.value, None).await? == Verdict::Judge {
        mail(cx, tx, &flow, (identity, account), address)?;
        addresses::set_status(cx, tx, identity, (address.via, &address.value), Status::Sent);
        address.status = Status::Sent;
        address.updated_at = cx.now;
    }
    Ok(Sent { flow: flow.id, address: address.value.clone() })
}

fn make(cx: &Cx, cause: &Flow, address: &VerifiableAddress) -> Flow {
    let mut lifespan = cx.config().selfservice.flows.verification.lifespan;
    let sends = match address.via {
        Via::Email => cx.config().selfservice.flows.verification.use_,
        Via::Sms => FlowMethod::Code,
    };
    if sends == FlowMethod::Link {
        lifespan = lifespan.max(cx.config().selfservice.methods.link.config.lifespan);
    }
    let mut flow = Flow::new(cx, Kind::Verification, cause.transport, lifespan);
    flow.body.request_url.clone_from(&cause.body.request_url);
    flow.body.return_to.clone_from(&cause.body.return_to);
    if let Some((url, to)) = target_of_its_own(cx, cause) {
        flow.body.request_url = url;
        flow.body.return_to = Some(to);
    }
    flow.body.active = Some(sends.id().into());
    sent(&mut flow, address.via, &address.value);
    flow.mail_asked(cx);
    flow
}

/// Where the verification leads that a flow sets going, if that was said when the flow began
/// (`?after_verification_return_to=`, wire contract §1.5), and the address of the request as it then reads.
fn target_of_its_own(cx: &Cx, cause: &Flow) -> Option<(String, String)> {
    const NAME: &str = "after_verification_return_to";
    let mut url = Url::parse(&cause.body.request_url).ok()?;
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let (_, wanted) = pairs.iter().find(|(name, _)| name == NAME)?;
    let to = return_to::allowed(cx, wanted).ok()?;
    let rest = pairs.iter().filter(|(name, _)| name != NAME && name != "return_to");
    url.query_pairs_mut().clear().extend_pairs(rest).append_pair("return_to", &to);
    Some((url.into(), to))
}

/// The flow waits for what was mailed.
pub(crate) fn sent(flow: &mut Flow, via: Via, address: &str) {
    if flow.body.active.as_deref() == Some(link::ID) {
        link::verification::sent(flow, address);
    } else {
        code::verification::sent(flow, via, address);
    }
}

/// Makes what the flow waits for, and puts its mail into the outbox. With the account as the mail may show it
/// ([`courier::account`]).
pub(crate) fn mail(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    identity: (IdentityId, &courier::Account),
    address: &VerifiableAddress,
) -> Result<()> {
    if flow.body.active.as_deref() == Some(link::ID) {
        link::verification::send(cx, tx, flow, identity, address)
    } else {
        code::verification::send(cx, tx, flow, identity, address)
    }
}

/// Where a proved address leads.
pub(crate) fn next(cx: &Cx, flow: &Flow) -> String {
    let after = &cx.config().selfservice.flows.verification.after;
    return_to::after(cx, flow, after.default_browser_return_url.as_ref())
}

/// Where a JSON client reads a flow.
pub(super) fn flows_url(cx: &Cx, flow: &Flow) -> String {
    format!("{}/self-service/verification/flows?id={}", cx.app.public_url(), flow.id)
}

/// The link of a mail was opened: the code is filled in for whoever opened it, and nothing is spent. The browser that
/// waits for the code goes on waiting: programs that look at mails open links, too.
pub(super) async fn opened(cx: &Cx, id: FlowId, code: &str) -> Result<Answer> {
    let token = gate::rotate(cx);
    let mut tx = cx.db().write()?;
    let found = store::lock(&mut tx, cx.project(), Kind::Verification, id).await?;
    let mut flow = found.ok_or_else(Problem::no_row)?;
    code::verification::fill_in(cx, &mut flow, code);
    gate::let_in(&mut flow, &token);
    store::save(&mut tx, cx.project(), &flow)?;
    tx.commit().await?;
    let mut answer = Answer::see_other(flow.ui_url(cx));
    answer.csrf = Some(token);
    Ok(answer)
}

/// This flow cannot go on: a new one says why, and the browser gets a new CSRF token.
pub(super) fn retry(cx: &Cx, tx: &mut Tx, old: &mut Flow, retry: Retry) -> Result<Ready> {
    let token = gate::rotate(cx);
    let mut flow = again_as(cx, old.transport);
    if !flow.is_api() {
        flow.csrf = Some(token.hash());
    }
    flow.body.messages.push(retry.message);
    store::insert_in(tx, cx.project(), &flow)?;
    let mut answer = if old.style(cx) == Style::Browser {
        Answer::see_other(flow.ui_url(cx))
    } else {
        let problem = Problem::new(410, "self_service_flow_replaced", retry.problem.reason)
            .extra("use_flow_id", flow.id.text());
        negotiate::envelope(cx, problem.into())
    };
    answer.csrf = Some(token);
    Ok(answer.into())
}

/// GET `/self-service/verification/…`.
pub(super) async fn init(cx: &Cx, transport: Transport) -> Result<Answer> {
    switched_on(cx, Kind::Verification)?;
    return_to::check(cx)?;
    let flow = again_as(cx, transport);
    super::begin(cx, &flow, None).await
}

/// A new flow in place of an expired one; it is a browser's whatever the old one was (wire contract §1.7).
pub(super) fn again(cx: &Cx, _old: &Flow) -> Flow {
    again_as(cx, Transport::Browser)
}

pub(super) fn again_as(cx: &Cx, transport: Transport) -> Flow {
    let verification = &cx.config().selfservice.flows.verification;
    let mut flow = Flow::new(cx, Kind::Verification, transport, verification.lifespan);
    flow.body.active = Some(verification.use_.id().into());
    build(cx, &mut flow, None);
    // Kratos' strategy for links shows the node to native clients as well.
    if flow.is_api() && verification.use_ == FlowMethod::Code {
        flow.body.nodes.retain(|node| node.id() != CSRF);
    }
    flow
}
