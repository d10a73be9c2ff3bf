//! Ways to prove or set something about an identity.
//!
//! A method lives in its own folder and appears in [`METHODS`], the one shared line. It only proves: CSRF, expiry,
//! counting of tries, assurance level, hooks, persistence and content negotiation are the flow engine's. How to add
//! one is told in `docs/adding-a-method.md`.

mod address;
pub(crate) mod code;
pub(crate) mod first_factors;
#[cfg(test)]
mod guide;
mod label;
pub(crate) mod link;
pub(crate) mod lookup_secret;
mod mailed;
pub(crate) mod passkey;
pub(crate) mod password;
#[cfg(test)]
mod pin;
pub(crate) mod profile;
pub(crate) mod strong_factors;
pub(crate) mod totp;
pub(crate) mod webauthn;

use std::any::Any;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use db::{Rows, Statement, Tx};
use model::flow::{Aal, Kind};
use model::id::IdentityId;
use model::identity::Identity;
use model::ui::Node;
use model::{Message, Problem};
use serde_json::Value;

use crate::app::Cx;
use crate::audit::Event;
use crate::config::Config;
use crate::error::Result;
use crate::flow::Flow;
use crate::flow::held::Held;
use crate::http::form::Form;
use crate::limit::Subject;
use crate::session::Signed;

/// All methods, in the order in which a submission is offered to them (wire contract §1.4).
pub(crate) static METHODS: &[&dyn Method] = &[
    &profile::Profile,
    &password::Password,
    &code::Code,
    &link::Link,
    &totp::Totp,
    &passkey::Passkey,
    &webauthn::Webauthn,
    &lookup_secret::LookupSecret,
    #[cfg(test)]
    &pin::Pin,
];

/// One way to prove or set something. Lives in `method/<id>/`, and nowhere else.
pub(crate) trait Method: Sync {
    /// The name on the wire and in the configuration.
    fn id(&self) -> &'static str;
    /// Whether the operator switched it on.
    fn enabled(&self, config: &Config) -> bool;
    /// Whether an account that has set it up is asked for it as a second step.
    fn second_factor(&self, _config: &Config) -> bool {
        false
    }
    /// Whether setting it in settings binds a credential, after which a session that may only do that is a full one.
    fn binds(&self, config: &Config) -> bool {
        self.second_factor(config)
    }
    fn login(&self) -> Option<&dyn Part> {
        None
    }
    fn registration(&self) -> Option<&dyn Part> {
        None
    }
    fn settings(&self) -> Option<&dyn Part> {
        None
    }
    fn recovery(&self) -> Option<&dyn Part> {
        None
    }
    fn verification(&self) -> Option<&dyn Part> {
        None
    }
    /// The credential was put back as it `was`, or taken away where there was none: what the method keeps elsewhere has
    /// to follow, in the same transaction.
    fn restored(&self, _cx: &Cx, _tx: &mut Tx, _identity: IdentityId, _was: Option<&Value>) {}
}

/// The part of `method` in flows of `kind`.
pub(crate) fn part(method: &'static dyn Method, kind: Kind) -> Option<&'static dyn Part> {
    match kind {
        Kind::Login => method.login(),
        Kind::Registration => method.registration(),
        Kind::Settings => method.settings(),
        Kind::Recovery => method.recovery(),
        Kind::Verification => method.verification(),
    }
}

/// What a method does in one kind of flow.
#[async_trait]
pub(crate) trait Part: Sync {
    /// Whether a submission is meant for it. The engine has seen to it that the method is switched on.
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem>;

    /// The nodes it shows in a new or rebuilt flow. `signed` is whoever is signed in, with the second factors that the
    /// account has; nothing is read for it.
    fn nodes(&self, cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node>;

    /// Puts into `nodes`, at answer time, what is not stored in the flow: sealed secrets, pictures.
    async fn complete(
        &self,
        _cx: &Cx,
        _flow: &Flow,
        _signed: Option<&Signed>,
        _nodes: &mut Vec<Node>,
    ) -> Result<()> {
        Ok(())
    }

    /// Whether this submission needs a session fresh enough for changes (settings only).
    fn privilege(&self, _cx: &Cx, _form: &Form) -> Privilege {
        Privilege::None
    }

    /// Whose secret the submission tries, so that the engine can count it.
    fn subject(&self, _cx: &Cx, _flow: &Flow, _attempt: &Attempt) -> Option<Subject> {
        None
    }

    /// What judging a counted try begins with reading, where that hangs on nothing but the form and the session. It travels
    /// with the count, and [`Attempt::found`] has it.
    fn wanted(&self, _cx: &Cx, _attempt: &Attempt) -> Option<Statement> {
        None
    }

    /// Slow or remote work, outside any transaction: hashing, reading, rendering.
    async fn prepare(&self, _cx: &Cx, _flow: &Flow, _attempt: &Attempt) -> Result<Prepared> {
        Ok(Prepared::Nothing)
    }

    /// Recovery codes that an enrolment of this method waited for are saved: it is completed, in the same transaction.
    /// The notice that tells of it; `None`: none waited.
    async fn codes_saved(
        &self,
        _cx: &Cx,
        _tx: &mut Tx,
        _flow: &mut Flow,
        _signed: &Signed,
    ) -> Result<Option<&'static str>> {
        Ok(None)
    }

    /// Decides and writes, inside the submission's one transaction.
    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome>;
}

/// How fresh a session has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privilege {
    /// Any session will do.
    None,
    /// Proved within `privileged_session_max_age`.
    Recent,
    /// For second factors: also at the highest level the account can reach, where the mode says so (RC-07).
    Highest,
}

/// A submission, with whoever made it.
pub(crate) struct Attempt {
    pub(crate) form: Form,
    pub(crate) signed: Option<Signed>,
    found: Mutex<Option<Rows>>,
}

impl Attempt {
    pub(crate) fn new(form: Form, signed: Option<Signed>) -> Self {
        Self { form, signed, found: Mutex::default() }
    }

    /// What was read with the count.
    pub(crate) fn bring(&mut self, found: Option<Rows>) {
        self.found = Mutex::new(found);
    }

    /// What the part [wanted](Part::wanted), the first time it asks. Nothing when there is no count, and when the try is
    /// judged once more: then it is to be read anew.
    pub(crate) fn found(&self) -> Option<Rows> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What [`Part::prepare`] found.
pub(crate) enum Prepared {
    Nothing,
    /// Too many tries: to be answered like a wrong one.
    Throttled,
    Ready(Box<dyn Any + Send>),
}

impl Prepared {
    pub(crate) fn ready(value: impl Any + Send) -> Self {
        Self::Ready(Box::new(value))
    }
    /// What was prepared, if it is a `T`.
    pub(crate) fn take<T: 'static>(self) -> Option<T> {
        match self {
            Self::Ready(value) => value.downcast().ok().map(|value| *value),
            Self::Nothing | Self::Throttled => None,
        }
    }
}

/// How a submission ended.
pub(crate) enum Outcome {
    /// Proved: the engine goes on with hooks, session and answer.
    Passed(Passed),
    /// Settings were changed.
    Changed(Changed),
    /// A change waits until its new address is proved.
    Held(Box<Held>),
    /// An address was proved, and a change that waited for it was written: the account as it is now.
    Written(Box<Identity>),
    /// The flow shows something else now, and every client is led to its page: JSON with Kratos' 422.
    Page,
    /// The flow shows something else now (a code was sent, codes were made): 200.
    Step,
    /// The same, without an echo of the client's own data.
    Sent,
    /// The next screen of a form in several steps: the flow, with Kratos' 400.
    Screen,
    /// What was tried is right, and changes nothing: the flow says so, 200.
    Right,
    /// Right, but it counts only once what the flow shows now is acknowledged: the flow, as [`Outcome::Screen`].
    Acknowledge,
    /// Wrong: the flow carries messages; commit it.
    Again,
    /// This flow cannot go on; start a new one that says why.
    Retry(Retry),
    /// A change that turned out to need a fresher session: roll back and ask for it.
    NeedsPrivilege,
}

/// What was proved.
pub(crate) struct Passed {
    pub(crate) identity: Identity,
    /// Kinds of its credentials, joined by blanks.
    pub(crate) kinds: Option<String>,
    /// As it stands in the session's list of methods.
    pub(crate) method: &'static str,
    pub(crate) aal: Aal,
    /// What its owner should know now.
    pub(crate) remark: Option<Message>,
}

/// What was changed in settings.
pub(crate) struct Changed {
    /// As it is now.
    pub(crate) identity: Identity,
    pub(crate) method: &'static str,
    pub(crate) event: Event,
    /// The second factor that the change proved, which raises the session.
    pub(crate) proved: Option<Proved>,
    /// Second factors whose enrolment was completed with it.
    pub(crate) along: Vec<&'static str>,
    /// Mail that tells the owner.
    pub(crate) notice: Option<&'static str>,
}

/// A second factor proved by setting it up.
pub(crate) struct Proved {
    /// Whether the privileged window starts anew.
    pub(crate) renews: bool,
}

/// Why a flow has to be started again.
pub(crate) struct Retry {
    pub(crate) message: Message,
    /// What an API client is told, where it is told in an envelope.
    pub(crate) problem: Problem,
}
