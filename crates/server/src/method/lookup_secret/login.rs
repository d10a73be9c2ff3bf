//! A recovery code as the second step (wire contract §3.3).
//!
//! Where the code is the last one, or one whose use replaces the set, or completes a recovery that shall, nothing is spent yet: new codes are shown, and
//! only the button that says that they are saved spends the old code, writes the new set and ends the sign-in, all in
//! one transaction. Whoever leaves before has the code that they came with.

use async_trait::async_trait;
use db::{Statement, Tx};
use model::flow::Aal;
use model::id::{CodeSetId, RecoveryCodeId, SessionId};
use model::ui::{Group, Node};
use model::{Message, Problem};
use recovery_codes::Code;
use recovery_codes::set::Then;
use serde::{Deserialize, Serialize};

use super::find::{self, Found, Usable};
use super::pending::{self, CODES, CONFIRM, Confirmed};
use super::{ID, store};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::limit::Subject;
use crate::method::{Attempt, Outcome, Part, Passed, Prepared, code};
use crate::notice::{self, Occasion};
use crate::session::{self, Signed};

pub(super) struct Login;

/// Under which the flow remembers the code that is spent once the new ones are saved.
const PROVED: &str = "lookup_secret_proved";

/// A code that was right and is not spent yet.
#[derive(Serialize, Deserialize)]
struct Proved {
    session: SessionId,
    set: CodeSetId,
    code: RecoveryCodeId,
}

/// A code that was looked for, and the codes that would take the place of its set.
struct Tried {
    found: Found,
    fresh: Vec<Code>,
}

fn confirms(form: &Form) -> bool {
    form.switch(CONFIRM).unwrap_or(false)
}

fn question() -> [Node; 2] {
    [
        Node::input(Group::LOOKUP_SECRET, ID, "text")
            .value("")
            .required()
            .label(Message::info(1_010_007)),
        Node::submit(Group::LOOKUP_SECRET, "method", ID, 1_010_010),
    ]
}

#[async_trait]
impl Part for Login {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        let meant = form.text("method") == Some(ID) || form.switch(CONFIRM)?;
        Ok(flow.body.requested_aal == Aal::Aal2 && meant)
    }

    fn nodes(&self, _cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let has = signed.is_some_and(|s| s.has(ID));
        if flow.body.requested_aal != Aal::Aal2 || !has {
            return Vec::new();
        }
        question().into()
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        if nodes.iter().any(|node| node.id() == CODES) {
            if let Some(codes) = signed.and_then(|signed| pending::shown(cx, flow, signed)) {
                pending::fill(nodes, codes);
            } else {
                // They are not for these eyes, or waited too long: the code that was typed still works.
                nodes.retain(|node| node.group != Group::LOOKUP_SECRET);
                nodes.extend(question());
            }
        }
        let Some(field) = nodes.iter_mut().find(|node| node.id() == ID) else {
            return Ok(());
        };
        if let Some(signed) = signed.filter(|signed| signed.by_number)
            && let Some(number) = store::asked_for(cx, signed.identity.id).await?
        {
            field.label = Some(Message::lookup_numbered(number));
        }
        Ok(())
    }

    fn subject(&self, _cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        attempt.form.text(ID).filter(|_| !confirms(&attempt.form))?;
        attempt.signed.as_ref().map(|s| Subject::new(ID, s.identity.id.text()))
    }

    fn wanted(&self, cx: &Cx, attempt: &Attempt) -> Option<Statement> {
        let signed = attempt.signed.as_ref()?;
        Some(store::whole(cx.project(), signed.identity.id))
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let Some(signed) = &attempt.signed else {
            return Ok(Prepared::Nothing);
        };
        if confirms(&attempt.form) {
            let confirmed = pending::hashed(cx, flow, signed).await?;
            return Ok(confirmed.map_or(Prepared::Nothing, Prepared::ready));
        }
        let Some(typed) = attempt.form.text(ID) else {
            return Ok(Prepared::Nothing);
        };
        let found = find::find(cx, signed.identity.id, attempt, typed).await?;
        let renews = matches!(&found, Found::Code(it) if renews(cx, signed, it.then));
        let fresh = if renews { pending::draw(cx) } else { Vec::new() };
        Ok(Prepared::ready(Tried { found, fresh }))
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
        if confirms(&attempt.form) {
            return renew(cx, tx, flow, (attempt, signed), prepared.take()).await;
        }
        if attempt.form.text(ID).is_none() {
            flow.complain_at(ID, Message::required(ID));
            return Ok(Outcome::Again);
        }
        let message = match prepared.take::<Tried>() {
            Some(Tried { found: Found::Code(it), fresh }) => {
                if renews(cx, signed, it.then) {
                    let Usable { set, code, .. } = it;
                    flow.remember(PROVED, Proved { session: signed.session.id, set, code });
                    return Ok(show_new(cx, flow, signed, it.then, &fresh));
                }
                if store::spend(cx, tx, signed.identity.id, &it).await? {
                    tell(cx, tx, signed, "notice_recovery_code_used").await?;
                    if it.runs_low {
                        let notice = "notice_recovery_codes_low";
                        notice::inform(cx, tx, &signed.identity, notice, &[]).await?;
                    }
                    return Ok(passed(signed, it.few));
                }
                // The set was replaced since.
                Message::lookup_used()
            }
            Some(Tried { found, .. }) => found.refusal(),
            None => find::unjudged(cx, tx, signed.identity.id).await?,
        };
        flow.complain(message);
        Ok(Outcome::Again)
    }
}

/// Whether a use with this effect brings a new set within the sign-in: that of the last code, of one that replaces its
/// set, and where it is so configured that of any code that somebody comes back with after a recovery (RC-12).
fn renews(cx: &Cx, signed: &Signed, then: Then) -> bool {
    let config = &cx.config().selfservice.methods.lookup_secret.config;
    let after_recovery = config.renew_after_recovery && signed.session.is_recovered();
    match then {
        Then::Keep => after_recovery,
        Then::Renew => config.renew_last || after_recovery,
        Then::ReplaceAll => true,
    }
}

/// The new codes in the place of the form.
fn show_new(cx: &Cx, flow: &mut Flow, signed: &Signed, then: Then, fresh: &[Code]) -> Outcome {
    pending::keep(cx, flow, signed, fresh);
    flow.body.nodes.retain(|node| node.id() == "csrf_token");
    flow.body.nodes.extend(pending::nodes(cx, flow));
    flow.complain(match then {
        Then::Keep => Message::lookup_renewed_after_recovery(),
        Then::ReplaceAll => Message::lookup_replaced(),
        Then::Renew => Message::lookup_last(),
    });
    Outcome::Acknowledge
}

/// The new codes are saved: the old one is spent, they take the place of its set, and the second step is done.
async fn renew(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    (attempt, signed): (&Attempt, &Signed),
    confirmed: Option<Confirmed>,
) -> Result<Outcome> {
    let proved = flow.recall::<Proved>(PROVED).filter(|it| it.session == signed.session.id);
    let (Some(Proved { set, code, .. }), Some(confirmed)) = (proved, confirmed) else {
        ask_again(flow, Message::generic("Type in a recovery code first."));
        return Ok(Outcome::Again);
    };
    if let Some(message) = pending::another(flow, &attempt.form) {
        flow.complain(message);
        return Ok(Outcome::Again);
    }
    if !pending::is_saved(&attempt.form)? {
        flow.complain(pending::unsaved());
        return Ok(Outcome::Again);
    }
    if !store::claim(cx, tx, signed.identity.id, set, code).await? {
        ask_again(flow, Message::lookup_used());
        return Ok(Outcome::Again);
    }
    if !pending::confirm(cx, tx, flow, signed, Some(confirmed))? {
        // Other new codes were made meanwhile: undone, and judged again.
        return Err(db::Error::Outdated.into());
    }
    flow.forget(PROVED);
    code::store::void(tx, cx.project(), signed.identity.id);
    let (identity, session) = (Some(signed.identity.id), Some(signed.session.id));
    let details = Some(serde_json::json!({ "method": ID, "in": "login" }));
    let about = audit::About { identity, session, details };
    audit::record(cx, tx, Event::RecoveryCodesMade, about);
    tell(cx, tx, signed, "notice_recovery_code_renewed").await?;
    Ok(passed(signed, None))
}

/// The form in the place of new codes that cannot be confirmed any more.
fn ask_again(flow: &mut Flow, why: Message) {
    flow.forget(PROVED);
    flow.forget(ID);
    flow.body.nodes.retain(|node| node.group != Group::LOOKUP_SECRET);
    flow.body.nodes.extend(question());
    flow.complain(why);
}

async fn tell(cx: &Cx, tx: &mut Tx, signed: &Signed, notice: &'static str) -> Result<()> {
    let (identity, session) = (&signed.identity, signed.session.id);
    notice::tell(cx, tx, &Occasion { notice, identity, before: None, session }).await
}

fn passed(signed: &Signed, few: Option<u8>) -> Outcome {
    Outcome::Passed(Passed {
        identity: signed.identity.clone(),
        kinds: Some(signed.factors.join(" ")),
        method: ID,
        aal: Aal::Aal2,
        remark: few.map(Message::lookup_low),
    })
}
