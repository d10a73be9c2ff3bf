//! Mailed one-time codes: for recovery and for verification.
//!
//! A code belongs to project, flow and purpose: only its keyed hash over all of them is stored, so it is worthless
//! anywhere else. It is spent by one guarded statement in the transaction of the session that it pays for.

pub(crate) mod administrator;
mod choice;
pub(crate) mod recovery;
pub(crate) mod store;
pub(crate) mod verification;

use db::Tx;
use model::id::{AddressId, IdentityId, ProjectId};
use model::random::{self, DIGITS};
use model::secret::same;
use model::{Secret, Timestamp};

use super::{Method, Part};
use crate::app::Cx;
use crate::config::Config;
use crate::error::Result;
use crate::flow::Flow;
use crate::keys::Purpose;

pub(crate) const ID: &str = "code";
/// More than this is nobody's code.
const MOST_BYTES: usize = 64;

pub(crate) struct Code;

impl Method for Code {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.code.enabled
    }
    fn recovery(&self) -> Option<&dyn Part> {
        Some(&recovery::Recovery)
    }
    fn verification(&self) -> Option<&dyn Part> {
        Some(&verification::Verification)
    }
}

/// A new code.
pub(super) fn draw(cx: &Cx) -> Secret<String> {
    let length = usize::try_from(cx.config().selfservice.methods.code.config.length).unwrap_or(8);
    Secret::new(random::text(cx.random(), "one-time-code", DIGITS, length))
}

/// Where a flow keeps the address that a mail was asked for to.
const ADDRESS: &str = "address";

/// Keeps the address, for [`whose`]. Where no mail goes out, it stays the one that the last went to: nobody has tries
/// counted for an address other than that of the code they try.
pub(super) fn asked_for(flow: &mut Flow, address: &str, goes_out: bool) {
    if goes_out || flow.recall::<String>(ADDRESS).is_none() {
        flow.remember(ADDRESS, address);
    }
}

/// Whose code a flow waits for: tries are counted over all flows that the same address was typed into, whether it is an
/// account's or nobody's, and whether a mail went out or not. Counting for the account would tell which addresses are
/// one's. An administrator's flow has no address: there it is the account.
fn whose(flow: &Flow) -> String {
    let account = || flow.identity_id.map_or_else(|| flow.id.text(), |id| id.text());
    flow.recall::<String>(ADDRESS).unwrap_or_else(account)
}

/// A code, or the token of a link, that goes out.
pub(super) struct Issued<'a> {
    pub(super) flow: &'a Flow,
    pub(super) purpose: store::For,
    pub(super) secret: &'a Secret<String>,
    pub(super) identity: IdentityId,
    /// The address it is mailed to; `None` for an administrator's.
    pub(super) address: Option<AddressId>,
    pub(super) expires_at: Timestamp,
}

/// Keeps the hash of what goes out.
pub(super) fn keep(cx: &Cx, tx: &mut Tx, issued: &Issued<'_>) {
    let Issued { flow, purpose, secret, identity, address, expires_at } = *issued;
    let project = cx.project();
    let digest =
        cx.keys().mac(Purpose::OneTimeCode, &parts(&project, flow, purpose, secret.expose()));
    let new = store::New { flow: flow.id, purpose, identity, address, digest, expires_at };
    store::insert(cx, tx, &new);
}

/// What a code is bound to.
fn parts<'a>(
    project: &'a ProjectId,
    flow: &'a Flow,
    purpose: store::For,
    code: &'a str,
) -> [&'a [u8]; 4] {
    [project.bytes(), flow.id.bytes(), purpose.word().as_bytes(), code.as_bytes()]
}

/// Hashes of a code for this flow, one per server key, newest first.
fn digests(cx: &Cx, flow: &Flow, purpose: store::For, code: &str) -> Vec<[u8; 32]> {
    let project = cx.project();
    cx.keys().macs(Purpose::OneTimeCode, &parts(&project, flow, purpose, code))
}

/// The stored code that was typed. All of the flow's are compared, whichever fits.
pub(super) async fn find(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    purpose: store::For,
    code: &str,
) -> Result<Option<store::Stored>> {
    let rows = store::of_flow(tx, cx.project(), flow.id, purpose).await?;
    Ok(matching(cx, flow, purpose, code, rows))
}

/// The one of these that is `code`.
pub(super) fn matching(
    cx: &Cx,
    flow: &Flow,
    purpose: store::For,
    code: &str,
    rows: Vec<store::Stored>,
) -> Option<store::Stored> {
    let digests = digests(cx, flow, purpose, code);
    let mut found = None;
    for stored in rows {
        if digests.iter().fold(false, |hit, digest| same(digest, &stored.digest) | hit) {
            found = Some(stored);
        }
    }
    found
}

/// What was typed, without the blanks and hyphens that people put between digits.
fn typed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}
