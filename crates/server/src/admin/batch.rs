//! `PATCH /admin/identities`: making many identities (Kratos admin contract §3.5).
//!
//! What is wrong with a credential, a state or the request itself is told before anything is written; traits that do
//! not follow their schema and clashes are told entry by entry, and do not keep the others from being made.

use futures_util::future::join_all;
use model::Problem;
use model::id::IdentityId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{self, New};
use super::change::conflict;
use super::draft::Draft;
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::http::answer::Answer;
use crate::http::negotiate;

const MOST: usize = 1000;
/// How many entries may bring a plain password, which costs a hash each.
const MOST_PLAIN: usize = 200;
/// How many hashes are under way at once, so that a batch does not keep people from signing in.
const HASHES: usize = 2;
/// How many identities one transaction makes.
const TOGETHER: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    identities: Option<Vec<Option<Wanted>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    create: Option<New>,
    patch_id: Option<String>,
}

struct Entry {
    patch_id: Option<String>,
    draft: Draft,
    made: Option<Result<IdentityId>>,
}

/// The handler.
pub(crate) async fn create(cx: &Cx) -> Result<Answer> {
    let batch: Batch = body::read(cx)?;
    let mut entries = entries(cx, batch.identities.unwrap_or_default())?;
    let mut wanted: Vec<&mut Entry> = entries.iter_mut().flatten().collect();
    for some in wanted.chunks_mut(HASHES) {
        let hashes = join_all(some.iter_mut().map(|entry| entry.draft.credentials.hash(cx))).await;
        hashes.into_iter().collect::<Result<()>>()?;
    }
    for entry in &mut wanted {
        if let Err(problem) = entry.draft.fits() {
            entry.made = Some(Err(problem.into()));
        }
    }
    wanted.retain(|entry| entry.made.is_none());
    for some in wanted.chunks_mut(TOGETHER) {
        if !all(cx, some).await? {
            for entry in some {
                entry.made = Some(one(cx, &entry.draft).await);
            }
        }
    }
    let told: Vec<Value> = entries.into_iter().map(|entry| tell(cx, entry)).collect();
    Ok(Answer::ok(json!({ "identities": told })))
}

fn entries(cx: &Cx, wanted: Vec<Option<Wanted>>) -> Result<Vec<Option<Entry>>, Problem> {
    if wanted.len() > MOST {
        return Err(Problem::bad_request(format!("A batch may have at most {MOST} entries.")));
    }
    let mut entries = Vec::new();
    let mut plain = 0;
    for wanted in wanted {
        let Some(Wanted { create: Some(New(given)), patch_id }) = wanted else {
            entries.push(None);
            continue;
        };
        let patch_id = patch_id.filter(|id| !id.is_empty());
        if patch_id.as_deref().is_some_and(|id| IdentityId::parse(id).is_none()) {
            return Err(Problem::bad_request("One of the patch_ids is not a UUID."));
        }
        let draft = Draft::new(cx, given)?;
        plain += usize::from(draft.credentials.is_plain());
        entries.push(Some(Entry { patch_id, draft, made: None }));
    }
    if plain > MOST_PLAIN {
        let reason =
            format!("A batch may have at most {MOST_PLAIN} passwords that are not hashed.");
        return Err(Problem::bad_request(reason));
    }
    Ok(entries)
}

/// Makes all of these, or none; `false` where one of them cannot be made.
async fn all(cx: &Cx, entries: &mut [&mut Entry]) -> Result<bool> {
    let mut tx = cx.db().write()?;
    let mut ids = Vec::new();
    for entry in entries.iter() {
        match entry.draft.write(cx, &mut tx).await {
            Ok(Ok(identity)) => ids.push(identity.id),
            Ok(Err(_)) | Err(Error::Problem(_) | Error::Db(db::Error::Busy)) => {
                tx.rollback().await?;
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
    }
    tx.commit().await?;
    for (entry, id) in entries.iter_mut().zip(ids) {
        entry.made = Some(Ok(id));
    }
    Ok(true)
}

async fn one(cx: &Cx, draft: &Draft) -> Result<IdentityId> {
    let mut tx = cx.db().write()?;
    let Ok(identity) = draft.write(cx, &mut tx).await? else {
        tx.rollback().await?;
        return Err(conflict());
    };
    tx.commit().await?;
    Ok(identity.id)
}

fn tell(cx: &Cx, entry: Option<Entry>) -> Value {
    let Some(Entry { patch_id, made: Some(made), .. }) = entry else {
        return Value::Null;
    };
    let mut told = match made {
        Ok(id) => json!({ "action": "create", "identity": id }),
        Err(error) => {
            let problem = negotiate::problem(cx, error);
            json!({ "action": "error", "error": problem.error(None) })
        }
    };
    if let (Some(id), Some(map)) = (patch_id, told.as_object_mut()) {
        map.insert("patch_id".into(), id.into());
    }
    told
}
