//! The part of a submission that must not be cut short: count, prepare, and the one write transaction.

use axum::http::StatusCode;
use db::Tx;
use model::Problem;
use model::flow::{Kind, State};
use model::id::FlowId;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use super::ready::Ready;
use super::submission::unknown;
use super::{
    Flow, Style, expired, hooks, login, privilege, recovery, registration, render, settings, store,
    verification,
};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::{Error, Result};
use crate::http::answer::Answer;
use crate::http::negotiate;
use crate::identity::Conflict;
use crate::limit::{self, Counted, Subject, Verdict};
use crate::method::{Attempt, Method, Outcome, Part, Prepared};
use crate::notice;
use crate::session;
use crate::web_hook::{Changes, Refusal, Told};

/// What a wrong submission leaves: sorted nodes, and no secret in a field.
fn finish_wrong(cx: &Cx, flow: &mut Flow) {
    for name in ["lookup_secret", "totp_code", "password"] {
        if let Some(input) = flow.node_mut(name).and_then(model::ui::Node::as_input_mut) {
            input.value = None;
        }
    }
    super::sort(cx, flow);
}

/// Whether what was tried was right.
fn is_right(outcome: &Outcome, flow: &Flow) -> bool {
    match outcome {
        Outcome::Passed(_)
        | Outcome::Changed(_)
        | Outcome::Written(_)
        | Outcome::Right
        | Outcome::Acknowledge => true,
        Outcome::Sent => flow.body.state == State::PassedChallenge,
        _ => false,
    }
}

/// What a transaction came to.
enum Decided {
    /// It is done.
    Answer(Box<Answer>),
    /// It was undone: a web hook is asked first.
    Ask(Box<hooks::Done>),
}

impl From<Answer> for Decided {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

/// What a web hook wants changed in an account that is made or changed.
async fn lay_over(
    cx: &Cx,
    tx: &mut Tx,
    (kind, outcome): (Kind, &mut Outcome),
    attempt: &Attempt,
    changes: &Changes,
) -> Result<std::result::Result<(), Conflict>> {
    match outcome {
        Outcome::Passed(it) if kind == Kind::Registration => {
            hooks::change(cx, tx, &mut it.identity, changes, None).await
        }
        Outcome::Changed(it) => {
            hooks::change(cx, tx, &mut it.identity, changes, attempt.signed.as_ref()).await
        }
        Outcome::Held(held) => {
            hooks::change_held(cx, held, attempt.signed.as_ref(), changes)?;
            Ok(Ok(()))
        }
        _ => Ok(Ok(())),
    }
}

/// How often a submission is judged again after it collided with another one.
const MOST_COLLISIONS: u32 = 2;

/// A submission that passed the gates.
pub(super) struct Submission {
    pub(super) cx: Cx,
    pub(super) kind: Kind,
    pub(super) id: FlowId,
    pub(super) by_link: bool,
    pub(super) method: &'static dyn Method,
    pub(super) part: &'static dyn Part,
    pub(super) attempt: Attempt,
    /// What the owner is told by mail should the try be wrong.
    pub(super) warning: Option<&'static str>,
}

impl Submission {
    /// Where a mail is asked for, known addresses cost more than unknown ones: rows, sealing, handing the mail on. So these
    /// answers are given at multiples of a time that is longer (EN-03).
    pub(super) async fn run(mut self, flow: Flow) -> Result<Answer> {
        let begun = Instant::now();
        let subject = self.part.subject(&self.cx, &flow, &self.attempt);
        let asks = matches!(self.kind, Kind::Recovery | Kind::Verification);
        let grid = self.cx.app.answer_grid.filter(|_| asks && subject.is_none() && !self.by_link);
        let answer = self.judged(flow, subject).await;
        if let Some(grid) = grid {
            let passed = begun.elapsed().as_nanos() / grid.as_nanos();
            let whole = u32::try_from(passed).unwrap_or(u32::MAX).saturating_add(1);
            sleep_until(begun + grid.saturating_mul(whole)).await;
        }
        answer
    }

    async fn judged(&mut self, mut flow: Flow, subject: Option<Subject>) -> Result<Answer> {
        let cx = &self.cx.clone();
        let subject = subject.filter(|_| !self.spent(&flow));
        let counted = match &subject {
            Some(subject) => {
                let wanted = self.part.wanted(cx, &self.attempt);
                limit::count(cx, subject, wanted).await?
            }
            None => Counted::FREE,
        };
        let verdict = counted.verdict;
        self.warning = counted.notice;
        self.attempt.bring(counted.found);
        let mut collisions = 0;
        let mut changes = None;
        loop {
            let prepared = match verdict {
                Verdict::Judge => self.part.prepare(cx, &flow, &self.attempt).await?,
                Verdict::Throttled => Prepared::Throttled,
            };
            match self
                .decide(subject.as_ref(), flow, collisions == 0, prepared, changes.as_ref())
                .await
            {
                Ok(Decided::Ask(done)) => match done.ask(cx).await? {
                    Told::Fine(wanted) => {
                        changes = Some(*wanted);
                        flow = self.load().await?;
                    }
                    Told::Refused(messages) => return self.refuse(messages).await,
                },
                Ok(Decided::Answer(answer)) => return Ok(*answer),
                // Somebody else's transaction was faster with the same name or rows, and this one was undone. Judged
                // once more, with the flow's row held, it finds what the other one left.
                Err(Error::Db(db::Error::Unique | db::Error::Busy | db::Error::Outdated))
                    if collisions < MOST_COLLISIONS =>
                {
                    collisions += 1;
                    flow = self.load().await?;
                    if self.kind == Kind::Settings
                        && let Some(answer) = self.sign_anew(cx, &flow).await?
                    {
                        return Ok(answer);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The session or its account may be what changed: it is read anew, and may be allowed less than before.
    async fn sign_anew(&mut self, cx: &Cx, flow: &Flow) -> Result<Option<Answer>> {
        let signed = session::required(cx).await?;
        let form = &self.attempt.form;
        let privilege = self.part.privilege(cx, form);
        let refused = privilege::again_allowed(cx, flow, privilege, &signed, form).await?;
        self.attempt.signed = Some(signed);
        Ok(refused)
    }

    /// A web hook refuses: its messages stand in the form, and nothing else was done.
    async fn refuse(&self, messages: Refusal) -> Result<Answer> {
        let cx = &self.cx;
        let mut tx = cx.db().write()?;
        let held = store::lock(&mut tx, cx.project(), self.kind, self.id).await?;
        let mut flow = held.ok_or_else(|| unknown(self.kind))?;
        flow.by_link = self.by_link;
        self.clear_messages(&mut flow);
        for (field, message) in messages {
            if field.is_empty() {
                flow.complain(message);
            } else {
                flow.complain_at(&field, message);
            }
        }
        finish_wrong(cx, &mut flow);
        store::save(&mut tx, cx.project(), &flow)?;
        tx.commit().await?;
        let status = StatusCode::BAD_REQUEST;
        render::show(cx, &flow, status, self.attempt.signed.as_ref(), None).await
    }

    /// A flow whose tries are used up is refused as such, before any count.
    fn spent(&self, flow: &Flow) -> bool {
        flow.submissions
            >= i64::from(self.cx.config().selfservice.methods.code.config.max_submissions)
    }

    async fn load(&self) -> Result<Flow> {
        let found = store::get(self.cx.db(), self.cx.project(), self.kind, self.id).await?;
        let flow = found.ok_or_else(|| unknown(self.kind))?;
        Ok(Flow { by_link: self.by_link, ..flow })
    }

    /// The first time it counts on nobody having changed the flow since it was read, nor what was prepared.
    async fn decide(
        &self,
        subject: Option<&Subject>,
        mut flow: Flow,
        first: bool,
        prepared: Prepared,
        changes: Option<&Changes>,
    ) -> Result<Decided> {
        let cx = &self.cx;
        let mut tx = cx.db().write()?;
        if first {
            store::hope(&mut tx, cx.project(), &flow);
        } else {
            let held = store::lock(&mut tx, cx.project(), self.kind, self.id).await?;
            flow = held.ok_or_else(|| unknown(self.kind))?;
            flow.by_link = self.by_link;
        }
        if let Some(signed) = self.attempt.signed.as_ref().filter(|_| self.kind == Kind::Settings) {
            privilege::still_allowed(cx, &mut tx, signed);
        }
        if flow.expired(cx.now) {
            return Err(expired::gone(cx, &flow).into());
        }
        self.clear_messages(&mut flow);
        flow.body.updated_at = cx.now;
        let mut outcome = self.part.submit(cx, &mut tx, &mut flow, &self.attempt, prepared).await?;
        if matches!(outcome, Outcome::NeedsPrivilege) {
            tx.rollback().await?;
            let signed = self.attempt.signed.as_ref().ok_or_else(session::unauthorized)?;
            let form = &self.attempt.form;
            return privilege::reauthenticate(cx, &flow, signed, form, false).await.map(Into::into);
        }
        let mut done = hooks::Done::of(cx, &flow, &outcome, &self.attempt)?;
        if changes.is_none()
            && let Some(done) = done.take_if(|done| done.has_questions())
        {
            tx.rollback().await?;
            return Ok(Decided::Ask(Box::new(done)));
        }
        if let Some(changes) = changes
            && let Err(Conflict) =
                lay_over(cx, &mut tx, (self.kind, &mut outcome), &self.attempt, changes).await?
        {
            tx.rollback().await?;
            let taken = vec![(String::new(), registration::taken())];
            return self.refuse(taken).await.map(Into::into);
        }
        if let (true, Some(subject)) = (is_right(&outcome, &flow), subject) {
            limit::clear(cx, &mut tx, subject);
        }
        let answer = self.conclude(&mut tx, &mut flow, outcome).await?;
        store::save(&mut tx, cx.project(), &flow)?;
        tx.commit().await?;
        if let Some(done) = done {
            done.tell(cx);
        }
        let answer = match answer {
            Ready::Answer(answer) => *answer,
            Ready::Show(status, transient) => {
                render::show(cx, &flow, status, self.attempt.signed.as_ref(), transient).await?
            }
            Ready::Saved(saved) => saved.answer(cx, &flow).await?,
        };
        Ok(answer.into())
    }

    /// What an outcome means for its kind of flow.
    async fn conclude(&self, tx: &mut Tx, flow: &mut Flow, outcome: Outcome) -> Result<Ready> {
        let (cx, attempt) = (&self.cx, &self.attempt);
        let transient =
            || Some(Value::Object(attempt.form.transient_payload().unwrap_or_default()));
        match outcome {
            Outcome::Passed(passed) => match self.kind {
                Kind::Login => login::passed(cx, tx, flow, attempt, passed).await,
                Kind::Registration => registration::passed(cx, tx, flow, passed).await,
                Kind::Recovery => recovery::passed(cx, tx, flow, attempt, passed).await,
                Kind::Settings | Kind::Verification => {
                    Err(Error::internal("nothing is passed in this kind of flow"))
                }
            },
            Outcome::Changed(changed) => settings::changed(cx, tx, flow, attempt, changed).await,
            Outcome::Held(held) => settings::held(cx, tx, flow, attempt, &held).await,
            Outcome::Page => Ok(self.led(flow).into()),
            Outcome::Step | Outcome::Right => Ok(Ready::Show(StatusCode::OK, transient())),
            Outcome::Sent | Outcome::Written(_) => Ok(Ready::Show(StatusCode::OK, None)),
            Outcome::Screen | Outcome::Acknowledge => {
                Ok(Ready::Show(StatusCode::BAD_REQUEST, transient()))
            }
            Outcome::Again => {
                self.note_failure(tx, flow).await?;
                finish_wrong(cx, flow);
                Ok(Ready::Show(StatusCode::BAD_REQUEST, None))
            }
            Outcome::Retry(retry) if self.kind == Kind::Verification => {
                verification::retry(cx, tx, flow, retry)
            }
            Outcome::Retry(retry) => recovery::retry(cx, tx, flow, retry),
            Outcome::NeedsPrivilege => {
                Err(Error::internal("a missing privilege is asked for before"))
            }
        }
    }

    /// The way to the flow's page.
    fn led(&self, flow: &Flow) -> Answer {
        let page = flow.ui_url(&self.cx);
        if flow.style(&self.cx) == Style::Browser {
            return Answer::see_other(page);
        }
        negotiate::envelope(&self.cx, Problem::browser_location_change(&page).into())
    }

    /// A submission starts without the messages of the one before. An error of the profile form leaves those of other
    /// forms standing (wire contract §1.3).
    fn clear_messages(&self, flow: &mut Flow) {
        if flow.kind != Kind::Settings || self.method.id() != "profile" {
            flow.clear_messages();
            return;
        }
        for node in flow.body.nodes.iter_mut().filter(|n| n.group.name() == "profile") {
            node.messages.clear();
        }
    }

    async fn note_failure(&self, tx: &mut Tx, flow: &Flow) -> Result<()> {
        if let (Some(notice), Some(signed)) = (self.warning, &self.attempt.signed) {
            notice::inform(&self.cx, tx, &signed.identity, notice, &[]).await?;
        }
        let event = match self.kind {
            Kind::Login if flow.body.requested_aal == model::flow::Aal::Aal2 => {
                Event::SecondFactorFailed
            }
            Kind::Login => Event::LoginFailed,
            Kind::Recovery if matches!(flow.body.state, State::SentEmail | State::AwaitingCode) => {
                Event::RecoveryFailed
            }
            _ => return Ok(()),
        };
        let identity = self.attempt.signed.as_ref().map(|s| s.identity.id).or(flow.identity_id);
        let session = self.attempt.signed.as_ref().map(|s| s.session.id);
        let details = Some(serde_json::json!({ "method": self.method.id() }));
        audit::record(&self.cx, tx, event, audit::About { identity, session, details });
        Ok(())
    }
}
