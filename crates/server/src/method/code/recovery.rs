//! Recovery by mailed code (wire contract §3.7): the address, the code, and what goes wrong with either.

use async_trait::async_trait;
use db::Tx;
use model::flow::{Aal, State};
use model::identity::{self, Identity};
use model::ui::{Group, Node};
use model::{Message, Problem, Secret};
use serde_json::json;

use super::store::{self, For, New, Stored};
use super::{ID, MOST_BYTES, digests, draw, find, typed};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::courier::{self, Mail, Rendered};
use crate::error::Result;
use crate::flow::{self, Flow};
use crate::http::form::Form;
use crate::identity::{addresses, schema, store as identities};
use crate::limit::{self, Subject, Verdict};
use crate::method::{Attempt, Outcome, Part, Passed, Prepared, Retry};
use crate::session::Signed;

pub(super) struct Recovery;

/// A mail that was asked for.
struct Ready {
    /// Whom the address belongs to, if it does and may be helped.
    identity: Option<Identity>,
    code: Secret<String>,
    mail: Option<Rendered>,
}

/// Whether the submission asks for a mail (rather than bringing a code): an address always does.
fn asks(flow: &Flow, form: &Form) -> bool {
    flow.body.state == State::ChooseMethod || form.text("email").is_some()
}

/// The fields of the first screen.
fn address_nodes() -> Vec<Node> {
    vec![
        Node::input(Group::CODE, "email", "email").required().label(Message::info(1_070_007)),
        Node::submit(Group::CODE, "method", ID, 1_070_009),
    ]
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
        let named = form.text("method");
        if asks(flow, form) {
            return Ok(named == Some(ID));
        }
        Ok(named.is_none_or(|method| method == ID))
    }

    fn nodes(&self, _cx: &Cx, _flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        address_nodes()
    }

    fn subject(&self, _cx: &Cx, flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        if asks(flow, &attempt.form) || flow.body.state != State::SentEmail {
            return None;
        }
        // Codes of unknown addresses are counted alike.
        let whose = flow.identity_id.map_or_else(|| flow.id.text(), |id| id.text());
        Some(Subject::new("recovery_code", whose))
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let Some(address) =
            attempt.form.text("email").filter(|_| flow.body.state != State::PassedChallenge)
        else {
            return Ok(Prepared::Nothing);
        };
        if !schema::email_errors(address).is_empty() {
            return Ok(Prepared::Nothing);
        }
        let Some(address) = schema::normalise_email(address) else {
            return Ok(Prepared::Nothing);
        };
        let found =
            identities::by_address(cx.db(), cx.project(), identities::RECOVERY, &address).await?;
        let recovery = &cx.config().selfservice.flows.recovery;
        let identity =
            found.filter(|i| i.state == identity::State::Active || recovery.mail_deactivated);
        let code = draw(cx);
        // The mail goes to the stored address, never to the string that was typed; both are rendered alike.
        let known = identity.is_some();
        let mail = render(cx, flow, &address, &code, known)?;
        let mail = Some(mail).filter(|_| known || recovery.notify_unknown_recipients);
        Ok(Prepared::ready(Ready { identity, code, mail }))
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        if asks(flow, &attempt.form) {
            return address(cx, tx, flow, attempt, prepared).await;
        }
        let throttled = matches!(prepared, Prepared::Throttled);
        judge(cx, tx, flow, attempt, throttled).await
    }
}

fn render(cx: &Cx, flow: &Flow, to: &str, code: &Secret<String>, known: bool) -> Result<Rendered> {
    let lifespan = cx.config().selfservice.methods.code.config.lifespan;
    let template = if known { "recovery_code_valid" } else { "recovery_code_invalid" };
    let mail = Mail {
        to: to.to_owned(),
        template,
        context: json!({
            "recovery_code": code.expose(), "expires_in_minutes": lifespan.as_secs() / 60,
            "request_url": flow.body.request_url
        }),
        expires_at: cx.now.after(lifespan),
    };
    courier::render(cx, &mail)
}

/// An address was given: a code goes out if it is known, and the answer is the same if it is not.
async fn address(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    prepared: Prepared,
) -> Result<Outcome> {
    if flow.body.state == State::PassedChallenge {
        let problem =
            Problem::bad_request("This recovery is done. Start again to recover another account.");
        return Ok(Outcome::Retry(Retry { message: Message::recovery_retry(), problem }));
    }
    let Some(email) = attempt.form.text("email") else {
        flow.complain_at("email", Message::required("email"));
        return Ok(Outcome::Again);
    };
    let Some(Ready { identity, code, mail }) = prepared.take::<Ready>() else {
        for message in schema::email_errors(email) {
            flow.complain_at("email", message);
        }
        return Ok(Outcome::Again);
    };
    if flow.body.state == State::SentEmail {
        store::delete_of_flow(tx, cx.project(), flow.id);
    }
    let to = schema::normalise_email(email).unwrap_or_default();
    let allowed = limit::mail(cx, tx, &to).await? == Verdict::Judge;
    flow.identity_id = identity.as_ref().map(|identity| identity.id);
    if allowed && let Some(identity) = &identity {
        audit::record(cx, tx, Event::RecoveryRequested, identity.id);
        let address = identity.recovery_addresses.iter().find(|a| a.value == to).map(|a| a.id);
        let digest =
            digests(cx, flow, For::Recovery, code.expose()).into_iter().next().unwrap_or_default();
        let expires_at = cx.now.after(cx.config().selfservice.methods.code.config.lifespan);
        let new = New {
            flow: flow.id,
            purpose: For::Recovery,
            identity: identity.id,
            address,
            digest,
            expires_at,
        };
        store::insert(cx, tx, &new);
    }
    if let Some(mail) = mail.filter(|_| allowed) {
        courier::enqueue(cx, tx, mail)?;
    }
    sent(cx, flow, email);
    Ok(Outcome::Step)
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
async fn judge(
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
    let Some(text) = attempt.form.text("code") else {
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
        Some(code) => match recovered(cx, tx, flow, &code).await? {
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

/// Spends the code. `None` when its account is gone, or somebody was faster.
async fn recovered(cx: &Cx, tx: &mut Tx, flow: &Flow, code: &Stored) -> Result<Option<Passed>> {
    let project = cx.project();
    let Some(mut identity) = identities::get_in(tx, project, code.identity_id).await? else {
        return Ok(None);
    };
    let kinds = store::kinds(tx, project, identity.id).await?;
    if !store::spend(cx, tx, flow.id, code).await? {
        return Ok(None);
    }
    // The account's other codes on their way die with this one.
    store::void(tx, project, code.identity_id);
    let mailed = |a: &&identity::RecoveryAddress| Some(a.id) == code.address_id;
    let mailed = identity.recovery_addresses.iter().find(mailed).map(|a| a.value.clone());
    if let Some(value) = mailed {
        addresses::prove(cx, tx, &mut identity, &value);
    }
    Ok(Some(Passed { identity, kinds, method: "code_recovery", aal: Aal::Aal1 }))
}

/// Nobody asks for a code while signed in: where they go instead.
pub(crate) fn signed_in(cx: &Cx, flow: &Flow, form: &Form) -> Option<Result<String, Problem>> {
    if !asks(flow, form) {
        return None;
    }
    Some(match flow.style(cx) {
        flow::Style::Browser => Ok(flow::recovery::away(cx)),
        _ => Err(flow::recovery::already()),
    })
}
