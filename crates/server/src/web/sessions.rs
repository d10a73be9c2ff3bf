//! The page that lists where somebody is signed in, and ends sessions.
//!
//! Only one's own sessions are seen and ended. The form is taken from this page alone: its token has to be the
//! browser's, and the request has to come from this origin wherever the browser says where it comes from.

use model::id::SessionId;
use model::session::Session;
use serde_json::{Value, json};

use super::SESSIONS_PATH;
use super::pages::{Owner, logout, owner, show, sign_in};
use crate::app::Cx;
use crate::audit::{self, About, Event};
use crate::error::Result;
use crate::flow::gate::page_form;
use crate::http::answer::Answer;
use crate::http::form::Form;
use crate::session::{Signed, store};

/// How many other sessions are shown, newest first.
const SHOWN: i64 = 100;

/// GET of the page.
pub(crate) async fn list(cx: &Cx) -> Result<Answer> {
    let (signed, account) = match owner(cx, SESSIONS_PATH).await? {
        Owner::Here(signed, account) => (signed, account),
        Owner::Elsewhere(answer) => return Ok(answer),
        Owner::Nobody => return Ok(sign_in(cx, &[], SESSIONS_PATH)),
    };
    let others =
        store::list(cx, signed.identity.id, signed.session.id, store::Which::Active, (SHOWN, 0))
            .await?;
    let mut sessions = vec![entry(cx, &signed.session, true)];
    sessions.extend(others.iter().map(|session| entry(cx, session, false)));
    let context = json!({
        "page": { "links": logout(cx, &signed) },
        "account": account.context,
        "sessions": sessions,
        "csrf_token": cx.request.csrf.masked(cx.random()),
    });
    let mut answer = show(cx, "pages/sessions.html", "sessions-title", context)?;
    // This path brings no cookie by itself, since API clients use it too.
    answer.csrf = Some(cx.request.csrf.clone()).filter(|_| !cx.request.csrf_brought);
    Ok(answer)
}

fn entry(cx: &Cx, session: &Session, current: bool) -> Value {
    let pages = &cx.app.pages;
    json!({
        "id": session.id,
        "current": current,
        "device": pages.device(&pages.locale(cx, None), &session.device.user_agent),
        "place": Some(session.device.location.as_str()).filter(|place| !place.is_empty()),
        // Requests are not written down; the last proof is the last that is known of another device.
        "last_seen": if current { cx.now } else { session.authenticated_at },
        "aal": session.aal(),
    })
}

/// POST of the page: `session=<id>` ends that one, `others=true` all but this one.
pub(crate) async fn end(cx: &Cx) -> Result<Answer> {
    let form = Form::read(&cx.request)?;
    page_form(cx, &form)?;
    match owner(cx, SESSIONS_PATH).await? {
        Owner::Here(signed, _) => end_chosen(cx, &form, &signed).await?,
        Owner::Elsewhere(answer) => return Ok(answer),
        Owner::Nobody => return Ok(sign_in(cx, &[], SESSIONS_PATH)),
    }
    Ok(Answer::see_other(format!("{}{SESSIONS_PATH}", cx.app.public_url())))
}

async fn end_chosen(cx: &Cx, form: &Form, signed: &Signed) -> Result<()> {
    let (identity, own) = (signed.identity.id, signed.session.id);
    let chosen = form.text("session").and_then(SessionId::parse).filter(|id| *id != own);
    let others = form.switch("others")?;
    let mut tx = cx.db().write()?;
    let about = About { identity: Some(identity), ..About::default() };
    if others {
        let ended = store::revoke_others(&mut tx, cx.project(), identity, own).await?;
        if ended > 0 {
            let about =
                About { session: Some(own), details: Some(json!({ "count": ended })), ..about };
            audit::record(cx, &mut tx, Event::OtherSessionsEnded, about);
        }
    } else if let Some(id) = chosen
        && store::revoke(&mut tx, cx.project(), identity, id).await?
    {
        audit::record(cx, &mut tx, Event::SessionEnded, About { session: Some(id), ..about });
    }
    tx.commit().await?;
    Ok(())
}
