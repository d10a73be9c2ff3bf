//! What mailed codes and mailed links of recovery have in common: whom they go to, what the mail brings, how they are
//! issued, and how one is spent.
//!
//! The answer, the work and the limits are the same whether an address is known or not. A new mail of a flow ends what
//! the one before brought; spending a code or a link ends all others of the account.

use db::Tx;
use model::flow::{Aal, State};
use model::id::{AddressId, IdentityId};
use model::identity::{self, Identity, RecoveryAddress, Via};
use model::{Message, Problem, Secret, Timestamp};
use serde_json::json;

use super::code::store::{self, For, Stored};
use super::code::{self, Issued};
use super::link;
use super::{Attempt, Outcome, Passed, Prepared, Retry, address};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::DeliverTo;
use crate::courier::{self, Mail, Rendered};
use crate::error::Result;
use crate::flow::Flow;
use crate::identity::{addresses, store as identities};
use crate::limit::{self, Verdict};
use crate::notice;

/// What a mail brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brings {
    Code,
    Link,
    Both,
}

impl Brings {
    const fn template(self, known: bool) -> &'static str {
        match (self, known) {
            (Self::Link, true) => "recovery_valid",
            (Self::Link, false) => "recovery_invalid",
            (_, true) => "recovery_code_valid",
            (_, false) => "recovery_code_invalid",
        }
    }
    fn lifespan(self, cx: &Cx) -> std::time::Duration {
        let methods = &cx.config().selfservice.methods;
        if self == Self::Link { methods.link.config.lifespan } else { methods.code.config.lifespan }
    }
}

/// What was asked for, or what is wrong with the address.
type Asked = std::result::Result<Ready, Vec<Message>>;

/// What was asked for.
struct Ready {
    /// The address that was typed, normalised.
    entered: String,
    /// Whom the address belongs to, if it does and may be helped.
    identity: Option<Identity>,
    brings: Brings,
    posts: Vec<Post>,
}

/// A mail, with what it brings.
struct Post {
    to: String,
    address: Option<AddressId>,
    code: Option<Secret<String>>,
    token: Option<Secret<String>>,
    mail: Option<Rendered>,
}

/// An address that was typed, and in which field.
#[derive(Clone, Copy)]
pub(super) struct Entered<'a> {
    pub(super) field: &'static str,
    pub(super) address: Option<&'a str>,
}

impl<'a> Entered<'a> {
    pub(super) fn of(attempt: &'a Attempt, field: &'static str) -> Self {
        Self { field, address: attempt.form.text(field) }
    }
}

/// Finds whom an address belongs to and renders the mail, outside any transaction.
pub(super) async fn prepare(
    cx: &Cx,
    flow: &Flow,
    entered: Entered<'_>,
    brings: Brings,
) -> Result<Prepared> {
    let open = flow.body.state != State::PassedChallenge;
    let Some(address) = entered.address.filter(|_| open) else {
        return Ok(Prepared::Nothing);
    };
    let (via, address) = match address::read(cx, address, brings != Brings::Link) {
        Ok(read) => read,
        Err(wrong) => return Ok(Prepared::ready(Asked::Err(wrong))),
    };
    let found =
        identities::by_address(cx.db(), cx.project(), identities::RECOVERY, (via, &address))
            .await?;
    let recovery = &cx.config().selfservice.flows.recovery;
    let usable = |a: &&RecoveryAddress| a.usable(cx.now);
    let typed = |a: &RecoveryAddress| a.via == via && a.value == address;
    let identity = found
        .filter(|i| i.state == identity::State::Active || recovery.mail_deactivated)
        .filter(|i| i.recovery_addresses.iter().filter(usable).any(typed));
    // Mails go to stored addresses, never to the string that was typed; all are rendered alike.
    let to: Vec<(Via, String, Option<AddressId>)> = match &identity {
        None => vec![(via, address.clone(), None)],
        Some(identity) => {
            let all = recovery.deliver_to == DeliverTo::All;
            let texts = cx.app.courier.texts() && brings != Brings::Link;
            let reached = |a: &RecoveryAddress| a.via == Via::Email || texts;
            let meant = |a: &&RecoveryAddress| usable(a) && reached(a) && (all || typed(a));
            let of = |a: &RecoveryAddress| (a.via, a.value.clone(), Some(a.id));
            identity.recovery_addresses.iter().filter(meant).map(of).collect()
        }
    };
    let account = identity
        .as_ref()
        .map_or_else(|| Ok(courier::Account::default()), |i| courier::account(cx, i))?;
    let mut posts = Vec::new();
    for (via, to, of) in to {
        let mail = via == Via::Email;
        let code = (brings != Brings::Link).then(|| code::draw(cx));
        let token = (mail && brings != Brings::Code).then(|| link::draw_token(cx));
        let known = identity.is_some();
        let secrets = (code.as_ref(), token.as_ref());
        let rendered = render(cx, flow, (via, &to), brings, secrets, (known, &account))?;
        // A text message costs, so nobody unknown gets one.
        let told = known || mail && recovery.notify_unknown_recipients;
        let mail = Some(rendered).filter(|_| told);
        posts.push(Post { to, address: of, code, token, mail });
    }
    Ok(Prepared::ready(Asked::Ok(Ready { entered: address, identity, brings, posts })))
}

fn render(
    cx: &Cx,
    flow: &Flow,
    (via, to): (Via, &str),
    brings: Brings,
    (code, token): (Option<&Secret<String>>, Option<&Secret<String>>),
    (known, account): (bool, &courier::Account),
) -> Result<Rendered> {
    let lifespan = brings.lifespan(cx);
    let mut context = json!({
        "expires_in_minutes": lifespan.as_secs().div_ceil(60),
        "request_url": flow.body.request_url
    });
    if let Some(members) = context.as_object_mut() {
        if let Some(code) = code {
            members.insert("recovery_code".into(), code.expose().as_str().into());
            if via == Via::Sms {
                // Under this name programs made for Kratos look for it (admin contract §5.2).
                members.insert("verification_code".into(), code.expose().as_str().into());
            }
        }
        if let Some(token) = token {
            members.insert("recovery_url".into(), link::url(cx, flow, token).into());
        }
    }
    // Unknown numbers cost the same work, and are sent nothing.
    let template = brings.template(known || via == Via::Sms);
    let expires_at = cx.now.after(lifespan);
    let mail = Mail { to: to.to_owned(), via, template, context, account, expires_at };
    courier::render(cx, &mail)
}

/// An address was given: a mail goes out if it is known, and the answer is the same if it is not. After a
/// [`Outcome::Step`] the caller makes the next screen.
pub(super) async fn address(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    entered: Entered<'_>,
    prepared: Prepared,
) -> Result<Outcome> {
    if flow.body.state == State::PassedChallenge {
        let problem =
            Problem::bad_request("This recovery is done. Start again to recover another account.");
        return Ok(Outcome::Retry(Retry { message: Message::recovery_retry(), problem }));
    }
    let Entered { field, address } = entered;
    if address.is_none() {
        flow.complain_at(field, Message::required(field));
        return Ok(Outcome::Again);
    }
    let ready = match prepared.take::<Asked>() {
        Some(Ok(ready)) => ready,
        wrong => {
            for message in wrong.and_then(Result::err).into_iter().flatten() {
                flow.complain_at(field, message);
            }
            return Ok(Outcome::Again);
        }
    };
    let to = ready.entered.clone();
    let account = ready.identity.as_ref().map(|identity| identity.id);
    let allowed = limit::mail(cx, tx, &to, account).await? == Verdict::Judge;
    // Whoever gets no new mail keeps what the last one brought.
    if allowed && flow.body.state != State::ChooseMethod {
        store::delete_of_flow(tx, cx.project(), flow.id);
    }
    code::asked_for(flow, &to, allowed);
    flow.mail_asked(cx);
    if allowed {
        // Whoever gets no new mail keeps the account that the last one was for.
        flow.identity_id = account;
    }
    let (brings, lifespan) = (ready.brings, ready.brings.lifespan(cx));
    if allowed {
        send(cx, tx, flow, ready, &to).await?;
    }
    if brings != Brings::Code {
        // A link is good for its whole life, however long the flow lay open before.
        flow.expires_at = flow.expires_at.max(cx.now.after(lifespan));
    }
    Ok(Outcome::Step)
}

/// Sends what was prepared. `entered` was counted already; other addresses are counted here.
async fn send(cx: &Cx, tx: &mut Tx, flow: &Flow, ready: Ready, entered: &str) -> Result<()> {
    let Ready { identity, brings, posts, .. } = ready;
    let written: Vec<String> = posts.iter().map(|post| post.to.clone()).collect();
    if let Some(identity) = &identity {
        store::supersede_recovery(cx, tx, identity.id);
    }
    for post in posts {
        if post.to != entered && limit::copy(cx, tx, &post.to).await? != Verdict::Judge {
            continue;
        }
        if let Some(identity) = &identity {
            issue(cx, tx, flow, identity.id, &post, cx.now.after(brings.lifespan(cx)));
        }
        if let Some(mail) = post.mail {
            courier::enqueue(cx, tx, mail)?;
        }
    }
    if let Some(identity) = &identity {
        audit::record(cx, tx, Event::RecoveryRequested, identity.id);
        let written: Vec<&str> = written.iter().map(String::as_str).collect();
        notice::inform(cx, tx, identity, "notice_recovery_requested", &written).await?;
    }
    Ok(())
}

/// Each address gets a code and a link of its own, which prove that address.
fn issue(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    identity: IdentityId,
    post: &Post,
    expires_at: Timestamp,
) {
    let address = post.address;
    for (purpose, secret) in [(For::Recovery, &post.code), (For::RecoveryLink, &post.token)] {
        if let Some(secret) = secret {
            code::keep(cx, tx, &Issued { flow, purpose, secret, identity, address, expires_at });
        }
    }
}

/// Spends a code or a link; `method` is what the session will say. `None` when its account is gone, or somebody was
/// faster.
pub(super) async fn recovered(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    spent: &Stored,
    method: &'static str,
) -> Result<Option<Passed>> {
    let project = cx.project();
    let Some(mut identity) = identities::get_in(tx, project, spent.identity_id).await? else {
        return Ok(None);
    };
    // What was mailed to an address that is the account's no more is worthless.
    let mailed = |a: &&RecoveryAddress| Some(a.id) == spent.address_id;
    let mailed = identity.recovery_addresses.iter().find(mailed);
    let mailed = mailed.map(|a| (a.via, a.value.clone()));
    if spent.address_id.is_some() && mailed.is_none() {
        return Ok(None);
    }
    let kinds = store::kinds(tx, project, identity.id).await?;
    if !store::spend(cx, tx, flow.id, spent).await? {
        return Ok(None);
    }
    // The account's other codes and links on their way die with this one.
    store::void(tx, project, spent.identity_id);
    if let Some((via, value)) = mailed {
        addresses::prove(cx, tx, &mut identity, (via, &value));
    }
    Ok(Some(Passed { identity, kinds, method, aal: Aal::Aal1, remark: None }))
}
