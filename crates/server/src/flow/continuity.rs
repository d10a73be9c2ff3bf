//! What was typed into settings is kept while its owner signs in again (wire contract §5.4).
//!
//! The container is sealed, lives 15 minutes, belongs to one identity and one flow, and is used up by being read. The
//! cookie holds its id only. It acts solely through the page that the sign-in leads back to, never through another
//! submission of the flow.

use db::Tx;
use model::id::{ContinuityId, IdentityId};
use std::time::Duration;

use super::{Flow, store};
use crate::app::Cx;
use crate::error::Result;
use crate::http::cookie::{CONTINUITY, CONTINUITY_SECONDS};
use crate::http::form::Form;
use crate::keys::{Owner, Purpose};
use crate::session::Signed;

/// Keeps a submission; the cookie's value.
pub(super) async fn pause(cx: &Cx, flow: &Flow, signed: &Signed, form: &Form) -> Result<String> {
    let id = ContinuityId::draw(cx.random(), "continuity");
    let project = cx.project();
    let owner: [&[u8]; 3] = [project.bytes(), id.bytes(), flow.id.bytes()];
    let sealed =
        cx.keys().seal(cx.random(), Purpose::Continuity, Owner(&owner), form.pause().expose());
    let until = cx.now.after(Duration::from_secs(CONTINUITY_SECONDS));
    store::pause(cx, id, (signed.identity.id, flow.id), sealed, until).await?;
    Ok(id.text())
}

/// Forgets what an identity had typed: it changed something else instead.
pub(super) fn forget(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    if cx.request.cookie(CONTINUITY).is_some() {
        store::forget(tx, cx.project(), identity);
    }
}

/// Takes a submission out again, for its owner and its flow alone.
pub(super) async fn resume(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Result<Option<Form>> {
    let (Some(signed), Some(id)) =
        (signed, cx.request.cookie(CONTINUITY).and_then(ContinuityId::parse))
    else {
        return Ok(None);
    };
    let Some(sealed) = store::resume(cx, id, (signed.identity.id, flow.id)).await? else {
        return Ok(None);
    };
    let project = cx.project();
    let owner: [&[u8]; 3] = [project.bytes(), id.bytes(), flow.id.bytes()];
    let opened = cx.keys().open(Purpose::Continuity, Owner(&owner), &sealed)?;
    Ok(Form::resume(opened.expose()))
}
