//! SQL of the audit trail.

use db::{Tx, args};
use model::Timestamp;
use model::id::{AuditEventId, IdentityId, ProjectId, SessionId};

/// An event to be written.
pub(super) struct Row<'a> {
    pub(super) project: ProjectId,
    pub(super) id: AuditEventId,
    pub(super) at: Timestamp,
    pub(super) event: &'static str,
    pub(super) identity: Option<IdentityId>,
    pub(super) session: Option<SessionId>,
    pub(super) ip_address: &'a str,
    pub(super) user_agent: &'a str,
    pub(super) request: &'a str,
    pub(super) details: Option<String>,
}

pub(super) fn insert(tx: &mut Tx, row: Row<'_>) {
    tx.later(
        "INSERT INTO audit_events (project_id, id, at, event, identity_id, session_id, ip_address, \
         user_agent, request_id, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            row.project,
            row.id,
            row.at,
            row.event,
            row.identity,
            row.session,
            row.ip_address,
            row.user_agent,
            row.request,
            row.details
        ],
    );
}
