//! Notices: the owner is told of what changes their account (AU-08, AU-09).
//!
//! Every mail address of the account is written to, also one that the change took away, in the transaction of the change;
//! where there is none, its phones are, as far as they were proved: a text costs, and numbers are easily made up.
//! Where the account could be recovered by an address, its notice carries the link of [`repudiation`]. What notices say is the templates' part.

use db::Tx;
use model::id::SessionId;
use model::identity::{Identity, Via};

use crate::app::Cx;
use crate::courier;
use crate::error::Result;
use crate::limit::{self, Verdict};
use crate::repudiation;

/// What happened.
pub(crate) struct Occasion<'a> {
    /// Folder of the template.
    pub(crate) notice: &'static str,
    /// Whose account it is, as it is now.
    pub(crate) identity: &'a Identity,
    /// How it was before, where addresses may have changed.
    pub(crate) before: Option<&'a Identity>,
    /// Who did it.
    pub(crate) session: SessionId,
}

/// Mails the owner, where notices are on.
pub(crate) async fn tell(cx: &Cx, tx: &mut Tx, occasion: &Occasion<'_>) -> Result<()> {
    if !cx.config().notices.enabled {
        return Ok(());
    }
    let &Occasion { notice, identity, before, session } = occasion;
    let accounts = || before.into_iter().chain([identity]);
    // Only an address by which the account could be recovered is believed: not one that still waits (AR-12).
    let believed = |to: &str| {
        let mut all = accounts().flat_map(|identity| &identity.recovery_addresses);
        all.any(|address| address.value == to && address.usable(cx.now))
    };
    let mut url = None;
    for (via, to) in addresses(cx, accounts()) {
        if !may_be_sent(cx, tx, via, to).await? {
            continue;
        }
        let link = believed(to).then(|| {
            url.get_or_insert_with(|| repudiation::offer(cx, tx, identity.id, session, notice))
                .clone()
        });
        courier::notice(cx, tx, (identity, via, to), notice, link.as_deref())?;
    }
    Ok(())
}

/// Mails every address of an account but `but` something that changed nothing, so that there is nothing to undo: that
/// somebody asked to get back in, that codes run low.
pub(crate) async fn inform(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    notice: &'static str,
    but: &[&str],
) -> Result<()> {
    if cx.config().notices.enabled {
        for (via, to) in addresses(cx, [identity].into_iter()) {
            if !but.contains(&to) && may_be_sent(cx, tx, via, to).await? {
                courier::notice(cx, tx, (identity, via, to), notice, None)?;
            }
        }
    }
    Ok(())
}

/// Texts count with those that are asked for.
async fn may_be_sent(cx: &Cx, tx: &mut Tx, via: Via, to: &str) -> Result<bool> {
    Ok(via == Via::Email || limit::copy(cx, tx, to).await? == Verdict::Judge)
}

/// Where these are written to, each address once.
fn addresses<'a>(cx: &Cx, identities: impl Iterator<Item = &'a Identity>) -> Vec<(Via, &'a str)> {
    let mut all: Vec<(Via, &str)> = Vec::new();
    for identity in identities {
        let own = identity.verifiable_addresses.iter();
        let own = own.filter(|a| a.via == Via::Email || a.verified);
        let verifiable = own.map(|a| (a.via, a.value.as_str()));
        let recovery = identity.recovery_addresses.iter().map(|a| (a.via, a.value.as_str()));
        let recovery = recovery.filter(|(via, _)| *via == Via::Email);
        for address in verifiable.chain(recovery) {
            if !all.contains(&address) {
                all.push(address);
            }
        }
    }
    let mailed = all.iter().any(|(via, _)| *via == Via::Email);
    let way = if mailed { Via::Email } else { Via::Sms };
    all.retain(|(via, _)| *via == way && (mailed || cx.app.courier.texts()));
    all
}
