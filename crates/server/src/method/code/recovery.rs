//! Recovery by mailed code (wire contract §3.7): the address, the code, and what goes wrong with either. Where people
//! choose among their addresses, the screens before the code are those of [`choice`].

use async_trait::async_trait;
use db::Tx;
use model::flow::State;
use model::ui::{Group, Node};
use model::{Message, Problem};

use super::store::For;
use super::{ID, MOST_BYTES, choice, find, typed, whose};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::Compatibility;
use crate::error::Result;
use crate::flow::{self, Flow};
use crate::http::form::Form;
use crate::limit::Subject;
use crate::method::mailed::{self, Brings, Entered};
use crate::method::{Attempt, Outcome, Part, Prepared, Retry, address};
use crate::session::Signed;

pub(super) struct Recovery;

/// Whether the submission asks for a mail (rather than bringing a code): an address always does.
fn asks(flow: &Flow, form: &Form) -> bool {
    flow.body.state == State::ChooseMethod || form.text("email").is_some()
}

/// What a mail brings that was asked for here.
pub(super) fn brings(cx: &Cx) -> Brings {
    if cx.config().selfservice.methods.code.config.with_link { Brings::Both } else { Brings::Code }
}

/// The fields of the first screen.
fn address_nodes(cx: &Cx) -> Vec<Node> {
    vec![address::field(cx, "email"), Node::submit(Group::CODE, "method", ID, 1_070_009)]
}

/// The field for the code, as long as codes are.
pub(super) fn code_node(cx: &Cx) -> Node {
    Node::input(Group::CODE, "code", "text")
        .required()
        .autocomplete("one-time-code")
        .pattern("[0-9]+")
        .maxlength(cx.config().selfservice.methods.code.config.length)
        .label(Message::info(1_070_010))
}

#[async_trait]
impl Part for Recovery {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        if choice::concerns(flow) {
            return Ok(choice::accepts(form));
        }
        let named = form.text("method");
        if asks(flow, form) {
            return Ok(named == Some(ID));
        }
        Ok(named.is_none_or(|method| method == ID))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if flow.body.active.as_deref() != Some(ID) {
            return Vec::new();
        }
        if cx.config().feature_flags.choose_recovery_address {
            flow.body.state = State::AwaitingAddress;
            return choice::address_nodes();
        }
        address_nodes(cx)
    }

    fn subject(&self, _cx: &Cx, flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        let tries = match flow.body.state {
            State::SentEmail => !asks(flow, &attempt.form) && attempt.form.text("code").is_some(),
            State::AwaitingCode => choice::tries(&attempt.form),
            _ => false,
        };
        if !tries {
            return None;
        }
        Some(Subject::new("recovery_code", whose(flow)))
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        if choice::concerns(flow) {
            return choice::prepare(cx, flow, attempt).await;
        }
        mailed::prepare(cx, flow, Entered::of(attempt, "email"), brings(cx)).await
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        if choice::concerns(flow) {
            return choice::submit(cx, tx, flow, attempt, prepared).await;
        }
        if asks(flow, &attempt.form) {
            let entered = Entered::of(attempt, "email");
            let outcome = mailed::address(cx, tx, flow, entered, prepared).await?;
            if let (Outcome::Step, Some(email)) = (&outcome, entered.address) {
                sent(cx, flow, email);
            }
            return Ok(outcome);
        }
        let throttled = matches!(prepared, Prepared::Throttled);
        judge(cx, tx, flow, attempt, throttled).await
    }
}

/// The second screen.
fn sent(cx: &Cx, flow: &mut Flow, email: &str) {
    flow.body.state = State::SentEmail;
    flow.body.active = Some(ID.into());
    flow.body.nodes = vec![
        Node::csrf(),
        code_node(cx),
        Node::hidden(Group::CODE, "method", ID),
        Node::submit(Group::CODE, "method", ID, 1_070_009),
        Node::submit(Group::CODE, "email", email, 1_070_008),
    ];
    flow.complain(Message::recovery_code_sent());
}

/// A code was given.
pub(super) async fn judge(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    throttled: bool,
) -> Result<Outcome> {
    let retry = |reason: &str| {
        let message = Message::generic(reason);
        Ok(Outcome::Retry(Retry { message, problem: Problem::bad_request(reason) }))
    };
    // A throttled try is not judged, so it must not use up the tries of those that are.
    if !throttled {
        flow.submissions += 1;
    }
    let most = i64::from(cx.config().selfservice.methods.code.config.max_submissions);
    if flow.submissions > most {
        return retry("The code was tried too often. Ask for a new one.");
    }
    // To Kratos nothing is a wrong code like any other.
    let nothing = (cx.config().compatibility == Compatibility::Kratos).then_some("");
    let Some(text) = attempt.form.text("code").or(nothing) else {
        flow.submissions -= i64::from(!throttled);
        flow.complain_at("code", Message::required("code"));
        return Ok(Outcome::Again);
    };
    let found = if throttled || text.len() > MOST_BYTES {
        None
    } else {
        find(cx, tx, flow, For::Recovery, &typed(text)).await?
    };
    match found {
        Some(code) if code.used_at.is_some() => {
            retry("The code was used already. Ask for a new one.")
        }
        Some(code) => match mailed::recovered(cx, tx, flow, &code, "code_recovery").await? {
            Some(passed) => Ok(Outcome::Passed(passed)),
            None => Ok(wrong(cx, tx, flow)),
        },
        None => Ok(wrong(cx, tx, flow)),
    }
}

fn wrong(cx: &Cx, tx: &mut Tx, flow: &mut Flow) -> Outcome {
    let about = audit::About { identity: flow.identity_id, ..Default::default() };
    audit::record(cx, tx, Event::RecoveryFailed, about);
    flow.complain(Message::recovery_code_wrong());
    Outcome::Step
}

/// Nobody asks for a code while signed in: where they go instead.
pub(crate) fn signed_in(cx: &Cx, flow: &Flow, form: &Form) -> Option<Result<String, Problem>> {
    if choice::concerns(flow) || !asks(flow, form) {
        return None;
    }
    Some(match flow.style(cx) {
        flow::Style::Browser => Ok(flow::recovery::away(cx)),
        _ => Err(flow::recovery::already()),
    })
}
