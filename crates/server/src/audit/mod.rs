//! The audit trail: a row per security event, written in the transaction of what it tells of.
//!
//! No secret ever stands in a row. Reading the trail is the operators' work and lies elsewhere.

mod store;

use db::Tx;
use model::id::{AuditEventId, IdentityId, SessionId};
use serde_json::Value;

use crate::app::Cx;

/// What happened. The words are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    LoginSucceeded,
    LoginFailed,
    SecondFactorSucceeded,
    SecondFactorFailed,
    RegistrationSucceeded,
    RecoveryRequested,
    RecoverySucceeded,
    RecoveryFailed,
    RecoveryCodeMade,
    RecoveryLinkMade,
    PasswordChanged,
    ProfileChanged,
    AddressVerified,
    RecoveryCodesMade,
    RecoveryCodesRevealed,
    RecoveryCodesRemoved,
    SessionEnded,
    OtherSessionsEnded,
    IdentityCreated,
    IdentityChanged,
    IdentityDeleted,
    CredentialAdded,
    CredentialDeleted,
    CredentialRenamed,
    Repudiated,
    ActionsRequired,
}

impl Event {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::LoginSucceeded => "login.succeeded",
            Self::LoginFailed => "login.failed",
            Self::SecondFactorSucceeded => "second_factor.succeeded",
            Self::SecondFactorFailed => "second_factor.failed",
            Self::RegistrationSucceeded => "registration.succeeded",
            Self::RecoveryRequested => "recovery.requested",
            Self::RecoverySucceeded => "recovery.succeeded",
            Self::RecoveryFailed => "recovery.failed",
            Self::RecoveryCodeMade => "recovery.code_made_by_administrator",
            Self::RecoveryLinkMade => "recovery.link_made_by_administrator",
            Self::PasswordChanged => "password.changed",
            Self::AddressVerified => "address.verified",
            Self::ProfileChanged => "profile.changed",
            Self::RecoveryCodesMade => "recovery_codes.made",
            Self::RecoveryCodesRevealed => "recovery_codes.revealed",
            Self::RecoveryCodesRemoved => "recovery_codes.removed",
            Self::SessionEnded => "session.ended",
            Self::OtherSessionsEnded => "session.others_ended",
            Self::IdentityCreated => "identity.created",
            Self::IdentityChanged => "identity.changed",
            Self::IdentityDeleted => "identity.deleted",
            Self::CredentialAdded => "credential.added",
            Self::CredentialDeleted => "credential.deleted",
            Self::CredentialRenamed => "credential.renamed",
            Self::Repudiated => "account.repudiated",
            Self::ActionsRequired => "account.actions_required",
        }
    }
}

/// Whom and what an event is about.
#[derive(Default)]
pub(crate) struct About {
    pub(crate) identity: Option<IdentityId>,
    pub(crate) session: Option<SessionId>,
    pub(crate) details: Option<Value>,
}

impl From<IdentityId> for About {
    fn from(identity: IdentityId) -> Self {
        Self { identity: Some(identity), ..Self::default() }
    }
}

/// Writes a row.
pub(crate) fn record(cx: &Cx, tx: &mut Tx, event: Event, about: impl Into<About>) {
    let About { identity, session, details } = about.into();
    let row = store::Row {
        project: cx.project(),
        id: AuditEventId::draw(cx.random(), "audit"),
        at: cx.now,
        event: event.word(),
        identity,
        session,
        ip_address: &cx.request.ip,
        user_agent: cx.request.user_agent(),
        request: &cx.request.id,
        details: details.map(|d| d.to_string()),
    };
    store::insert(tx, row);
}
