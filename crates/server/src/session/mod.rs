//! Sessions: who is signed in, how surely, and since when.
//!
//! A session is found by the hash of its token, in one statement that brings the identity, its addresses and its
//! kinds of credentials along. The token itself is known to its client alone. Which routes want which assurance
//! level is said here ([`Signed::satisfies`], [`Signed::privileged`]); where to send somebody who lacks it, by the
//! flow engine.

pub(crate) mod store;

use std::time::Duration;

use db::Tx;
use model::flow::Aal;
use model::id::{DeviceId, SessionId};
use model::identity::{Identity, State, View};
use model::session::{Device, Session};
use model::{Problem, Secret, Timestamp, random};
use serde::Serialize;

use crate::app::Cx;
use crate::config::{RecoverySession, RequiredAal};
use crate::error::Result;
use crate::identity;

/// How long a session may take to bind a credential.
const BINDING: Duration = Duration::from_mins(15);
const TOKEN_PREFIX: &str = "ory_st_";

/// A usable session with whom it belongs to.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) session: Session,
    pub(crate) identity: Identity,
    /// The second factors that the identity has set up.
    pub(crate) factors: Vec<String>,
    /// How the client proved it, to hand the same token back.
    pub(crate) token: Secret<String>,
}

/// Where a request may carry a session token (wire contract §5.3).
pub(crate) fn presented(cx: &Cx) -> Option<&str> {
    let request = &cx.request;
    request
        .header("x-session-token")
        .filter(|token| !token.is_empty())
        .or_else(|| request.cookie(&cx.config().session.cookie.name))
        .or_else(|| request.header("authorization").and_then(|v| v.strip_prefix("Bearer ")))
        .filter(|token| token.starts_with(TOKEN_PREFIX) && token.len() <= 128)
}

/// The session of the request, if it has a usable one.
pub(crate) async fn current(cx: &Cx) -> Result<Option<Signed>> {
    let Some(token) = presented(cx) else {
        return Ok(None);
    };
    Ok(usable(cx, store::by_token(cx, token).await?))
}

/// The session, if it can be used for this request.
pub(crate) fn usable(cx: &Cx, signed: Option<Signed>) -> Option<Signed> {
    signed
        .filter(|s| s.session.usable(cx.now) && s.identity.state == State::Active)
        .filter(|s| !s.session.bind_only || binds(cx))
}

/// Whether the request is on the way to a new credential: settings, the second step that these may ask for, or out again.
/// Everywhere else a session that may only bind one counts as none (AR-14).
fn binds(cx: &Cx) -> bool {
    let mut parts = cx.request.uri.path().split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some("self-service"), Some(kind)) => matches!(kind, "settings" | "login" | "logout"),
        (Some("settings" | "login"), None | Some("codes.txt" | "codes.pdf")) => true,
        _ => false,
    }
}

/// The session of the request, or the 401 that says so.
pub(crate) async fn required(cx: &Cx) -> Result<Signed> {
    current(cx).await?.ok_or_else(|| unauthorized().into())
}

/// 401 without an id.
pub(crate) fn unauthorized() -> Problem {
    Problem::new(401, "", "There is no valid session in this request.")
}

/// A new token and the hash to keep.
pub(crate) fn draw_token(cx: &Cx) -> Secret<String> {
    Secret::new(format!(
        "{TOKEN_PREFIX}{}",
        random::text(cx.random(), "session-token", random::ALPHANUMERIC, 43)
    ))
}

pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    crate::keys::digest(token.as_bytes())
}

/// Begins a session for `identity` in the caller's transaction.
pub(crate) fn begin(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    method: &str,
) -> Result<(Session, Secret<String>)> {
    begin_for(cx, tx, identity, method, false)
}

/// The same after a recovery, where the session may be held to binding a credential.
pub(crate) fn begin_recovered(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    method: &str,
) -> Result<(Session, Secret<String>)> {
    let bind_only = cx.config().selfservice.flows.recovery.session == RecoverySession::BindOnly;
    begin_for(cx, tx, identity, method, bind_only)
}

fn begin_for(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    method: &str,
    bind_only: bool,
) -> Result<(Session, Secret<String>)> {
    let lifespan = cx.config().session.lifespan;
    let lifespan = if bind_only { lifespan.min(BINDING) } else { lifespan };
    let mut session = Session {
        id: SessionId::draw(cx.random(), "session"),
        identity_id: identity.id,
        active: true,
        issued_at: cx.now,
        expires_at: cx.now.after(lifespan),
        authenticated_at: cx.now,
        methods: Vec::new(),
        device: Device {
            id: DeviceId::draw(cx.random(), "device"),
            ip_address: cx.request.ip.clone(),
            user_agent: cx.request.user_agent().to_owned(),
        },
        bind_only,
    };
    session.prove(method, Aal::Aal1, cx.now);
    let token = draw_token(cx);
    store::insert(tx, cx.project(), &session, &token_hash(token.expose()))?;
    Ok((session, token))
}

/// How long a cookie of this session lives.
pub(crate) fn max_age(cx: &Cx, session: &Session) -> u64 {
    session.expires_at.since(cx.now).as_secs()
}

impl Signed {
    /// The highest level its identity can reach.
    pub(crate) fn available(&self) -> Aal {
        if self.factors.is_empty() { Aal::Aal1 } else { Aal::Aal2 }
    }
    /// Whether the session is as sure as `required` asks.
    pub(crate) fn satisfies(&self, required: RequiredAal) -> bool {
        let aal = self.session.aal();
        match required {
            RequiredAal::Aal1 => aal >= Aal::Aal1,
            RequiredAal::HighestAvailable => aal >= self.available(),
        }
    }
    /// Whether its owner proved who they are within `max_age`; zero is always.
    pub(crate) fn privileged(&self, now: Timestamp, max_age: Duration) -> bool {
        max_age.is_zero() || self.session.authenticated_at.after(max_age) > now
    }
    /// As sent, with the identity as its owner sees it.
    pub(crate) fn wire(&self, cx: &Cx) -> impl Serialize {
        let schemas = cx.app.schemas_url();
        self.session.wire(self.identity.wire(View::Public { schemas: &schemas }), cx.now)
    }
}

/// The factors of an identity from the kinds of its credentials, as a query lists them.
pub(crate) fn factors(cx: &Cx, kinds: Option<&str>) -> Vec<String> {
    let kinds = kinds.unwrap_or_default().split(' ');
    identity::second_factors(cx.config(), kinds).into_iter().map(str::to_owned).collect()
}
