//! `POST /admin/sessions`: ending or removing many sessions (Kratos admin contract §3.11).

use model::Problem;
use model::id::{Id, IdentityId, SessionId};
use serde::Deserialize;
use serde_json::json;

use super::{body, record, store as rows};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::session::store;

/// How many ids one call may name.
const MOST_IDS: usize = 500;
/// How many sessions one call ends where it names everybody's.
const AT_ONCE: i64 = 5000;

#[derive(Deserialize)]
struct Asked {
    action: Action,
    identities: Option<Vec<String>>,
    sessions: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Disable,
    Delete,
}

/// The handler. `more` says that the same call has to be made again.
pub(crate) async fn end(cx: &Cx) -> Result<Answer> {
    body::json_only(cx)?;
    let asked: Asked = body::read(cx)?;
    let identities = asked.identities.unwrap_or_default();
    let sessions = asked.sessions.unwrap_or_default();
    if identities.is_empty() == sessions.is_empty() {
        let reason = "Either identities or sessions have to be named.";
        return Err(Problem::bad_request(reason).into());
    }
    let (processed, more) = if identities == ["*"] {
        let processed = everybodys(cx, asked.action).await?;
        (processed, i64::try_from(processed).is_ok_and(|ended| ended == AT_ONCE))
    } else if sessions.is_empty() {
        (of_identities(cx, asked.action, &ids(&identities)?).await?, false)
    } else {
        (these(cx, asked.action, &ids(&sessions)?).await?, false)
    };
    Ok(Answer::ok(json!({ "processed": processed, "more": more })))
}

fn ids<K>(texts: &[String]) -> Result<Vec<Id<K>>, Problem> {
    if texts.len() > MOST_IDS {
        return Err(Problem::bad_request(format!("At most {MOST_IDS} ids may be given.")));
    }
    let ids: Option<Vec<_>> = texts.iter().map(|text| Id::parse(text)).collect();
    ids.ok_or_else(|| Problem::bad_request("One of the ids is not a UUID."))
}

async fn everybodys(cx: &Cx, action: Action) -> Result<u64> {
    let mut tx = cx.db().write()?;
    let ended = match action {
        Action::Disable => rows::disable_some(cx, &mut tx, AT_ONCE).await?,
        Action::Delete => rows::delete_some(cx, &mut tx, AT_ONCE).await?,
    };
    if ended > 0 {
        record(cx, &mut tx, Event::OtherSessionsEnded, None, None);
    }
    tx.commit().await?;
    Ok(ended)
}

async fn of_identities(cx: &Cx, action: Action, ids: &[IdentityId]) -> Result<u64> {
    let project = cx.project();
    let mut ended = 0;
    let mut tx = cx.db().write()?;
    for id in ids {
        let of_this = match action {
            Action::Disable => {
                store::revoke_others(&mut tx, project, *id, SessionId::nil()).await?
            }
            Action::Delete => store::delete_all(&mut tx, project, *id).await?,
        };
        if of_this > 0 {
            record(cx, &mut tx, Event::OtherSessionsEnded, Some(*id), None);
        }
        ended += of_this;
    }
    tx.commit().await?;
    Ok(ended)
}

async fn these(cx: &Cx, action: Action, ids: &[SessionId]) -> Result<u64> {
    let mut ended = 0;
    let mut tx = cx.db().write()?;
    for id in ids {
        let owner = match action {
            Action::Disable => rows::disable(cx, &mut tx, *id).await?,
            Action::Delete => rows::delete(cx, &mut tx, *id).await?,
        };
        if owner.is_some() {
            record(cx, &mut tx, Event::SessionEnded, owner, Some(*id));
            ended += 1;
        }
    }
    tx.commit().await?;
    Ok(ended)
}
