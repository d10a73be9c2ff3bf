//! Making, confirming, showing and removing recovery codes (wire contract §3.2).

use async_trait::async_trait;
use db::Tx;
use model::id::SessionId;
use model::ui::{Group, Node};
use model::{Message, Problem};
use recovery_codes::{Code, Reveal};

use super::find::{self, Found};
use super::pending::{self, CODES, CONFIRM, WHICH, button, list};
use super::{ID, owner, remove, store};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::keys::{Owner, Purpose};
use crate::limit::Subject;
use crate::method::label::Label;
use crate::method::{Attempt, Changed, METHODS, Outcome, Part, Prepared, Privilege, Proved};
use crate::notice::{self, Occasion};
use crate::repudiation;
use crate::session::{self, Signed};

pub(super) struct Settings;

const REVEAL: &str = "lookup_secret_reveal";
const DISABLE: &str = "lookup_secret_disable";
const REGENERATE: &str = "lookup_secret_regenerate";
/// Under which the flow remembers whom the codes are shown to.
const SHOWN: &str = "lookup_secret_shown";

/// A code that is tried without being spent.
const TEST: &str = "lookup_secret_test";

static LABEL: Label = Label {
    group: Group::LOOKUP_SECRET,
    rename: "lookup_secret_rename",
    field: "lookup_secret_rename_displayname",
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Test,
    Confirm,
    Reveal,
    Disable,
    Regenerate,
    Rename,
}

/// The action that a form asks for; of several the first in this order counts.
fn action(form: &Form) -> Result<Option<Action>, Problem> {
    for (name, action) in [
        (CONFIRM, Action::Confirm),
        (REVEAL, Action::Reveal),
        (DISABLE, Action::Disable),
        (REGENERATE, Action::Regenerate),
        (LABEL.rename, Action::Rename),
    ] {
        if form.switch(name)? {
            return Ok(Some(action));
        }
    }
    Ok(form.text(TEST).filter(|typed| !typed.is_empty()).map(|_| Action::Test))
}

/// Whether sets are shown again while they are unused.
fn reveals(cx: &Cx) -> bool {
    cx.app.code_policy.reveal == Reveal::WhileUnused
}

#[async_trait]
impl Part for Settings {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(action(form)?.is_some())
    }

    fn nodes(&self, cx: &Cx, _flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let Some(signed) = signed else {
            return Vec::new();
        };
        if !signed.has(ID) {
            return vec![button(REGENERATE, 1_050_008)];
        }
        let again =
            if reveals(cx) { button(REVEAL, 1_050_007) } else { button(REGENERATE, 1_050_008) };
        let disable = (!is_needed(cx, signed)).then(|| button(DISABLE, 1_050_016));
        std::iter::once(again).chain(disable).chain(LABEL.nodes(cx)).collect()
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        if !nodes.iter().any(|node| node.id() == CODES) {
            return tell_how_it_stands(cx, signed, nodes).await;
        }
        let waits = nodes.iter().any(|node| node.id() == CONFIRM);
        let fresh = cx.config().selfservice.flows.settings.privileged_session_max_age;
        let shown = match signed.filter(|s| s.privileged(cx.now, fresh)) {
            None => None,
            Some(signed) if waits => pending::shown(cx, flow, signed),
            Some(signed) => revealed(cx, flow, signed).await?,
        };
        show_codes(nodes, shown);
        Ok(())
    }

    fn privilege(&self, _cx: &Cx, _form: &Form) -> Privilege {
        Privilege::Highest
    }

    /// A test tells as much as a sign-in, so it is limited with it.
    fn subject(&self, _cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        let tests = action(&attempt.form).is_ok_and(|action| action == Some(Action::Test));
        attempt.signed.as_ref().filter(|_| tests).map(|s| Subject::new(ID, s.identity.id.text()))
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let Some(signed) = &attempt.signed else {
            return Ok(Prepared::Nothing);
        };
        match action(&attempt.form)? {
            Some(Action::Regenerate) => Ok(Prepared::ready(pending::draw(cx))),
            Some(Action::Confirm) => Ok(pending::hashed(cx, flow, signed)
                .await?
                .map_or(Prepared::Nothing, Prepared::ready)),
            Some(Action::Test) => {
                let typed = attempt.form.text(TEST).unwrap_or_default();
                Ok(Prepared::ready(find::find(cx, signed.identity.id, attempt, typed).await?))
            }
            Some(Action::Reveal | Action::Disable | Action::Rename) | None => Ok(Prepared::Nothing),
        }
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
        match action(&attempt.form)? {
            Some(Action::Regenerate) => Ok(regenerate(cx, flow, signed, prepared)),
            Some(Action::Confirm) => confirm(cx, tx, flow, attempt, signed, prepared).await,
            Some(Action::Test) => tested(cx, tx, flow, signed, prepared).await,
            Some(Action::Reveal) => Ok(reveal(cx, tx, flow, signed)),
            Some(Action::Rename) => {
                rename(cx, tx, flow, (signed, LABEL.typed(&attempt.form))).await
            }
            Some(Action::Disable) | None => disable(cx, tx, flow, signed).await,
        }
    }
}

/// Says beside the button for new codes that few are left, and what its owner calls the set.
async fn tell_how_it_stands(cx: &Cx, signed: Option<&Signed>, nodes: &mut [Node]) -> Result<()> {
    let Some(signed) = signed.filter(|s| s.has(ID)) else {
        return Ok(());
    };
    let Some(node) = nodes.iter_mut().find(|node| [REGENERATE, REVEAL].contains(&node.id())) else {
        return Ok(());
    };
    let Some(left) = store::left(cx, signed.identity.id).await? else {
        return Ok(());
    };
    if left.codes < left.policy.warn_below {
        node.messages.push(Message::lookup_low(left.codes));
    }
    LABEL.fill(nodes, left.label);
    Ok(())
}

/// Puts codes into their node. Where they are not for these eyes, or not any more, what can be done instead is to make
/// new ones.
fn show_codes(nodes: &mut Vec<Node>, shown: Option<Vec<Message>>) {
    let Some(codes) = shown else {
        nodes.retain(|node| ![CODES, CONFIRM, WHICH].contains(&node.id()));
        if !nodes.iter().any(|node| node.id() == REGENERATE) {
            nodes.push(button(REGENERATE, 1_050_008));
        }
        return;
    };
    pending::fill(nodes, codes);
}

fn regenerate(cx: &Cx, flow: &mut Flow, signed: &Signed, prepared: Prepared) -> Outcome {
    let codes: Vec<Code> = prepared.take().unwrap_or_default();
    pending::keep(cx, flow, signed, &codes);
    flow.forget(SHOWN);
    flow.body.nodes.retain(|node| node.group != Group::LOOKUP_SECRET);
    flow.body.nodes.extend(pending::nodes(cx, flow));
    Outcome::Step
}

async fn confirm(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    signed: &Signed,
    prepared: Prepared,
) -> Result<Outcome> {
    if let Some(message) = pending::another(flow, &attempt.form) {
        flow.complain(message);
        return Ok(Outcome::Again);
    }
    if !pending::is_saved(&attempt.form)? {
        flow.complain(pending::unsaved());
        return Ok(Outcome::Again);
    }
    if !pending::confirm(cx, tx, flow, signed, prepared.take())? {
        flow.complain(Message::generic(
            "Make new recovery codes first: there are none that wait to be confirmed.",
        ));
        return Ok(Outcome::Again);
    }
    let mut along = Vec::new();
    for method in METHODS {
        if let Some(part) = method.settings()
            && let Some(notice) = part.codes_saved(cx, tx, flow, signed).await?
        {
            let about = audit::About {
                identity: Some(signed.identity.id),
                session: Some(signed.session.id),
                details: Some(serde_json::json!({ "method": method.id() })),
            };
            audit::record(cx, tx, Event::CredentialAdded, about);
            let (identity, session) = (&signed.identity, signed.session.id);
            notice::tell(cx, tx, &Occasion { notice, identity, before: None, session }).await?;
            along.push(method.id());
        }
    }
    let renews = cx.config().selfservice.methods.lookup_secret.config.confirm_renews_authentication;
    Ok(Outcome::Changed(Changed {
        identity: signed.identity.clone(),
        method: ID,
        event: Event::RecoveryCodesMade,
        proved: Some(Proved { renews }),
        along,
        notice: Some("notice_recovery_codes_made"),
    }))
}

/// Says whether a code would work now; it is not spent.
async fn tested(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    signed: &Signed,
    prepared: Prepared,
) -> Result<Outcome> {
    let wrong = match prepared.take::<Found>() {
        Some(Found::Code(_)) => {
            store::checked(cx, tx, signed.identity.id);
            flow.complain(Message::lookup_works());
            return Ok(Outcome::Right);
        }
        Some(found) => found.refusal(),
        None => find::unjudged(cx, tx, signed.identity.id).await?,
    };
    flow.complain(wrong);
    Ok(Outcome::Again)
}

fn reveal(cx: &Cx, tx: &mut Tx, flow: &mut Flow, signed: &Signed) -> Outcome {
    let have = signed.has(ID);
    if !have || !reveals(cx) {
        let why = if have {
            "Recovery codes are shown only once, when they are made."
        } else {
            "There are no recovery codes."
        };
        flow.complain(Message::generic(why));
        return Outcome::Again;
    }
    let about = audit::About {
        identity: Some(signed.identity.id),
        session: Some(signed.session.id),
        details: None,
    };
    audit::record(cx, tx, Event::RecoveryCodesRevealed, about);
    flow.remember(SHOWN, signed.session.id);
    flow.body.nodes.retain(|node| node.group != Group::LOOKUP_SECRET);
    flow.body.nodes.extend([list(), button(DISABLE, 1_050_016), button(REGENERATE, 1_050_008)]);
    Outcome::Step
}

/// The codes of the set that is in place, for the session that asked to see them.
async fn revealed(cx: &Cx, flow: &Flow, signed: &Signed) -> Result<Option<Vec<Message>>> {
    if flow.recall::<SessionId>(SHOWN) != Some(signed.session.id) {
        return Ok(None);
    }
    let Some(set) = store::load(cx.db(), cx.project(), signed.identity.id).await? else {
        return Ok(None);
    };
    let mut out = Vec::new();
    for stored in &set.codes {
        if let Some(at) = stored.used_at {
            out.push(Message::lookup_code_used(at));
        } else if let Some(sealed) = &stored.plain {
            let project = cx.project();
            let owner = owner(&project, &set.id, &stored.id);
            let opened = cx.keys().open(Purpose::RecoveryCode, Owner(&owner), sealed)?;
            if let Some(code) =
                String::from_utf8(opened.expose().clone()).ok().and_then(Code::restore)
            {
                out.push(Message::lookup_code(&code.display(&set.policy)));
            }
        }
    }
    Ok(Some(out))
}

/// Whether something that the account has wants recovery codes beside it.
fn is_needed(cx: &Cx, signed: &Signed) -> bool {
    let with = cx.app.code_policy.required_with;
    with.totp() && signed.has("totp") || with.webauthn() && signed.has("webauthn")
}

async fn rename(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    (signed, name): (&Signed, Option<String>),
) -> Result<Outcome> {
    if !store::label(cx, tx, signed.identity.id, name).await? {
        flow.complain(Message::generic("There are no recovery codes."));
        return Ok(Outcome::Again);
    }
    Ok(changed(signed, Event::CredentialRenamed, None))
}

async fn disable(cx: &Cx, tx: &mut Tx, flow: &mut Flow, signed: &Signed) -> Result<Outcome> {
    if is_needed(cx, signed) {
        let why = "Your sign-in app or key needs recovery codes beside it. Make new ones instead.";
        flow.complain(Message::generic(why));
        return Ok(Outcome::Again);
    }
    repudiation::keep(cx, tx, signed, ID);
    remove(cx, tx, signed.identity.id).await?;
    flow.forget(ID);
    flow.forget(SHOWN);
    Ok(changed(signed, Event::RecoveryCodesRemoved, Some("notice_recovery_codes_removed")))
}

fn changed(signed: &Signed, event: Event, notice: Option<&'static str>) -> Outcome {
    let (identity, along) = (signed.identity.clone(), Vec::new());
    Outcome::Changed(Changed { identity, method: ID, event, proved: None, along, notice })
}
