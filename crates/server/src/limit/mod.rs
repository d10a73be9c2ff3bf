//! How often a secret may be tried, and a mailbox written to: the one place where attempts are counted.
//!
//! A try is counted before it is judged, in a committed statement of its own, so that neither many at once nor a
//! crash get around the count; success clears it in the transaction that the success pays for. Five tries are free,
//! then each waits twice as long as the one before. A throttled try is answered like a wrong one, and costs no hash.
//! After ten, a mailed code of recovery is not taken for a day, though the link beside it is (AR-05). After twenty in a row a second
//! factor is taken no more until it is set up anew (RC-13, TP-08), however long that took.
//! What is counted is named by a keyed hash, so unknown names are counted exactly like known ones.

mod store;

use std::time::Duration;

use db::{Rows, Statement, Tx};
use model::id::IdentityId;

use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::Result;
use crate::http::client_ip::network;
use crate::keys::Purpose;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

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
    fn rule(&self, cx: &Cx) -> store::Rule {
        let kratos = cx.config().compatibility == Compatibility::Kratos;
        let (longest, most, stop) = match self.secret {
            // A stranger who knows the name must not keep the owner of a password out for long.
            "password" => (Duration::from_mins(1), i64::MAX, DAY),
            // Who has the mail has the link in it.
            "recovery_code" if self.whose.contains('@') && links(cx) => {
                (HOUR, if kratos { 100 } else { 10 }, DAY)
            }
            "totp" | "lookup_secret" => (HOUR, if kratos { 100 } else { STOPPED }, store::ENDLESS),
            _ => (HOUR, i64::MAX, DAY),
        };
        let free = if kratos { 20 } else { 5 };
        store::Rule { free, first: Duration::from_secs(30), longest, most, stop }
    }
    /// What the owner of a second factor is told when it comes to so many wrong ones: that somebody else must know
    /// the first one (RL-15), and that it is taken no more.
    fn notice(&self, failures: i64, most: i64) -> Option<&'static str> {
        match self.secret {
            "totp" | "lookup_secret" if failures == SUSPECT => Some("notice_second_factor_guessed"),
            "totp" if failures == most => Some("notice_totp_stopped"),
            "lookup_secret" if failures == most => Some("notice_recovery_codes_stopped"),
            _ => None,
        }
    }
}

/// Whether mails bring a link beside their code.
fn links(cx: &Cx) -> bool {
    cx.config().selfservice.methods.code.config.with_link
}

/// Wrong second factors in a row after which the owner is told, and after which none is taken.
const SUSPECT: i64 = 10;
const STOPPED: i64 = 20;

/// Whether a try may be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Judge,
    Throttled,
}

/// A try that was counted.
pub(crate) struct Counted {
    pub(crate) verdict: Verdict,
    /// What its owner is told if the try is wrong.
    pub(crate) notice: Option<&'static str>,
    /// What was read besides.
    pub(crate) found: Option<Rows>,
}

impl Counted {
    /// One that nothing is counted for.
    pub(crate) const FREE: Self = Self { verdict: Verdict::Judge, notice: None, found: None };
}

/// Counts a try, and reads on the same way what judging it begins with.
pub(crate) async fn count(
    cx: &Cx,
    subject: &Subject,
    wanted: Option<Statement>,
) -> Result<Counted> {
    if !cx.config().security.limits.enabled {
        return Ok(Counted::FREE);
    }
    let rule = subject.rule(cx);
    let counted = store::count(cx, &subject.key(cx), &rule, wanted).await?;
    Ok(match counted {
        Some((failures, found)) => {
            let notice = subject.notice(failures, rule.most);
            Counted { verdict: Verdict::Judge, notice, found }
        }
        None => Counted { verdict: Verdict::Throttled, ..Counted::FREE },
    })
}

/// Forgets counts that nothing hangs on any more.
pub(crate) async fn forget(cx: &Cx) -> Result<()> {
    store::forget(cx, cx.now.before(DAY), cx.now.before(365 * DAY)).await
}

/// Forgets the tries: the secret was right.
pub(crate) fn clear(cx: &Cx, tx: &mut Tx, subject: &Subject) {
    if cx.config().security.limits.enabled {
        store::clear(tx, cx.project(), &subject.key(cx));
    }
}

/// How many mails an address gets in an hour and in a day; how many an account may ask for in an hour, whichever
/// of its addresses they go to.
const MAILS: (i64, i64, i64) = (3, 10, 6);

/// Counts a mail that was asked for: to its address, for its account (an address that is nobody's counts as one), and
/// from the network that asks.
pub(crate) async fn mail(
    cx: &Cx,
    tx: &mut Tx,
    address: &str,
    account: Option<IdentityId>,
) -> Result<Verdict> {
    let limits = cx.config().security.limits;
    if !limits.enabled {
        return Ok(Verdict::Judge);
    }
    // What a network asks for in vain uses up nobody's mails, and what an address does not get not the account's.
    if let Some(network) = network(&cx.request.ip).filter(|_| limits.mails_per_network > 0) {
        let network = network.to_string();
        let key = Subject::new("mail_network", network.as_str()).key(cx);
        let most = limits.mails_per_network.into();
        if store::window(cx, tx, &key, most, HOUR).await? == Verdict::Throttled {
            tracing::warn!(network, "no more mails for this network now");
            return Ok(Verdict::Throttled);
        }
    }
    if copy(cx, tx, address).await? == Verdict::Throttled {
        return Ok(Verdict::Throttled);
    }
    let whose = account.map_or_else(|| address.to_owned(), |id| id.text());
    let key = Subject::new("mail_account", whose).key(cx);
    store::window(cx, tx, &key, MAILS.2 * relaxed(cx), HOUR).await
}

/// Counts a mail to one more address of an account.
pub(crate) async fn copy(cx: &Cx, tx: &mut Tx, address: &str) -> Result<Verdict> {
    if !cx.config().security.limits.enabled {
        return Ok(Verdict::Judge);
    }
    let (hour, day, _) = MAILS;
    for (what, most, length) in [("mail", hour, HOUR), ("mail_day", day, DAY)] {
        let key = Subject::new(what, address).key(cx);
        if store::window(cx, tx, &key, most * relaxed(cx), length).await? == Verdict::Throttled {
            return Ok(Verdict::Throttled);
        }
    }
    Ok(Verdict::Judge)
}

/// Kratos has no limits, so under its mode they only stop a flood.
fn relaxed(cx: &Cx) -> i64 {
    if cx.config().compatibility == Compatibility::Kratos { 10 } else { 1 }
}
