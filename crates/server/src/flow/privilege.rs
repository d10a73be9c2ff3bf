//! What a change in settings asks of the session that makes it: how sure, how fresh, and that it still holds when the
//! change is written (contract §1.6, §5.4).
//!
//! It is asked twice: before the work, and by a guard of the transaction, so that of two windows that set up a second
//! factor at once the later one has to prove the earlier one's.

use db::Tx;
use model::Problem;
use model::flow::Aal;

use super::settings::{may_see, submit_url};
use super::{Flow, Style, continuity, return_to};
use crate::app::Cx;
use crate::error::Result;
use crate::http::answer::{Answer, ContinuityCookie};
use crate::http::form::Form;
use crate::http::negotiate;
use crate::identity::{self, second_factors};
use crate::method::{METHODS, Privilege};
use crate::session::{Signed, store};

/// What is asked of the session once more, where it or its account changed while a submission was judged.
pub(super) async fn again_allowed(
    cx: &Cx,
    flow: &Flow,
    privilege: Privilege,
    signed: &Signed,
    form: &Form,
) -> Result<Option<Answer>> {
    may_see(cx, flow, signed, &submit_url(cx, flow))?;
    privileged(cx, flow, privilege, signed, form).await
}

/// Asks for a fresher or surer session where the change needs one; `None` when it is good enough.
pub(super) async fn privileged(
    cx: &Cx,
    flow: &Flow,
    privilege: Privilege,
    signed: &Signed,
    form: &Form,
) -> Result<Option<Answer>> {
    let recent = || {
        signed.privileged(cx.now, cx.config().selfservice.flows.settings.privileged_session_max_age)
    };
    let rule = &cx.config().security.privileged;
    let (enough, highest) = match privilege {
        Privilege::None => (true, false),
        Privilege::Highest if rule.require_highest_aal => {
            let proof = proved_at(signed, signed.available());
            let fresh = match (proof, rule.second_factor_max_age) {
                (Some(at), Some(age)) => at.after(age) > cx.now && recent(),
                (proof, None) => proof.is_some() && recent(),
                (None, Some(_)) => false,
            };
            (fresh, signed.available() == Aal::Aal2)
        }
        Privilege::Recent | Privilege::Highest => (recent(), false),
    };
    if enough { Ok(None) } else { reauthenticate(cx, flow, signed, form, highest).await.map(Some) }
}

/// When a factor of this level was proved last in the session.
fn proved_at(signed: &Signed, aal: Aal) -> Option<model::Timestamp> {
    signed.session.methods.iter().filter(|m| m.aal >= aal).map(|m| m.completed_at).max()
}

/// Sends somebody to sign in again, and keeps what they had typed (wire contract §1.6, §5.4).
pub(super) async fn reauthenticate(
    cx: &Cx,
    flow: &Flow,
    signed: &Signed,
    form: &Form,
    highest: bool,
) -> Result<Answer> {
    let base = format!("{}/self-service/login/browser?refresh=true", cx.app.public_url());
    let base = if highest { format!("{base}&aal=aal2") } else { base };
    let to = return_to::with_query(&base, &[("return_to", &submit_url(cx, flow))]);
    let problem = Problem::new(
        403,
        "session_refresh_required",
        "It is too long ago that you signed in: sign in again for this.",
    )
    .extra("redirect_browser_to", to.as_str());
    let mut answer = if flow.style(cx) == Style::Browser {
        Answer::see_other(to)
    } else {
        negotiate::envelope(cx, problem.into())
    };
    if !flow.is_api() {
        answer.continuity = ContinuityCookie::Set(continuity::pause(cx, flow, signed, form).await?);
    }
    Ok(answer)
}

/// Before anything is written: whoever was signed out meanwhile changes nothing any more, nor whoever was let in because the account had no second
/// factor, when it has one now: of two who set one up at once, the second has to prove the first's.
pub(super) fn still_allowed(cx: &Cx, tx: &mut Tx, signed: &Signed) {
    let (project, session) = (cx.project(), signed.session.id);
    if !signed.factors.is_empty() {
        store::still_there(tx, project, session);
        return;
    }
    let kinds = second_factors(cx.config(), METHODS.iter().map(|method| method.id())).join(" ");
    store::still_without(tx, project, (session, signed.identity.id), format!(" {kinds} "));
    identity::store::take_hold(tx, project, signed.identity.id);
}
