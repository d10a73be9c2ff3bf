//! A set that was made and not yet confirmed: sealed in the flow, for the session that made it, for 15 minutes.

use std::time::Duration;

use model::Timestamp;
use model::id::SessionId;
use recovery_codes::Code;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::ID;
use crate::app::Cx;
use crate::flow::Flow;
use crate::keys::{Owner, Purpose};
use crate::session::Signed;

/// How long a set waits to be confirmed.
const LIFE: Duration = Duration::from_mins(15);

#[derive(Serialize, Deserialize)]
struct Kept {
    session: SessionId,
    made_at: Timestamp,
    /// Tells one set of the flow from the next.
    serial: String,
    sealed: String,
}

/// The codes that wait.
pub(super) struct Pending {
    pub(super) serial: String,
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
    Some(Pending { serial: kept.serial, codes })
}

/// Which set of the flow waits, whoever asks.
pub(super) fn serial(flow: &Flow) -> Option<String> {
    flow.recall::<Kept>(ID).map(|kept| kept.serial)
}
