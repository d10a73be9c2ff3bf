//! The addresses of an identity follow from its traits: what is derived stays or is made, the rest goes
//! (Kratos admin contract §2.4–§2.6). The SQL lies here with the rule, because each statement is one
//! step of it.

use db::{Tx, args};
use model::Timestamp;
use model::id::{AddressId, IdentityId, ProjectId};
use model::identity::{Identity, RecoveryAddress, Status, VerifiableAddress, Via};

use super::super::Conflict;
use super::super::schema::Derived;
use super::{RECOVERY, VERIFICATION};
use crate::app::Cx;
use crate::error::Result;

/// Makes the rows what the traits derive, and tells `identity` of it. A new recovery address counts from `usable_at` on. Addresses that another identity has are
/// a [`Conflict`].
pub(crate) async fn sync(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    derived: &Derived,
    usable_at: Option<Timestamp>,
) -> Result<Result<(), Conflict>> {
    let project = cx.project();
    let Derived { verifiable, recovery, .. } = derived;
    let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut identity.verifiable_addresses)
        .into_iter()
        .partition(|a| verifiable.contains(&(a.via, a.value.clone())));
    identity.verifiable_addresses = kept;
    for address in gone {
        delete(tx, project, identity.id, address.id);
    }
    let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut identity.recovery_addresses)
        .into_iter()
        .partition(|a| recovery.contains(&(a.via, a.value.clone())));
    identity.recovery_addresses = kept;
    for address in gone {
        delete(tx, project, identity.id, address.id);
    }
    for (via, value) in verifiable {
        if !identity.verifiable_addresses.iter().any(|a| a.via == *via && a.value == *value) {
            let address = new_verifiable(cx, *via, value);
            if !insert_verifiable(tx, project, identity.id, &address).await? {
                return Ok(Err(Conflict));
            }
            identity.verifiable_addresses.push(address);
        }
    }
    for (via, value) in recovery {
        if !identity.recovery_addresses.iter().any(|a| a.via == *via && a.value == *value) {
            let id = AddressId::draw(cx.random(), "address");
            let address = RecoveryAddress {
                id,
                value: value.clone(),
                via: *via,
                usable_at,
                created_at: cx.now,
                updated_at: cx.now,
            };
            if !insert_recovery(tx, project, identity.id, &address).await? {
                return Ok(Err(Conflict));
            }
            identity.recovery_addresses.push(address);
        }
    }
    Ok(Ok(()))
}

/// Whether what is derived touches the addresses by which its owner gets back in.
pub(crate) fn recovery_changes(identity: &Identity, derived: &Derived) -> bool {
    let have: Vec<_> = identity.recovery_addresses.iter().map(|a| (a.via, &a.value)).collect();
    differs(&have, &derived.recovery)
}

/// Whether it touches those that can be proved.
pub(crate) fn verifiable_changes(identity: &Identity, derived: &Derived) -> bool {
    let have: Vec<_> = identity.verifiable_addresses.iter().map(|a| (a.via, &a.value)).collect();
    differs(&have, &derived.verifiable)
}

fn differs(have: &[(Via, &String)], wanted: &[(Via, String)]) -> bool {
    let wanted = || wanted.iter().map(|(via, value)| (*via, value));
    have.len() != wanted().count() || !wanted().all(|address| have.contains(&address))
}

fn new_verifiable(cx: &Cx, via: Via, value: &str) -> VerifiableAddress {
    VerifiableAddress {
        id: AddressId::draw(cx.random(), "address"),
        value: value.to_owned(),
        via,
        verified: false,
        status: Status::Pending,
        verified_at: None,
        created_at: cx.now,
        updated_at: cx.now,
    }
}

const INSERT: &str = "INSERT INTO identity_addresses \
    (project_id, identity_id, id, purpose, via, value, status, verified_at, usable_at, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";

async fn insert_verifiable(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    a: &VerifiableAddress,
) -> Result<bool> {
    let args = args![
        project,
        identity,
        a.id,
        VERIFICATION,
        a.via.word(),
        a.value.as_str(),
        a.status.word(),
        a.verified_at,
        None::<Timestamp>,
        a.created_at,
        a.updated_at
    ];
    Ok(tx.guarded(INSERT, args).await?)
}

async fn insert_recovery(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    a: &RecoveryAddress,
) -> Result<bool> {
    let args = args![
        project,
        identity,
        a.id,
        RECOVERY,
        a.via.word(),
        a.value.as_str(),
        "",
        None::<Timestamp>,
        a.usable_at,
        a.created_at,
        a.updated_at
    ];
    Ok(tx.guarded(INSERT, args).await?)
}

fn delete(tx: &mut Tx, project: ProjectId, identity: IdentityId, id: AddressId) {
    tx.later(
        "DELETE FROM identity_addresses WHERE project_id = $1 AND identity_id = $2 AND id = $3",
        args![project, identity, id],
    );
}

/// A recovery address counts from then on only.
pub(crate) fn wait(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    value: &str,
    until: Option<Timestamp>,
) {
    tx.later(
        "UPDATE identity_addresses SET usable_at = $4 \
         WHERE project_id = $1 AND identity_id = $2 AND purpose = 'recovery' AND value = $3",
        args![cx.project(), identity, value, until],
    );
}

/// Says how far the proof of an address is; a proved one stays proved.
pub(crate) fn set_status(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    (via, value): (Via, &str),
    status: Status,
) {
    let verified_at = (status == Status::Completed).then_some(cx.now);
    tx.later(
        "UPDATE identity_addresses SET status = $4, verified_at = $5, updated_at = $6 \
         WHERE project_id = $1 AND identity_id = $2 AND purpose = 'verification' AND value = $3 \
         AND via = $7 AND status <> 'completed'",
        args![cx.project(), identity, value, status.word(), verified_at, cx.now, via.word()],
    );
}

/// An address was proved, in its row and in `identity`; one that was proved before stays as it was.
pub(crate) fn prove(cx: &Cx, tx: &mut Tx, identity: &mut Identity, (via, value): (Via, &str)) {
    set_status(cx, tx, identity.id, (via, value), Status::Completed);
    let unproved = |a: &&mut VerifiableAddress| {
        a.via == via && a.value == value && a.status != Status::Completed
    };
    for address in identity.verifiable_addresses.iter_mut().filter(unproved) {
        address.verified = true;
        address.status = Status::Completed;
        address.verified_at = Some(cx.now);
        address.updated_at = cx.now;
    }
}

/// Lays what an administrator says of an address over the row that the traits derived.
pub(crate) fn overlay(cx: &Cx, tx: &mut Tx, identity: IdentityId, address: &VerifiableAddress) {
    tx.later(
        "UPDATE identity_addresses SET status = $4, verified_at = $5, updated_at = $6 \
         WHERE project_id = $1 AND identity_id = $2 AND purpose = 'verification' AND id = $3",
        args![
            cx.project(),
            identity,
            address.id,
            address.status.word(),
            address.verified_at,
            address.updated_at
        ],
    );
}
