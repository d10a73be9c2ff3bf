//! What an administrator, or a web hook that one has set up, says of an account: that an address is proved, and the id
//! that it has elsewhere. Of addresses it counts for those that the traits derive; what is said of others is dropped
//! (Kratos admin contract §2.5).

use db::Tx;
use model::Timestamp;
use model::identity::{Identity, Status, VerifiableAddress};
use serde::Deserialize;

use super::addresses;
use super::schema::normalise_identifier;
use crate::app::Cx;

/// The longest id that an identity may have elsewhere, in bytes.
pub(crate) const LONGEST_EXTERNAL: usize = 255;

/// Whether an identity can have this id elsewhere.
pub(crate) fn is_external_id(id: &str) -> bool {
    id.len() <= LONGEST_EXTERNAL && !id.contains(char::is_control)
}

/// What is said of one address.
#[derive(Debug, Deserialize)]
pub(crate) struct Asserted {
    value: Option<String>,
    via: Option<String>,
    verified: Option<bool>,
    status: Option<String>,
    verified_at: Option<Timestamp>,
}

/// Lays what is said about addresses over those that the traits derive; what is said about others is dropped (§2.5).
pub(crate) fn lay_over(cx: &Cx, tx: &mut Tx, identity: &mut Identity, all: &[Asserted]) {
    let id = identity.id;
    for asserted in all {
        let Some(value) = asserted.value.as_deref().map(normalise_identifier) else {
            continue;
        };
        let via = asserted.via.as_deref().filter(|via| !via.is_empty());
        let found = identity.verifiable_addresses.iter_mut().find(|address| {
            address.value == value && via.is_none_or(|via| via == address.via.word())
        });
        if let Some(address) = found
            && lay(cx, address, asserted)
        {
            addresses::overlay(cx, tx, id, address);
        }
    }
}

/// Whether anything changed. `verified` decides: an address counts as proved only where it says so.
fn lay(cx: &Cx, address: &mut VerifiableAddress, asserted: &Asserted) -> bool {
    let verified = asserted.verified.unwrap_or(false);
    let status = match asserted.status.as_deref() {
        _ if verified => Status::Completed,
        Some("sent") => Status::Sent,
        _ => Status::Pending,
    };
    let verified_at =
        verified.then(|| asserted.verified_at.or(address.verified_at).unwrap_or(cx.now));
    if (address.status, address.verified_at) == (status, verified_at) {
        return false;
    }
    address.status = status;
    address.verified = verified;
    address.verified_at = verified_at;
    address.updated_at = cx.now;
    true
}
