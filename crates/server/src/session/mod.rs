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
use crate::method::lookup_secret;
use crate::required;

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
    /// Whether its recovery codes may go by number, so that a page has to ask which.
    pub(crate) by_number: bool,
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

/// The session, if it can be used for this request. One whose account owes something is let in only where that can be
/// done.
pub(crate) fn usable(cx: &Cx, signed: Option<Signed>) -> Option<Signed> {
    alive(cx, signed)
        .filter(|s| !s.session.bind_only || binds(cx))
        .filter(|s| settles(cx, s) || !required::owes(cx, s))
}

/// The session, if it has not ended.
fn alive(cx: &Cx, signed: Option<Signed>) -> Option<Signed> {
    let signed =
        signed.filter(|s| s.session.usable(cx.now) && s.identity.state == State::Active)?;
    if let Some(tag) = identity::language(cx, &signed.identity) {
        // The first one that is read is the request's.
        let _ = cx.request.own_language.set(tag.to_owned());
    }
    Some(signed)
}

/// Whether the request is on the way to what an account has to do first, or out again.
fn settles(cx: &Cx, signed: &Signed) -> bool {
    let path = cx.request.uri.path();
    let kind = path.strip_prefix("/self-service").unwrap_or(path).split('/').nth(1);
    binds(cx)
        || kind == Some("verification") && required::owed(cx, signed).contains(&"verification")
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

/// The session of the request; else the 401 that says so, or the 403 that says what has to be done first.
pub(crate) async fn required(cx: &Cx) -> Result<Signed> {
    let Some(token) = presented(cx) else {
        return Err(unauthorized().into());
    };
    let found = alive(cx, store::by_token(cx, token).await?);
    let found = found.filter(|s| !s.session.bind_only || binds(cx)).ok_or_else(unauthorized)?;
    if !settles(cx, &found) && required::owes(cx, &found) {
        return Err(required::refusal(cx, &found).into());
    }
    Ok(found)
}

/// Whoever is signed in and has something to do first.
pub(crate) async fn owing(cx: &Cx) -> Result<Option<Signed>> {
    let Some(token) = presented(cx) else {
        return Ok(None);
    };
    let found = alive(cx, store::by_token(cx, token).await?);
    Ok(found.filter(|s| !s.session.bind_only && required::owes(cx, s)))
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
            location: cx.request.location.clone(),
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
    /// Of a session that this very request made or changed: nobody looked how its codes go, so a page asks for numbers.
    pub(crate) const fn begun(
        session: Session,
        identity: Identity,
        factors: Vec<String>,
        token: Secret<String>,
    ) -> Self {
        Self { session, identity, factors, token, by_number: true }
    }

    /// The highest level its identity can reach.
    pub(crate) fn available(&self) -> Aal {
        if self.factors.is_empty() { Aal::Aal1 } else { Aal::Aal2 }
    }
    /// Whether its identity has set up this second factor, and it counts.
    pub(crate) fn has(&self, factor: &str) -> bool {
        self.factors.iter().any(|it| it == factor)
    }
    /// Whether the session is as sure as `required` asks. Where everybody has to have a second step, it is taken, and so
    /// it is after a recovery where that demands it.
    pub(crate) fn satisfies(&self, cx: &Cx, required: RequiredAal) -> bool {
        let flows = &cx.config().selfservice.flows;
        let highest = RequiredAal::HighestAvailable;
        let all = required == highest
            || !flows.login.second_factor.demanded().is_empty()
            || flows.recovery.required_aal == highest && self.session.is_recovered();
        self.session.aal() >= if all { self.available() } else { Aal::Aal1 }
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

/// The factors of an identity from the kinds of its credentials, as a query lists them: a `+` marks those that were used,
/// the last used one stands before the others. They come in the order in which they are asked for: the last used one
/// first, the others as configured, recovery codes behind all others.
pub(crate) fn factors(cx: &Cx, kinds: Option<&str>) -> Vec<String> {
    let kinds = kinds.unwrap_or_default().split(' ');
    let kinds: Vec<&str> = kinds.map(|kind| kind.trim_end_matches(store::BY_NUMBER)).collect();
    let config = &cx.config().selfservice.flows.login.second_factor;
    let plain = kinds.iter().map(|kind| kind.trim_start_matches('+'));
    let mut factors = identity::second_factors(cx.config(), plain);
    let last =
        kinds.iter().filter_map(|kind| kind.strip_prefix('+')).find(|kind| factors.contains(kind));
    let rank = |factor: &str| match last {
        Some(last) if last == factor && factor != lookup_secret::ID => 0,
        _ => config.rank(factor).saturating_add(1),
    };
    factors.sort_by_key(|factor| rank(factor));
    factors.into_iter().map(str::to_owned).collect()
}
