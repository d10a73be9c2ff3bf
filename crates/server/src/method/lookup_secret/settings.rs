//! Making, confirming, showing and removing recovery codes (wire contract §3.2).

use async_trait::async_trait;
use db::Tx;
use model::id::SessionId;
use model::ui::{Attributes, Group, Node};
use model::{Message, Problem};
use recovery_codes::{Code, Reveal};

use super::{Fresh, ID, NewSet, digests, owner, pending, remove, store, write};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::keys::{Owner, Purpose};
use crate::method::{Attempt, Changed, Outcome, Part, Prepared, Privilege, Proved};
use crate::repudiation;
use crate::session::{self, Signed};

pub(super) struct Settings;

const CODES: &str = "lookup_secret_codes";
const CONFIRM: &str = "lookup_secret_confirm";
const REVEAL: &str = "lookup_secret_reveal";
const DISABLE: &str = "lookup_secret_disable";
const REGENERATE: &str = "lookup_secret_regenerate";
/// The ticked box of the built-in page.
const SAVED: &str = "lookup_secret_saved";
/// Under which the flow remembers whom the codes are shown to.
const SHOWN: &str = "lookup_secret_shown";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Confirm,
    Reveal,
    Disable,
    Regenerate,
}

/// The action that a form asks for; of several the first in this order counts.
fn action(form: &Form) -> Result<Option<Action>, Problem> {
    for (name, action) in [
        (CONFIRM, Action::Confirm),
        (REVEAL, Action::Reveal),
        (DISABLE, Action::Disable),
        (REGENERATE, Action::Regenerate),
    ] {
        if form.switch(name)? {
            return Ok(Some(action));
        }
    }
    Ok(None)
}

fn button(name: &str, label: u32) -> Node {
    Node::submit(Group::LOOKUP_SECRET, name, "true", label)
}

fn list() -> Node {
    Node::text(
        Group::LOOKUP_SECRET,
        CODES,
        Message::lookup_codes(Vec::new()),
        Message::info(1_050_010),
    )
}

/// Whether sets are shown again while they are unused.
fn reveals(cx: &Cx) -> bool {
    cx.app.code_policy.reveal == Reveal::WhileUnused
}

/// Confirmed codes, hashed and ready to be written.
struct Confirmed {
    serial: String,
    salt: [u8; 16],
    codes: Vec<Fresh>,
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
        if !signed.factors.iter().any(|f| f == ID) {
            return vec![button(REGENERATE, 1_050_008)];
        }
        let again =
            if reveals(cx) { button(REVEAL, 1_050_007) } else { button(REGENERATE, 1_050_008) };
        vec![again, button(DISABLE, 1_050_016)]
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        if !nodes.iter().any(|node| node.id() == CODES) {
            return Ok(());
        }
        let waits = nodes.iter().any(|node| node.id() == CONFIRM);
        let fresh = cx.config().selfservice.flows.settings.privileged_session_max_age;
        let shown = match signed.filter(|s| s.privileged(cx.now, fresh)) {
            None => None,
            Some(signed) if waits => waiting(cx, flow, signed),
            Some(signed) => revealed(cx, flow, signed).await?,
        };
        show_codes(nodes, shown);
        Ok(())
    }

    fn privilege(&self, _cx: &Cx, _form: &Form) -> Privilege {
        Privilege::Highest
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let Some(signed) = &attempt.signed else {
            return Ok(Prepared::Nothing);
        };
        match action(&attempt.form)? {
            Some(Action::Regenerate) => {
                let mut fill = |out: &mut [u8]| cx.random().fill("recovery-code", out);
                Ok(Prepared::ready(recovery_codes::generate(&cx.app.code_policy, &mut fill)))
            }
            Some(Action::Confirm) => match pending::open(cx, flow, signed) {
                Some(pending) => Ok(Prepared::ready(hash_all(cx, pending).await?)),
                None => Ok(Prepared::Nothing),
            },
            Some(Action::Reveal | Action::Disable) | None => Ok(Prepared::Nothing),
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
            Some(Action::Confirm) => confirm(cx, tx, flow, attempt, signed, prepared),
            Some(Action::Reveal) => Ok(reveal(cx, tx, flow, signed)),
            Some(Action::Disable) | None => disable(cx, tx, flow, signed).await,
        }
    }
}

/// The codes of the set that waits to be confirmed.
fn waiting(cx: &Cx, flow: &Flow, signed: &Signed) -> Option<Vec<Message>> {
    let pending = pending::open(cx, flow, signed)?;
    let shown = |code: &Code| Message::lookup_code(&code.display(&cx.app.code_policy));
    Some(pending.codes.iter().map(shown).collect())
}

/// Puts codes into their node. Where they are not for these eyes, or not any more, what can be done instead is to make
/// new ones.
fn show_codes(nodes: &mut Vec<Node>, shown: Option<Vec<Message>>) {
    let Some(codes) = shown else {
        nodes.retain(|node| node.id() != CODES && node.id() != CONFIRM);
        if !nodes.iter().any(|node| node.id() == REGENERATE) {
            nodes.push(button(REGENERATE, 1_050_008));
        }
        return;
    };
    if let Some(node) = nodes.iter_mut().find(|node| node.id() == CODES)
        && let Attributes::Text { text, .. } = &mut node.attributes
    {
        *text = Message::lookup_codes(codes);
    }
}

/// Hashes a set.
async fn hash_all(cx: &Cx, pending: pending::Pending) -> Result<Confirmed> {
    let mut salt = [0; 16];
    cx.random().fill("code-salt", &mut salt);
    let digests = digests(cx, cx.app.code_hash, salt, &pending.codes).await?;
    let fresh = |(code, digest)| Fresh { code, digest: Some(digest), used_at: None };
    let codes = pending.codes.into_iter().zip(digests).map(fresh).collect();
    Ok(Confirmed { serial: pending.serial, salt, codes })
}

fn regenerate(cx: &Cx, flow: &mut Flow, signed: &Signed, prepared: Prepared) -> Outcome {
    let codes: Vec<Code> = prepared.take().unwrap_or_default();
    pending::keep(cx, flow, signed, &codes);
    flow.forget(SHOWN);
    flow.body.nodes.retain(|node| node.group != Group::LOOKUP_SECRET);
    flow.body.nodes.extend([list(), button(CONFIRM, 1_050_011)]);
    Outcome::Step
}

fn confirm(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    signed: &Signed,
    prepared: Prepared,
) -> Result<Outcome> {
    if attempt.form.has(SAVED) && !attempt.form.switch(SAVED)? {
        flow.complain(Message::generic(
            "Tick the box once you have saved your recovery codes somewhere safe.",
        ));
        return Ok(Outcome::Again);
    }
    let confirmed =
        prepared.take::<Confirmed>().filter(|c| pending::serial(flow).as_ref() == Some(&c.serial));
    let Some(Confirmed { salt, codes, .. }) = confirmed else {
        flow.complain(Message::generic(
            "Make new recovery codes first: there are none that wait to be confirmed.",
        ));
        return Ok(Outcome::Again);
    };
    let policy = cx.app.code_policy;
    let keep_plain = policy.reveal == Reveal::WhileUnused;
    let new = NewSet { policy, salt, params: cx.app.code_hash, codes: &codes, keep_plain };
    repudiation::keep(cx, tx, signed, ID);
    write(cx, tx, signed.identity.id, &new)?;
    flow.forget(ID);
    let renews = cx.config().selfservice.methods.lookup_secret.config.confirm_renews_authentication;
    Ok(Outcome::Changed(Changed {
        identity: signed.identity.clone(),
        method: ID,
        event: Event::RecoveryCodesMade,
        proved: Some(Proved { renews }),
        notice: Some("notice_recovery_codes_made"),
    }))
}

fn reveal(cx: &Cx, tx: &mut Tx, flow: &mut Flow, signed: &Signed) -> Outcome {
    let have = signed.factors.iter().any(|f| f == ID);
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

async fn disable(cx: &Cx, tx: &mut Tx, flow: &mut Flow, signed: &Signed) -> Result<Outcome> {
    repudiation::keep(cx, tx, signed, ID);
    remove(cx, tx, signed.identity.id).await?;
    flow.forget(ID);
    flow.forget(SHOWN);
    Ok(Outcome::Changed(Changed {
        identity: signed.identity.clone(),
        method: ID,
        event: Event::RecoveryCodesRemoved,
        proved: None,
        notice: Some("notice_recovery_codes_removed"),
    }))
}
