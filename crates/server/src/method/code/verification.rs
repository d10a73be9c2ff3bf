//! Proving an address by a mailed code (wire contract §3.10): the mail, and the code that comes back.

use async_trait::async_trait;
use db::Tx;
use model::flow::State;
use model::id::IdentityId;
use model::identity::{Identity, Status, VerifiableAddress, Via};
use model::ui::{Group, Node};
use model::{Message, Problem};
use serde_json::json;

use super::store::{self, For, Stored};
use super::{ID, Issued, MOST_BYTES, asked_for, find, keep, typed, whose};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Compatibility;
use crate::courier::{self, Mail};
use crate::error::Result;
use crate::flow::held::{Held, Void};
use crate::flow::{self, Flow, return_to};
use crate::http::form::Form;
use crate::identity::{addresses, store as identities};
use crate::keys::{Owner, Purpose};
use crate::limit::{self, Subject, Verdict};
use crate::method::{Attempt, Outcome, Part, Prepared, Retry, address, link};
use crate::required;
use crate::session::Signed;

/// Under which the flow keeps a code that a mail's link brought, sealed.
const FILLED: &str = "code_filled_in";

pub(super) struct Verification;

#[async_trait]
impl Part for Verification {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID)
            || form.text("method").is_none() && form.text("code").is_some())
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if flow.body.active.as_deref() != Some(ID) {
            return Vec::new();
        }
        vec![address::field(cx, "email"), Node::submit(Group::CODE, "method", ID, 1_070_009)]
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        _signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let Some(code) = filled_in(cx, flow) else { return Ok(()) };
        for input in nodes.iter_mut().filter(|n| n.id() == "code").filter_map(Node::as_input_mut) {
            input.value = Some(code.as_str().into());
        }
        Ok(())
    }

    fn subject(&self, _cx: &Cx, flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        attempt.form.text("code")?;
        Some(Subject::new("verification_code", whose(flow)))
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        recipient(cx, flow, attempt, true).await
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        if let Some(code) = attempt.form.text("code") {
            let throttled = matches!(prepared, Prepared::Throttled);
            return judge(cx, tx, flow, code, throttled).await;
        }
        address(cx, tx, flow, attempt, prepared).await
    }
}

/// What was asked for, or what is wrong with the address.
type Asked = std::result::Result<(Via, String, Option<Identity>), Vec<Message>>;

/// Whose address something is asked for to. `texts`: what is sent fits a text message.
pub(in crate::method) async fn recipient(
    cx: &Cx,
    flow: &Flow,
    attempt: &Attempt,
    texts: bool,
) -> Result<Prepared> {
    let address = attempt.form.text("email").filter(|_| attempt.form.text("code").is_none());
    let Some(address) = address else {
        return Ok(Prepared::Nothing);
    };
    let (via, address) = match address::read(cx, address, texts) {
        Ok(read) => read,
        // To Kratos whatever is no mail address is a number (recorded). Nobody's, so nothing is sent.
        Err(_) if texts && takes_anything(cx, address) => {
            return Ok(Prepared::ready(Asked::Ok((Via::Sms, address.to_owned(), None))));
        }
        Err(wrong) => return Ok(Prepared::ready(Asked::Err(wrong))),
    };
    let (db, project) = (cx.db(), cx.project());
    let found = identities::by_address(db, project, identities::VERIFICATION, (via, &address));
    let found = match (found.await?, Held::of(flow).filter(|held| held.value == address)) {
        (None, Some(held)) => identities::get(db, project, held.identity).await?,
        (found, _) => found,
    };
    Ok(Prepared::ready(Asked::Ok((via, address, found))))
}

fn takes_anything(cx: &Cx, address: &str) -> bool {
    cx.config().compatibility == Compatibility::Kratos
        && (1..=MOST_BYTES).contains(&address.trim().len())
}

/// An address was given: the flow's mail goes out if it is known, and the answer is the same if it is not.
pub(in crate::method) async fn address(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    prepared: Prepared,
) -> Result<Outcome> {
    if flow.body.state == State::PassedChallenge {
        return Ok(confirmed_already());
    }
    let Some(email) = attempt.form.text("email") else {
        // In the place of the button that asks for another code.
        if let Some(button) = flow.node_mut("email") {
            // A flow by link keeps its group.
            let field = address::field(cx, "email").value("");
            *button = Node { group: button.group.clone(), ..field };
        }
        flow.complain_at("email", Message::required("email"));
        return Ok(Outcome::Again);
    };
    let (via, to, found) = match prepared.take::<Asked>() {
        Some(Ok(asked)) => asked,
        wrong => {
            for message in wrong.and_then(Result::err).into_iter().flatten() {
                flow.complain_at("email", message);
            }
            return Ok(Outcome::Again);
        }
    };
    flow.mail_asked(cx);
    let account = found.as_ref().map(|identity| identity.id);
    // Whoever gets no new mail keeps what the last one brought. Tries are not forgotten for a new one (AR-05).
    let allowed = limit::mail(cx, tx, &to, account).await? == Verdict::Judge;
    asked_for(flow, &to, allowed);
    if allowed {
        flow.identity_id = account;
        flow.forget(FILLED);
        mail(cx, tx, flow, (via, &to), found).await?;
    }
    flow::verification::sent(flow, via, email);
    Ok(Outcome::Sent)
}

/// Mails a code or a link if the address is known; the answer is the same if not.
async fn mail(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    (via, to): (Via, &str),
    found: Option<Identity>,
) -> Result<()> {
    store::delete_of_flow(tx, cx.project(), flow.id);
    let held = match Held::of(flow).filter(|held| held.value == to) {
        Some(held) if held.counts(cx, tx).await? => Some(held.address(cx.now)),
        _ => None,
    };
    let known = found.as_ref().and_then(|identity| {
        let own = |a: &&VerifiableAddress| a.via == via && a.value == to;
        let own = identity.verifiable_addresses.iter().find(own).cloned();
        Some((identity, own.or(held)?))
    });
    if let Some((identity, address)) = known {
        let account = courier::account(cx, identity)?;
        flow::verification::mail(cx, tx, flow, (identity.id, &account), &address)?;
        addresses::set_status(cx, tx, identity.id, (via, to), Status::Sent);
        return Ok(());
    }
    // A text message costs, so nobody unknown gets one.
    let notify = cx.config().selfservice.flows.verification.notify_unknown_recipients;
    if notify && via == Via::Email {
        let expires_at = cx.now.after(cx.config().selfservice.methods.code.config.lifespan);
        let context = json!({ "request_url": flow.body.request_url });
        let by_link = flow.body.active.as_deref() == Some(link::ID);
        let template = if by_link { "verification_invalid" } else { "verification_code_invalid" };
        let mail = Mail {
            to: to.to_owned(),
            via,
            template,
            context,
            account: &courier::Account::default(),
            expires_at,
        };
        courier::enqueue(cx, tx, courier::render(cx, &mail)?)?;
    }
    Ok(())
}

/// The screen that waits for the code.
pub(crate) fn sent(flow: &mut Flow, via: Via, address: &str) {
    flow.body.active = Some(ID.into());
    flow.body.state = State::SentEmail;
    flow.complain(match via {
        Via::Email => Message::verification_code_sent(),
        Via::Sms => Message::verification_code_texted(),
    });
    flow.body.nodes = vec![
        Node::hidden(Group::CODE, "method", ID),
        Node::input(Group::CODE, "code", "text")
            .required()
            .autocomplete("one-time-code")
            .label(Message::info(1_070_011)),
        Node::submit(Group::CODE, "method", ID, 1_070_009),
    ];
    // Native clients have no token to send along (recorded).
    flow.body.nodes.extend((!flow.is_api()).then(Node::csrf));
    flow.body.nodes.push(Node::submit(Group::CODE, "email", address, 1_070_008));
}

/// A code was given.
async fn judge(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    text: &str,
    throttled: bool,
) -> Result<Outcome> {
    let retry = |message: Message, reason: &str| {
        Ok(Outcome::Retry(Retry { message, problem: Problem::bad_request(reason) }))
    };
    if flow.body.state == State::PassedChallenge {
        return Ok(confirmed_already());
    }
    // A throttled try is not judged, so it must not use up the tries of those that are.
    flow.submissions += i64::from(!throttled);
    if flow.submissions > i64::from(cx.config().selfservice.methods.code.config.max_submissions) {
        let reason = "The code was tried too often. Ask for a new one.";
        return retry(Message::generic(reason), reason);
    }
    let found = if throttled || text.len() > MOST_BYTES {
        None
    } else {
        find(cx, tx, flow, For::Verification, &typed(text)).await?
    };
    match found {
        Some(code) if code.used_at.is_some() => {
            let reason = "The code was used already. Ask for a new one.";
            retry(Message::generic(reason), reason)
        }
        Some(code) => match verified(cx, tx, flow, &code, Group::CODE).await? {
            Verified::Done(outcome) => Ok(*outcome),
            Verified::Gone => Ok(wrong(flow)),
            Verified::Taken => {
                flow.complain(flow::registration::taken());
                Ok(Outcome::Again)
            }
        },
        None => Ok(wrong(flow)),
    }
}

/// The address of the flow is proved: whatever else is wanted begins anew.
fn confirmed_already() -> Outcome {
    let problem = Problem::bad_request("The address is confirmed already.");
    Outcome::Retry(Retry { message: Message::verification_retry(), problem })
}

fn wrong(flow: &mut Flow) -> Outcome {
    flow.complain(Message::verification_code_wrong());
    Outcome::Step
}

/// What became of a code or a link that was right.
pub(in crate::method) enum Verified {
    /// The address is proved.
    Done(Box<Outcome>),
    /// The address is gone, or somebody was faster.
    Gone,
    /// A change waited for it, and somebody else has the address now.
    Taken,
}

/// Spends a code or a link.
pub(in crate::method) async fn verified(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    code: &Stored,
    group: Group,
) -> Result<Verified> {
    let Some(identity) = identities::get_in(tx, cx.project(), code.identity_id).await? else {
        return Ok(Verified::Gone);
    };
    let own = identity.verifiable_addresses.iter().find(|a| Some(a.id) == code.address_id);
    let held = Held::of(flow).filter(|held| held.is_for(code.address_id));
    let (via, outcome) = match (own, held) {
        (Some(address), _) => {
            if !store::spend(cx, tx, flow.id, code).await? {
                return Ok(Verified::Gone);
            }
            let proved = (address.via, address.value.as_str());
            addresses::set_status(cx, tx, code.identity_id, proved, Status::Completed);
            (address.via, Outcome::Sent)
        }
        (None, Some(held)) => {
            let derived = match held.check(cx, tx, &identity).await? {
                Ok(derived) => derived,
                Err(Void::Taken) => return Ok(Verified::Taken),
                Err(Void::Stale) => return Ok(Verified::Gone),
            };
            if !store::spend(cx, tx, flow.id, code).await? {
                return Ok(Verified::Gone);
            }
            let now = held.write(cx, tx, &identity, &derived).await?;
            (held.address(cx.now).via, Outcome::Written(Box::new(now)))
        }
        (None, None) => return Ok(Verified::Gone),
    };
    audit::record(cx, tx, Event::AddressVerified, code.identity_id);
    required::verified(cx, tx, code.identity_id);
    flow.forget(FILLED);
    flow.body.state = State::PassedChallenge;
    flow.complain(match via {
        Via::Email => Message::verified(),
        Via::Sms => Message::phone_verified(),
    });
    let next = flow::verification::next(cx, flow);
    flow.body.nodes =
        vec![Node::csrf(), Node::a(group, "continue", &next, Message::info(1_070_009))];
    Ok(Verified::Done(Box::new(outcome)))
}

/// Keeps the code that a mail's link brought, to be shown in its field: to whoever opened the link, and not to whoever
/// began the flow, who may not be the owner of the mailbox.
pub(crate) fn fill_in(cx: &Cx, flow: &mut Flow, code: &str) {
    // What another link brought is for another browser.
    flow.forget(FILLED);
    if flow.body.state != State::SentEmail || code.len() > MOST_BYTES {
        return;
    }
    let project = cx.project();
    let owner: [&[u8]; 2] = [project.bytes(), flow.id.bytes()];
    let sealed = cx.keys().seal(cx.random(), Purpose::FilledCode, Owner(&owner), code.as_bytes());
    flow.remember(FILLED, data_encoding::BASE64.encode(&sealed));
}

fn filled_in(cx: &Cx, flow: &Flow) -> Option<String> {
    let sealed: String = flow.recall(FILLED).filter(|_| flow::gate::is_opener(cx, flow))?;
    let sealed = data_encoding::BASE64.decode(sealed.as_bytes()).ok()?;
    let project = cx.project();
    let owner: [&[u8]; 2] = [project.bytes(), flow.id.bytes()];
    let plain = cx.keys().open(Purpose::FilledCode, Owner(&owner), &sealed).ok()?;
    String::from_utf8(plain.expose().clone()).ok()
}

/// Makes a code for the address and puts its mail into the outbox.
pub(crate) fn send(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    (identity, account): (IdentityId, &courier::Account),
    address: &VerifiableAddress,
) -> Result<()> {
    let code = super::draw(cx);
    let lifespan = cx.config().selfservice.methods.code.config.lifespan;
    let expires_at = cx.now.after(lifespan);
    let (purpose, address_id) = (For::Verification, Some(address.id));
    let secret = &code;
    store::supersede(cx, tx, identity, address);
    keep(cx, tx, &Issued { flow, purpose, secret, identity, address: address_id, expires_at });
    let base = format!("{}/self-service/verification", cx.app.public_url());
    let url = return_to::with_query(&base, &[("code", code.expose()), ("flow", &flow.id.text())]);
    let mail = Mail {
        to: address.value.clone(),
        via: address.via,
        template: "verification_code_valid",
        context: json!({
            "verification_code": code.expose(), "verification_url": url,
            "expires_in_minutes": lifespan.as_secs() / 60, "request_url": flow.body.request_url
        }),
        account,
        expires_at,
    };
    courier::enqueue(cx, tx, courier::render(cx, &mail)?)?;
    Ok(())
}
