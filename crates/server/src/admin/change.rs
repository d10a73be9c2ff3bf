//! Replacing and patching identities (Kratos admin contract §3.6, §3.7).
//!
//! Both lock the identity's row first, so that two changes do not undo each other, and end in `identity::change`,
//! which holds addresses and names to sign in with to the traits.

use db::Tx;
use model::Problem;
use model::id::IdentityId;
use model::identity::{Identity, State};
use serde::Deserialize;
use serde_json::Value;

use super::body::{self, Given};
use super::credentials::{self, Age};
use super::import::{self, Brought};
use super::patch::{self, Place, Step};
use super::{draft, identity_id, record, store as rows};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::http::answer::Answer;
use crate::identity::asserted::{self, Asserted};
use crate::identity::schema::Derived;
use crate::identity::{self, By, store};
use crate::method::code;
use crate::repudiation;

/// `PUT /admin/identities/{id}`: what is not given is emptied, but for state, schema and credentials, which stay.
pub(crate) async fn put(cx: &Cx, id: &str) -> Result<Answer> {
    let id = identity_id(id);
    let given: Given = body::read(cx)?;
    draft::unserved(&given)?;
    let state = draft::state(given.state.as_deref())?;
    let external_id = draft::external_id(given.external_id)?;
    let mut brought = import::check(given.credentials)?;
    let found = store::get(cx.db(), cx.project(), id).await?;
    let found = found.ok_or_else(Problem::no_row)?;
    let schema_id = given.schema_id.filter(|id| !id.is_empty()).unwrap_or(found.schema_id);
    let (schema_id, derived) = draft::derive(cx, &schema_id, given.traits)?;
    brought.hash(cx).await?;

    let (mut tx, mut identity) = locked(cx, id).await?;
    identity.schema_id = schema_id;
    identity.external_id = external_id;
    identity.metadata_public = given.metadata_public.unwrap_or_default();
    identity.metadata_admin = given.metadata_admin.unwrap_or_default();
    if let Some(state) = state {
        set_state(cx, &mut tx, &mut identity, state);
    }
    write(cx, &mut tx, &mut identity, &derived, &brought).await?;
    tx.commit().await?;
    Ok(Answer::ok(credentials::identity(cx, &identity, &[], Age::Kept).await?))
}

/// `PATCH /admin/identities/{id}`.
pub(crate) async fn patch(cx: &Cx, id: &str) -> Result<Answer> {
    let steps = patch::read(body::bytes(cx)?).map_err(Problem::bad_request)?;
    let (mut tx, mut identity) = locked(cx, identity_id(id)).await?;
    let mut document = credentials::with_metadata(credentials::bare(cx, &identity));
    let mut hash = None;
    for step in &steps {
        match step.place().map_err(Problem::bad_request)? {
            Place::Identity => step.apply(&mut document).map_err(Problem::bad_request)?,
            Place::PasswordHash(new) => hash = Some(new),
        }
    }
    if let Some(hash) = hash {
        import::check_hash(hash)?;
        import::put_hash(cx, &mut tx, identity.id, hash).await?;
        code::store::void(&mut tx, cx.project(), identity.id);
        record(cx, &mut tx, Event::PasswordChanged, Some(identity.id), None);
    }
    let patched = Patched::read(&document)?;
    let (schema_id, derived) =
        draft::derive(cx, patched.schema_id.as_deref().unwrap_or_default(), patched.traits)?;
    identity.schema_id = schema_id;
    identity.external_id = draft::external_id(patched.external_id)?;
    identity.metadata_public = patched.metadata_public;
    identity.metadata_admin = patched.metadata_admin;
    if let Some(state) = draft::state(patched.state.as_deref())? {
        set_state(cx, &mut tx, &mut identity, state);
    }
    write(cx, &mut tx, &mut identity, &derived, &Brought::default()).await?;
    if steps.iter().any(Step::is_about_addresses) {
        let given = patched.verifiable_addresses.unwrap_or_default();
        asserted::lay_over(cx, &mut tx, &mut identity, &given);
    }
    tx.commit().await?;
    let shown = credentials::identity(cx, &identity, &[], Age::Kept).await?;
    Ok(Answer::ok(credentials::with_metadata(shown)))
}

/// What may have changed in an identity that was patched.
#[derive(Deserialize)]
struct Patched {
    schema_id: Option<String>,
    state: Option<String>,
    traits: Option<Value>,
    external_id: Option<String>,
    verifiable_addresses: Option<Vec<Asserted>>,
    #[serde(default)]
    metadata_public: Value,
    #[serde(default)]
    metadata_admin: Value,
}

impl Patched {
    /// By way of text, since that is how it is stored: what is too deep to be read back is refused here.
    fn read(document: &Value) -> Result<Self, Problem> {
        let text = document.to_string();
        serde_json::from_str(&text).map_err(|error| {
            Problem::bad_request(format!("The patch does not leave an identity: {error}."))
        })
    }
}

async fn locked(cx: &Cx, id: IdentityId) -> Result<(Tx, Identity)> {
    let mut tx = cx.db().write()?;
    if rows::lock(cx, &mut tx, id).await?
        && let Some(identity) = store::get_in(&mut tx, cx.project(), id).await?
    {
        return Ok((tx, identity));
    }
    Err(Problem::no_row().into())
}

fn set_state(cx: &Cx, tx: &mut Tx, identity: &mut Identity, state: State) {
    if identity.state != state {
        // When it is switched on again, too: whoever was just signing in as it was switched off stays out.
        identity::switched_off(cx, tx, identity.id);
        identity.state = state;
        identity.state_changed_at = Some(cx.now);
    }
}

/// Credentials first: the names to sign in with follow those that are there.
async fn write(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    derived: &Derived,
    brought: &Brought,
) -> Result<()> {
    repudiation::settle_all(cx, tx, identity.id);
    brought.put(cx, tx, identity.id, derived).await?;
    if identity::change(cx, tx, identity, derived, By::Administrator).await?.is_err() {
        return Err(conflict());
    }
    // Codes and links on their way die with what they would get around (AR-04).
    if identity.state == State::Inactive {
        identity::switched_off(cx, tx, identity.id);
    } else if brought.events().next().is_some() {
        code::store::void(tx, cx.project(), identity.id);
    }
    for event in brought.events() {
        record(cx, tx, event, Some(identity.id), None);
    }
    record(cx, tx, Event::IdentityChanged, Some(identity.id), None);
    Ok(())
}

/// Another identity has what this one was to get; without a reason, as recorded.
pub(super) fn conflict() -> Error {
    let message = "Another identity has this address, identifier or external id";
    Problem::conflict("").message(message).into()
}
