//! Giving actions to accounts: an administrator's, over the admin API and from the command line.
//!
//! - `GET`, `PUT /admin/identities/{id}/required-actions`: `{"actions": ["lookup_secret"]}`, the whole list.
//! - `POST /admin/required-actions`: `{"actions": […], "identities": [ids]}`, or `"all": true`, or `"without": "totp"`
//!   (everybody who has no credential of this type); adds to what there is. `{"processed", "more"}`: with `more` the same
//!   call has to be made again.

use model::Problem;
use model::id::IdentityId;
use serde::Deserialize;
use serde_json::json;

use super::{parse, store};
use crate::admin::{body, identity_id};
use crate::app::{App, Cx};
use crate::audit::{self, About, Event};
use crate::error::Result;
use crate::http::answer::Answer;
use crate::identity::store as identities;
use crate::method::METHODS;

/// How many accounts one call may name.
const MOST_IDS: usize = 500;
/// How many accounts one call changes.
const AT_ONCE: i64 = 5000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    actions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    actions: Vec<String>,
    #[serde(default)]
    identities: Vec<String>,
    #[serde(default)]
    all: bool,
    without: Option<String>,
}

/// Which accounts.
pub enum Whom {
    /// These.
    Ids(Vec<IdentityId>),
    /// Everybody.
    All,
    /// Everybody who has no credential of this type.
    Without(String),
}

/// `GET /admin/identities/{id}/required-actions`.
pub(crate) async fn get(cx: &Cx, id: &str) -> Result<Answer> {
    let found = identities::get(cx.db(), cx.project(), identity_id(id)).await?;
    let identity = found.ok_or_else(Problem::no_row)?;
    Ok(Answer::ok(json!({ "actions": identity.required_actions })))
}

/// `PUT` of the same.
pub(crate) async fn put(cx: &Cx, id: &str) -> Result<Answer> {
    body::json_only(cx)?;
    let List { actions } = body::read(cx)?;
    let actions = named(&actions)?;
    let id = identity_id(id);
    let mut tx = cx.db().write()?;
    if !store::set(cx, &mut tx, id, &actions).await? {
        return Err(Problem::no_row().into());
    }
    let details = Some(json!({ "by": "administrator", "actions": actions }));
    let about = About { identity: Some(id), session: None, details };
    audit::record(cx, &mut tx, Event::ActionsRequired, about);
    tx.commit().await?;
    Ok(Answer::ok(json!({ "actions": actions })))
}

/// `POST /admin/required-actions`.
pub(crate) async fn add(cx: &Cx) -> Result<Answer> {
    body::json_only(cx)?;
    let Many { actions, identities, all, without } = body::read(cx)?;
    let actions = named(&actions)?;
    let whom = match (identities.is_empty(), all, without) {
        (false, false, None) if identities.len() <= MOST_IDS => {
            let ids: Option<Vec<_>> = identities.iter().map(|id| IdentityId::parse(id)).collect();
            Whom::Ids(ids.ok_or_else(|| Problem::bad_request("One of the ids is not a UUID."))?)
        }
        (true, true, None) => Whom::All,
        (true, false, Some(kind)) if METHODS.iter().any(|method| method.id() == kind) => {
            Whom::Without(kind)
        }
        (true, false, Some(_)) => {
            return Err(Problem::bad_request("There is no credential of that type.").into());
        }
        _ => {
            let reason = format!("Say one of identities (at most {MOST_IDS}), all, or without.");
            return Err(Problem::bad_request(reason).into());
        }
    };
    let (processed, more) = give(cx, &actions, &whom).await?;
    Ok(Answer::ok(json!({ "processed": processed, "more": more })))
}

fn named(words: &[String]) -> Result<Vec<String>, Problem> {
    parse(words.iter().map(String::as_str))
        .map_err(|unknown| Problem::bad_request(format!("There is no action `{unknown}`.")))
}

/// Adds actions; how many accounts were changed, and whether there may be more.
async fn give(cx: &Cx, actions: &[String], whom: &Whom) -> Result<(u64, bool)> {
    let mut tx = cx.db().write()?;
    let (mut most, mut more) = (0, false);
    for action in actions {
        let changed = match whom {
            Whom::Ids(ids) => {
                let mut changed = 0;
                for id in ids {
                    changed += store::add_to(cx, &mut tx, *id, action).await?;
                }
                changed
            }
            Whom::All => store::add_to_all(cx, &mut tx, action, "", AT_ONCE).await?,
            Whom::Without(kind) => store::add_to_all(cx, &mut tx, action, kind, AT_ONCE).await?,
        };
        more |= !matches!(whom, Whom::Ids(_)) && i64::try_from(changed).is_ok_and(|n| n == AT_ONCE);
        most = most.max(changed);
    }
    if most > 0 {
        let details = json!({ "by": "administrator", "actions": actions, "accounts": most });
        let about = About { identity: None, session: None, details: Some(details) };
        audit::record(cx, &mut tx, Event::ActionsRequired, about);
    }
    tx.commit().await?;
    Ok((most, more))
}

/// The same for the command line; how many accounts were changed.
///
/// # Errors
/// An action that there is none of; the database.
pub async fn require(app: &std::sync::Arc<App>, actions: &[String], whom: &Whom) -> Result<u64> {
    let cx = Cx::internal(app.clone());
    let actions = named(actions)?;
    let mut total = 0;
    loop {
        let (changed, more) = give(&cx, &actions, whom).await?;
        total += changed;
        if !more {
            return Ok(total);
        }
    }
}
