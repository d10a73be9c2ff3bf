//! What the button does.

use db::Tx;
use model::id::SessionId;
use model::identity::Identity;
use serde_json::{Value, json};

use super::store::{self, Offered, Replaced};
use super::{KeptTraits, TRAITS, hash};
use crate::app::Cx;
use crate::audit::{self, About, Event};
use crate::error::{Error, Result};
use crate::identity::{self, By, credentials, store as identities};
use crate::method::{METHODS, code};
use crate::session::store as sessions;

/// How often it is tried again when somebody else's transaction was in the way.
const AGAIN: usize = 5;

/// Spends the link with this token and undoes what it is about. `false`: it is worth nothing any more.
pub(super) async fn undo(cx: &Cx, token: &str) -> Result<bool> {
    for _ in 0..AGAIN {
        match once(cx, token).await {
            Err(Error::Db(db::Error::Busy | db::Error::Outdated | db::Error::Unique)) => {}
            done => return done,
        }
    }
    once(cx, token).await
}

async fn once(cx: &Cx, token: &str) -> Result<bool> {
    let Some(offered) = store::find(cx, hash(token)).await? else {
        return Ok(false);
    };
    let mut tx = cx.db().write()?;
    if !store::spend(cx, &mut tx, &offered).await? {
        return Ok(false);
    }
    let id = offered.identity_id;
    // Before the credentials, as every change of settings holds its session before them.
    sessions::revoke_others_later(&mut tx, cx.project(), id, SessionId::nil());
    let Some(mut identity) = identities::get_in(&mut tx, cx.project(), id).await? else {
        return Ok(false);
    };
    let replaced = store::replaced(cx, &mut tx, id).await?;
    let mut undone = Vec::new();
    for (what, was) in taken_back(&replaced, offered.session_id) {
        if bring_back(cx, &mut tx, &mut identity, what, was).await? {
            undone.push(what);
        }
    }
    // Whoever knew the password before may be the one who got in: it counts again once a new one was chosen.
    if cx.config().selfservice.flows.recovery.enabled {
        credentials::disable(cx, &mut tx, id, "password");
    }
    // Who was signing in while it was switched off is in by now, or is not let in any more.
    sessions::revoke_others_later(&mut tx, cx.project(), id, SessionId::nil());
    code::store::void(&mut tx, cx.project(), id);
    store::settle(cx, &mut tx, id, offered.session_id);
    record(cx, &mut tx, &offered, &undone);
    tx.commit().await?;
    Ok(true)
}

fn record(cx: &Cx, tx: &mut Tx, offered: &Offered, undone: &[&str]) {
    let details = Some(json!({ "notice": offered.notice, "undone": undone }));
    let (identity, session) = (Some(offered.identity_id), Some(offered.session_id));
    audit::record(cx, tx, Event::Repudiated, About { identity, session, details });
}

/// What a session changed last, and how it was before: all that it did since anybody else changed the same.
fn taken_back(replaced: &[Replaced], session: SessionId) -> Vec<(&str, Option<&str>)> {
    let mut out: Vec<(&str, Option<&str>)> = Vec::new();
    for change in replaced {
        let known = out.iter().position(|(what, _)| *what == change.what);
        match (known, change.session_id == session) {
            (None, true) => out.push((&change.what, change.was.as_deref())),
            (Some(at), false) => drop(out.remove(at)),
            (Some(_), true) | (None, false) => {}
        }
    }
    out
}

/// Puts one thing back. `false`: that cannot be done any more.
async fn bring_back(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    what: &str,
    was: Option<&str>,
) -> Result<bool> {
    if what == TRAITS {
        let was = was.map(serde_json::from_str::<KeptTraits>).transpose()?;
        let schema = cx.app.schemas.get(&identity.schema_id);
        let Some((was, schema)) = was.zip(schema) else {
            return Ok(false);
        };
        let Ok(derived) = schema.validate(&was.traits) else {
            return Ok(false);
        };
        // Somebody else may have the address by now.
        let changed =
            identity::change(cx, tx, identity, &derived, By::Administrator).await?.is_ok();
        for (address, until) in was.waits.iter().filter(|_| changed) {
            identity::addresses::wait(cx, tx, identity.id, address, *until);
        }
        return Ok(changed);
    }
    let was: Option<Value> = was.map(serde_json::from_str).transpose()?;
    match &was {
        Some(config) => {
            credentials::put(cx, tx, identity.id, what, config);
            // They went with it, if it was taken away. Somebody else may have them by now.
            if let Ok(names) = identity::names_for(cx, tx, identity, what).await? {
                let _ =
                    credentials::sync_identifiers(cx, tx, identity.id, what, &names, false).await?;
            }
        }
        None => drop(credentials::delete(tx, cx.project(), identity.id, what).await?),
    }
    if let Some(method) = METHODS.iter().find(|method| method.id() == what) {
        method.restored(cx, tx, identity.id, was.as_ref());
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use model::random::SeededRandom;

    use super::*;

    #[test]
    fn only_what_the_session_changed_last_is_taken_back() {
        let random = SeededRandom::new(3);
        let [thief, owner] = [(); 2].map(|()| SessionId::draw(&random, "session"));
        let change = |session_id, what: &str, was: Option<&str>| Replaced {
            session_id,
            what: what.into(),
            was: was.map(str::to_owned),
        };
        let replaced = [
            change(owner, "totp", None),
            change(thief, "password", Some("mine")),
            change(thief, "password", Some("theirs")),
            change(thief, "lookup_secret", None),
            change(thief, "traits", Some("old")),
            change(owner, "traits", Some("theirs")),
        ];
        assert_eq!(
            taken_back(&replaced, thief),
            [("password", Some("mine")), ("lookup_secret", None)]
        );
        assert_eq!(taken_back(&replaced, owner), [("totp", None), ("traits", Some("theirs"))]);
    }
}
