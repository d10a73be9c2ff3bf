//! What was typed into settings is kept while its owner signs in again (wire contract §5.4).
//!
//! The container is sealed, lives 15 minutes, belongs to one identity and one flow, and is used up by being read. The
//! cookie holds its id only. It acts solely through the page that the sign-in leads back to, never through another
//! submission of the flow.

use db::{Tx, args, record};
use model::id::{ContinuityId, IdentityId};
use std::time::Duration;

use super::Flow;
use crate::app::Cx;
use crate::error::Result;
use crate::http::cookie::{CONTINUITY, CONTINUITY_SECONDS};
use crate::http::form::Form;
use crate::keys::{Owner, Purpose};
use crate::session::Signed;

record! { struct Container { sealed: Vec<u8> } }

/// Keeps a submission; the cookie's value.
pub(super) async fn pause(cx: &Cx, flow: &Flow, signed: &Signed, form: &Form) -> Result<String> {
    let id = ContinuityId::draw(cx.random(), "continuity");
    let project = cx.project();
    let owner: [&[u8]; 3] = [project.bytes(), id.bytes(), flow.id.bytes()];
    let sealed =
        cx.keys().seal(cx.random(), Purpose::Continuity, Owner(&owner), form.pause().expose());
    cx.db()
        .execute(
            "INSERT INTO continuity (project_id, id, identity_id, flow_id, sealed, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            args![
                cx.project(),
                id,
                signed.identity.id,
                flow.id,
                sealed,
                cx.now.after(Duration::from_secs(CONTINUITY_SECONDS))
            ],
        )
        .await?;
    Ok(id.text())
}

/// Forgets what an identity had typed: it changed something else instead.
pub(super) fn forget(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    if cx.request.cookie(CONTINUITY).is_some() {
        tx.later(
            "DELETE FROM continuity WHERE project_id = $1 AND identity_id = $2",
            args![cx.project(), identity],
        );
    }
}

/// Takes a submission out again, for its owner and its flow alone.
pub(super) async fn resume(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Result<Option<Form>> {
    let (Some(signed), Some(id)) =
        (signed, cx.request.cookie(CONTINUITY).and_then(ContinuityId::parse))
    else {
        return Ok(None);
    };
    let taken: Option<Container> = cx
        .db()
        .write_optional(
            "DELETE FROM continuity WHERE project_id = $1 AND id = $2 AND identity_id = $3 AND flow_id = $4 \
             AND expires_at > $5 RETURNING sealed",
            args![cx.project(), id, signed.identity.id, flow.id, cx.now],
        )
        .await?;
    let Some(taken) = taken else { return Ok(None) };
    let project = cx.project();
    let owner: [&[u8]; 3] = [project.bytes(), id.bytes(), flow.id.bytes()];
    let opened = cx.keys().open(Purpose::Continuity, Owner(&owner), &taken.sealed)?;
    Ok(Form::resume(opened.expose()))
}
