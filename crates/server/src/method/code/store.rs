//! SQL of mailed codes.

use db::{Tx, args, record};
use model::Timestamp;
use model::id::{AddressId, FlowId, IdentityId, OneTimeCodeId, ProjectId};
use model::identity::VerifiableAddress;

use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::Result;

/// What a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    Recovery,
    /// The token of a link.
    RecoveryLink,
    Verification,
    VerificationLink,
}

impl For {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::RecoveryLink => "recovery_link",
            Self::Verification => "verification",
            Self::VerificationLink => "verification_link",
        }
    }
}

record! {
    /// A code as stored.
    pub(in crate::method) struct Stored {
        pub(in crate::method) id: OneTimeCodeId,
        pub(in crate::method) identity_id: IdentityId,
        pub(in crate::method) address_id: Option<AddressId>,
        pub(in crate::method) digest: Vec<u8>,
        pub(in crate::method) expires_at: Timestamp,
        pub(in crate::method) used_at: Option<Timestamp>,
    }
}

/// A code that is to be written.
pub(in crate::method) struct New {
    pub(in crate::method) flow: FlowId,
    pub(in crate::method) purpose: For,
    pub(in crate::method) identity: IdentityId,
    /// The address it was mailed to; `None` for an administrator's.
    pub(in crate::method) address: Option<AddressId>,
    pub(in crate::method) digest: [u8; 32],
    pub(in crate::method) expires_at: Timestamp,
}

pub(in crate::method) fn insert(cx: &Cx, tx: &mut Tx, new: &New) {
    tx.later(
        "INSERT INTO one_time_codes \
         (project_id, flow_id, id, purpose, identity_id, address_id, digest, issued_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            cx.project(),
            new.flow,
            OneTimeCodeId::draw(cx.random(), "code-row"),
            new.purpose.word(),
            new.identity,
            new.address,
            new.digest.to_vec(),
            cx.now,
            new.expires_at
        ],
    );
}

const OF_FLOW: &str = "SELECT id, identity_id, address_id, digest, expires_at, used_at FROM one_time_codes \
    WHERE project_id = $1 AND flow_id = $2 AND purpose = $3";

/// All codes of a flow.
pub(in crate::method) async fn of_flow(
    tx: &mut Tx,
    project: ProjectId,
    flow: FlowId,
    purpose: For,
) -> Result<Vec<Stored>> {
    Ok(tx.peek(OF_FLOW, args![project, flow, purpose.word()]).await?)
}

/// The same, for whoever only looks.
pub(in crate::method) async fn read_of_flow(
    cx: &Cx,
    flow: FlowId,
    purpose: For,
) -> Result<Vec<Stored>> {
    Ok(cx.db().all(OF_FLOW, args![cx.project(), flow, purpose.word()]).await?)
}

/// Takes the codes of a flow away, because a new one goes out.
pub(in crate::method) fn delete_of_flow(tx: &mut Tx, project: ProjectId, flow: FlowId) {
    tx.later(
        "DELETE FROM one_time_codes WHERE project_id = $1 AND flow_id = $2",
        args![project, flow],
    );
}

/// Spends a code. `false`: it was spent meanwhile, or is too old.
///
/// Whoever spends one ends the account's others ([`void`]), so the account's row is held first: of two that are typed
/// at once, one waits for the other instead of both waiting for each other.
pub(in crate::method) async fn spend(
    cx: &Cx,
    tx: &mut Tx,
    flow: FlowId,
    code: &Stored,
) -> Result<bool> {
    tx.later(
        "UPDATE identities SET state = state WHERE project_id = $1 AND id = $2",
        args![cx.project(), code.identity_id],
    );
    let sql = "UPDATE one_time_codes SET used_at = $4 \
        WHERE project_id = $1 AND flow_id = $2 AND id = $3 AND used_at IS NULL \
        AND expires_at > $4";
    let args = args![cx.project(), flow, code.id, cx.now];
    Ok(tx.guarded(sql, args).await?)
}

/// A new code or link goes out to prove this address: the ones before die (AR-04). Kratos' die with those of their flow.
pub(in crate::method) fn supersede(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    address: &VerifiableAddress,
) {
    // Nothing was sent before to an address that comes about in this transaction.
    let is_new = address.created_at >= cx.now;
    if !is_new && cx.config().compatibility == Compatibility::Readmit {
        tx.later(
            "DELETE FROM one_time_codes WHERE project_id = $1 AND identity_id = $2 AND address_id = $3 \
             AND purpose IN ('verification', 'verification_link') AND used_at IS NULL",
            args![cx.project(), identity, address.id],
        );
    }
}

/// The same where a new code or link lets its owner back in.
pub(in crate::method) fn supersede_recovery(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    if cx.config().compatibility == Compatibility::Readmit {
        void(tx, cx.project(), identity);
    }
}

/// Kills every recovery code and link of an identity that was not used.
pub(crate) fn void(tx: &mut Tx, project: ProjectId, identity: IdentityId) {
    tx.later(
        "DELETE FROM one_time_codes WHERE project_id = $1 AND identity_id = $2 AND purpose IN ('recovery', 'recovery_link') \
         AND used_at IS NULL",
        args![project, identity],
    );
}

/// Kills every code and link of an identity that was not used, whatever it is good for: the account is switched off.
pub(crate) fn void_all(tx: &mut Tx, project: ProjectId, identity: IdentityId) {
    tx.later(
        "DELETE FROM one_time_codes WHERE project_id = $1 AND identity_id = $2 AND used_at IS NULL",
        args![project, identity],
    );
}

record! {
    /// An identity's kinds of credentials.
    struct Kinds { kinds: Option<String> }
}

/// The kinds of credentials of an identity, joined by blanks.
pub(in crate::method) async fn kinds(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
) -> Result<Option<String>> {
    let rows: Vec<Kinds> = tx
        .peek(
            "SELECT string_agg(c.type, ' ') AS kinds FROM identity_credentials c \
             WHERE c.project_id = $1 AND c.identity_id = $2 AND c.disabled_at IS NULL",
            args![project, identity],
        )
        .await?;
    Ok(rows.into_iter().next().and_then(|row| row.kinds))
}
