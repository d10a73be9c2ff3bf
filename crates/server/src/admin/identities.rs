//! Making, reading and deleting identities (Kratos admin contract §3.2 to §3.4). Lists, batches and changes lie
//! beside this.

use axum::http::{StatusCode, header};
use model::Problem;
use percent_encoding::percent_decode_str;

use super::body::{self, New};
use super::credentials::{self, Age, include};
use super::draft::Draft;
use super::{identity_id, record};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::identity::store;

/// `POST /admin/identities`.
pub(crate) async fn create(cx: &Cx) -> Result<Answer> {
    body::json_only(cx)?;
    let New(given) = body::read(cx)?;
    let mut draft = Draft::new(cx, given)?;
    draft.fits()?;
    draft.credentials.hash(cx).await?;
    let mut tx = cx.db().write()?;
    let Ok(identity) = draft.write(cx, &mut tx).await? else {
        let conflict =
            Problem::conflict("Another identity has this address, identifier or external id.");
        return Err(conflict
            .message("The identity was not made because it clashes with another one")
            .into());
    };
    tx.commit().await?;
    let shown = credentials::identity(cx, &identity, &[], Age::New).await?;
    // Without `/admin`, as recorded: this listener answers with and without it.
    let location = format!("{}/identities/{}", cx.config().serve.admin.base(), identity.id);
    Ok(Answer::json(StatusCode::CREATED, shown).header(header::LOCATION, location))
}

/// `GET /admin/identities/{id}`.
pub(crate) async fn get(cx: &Cx, id: &str) -> Result<Answer> {
    let include = include(cx)?;
    let found = store::get(cx.db(), cx.project(), identity_id(id)).await?;
    let identity = found.ok_or_else(Problem::no_row)?;
    let shown = credentials::identity(cx, &identity, &include, Age::Kept).await?;
    Ok(Answer::ok(credentials::with_metadata(shown)))
}

/// `GET /admin/identities/by/external/{externalID}`; the id as it stands in the path.
pub(crate) async fn by_external(cx: &Cx, external_id: &str) -> Result<Answer> {
    let include = include(cx)?;
    let decoded = percent_decode_str(external_id).decode_utf8().unwrap_or_default();
    // PostgreSQL refuses NUL, which no stored id has.
    let found = if decoded.is_empty() || decoded.contains('\0') {
        None
    } else {
        store::by_external(cx.db(), cx.project(), &decoded).await?
    };
    let identity = found.ok_or_else(Problem::no_row)?;
    let shown = credentials::identity(cx, &identity, &include, Age::Kept).await?;
    Ok(Answer::ok(credentials::with_metadata(shown)))
}

/// `DELETE /admin/identities/{id}`: the account and everything that hangs on it.
pub(crate) async fn delete(cx: &Cx, id: &str) -> Result<Answer> {
    let id = identity_id(id);
    let mut tx = cx.db().write()?;
    if !store::delete(&mut tx, cx.project(), id).await? {
        return Err(Problem::no_row().into());
    }
    record(cx, &mut tx, Event::IdentityDeleted, Some(id), None);
    tx.commit().await?;
    Ok(Answer::no_content())
}
