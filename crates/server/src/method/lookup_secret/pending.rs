//! A set that was made and not yet confirmed: sealed in the flow, for the session that made it, for 15 minutes.
//!
//! It is shown with the button that says that it was saved, and is written only by that button: until then the set
//! before it is the one that counts. Settings make one on request, sign-in in the place of the last code.

use std::time::Duration;

use db::Tx;
use model::id::SessionId;
use model::ui::{Attributes, Group, Node};
use model::{Message, Problem, Timestamp};
use recovery_codes::hash::Salt;
use recovery_codes::{Code, Policy, Reveal};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Fresh, ID, NewSet, digests, write};
use crate::app::Cx;
use crate::config::Compatibility::Readmit;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::keys::{Owner, Purpose};
use crate::repudiation;
use crate::session::Signed;

pub(super) const CODES: &str = "lookup_secret_codes";
pub(super) const CONFIRM: &str = "lookup_secret_confirm";
/// The box of the built-in pages that says that the codes are saved.
const SAVED: &str = "lookup_secret_saved";
/// The hidden field that says which set a page shows.
pub(super) const WHICH: &str = "lookup_secret_set";
/// How long a set waits to be confirmed.
const LIFE: Duration = Duration::from_mins(15);

pub(super) fn button(name: &str, label: u32) -> Node {
    Node::submit(Group::LOOKUP_SECRET, name, "true", label)
}

/// The place of the codes, which are put in when it is shown.
pub(super) fn list() -> Node {
    Node::text(
        Group::LOOKUP_SECRET,
        CODES,
        Message::lookup_codes(Vec::new()),
        Message::info(1_050_010),
    )
}

/// What shows the set that waits. Which one it is goes along in the form; Kratos' clients know no such field.
pub(super) fn nodes(cx: &Cx, flow: &Flow) -> Vec<Node> {
    let which = flow.recall::<Kept>(ID).filter(|_| cx.config().compatibility == Readmit);
    let which = which.map(|kept| Node::hidden(Group::LOOKUP_SECRET, WHICH, kept.serial));
    [list(), button(CONFIRM, 1_050_011)].into_iter().chain(which).collect()
}

/// The error of a form that shows another set than the one that waits: one was made in a second window.
pub(super) fn another(flow: &Flow, form: &Form) -> Option<Message> {
    let waits = flow.recall::<Kept>(ID)?.serial;
    let shown = form.text(WHICH)?;
    (shown != waits).then(|| {
        Message::generic(
            "New codes were made in another window meanwhile. Save the ones that are shown now.",
        )
    })
}

/// Puts codes into their node.
pub(super) fn fill(nodes: &mut [Node], codes: Vec<Message>) {
    if let Some(node) = nodes.iter_mut().find(|node| node.id() == CODES)
        && let Attributes::Text { text, .. } = &mut node.attributes
    {
        *text = Message::lookup_codes(codes);
    }
}

/// New codes as the policy has them.
pub(super) fn draw(cx: &Cx) -> Vec<Code> {
    let mut fill = |out: &mut [u8]| cx.random().fill("recovery-code", out);
    recovery_codes::generate(&cx.app.code_policy, &mut fill)
}

#[derive(Serialize, Deserialize)]
struct Kept {
    session: SessionId,
    made_at: Timestamp,
    /// Tells one set of the flow from the next.
    serial: String,
    /// What it was drawn under: the configuration may change before it is confirmed.
    policy: Policy,
    sealed: String,
}

/// The codes that wait.
pub(super) struct Pending {
    pub(super) serial: String,
    pub(super) policy: Policy,
    pub(super) codes: Vec<Code>,
}

/// Keeps a new set in the flow, in the place of one that was made before.
pub(super) fn keep(cx: &Cx, flow: &mut Flow, signed: &Signed, codes: &[Code]) {
    let plain: Zeroizing<String> =
        Zeroizing::new(codes.iter().map(Code::expose).collect::<Vec<_>>().join("\n"));
    let project = cx.project();
    let owner: [&[u8]; 3] = [project.bytes(), flow.id.bytes(), signed.session.id.bytes()];
    let sealed =
        cx.keys().seal(cx.random(), Purpose::PendingCodes, Owner(&owner), plain.as_bytes());
    let mut serial = [0; 8];
    cx.random().fill("pending-serial", &mut serial);
    let kept = Kept {
        session: signed.session.id,
        made_at: cx.now,
        serial: data_encoding::HEXLOWER.encode(&serial),
        policy: cx.app.code_policy,
        sealed: data_encoding::BASE64.encode(&sealed),
    };
    flow.remember(ID, kept);
}

/// The set of this flow, if this session made it lately.
pub(super) fn open(cx: &Cx, flow: &Flow, signed: &Signed) -> Option<Pending> {
    let kept: Kept = flow.recall(ID)?;
    if kept.session != signed.session.id || kept.made_at.after(LIFE) <= cx.now {
        return None;
    }
    let sealed = data_encoding::BASE64.decode(kept.sealed.as_bytes()).ok()?;
    let project = cx.project();
    let owner: [&[u8]; 3] = [project.bytes(), flow.id.bytes(), signed.session.id.bytes()];
    let plain = cx.keys().open(Purpose::PendingCodes, Owner(&owner), &sealed).ok()?;
    let text = std::str::from_utf8(plain.expose()).ok()?;
    let codes = text.lines().filter_map(|line| Code::restore(line.to_owned())).collect();
    Some(Pending { serial: kept.serial, policy: kept.policy, codes })
}

/// The codes of the set that waits, as they are shown.
pub(super) fn shown(cx: &Cx, flow: &Flow, signed: &Signed) -> Option<Vec<Message>> {
    let pending = open(cx, flow, signed)?;
    let shown = |code: &Code| Message::lookup_code(&code.display(&pending.policy));
    Some(pending.codes.iter().map(shown).collect())
}

/// A set that is confirmed, hashed and ready to be written.
pub(super) struct Confirmed {
    serial: String,
    policy: Policy,
    salt: Salt,
    codes: Vec<Fresh>,
}

/// Hashes the set that waits, if one does.
pub(super) async fn hashed(cx: &Cx, flow: &Flow, signed: &Signed) -> Result<Option<Confirmed>> {
    let Some(pending) = open(cx, flow, signed) else {
        return Ok(None);
    };
    let mut salt = [0; 16];
    cx.random().fill("code-salt", &mut salt);
    let digests = digests(cx, cx.app.code_hash, salt, &pending.codes).await?;
    let fresh = |(code, digest)| Fresh { code, digest: Some(digest), used_at: None };
    let codes = pending.codes.into_iter().zip(digests).map(fresh).collect();
    Ok(Some(Confirmed { serial: pending.serial, policy: pending.policy, salt, codes }))
}

/// Whether the form says that the codes are saved. A page with a box for it sends the box's field in any case; other
/// clients say it by confirming.
pub(super) fn is_saved(form: &Form) -> Result<bool, Problem> {
    Ok(!form.has(SAVED) || form.switch(SAVED)?)
}

/// The error of a box that was not ticked.
pub(super) fn unsaved() -> Message {
    Message::generic("Tick the box once this is saved somewhere safe.")
}

/// Writes the set in the place of the one before. `false`: it is not the one that waits any more.
pub(super) fn confirm(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    signed: &Signed,
    confirmed: Option<Confirmed>,
) -> Result<bool> {
    let waits = flow.recall::<Kept>(ID).map(|kept| kept.serial);
    let Some(Confirmed { policy, salt, codes, .. }) =
        confirmed.filter(|confirmed| Some(&confirmed.serial) == waits.as_ref())
    else {
        return Ok(false);
    };
    let keep_plain = policy.reveal == Reveal::WhileUnused;
    let new = NewSet { policy, salt, params: cx.app.code_hash, codes: &codes, keep_plain };
    repudiation::keep(cx, tx, signed, ID);
    write(cx, tx, signed.identity.id, &new)?;
    flow.forget(ID);
    Ok(true)
}
