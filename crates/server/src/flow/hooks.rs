//! What the configuration wants done before and after a flow (Kratos admin contract §1.8): hooks of the server's own in the
//! flow's transaction, web hooks outside it.
//!
//! A web hook that may refuse is asked when it is known what the submission leads to and before anything is written: the
//! transaction that found that out is undone, the hook asked, and the submission judged once more. A web hook whose answer
//! matters to nobody is told after the commit. Which is which: with `response.ignore`, nobody; with `response.parse`
//! (`can_interrupt`) it may refuse; with neither, it has to succeed for login, recovery and verification, and is told of
//! registration and settings.

use std::sync::Arc;

use db::Tx;
use model::Problem;
use model::flow::Kind;
use model::id::{IdentityId, SessionId};
use model::identity::{Identity, State, Via, View};
use model::session::Session;
use serde::Deserialize as _;
use serde_json::Value;

use super::held::Held;
use super::{Flow, render};

use crate::app::Cx;
use crate::audit::{self, Event};
use crate::config::{Hook, Notify, Recipients};
use crate::courier;
use crate::error::Result;
use crate::identity::{self, By, Conflict, asserted};
use crate::limit::{self, Verdict};
use crate::method::{Attempt, Outcome};
use crate::repudiation;
use crate::session::store::{self, Which};
use crate::session::{self, Signed};
use crate::web_hook::{self, Changes, Told, WebHook};

/// Name of the hook that tells former addresses.
const NOTIFY: &str = "notify_previous_addresses";

/// What a submission leads to, for web hooks.
pub(super) struct Done {
    /// Each with the kind of flow that it belongs to.
    hooks: Vec<(Kind, Arc<WebHook>)>,
    context: Value,
}

impl Done {
    /// What the hooks of this outcome are told; `None` where there are none.
    pub(super) fn of(
        cx: &Cx,
        flow: &Flow,
        outcome: &Outcome,
        attempt: &Attempt,
    ) -> Result<Option<Self>> {
        let flows = &cx.config().selfservice.flows;
        let proposed;
        let mut more = Vec::new();
        let (list, identity) = match (flow.kind, outcome) {
            (Kind::Login, Outcome::Passed(it)) => {
                (flows.login.after.hooks_for(it.method), Some(&it.identity))
            }
            (Kind::Registration, Outcome::Passed(it)) => {
                (flows.registration.after.hooks_for(it.method), Some(&it.identity))
            }
            (Kind::Recovery, Outcome::Passed(it)) => {
                (flows.recovery.after.hooks.as_slice(), Some(&it.identity))
            }
            (Kind::Settings, Outcome::Changed(it)) => {
                (flows.settings.after.hooks_for(it.method), Some(&it.identity))
            }
            (Kind::Settings, Outcome::Held(held)) => {
                let signed = attempt.signed.as_ref().ok_or_else(session::unauthorized)?;
                proposed = held.proposed(&signed.identity);
                (flows.settings.after.hooks_for("profile"), Some(&proposed))
            }
            (Kind::Verification, Outcome::Written(identity)) => {
                // Those that might have refused were asked when the change was wanted.
                more = cx.app.web_hooks.of(flows.settings.after.hooks_for("profile"));
                more.retain(|hook| !Self::asks(Kind::Settings, hook));
                (flows.verification.after.hooks.as_slice(), Some(&**identity))
            }
            (Kind::Verification, Outcome::Sent)
                if flow.body.state == model::flow::State::PassedChallenge =>
            {
                (flows.verification.after.hooks.as_slice(), None)
            }
            _ => return Ok(None),
        };
        let mut own = cx.app.web_hooks.of(list);
        if matches!(outcome, Outcome::Held(_)) {
            // Nothing has happened yet that could be told.
            own.retain(|hook| Self::asks(flow.kind, hook));
        }
        let own = own.into_iter().map(|hook| (flow.kind, hook));
        let hooks: Vec<_> =
            own.chain(more.into_iter().map(|hook| (Kind::Settings, hook))).collect();
        if hooks.is_empty() {
            return Ok(None);
        }
        let transient = Some(Value::Object(attempt.form.transient_payload().unwrap_or_default()));
        let mut context = web_hook::context(cx, &render::bare(cx, flow, transient)?);
        let schemas = cx.app.schemas_url();
        if let Some(members) = context.as_object_mut() {
            if let Some(identity) = identity {
                let shown = identity.wire(View::Admin { schemas: &schemas });
                members.insert("identity".into(), serde_json::to_value(shown)?);
            }
            if let (Kind::Settings, Some(signed)) = (flow.kind, &attempt.signed) {
                members.insert("session".into(), serde_json::to_value(signed.wire(cx))?);
            }
        }
        Ok(Some(Self { hooks, context }))
    }

    /// Whether this hook is asked before anything is written.
    fn asks(kind: Kind, hook: &WebHook) -> bool {
        let told_later = matches!(kind, Kind::Registration | Kind::Settings);
        hook.interrupts() || !hook.is_ignored() && !told_later
    }

    pub(super) fn has_questions(&self) -> bool {
        self.hooks.iter().any(|(kind, hook)| Self::asks(*kind, hook))
    }

    /// Asks those that may refuse, one after the other, until one does.
    pub(super) async fn ask(&self, cx: &Cx) -> Result<Told, Problem> {
        let mut changes = Changes::default();
        let mut context = self.context.clone();
        if self.hooks.iter().any(|(kind, _)| *kind == Kind::Registration)
            && let Some(id) = context.pointer_mut("/identity/id")
        {
            // It is drawn anew when the account is really made.
            *id = IdentityId::nil().text().into();
        }
        for (_, hook) in self.hooks.iter().filter(|(kind, hook)| Self::asks(*kind, hook)) {
            match hook.ask(&cx.app, &context).await? {
                Told::Fine(more) => changes.add(*more),
                refused @ Told::Refused(_) => return Ok(refused),
            }
        }
        Ok(Told::Fine(Box::new(changes)))
    }

    /// Tells the others, in a task of its own that shutdown waits for.
    pub(super) fn tell(self, cx: &Cx) {
        let later: Vec<_> =
            self.hooks.into_iter().filter(|(kind, hook)| !Self::asks(*kind, hook)).collect();
        if later.is_empty() {
            return;
        }
        let (app, context) = (cx.app.clone(), self.context);
        drop(cx.app.spawn(async move {
            for (_, hook) in later {
                hook.tell(&app, &context).await;
            }
        }));
    }
}

/// Web hooks before a flow is made: those that are not ignored have to agree.
pub(super) async fn before(cx: &Cx, flow: &Flow, signed: Option<&Signed>) -> Result<()> {
    let flows = &cx.config().selfservice.flows;
    let list = match flow.kind {
        Kind::Login => &flows.login.before.hooks,
        Kind::Registration => &flows.registration.before.hooks,
        Kind::Settings => &flows.settings.before.hooks,
        Kind::Recovery => &flows.recovery.before.hooks,
        Kind::Verification => &flows.verification.before.hooks,
    };
    let hooks = cx.app.web_hooks.of(list);
    if hooks.is_empty() {
        return Ok(());
    }
    let mut context = web_hook::context(cx, &render::bare(cx, flow, None)?);
    if let (Some(members), Some(signed)) = (context.as_object_mut(), signed) {
        members.insert("session".into(), serde_json::to_value(signed.wire(cx))?);
    }
    let (told, asked): (Vec<_>, Vec<_>) = hooks.into_iter().partition(|hook| hook.is_ignored());
    for hook in asked {
        if let Told::Refused(messages) = hook.ask(&cx.app, &context).await? {
            let why = messages.into_iter().find_map(|(_, message)| message.text);
            return Err(Problem::new(403, "", why.unwrap_or_default()).into());
        }
    }
    let told = told.into_iter().map(|hook| (flow.kind, hook)).collect();
    Done { hooks: told, context }.tell(cx);
    Ok(())
}

/// Lays what a hook wants over the account that is about to be written. `Err` in the answer: somebody else has it.
///
/// Somebody signed in changes the account: new addresses wait then, as if they had typed them.
pub(super) async fn change(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    changes: &Changes,
    signed: Option<&Signed>,
) -> Result<Result<(), Conflict>> {
    if !changes.any() {
        return Ok(Ok(()));
    }
    let wrong = || Problem::new(502, "", "A service that this depends on failed.");
    if let Some(state) = &changes.state {
        identity.state = State::parse(state).ok_or_else(wrong)?;
        if identity.state == State::Inactive {
            identity::switched_off(cx, tx, identity.id);
        }
    }
    if let Some(external_id) = &changes.external_id {
        if !asserted::is_external_id(external_id) {
            tracing::error!("a web hook answered an external_id that is too long or no text");
            return Err(wrong().into());
        }
        identity.external_id = Some(external_id.clone()).filter(|id| !id.is_empty());
    }
    if let Some(public) = &changes.metadata_public {
        identity.metadata_public = public.clone();
    }
    if let Some(admin) = &changes.metadata_admin {
        identity.metadata_admin = admin.clone();
    }
    let traits = changes.traits.as_ref().unwrap_or(&identity.traits);
    let schema = match &changes.schema_id {
        Some(id) => cx.app.schemas.get(id).ok_or_else(|| {
            tracing::error!("a web hook answered a schema_id that there is not");
            wrong()
        })?,
        None => cx.app.schemas.of(identity),
    };
    let derived = schema.validate(traits).map_err(|_| {
        tracing::error!("a web hook answered traits that do not fit their schema");
        wrong()
    })?;
    if let Some(signed) = signed.filter(|_| changes.traits.is_some()) {
        repudiation::keep_traits(cx, tx, &signed.identity, signed.session.id);
    }
    let by = if signed.is_some() { By::Owner } else { By::Administrator };
    if changes.schema_id.is_some() {
        schema.id().clone_into(&mut identity.schema_id);
    }
    if identity::change(cx, tx, identity, &derived, by).await?.is_err() {
        return Ok(Err(Conflict));
    }
    asserted::lay_over(
        cx,
        tx,
        identity,
        changes.verifiable_addresses.as_deref().unwrap_or_default(),
    );
    Ok(Ok(()))
}

/// Lays the traits that a hook wants over a change that waits.
pub(super) fn change_held(
    cx: &Cx,
    held: &mut Held,
    signed: Option<&Signed>,
    changes: &Changes,
) -> Result<()> {
    let rest = changes.schema_id.is_some()
        || changes.verifiable_addresses.is_some()
        || changes.metadata_public.is_some()
        || changes.metadata_admin.is_some()
        || changes.external_id.is_some()
        || changes.state.is_some();
    if rest {
        tracing::warn!(
            "of what a web hook wants of an account whose change waits, only traits count"
        );
    }
    let (Some(traits), Some(signed)) = (&changes.traits, signed) else {
        return Ok(());
    };
    let derived = cx.app.schemas.of(&signed.identity).validate(traits);
    if derived.is_ok_and(|derived| held.replace(&signed.identity, &derived)) {
        return Ok(());
    }
    tracing::error!("a web hook answered traits that do not fit, or another new address");
    Err(Problem::new(502, "", "A service that this depends on failed.").into())
}

/// The hook `notify_previous_addresses`: those that it names are told that the addresses have changed.
pub(super) async fn notify_previous(
    cx: &Cx,
    tx: &mut Tx,
    before: &Identity,
    after: &Identity,
) -> Result<()> {
    let list = cx.config().selfservice.flows.settings.after.hooks_for("profile");
    let Some(hook) = list.iter().find(|hook| hook.hook == NOTIFY) else {
        return Ok(());
    };
    let of = |identity: &Identity| -> Vec<(Via, String)> {
        identity.verifiable_addresses.iter().map(|a| (a.via, a.value.clone())).collect()
    };
    let (old, new) = (of(before), of(after));
    if old.len() == new.len() && old.iter().all(|address| new.contains(address)) {
        return Ok(());
    }
    let recipients = Notify::deserialize(&hook.config).unwrap_or_default().recipients;
    for address in &before.verifiable_addresses {
        let told = match recipients {
            Recipients::Removed => !new.contains(&(address.via, address.value.clone())),
            Recipients::AllVerified => address.verified,
            Recipients::All => true,
        };
        if !told {
            continue;
        }
        // Whoever never proved it may have typed somebody else's: then it is counted like anything they ask for.
        let reached = match address.via {
            Via::Email => {
                address.verified || limit::copy(cx, tx, &address.value).await? == Verdict::Judge
            }
            Via::Sms => address.verified && cx.app.courier.texts(),
        };
        if reached {
            let account = courier::account(cx, after)?;
            courier::address_changed(cx, tx, (address.via, &address.value), &account)?;
        }
    }
    Ok(())
}

/// Whether the list has a hook of this name.
pub(super) fn has(hooks: &[Hook], name: &str) -> bool {
    hooks.iter().any(|hook| hook.hook == name)
}

/// Ends every other session of an identity.
pub(super) async fn revoke_others(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    keep: SessionId,
) -> Result<()> {
    let ended = end_sessions(cx, tx, identity, keep).await?;
    tell_ended(cx, tx, identity, keep, ended);
    Ok(())
}

/// Ends the sessions of an identity but `keep`; how many there are, for [`tell_ended`].
pub(super) async fn end_sessions(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    keep: SessionId,
) -> Result<i64> {
    // Who signs in between is not in the number, and is ended all the same.
    let ended = store::count_in(cx, tx, identity, keep, Which::Active).await?;
    store::revoke_others_later(tx, cx.project(), identity, keep);
    Ok(ended)
}

/// Notes in the trail how many sessions `kept` has ended.
pub(super) fn tell_ended(cx: &Cx, tx: &mut Tx, identity: IdentityId, kept: SessionId, ended: i64) {
    if ended > 0 {
        let details = Some(serde_json::json!({ "ended": ended }));
        let about = audit::About { identity: Some(identity), session: Some(kept), details };
        audit::record(cx, tx, Event::OtherSessionsEnded, about);
    }
}

/// After a factor was proved.
pub(super) async fn after_login(
    cx: &Cx,
    tx: &mut Tx,
    session: &Session,
    method: &str,
) -> Result<()> {
    let hooks = cx.config().selfservice.flows.login.after.hooks_for(method);
    if has(hooks, "revoke_active_sessions") {
        revoke_others(cx, tx, session.identity_id, session.id).await?;
    }
    Ok(())
}
