//! How often a secret may be tried, and a mailbox written to: the one place where attempts are counted.
//!
//! A try is counted before it is judged, in a committed statement of its own, so that neither many at once nor a
//! crash get around the count; success clears it in the transaction that the success pays for. Five tries are free,
//! then each waits twice as long as the one before. A throttled try is answered like a wrong one, and costs no hash.
//! What is counted is named by a keyed hash, so unknown names are counted exactly like known ones.

mod store;

use std::time::Duration;

use db::Tx;

use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::Result;
use crate::keys::Purpose;

const HOUR: Duration = Duration::from_hours(1);

/// What tries are counted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Which secret: `password`, `totp`, `lookup_secret`, …
    pub(crate) secret: &'static str,
    /// Whose: an identifier or an identity's id.
    pub(crate) whose: String,
}

impl Subject {
    pub(crate) fn new(secret: &'static str, whose: impl Into<String>) -> Self {
        Self { secret, whose: whose.into() }
    }
    fn key(&self, cx: &Cx) -> String {
        let mac = cx.keys().mac(Purpose::Subject, &[self.secret.as_bytes(), self.whose.as_bytes()]);
        format!("{}:{}", self.secret, data_encoding::BASE64URL_NOPAD.encode(&mac))
    }
    /// The longest wait. A stranger who knows the name must not keep the owner of a password out for long.
    fn longest(&self) -> Duration {
        if self.secret == "password" { Duration::from_mins(1) } else { HOUR }
    }
}

/// Whether a try may be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Judge,
    Throttled,
}

/// Counts a try.
pub(crate) async fn count(cx: &Cx, subject: &Subject) -> Result<Verdict> {
    if !cx.config().security.limits.enabled {
        return Ok(Verdict::Judge);
    }
    let rule = store::Rule {
        free: if cx.config().compatibility == Compatibility::Kratos { 20 } else { 5 },
        first: Duration::from_secs(30),
        longest: subject.longest(),
    };
    store::count(cx, &subject.key(cx), &rule).await
}

/// Forgets the tries: the secret was right.
pub(crate) fn clear(cx: &Cx, tx: &mut Tx, subject: &Subject) {
    if cx.config().security.limits.enabled {
        store::clear(tx, cx.project(), &subject.key(cx));
    }
}

/// Counts a mail to an address: three an hour.
pub(crate) async fn mail(cx: &Cx, tx: &mut Tx, address: &str) -> Result<Verdict> {
    if !cx.config().security.limits.enabled {
        return Ok(Verdict::Judge);
    }
    let most = if cx.config().compatibility == Compatibility::Kratos { 30 } else { 3 };
    let subject = Subject::new("mail", address);
    store::window(cx, tx, &subject.key(cx), most, HOUR).await
}
