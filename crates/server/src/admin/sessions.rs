//! Sessions as administrators see and end them (Kratos admin contract §3.11).
//!
//! What an answer leaves out differs from route to route, and is as recorded: lists have `null` where a single
//! session has an empty list, and identities in lists come without their addresses.

use std::collections::HashMap;

use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use model::id::{IdentityId, SessionId};
use model::identity::{Identity, View};
use model::session::Session;
use model::{Problem, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::page::{Numbered, Size, Style, keyset};
use super::{credentials, record, session_id, store as rows};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::http::answer::{Answer, Content};
use crate::identity;
use crate::session::store::{self, Which};

const SIZE: Size = Size { usual: 250, most: 1000 };

struct Expand {
    identity: bool,
    devices: bool,
}

impl Expand {
    fn read(cx: &Cx) -> Result<Self, Problem> {
        let mut expand = Self { identity: false, devices: false };
        for word in cx.request.query_all("expand").filter(|word| !word.is_empty()) {
            match word.to_ascii_lowercase().as_str() {
                "identity" => expand.identity = true,
                "devices" => expand.devices = true,
                _ => return Err(Problem::bad_request("expand may be identity or devices.")),
            }
        }
        Ok(expand)
    }
}

fn which(cx: &Cx) -> Result<Which, Problem> {
    match cx.request.query("active") {
        None => Ok(Which::All),
        Some("true" | "1") => Ok(Which::Active),
        Some("false" | "0") => Ok(Which::Inactive),
        Some(_) => Err(Problem::bad_request("active has to be true or false.")),
    }
}

/// A session with its identity; `hidden` stands for its devices where they are not to be shown.
fn wire(
    cx: &Cx,
    session: &Session,
    identity: impl Serialize,
    devices: bool,
    hidden: Value,
) -> Result<Value> {
    let mut shown = serde_json::to_value(session.wire(identity, cx.now))?;
    if let Some(map) = shown.as_object_mut()
        && !devices
    {
        map.insert("devices".into(), hidden);
    }
    Ok(shown)
}

/// An identity as lists of sessions show it.
fn listed(cx: &Cx, identity: &Identity) -> Value {
    let mut shown = credentials::with_metadata(credentials::bare(cx, identity));
    if let Some(map) = shown.as_object_mut() {
        map.shift_remove("verifiable_addresses");
        map.shift_remove("recovery_addresses");
    }
    shown
}

/// `GET /admin/sessions`: all, newest first.
pub(crate) async fn list(cx: &Cx) -> Result<Answer> {
    let (which, expand) = (which(cx)?, Expand::read(cx)?);
    let size = SIZE.read(&cx.request, &["page_size"])?;
    let after = cx.request.query("page_token").map(decode).transpose()?.unwrap_or(NEWEST);
    let mut sessions = store::page(cx, which, after, size + 1).await?;
    let here = usize::try_from(size).unwrap_or(usize::MAX);
    let more = sessions.len() > here;
    sessions.truncate(here);

    let mut identities = HashMap::new();
    if expand.identity {
        let owners: Vec<IdentityId> = sessions.iter().map(|session| session.identity_id).collect();
        for identity in rows::by_ids(cx, &owners).await? {
            identities.insert(identity.id, listed(cx, &identity));
        }
    }
    let shown = sessions.iter().map(|session| {
        let identity = identities.get(&session.identity_id);
        wire(cx, session, identity, expand.devices, Value::Null)
    });
    let shown: Vec<Value> = shown.collect::<Result<_>>()?;
    let next = sessions.last().filter(|_| more).map(|last| encode((last.issued_at, last.id)));
    let (name, link) = keyset(cx, "/admin/sessions", size, &encode(NEWEST), next.as_deref());
    Ok(Answer::ok(shown).header(name, link))
}

/// A place in the list: when a session was begun, and which of those begun then it is.
type Place = (Timestamp, SessionId);

const NEWEST: Place = (Timestamp::from_micros(i64::MAX), SessionId::nil());

fn encode((at, id): Place) -> String {
    BASE64URL_NOPAD.encode(format!("{}/{id}", at.as_micros()).as_bytes())
}

fn decode(token: &str) -> Result<Place, Problem> {
    let place = || {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (at, id) = text.split_once('/')?;
        Some((Timestamp::from_micros(at.parse().ok()?), SessionId::parse(id)?))
    };
    place().ok_or_else(|| Problem::bad_request("The page token is none of this list."))
}

/// `GET /admin/sessions/{id}`.
pub(crate) async fn get(cx: &Cx, id: &str) -> Result<Answer> {
    let (id, expand) = (session_id(id)?, Expand::read(cx)?);
    let session = store::get(cx.db(), cx.project(), id).await?.ok_or_else(Problem::no_row)?;
    let identity = if expand.identity {
        let owner = identity::store::get(cx.db(), cx.project(), session.identity_id).await?;
        owner
            .map(|owner| credentials::with_metadata(credentials::bare(cx, &owner)))
            .unwrap_or_default()
    } else {
        Value::Null
    };
    Ok(Answer::ok(wire(cx, &session, &identity, expand.devices, json!([]))?))
}

/// The identity that a path names; 400 where it is no id (§3.1).
fn owner_id(text: &str) -> Result<IdentityId, Problem> {
    IdentityId::parse(text)
        .ok_or_else(|| Problem::new(400, "", "").message("The id of the identity is not a UUID"))
}

/// `GET /admin/identities/{id}/sessions`: an unknown identity has none.
pub(crate) async fn of_identity(cx: &Cx, id: &str) -> Result<Answer> {
    let (owner, which) = (owner_id(id)?, which(cx)?);
    let asked = Numbered::read(&cx.request, Style::of_sessions(cx), SIZE)?;
    let nothing = SessionId::nil();
    let total = store::count(cx, owner, nothing, which).await?;
    let range = (asked.size, asked.offset());
    let sessions = store::list(cx, owner, nothing, which, range).await?;
    let mut identity = Value::Null;
    if !sessions.is_empty()
        && let Some(found) = identity::store::get(cx.db(), cx.project(), owner).await?
    {
        identity = listed(cx, &found);
        if let Some(map) = identity.as_object_mut() {
            map.insert("schema_url".into(), "".into());
        }
    }
    let shown = sessions.iter().map(|session| wire(cx, session, &identity, true, Value::Null));
    let shown: Vec<Value> = shown.collect::<Result<_>>()?;
    let path = format!("/admin/identities/{owner}/sessions");
    let mut answer = Answer::ok(shown);
    answer.headers.extend(asked.headers(&cx.request, &path, total));
    Ok(answer)
}

/// `DELETE /admin/sessions/{id}`: ends it; the row stays. One that has ended already is no error.
pub(crate) async fn disable(cx: &Cx, id: &str) -> Result<Answer> {
    let id = session_id(id)?;
    let session = store::get(cx.db(), cx.project(), id).await?.ok_or_else(Problem::no_row)?;
    if session.active {
        let mut tx = cx.db().write()?;
        if let Some(owner) = rows::disable(cx, &mut tx, id).await? {
            record(cx, &mut tx, Event::SessionEnded, Some(owner), Some(id));
        }
        tx.commit().await?;
    }
    // With a content type though without content, as recorded.
    let content_type = "application/json; charset=utf-8".to_owned();
    let nothing = Content::Other { content_type, body: Vec::new() };
    Ok(Answer::new(StatusCode::NO_CONTENT, nothing))
}

/// `DELETE /admin/identities/{id}/sessions`: removes them all; 404 where there are none.
pub(crate) async fn delete_of_identity(cx: &Cx, id: &str) -> Result<Answer> {
    let owner = owner_id(id)?;
    let mut tx = cx.db().write()?;
    if store::delete_all(&mut tx, cx.project(), owner).await? == 0 {
        return Err(Problem::no_row().into());
    }
    record(cx, &mut tx, Event::OtherSessionsEnded, Some(owner), None);
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `PATCH /admin/sessions/{id}/extend`: a whole lifespan from now on, unless the session has ended or it is too early.
pub(crate) async fn extend(cx: &Cx, id: &str) -> Result<Answer> {
    let id = session_id(id)?;
    let found = store::get(cx.db(), cx.project(), id).await?;
    let mut session = found.ok_or_else(Problem::no_row)?;
    let config = &cx.config().session;
    let early = session.expires_at.since(cx.now) > config.earliest_possible_extend;
    let until = cx.now.after(config.lifespan);
    if session.usable(cx.now) && !early && until > session.expires_at {
        let mut tx = cx.db().write()?;
        store::extend(&mut tx, cx.project(), id, until);
        tx.commit().await?;
        session.expires_at = until;
    }
    let owner = identity::store::get(cx.db(), cx.project(), session.identity_id).await?;
    let schemas = cx.app.schemas_url();
    let identity = owner.as_ref().map(|owner| owner.wire(View::Public { schemas: &schemas }));
    Ok(Answer::ok(wire(cx, &session, identity, false, json!([]))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_tokens_come_back() {
        assert_eq!(decode(&encode(NEWEST)), Ok(NEWEST));
        for wrong in ["nonsense", "", "MS8y"] {
            assert_eq!(decode(wrong).unwrap_err().code, 400, "{wrong}");
        }
    }
}
