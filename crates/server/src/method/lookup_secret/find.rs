//! Looking for a typed code in a set: one hash, whatever was typed and however large the set; every row is opened and
//! compared.

use db::Tx;
use model::id::{CodeSetId, IdentityId, RecoveryCodeId};
use model::{Message, Timestamp};
use recovery_codes::hash::Digest;
use recovery_codes::set::{Refusal, Then};
use recovery_codes::{Code, Unreadable};

use super::{digest, owner, store};
use crate::app::Cx;
use crate::error::Result;
use crate::keys::{Owner, Purpose};
use crate::method::Attempt;

/// What looking for the code gave.
pub(super) enum Found {
    NoSet,
    /// No code of the set, or not the one whose number is asked for.
    Nothing(Option<u8>),
    /// More than one code was pasted, and nothing says which is meant.
    Several,
    Used,
    Code(Usable),
}

impl Found {
    /// What somebody is told whose code cannot be used.
    pub(super) fn refusal(&self) -> Message {
        match self {
            Self::NoSet => Message::lookup_none(),
            Self::Used | Self::Code(_) => Message::lookup_used(),
            Self::Several => Message::lookup_several(),
            Self::Nothing(Some(asked)) => Message::lookup_not_it(*asked),
            Self::Nothing(None) => Message::lookup_wrong(),
        }
    }
}

/// What is said of a try that is not judged, because there were too many: the same as of one that is wrong.
pub(super) async fn unjudged(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<Message> {
    Ok(Found::Nothing(store::asked_for_in(cx, tx, identity).await?).refusal())
}

/// A code that can be used.
pub(super) struct Usable {
    pub(super) set: CodeSetId,
    pub(super) code: RecoveryCodeId,
    /// When a code of the set was used last.
    pub(super) last_used_at: Option<Timestamp>,
    /// What becomes of its set.
    pub(super) then: Then,
    /// How many codes are left after its use, where that is few.
    pub(super) few: Option<u8>,
    /// Whether they become few by it.
    pub(super) runs_low: bool,
}

/// Looks for what was `typed` in the set that came with the count, or that of `identity`.
pub(super) async fn find(
    cx: &Cx,
    identity: IdentityId,
    attempt: &Attempt,
    typed: &str,
) -> Result<Found> {
    let set = match attempt.found() {
        Some(rows) => store::found(&rows)?,
        None => store::load(cx.db(), cx.project(), identity).await?,
    };
    let Some(set) = set else {
        return Ok(Found::NoSet);
    };
    let rules = set.rules();
    let asked = rules.asked_for();
    let code = match recovery_codes::read(&set.policy, typed, asked) {
        Ok(code) => code,
        Err(Unreadable::Several) => return Ok(Found::Several),
        Err(Unreadable::TooLong | Unreadable::NoCode) => return Ok(Found::Nothing(asked)),
    };
    let Some(stored) = matching(cx, &set, &code).await? else {
        return Ok(Found::Nothing(asked));
    };
    Ok(match rules.consider(stored.number) {
        Ok(used) => Found::Code(Usable {
            set: set.id,
            code: stored.id,
            last_used_at: set.last_used_at,
            then: used.then,
            few: used.low.then_some(used.left),
            runs_low: used.low && used.left.saturating_add(1) == set.policy.warn_below,
        }),
        Err(Refusal::Used) => Found::Used,
        Err(Refusal::OutOfTurn | Refusal::Unknown) => Found::Nothing(asked),
    })
}

async fn matching<'a>(
    cx: &Cx,
    set: &'a store::Set,
    code: &Code,
) -> Result<Option<&'a store::Stored>> {
    let candidate = digest(cx, set.params, set.salt, code).await?;
    let mut digests: Vec<Digest> = Vec::new();
    let mut plain_match = None;
    for (at, stored) in set.codes.iter().enumerate() {
        let project = cx.project();
        let owner = owner(&project, &set.id, &stored.id);
        if let Some(sealed) = &stored.digest {
            let opened = cx.keys().open(Purpose::RecoveryCodeDigest, Owner(&owner), sealed)?;
            digests.push(opened.expose().as_slice().try_into().unwrap_or_default());
            continue;
        }
        // Imported and not hashed yet: an all-zero hash matches nothing, the sealed code is compared instead.
        digests.push([0; 32]);
        if let Some(sealed) = &stored.plain {
            let opened = cx.keys().open(Purpose::RecoveryCode, Owner(&owner), sealed)?;
            let same = String::from_utf8(opened.expose().clone()).ok().and_then(Code::restore);
            if same.is_some_and(|same| same == *code) {
                plain_match = Some(at);
            }
        }
    }
    let found = recovery_codes::hash::find(&digests, &candidate).or(plain_match);
    Ok(found.and_then(|at| set.codes.get(at)))
}
