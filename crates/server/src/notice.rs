//! Notices: the owner is told of what changes their account (AU-08, AU-09).
//!
//! Every address of the account is written to, also one that the change took away, in the transaction of the change.
//! Each notice carries the link of [`repudiation`]. What notices say is the templates' part.

use db::Tx;
use model::id::SessionId;
use model::identity::Identity;

use crate::app::Cx;
use crate::courier;
use crate::error::Result;
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
pub(crate) fn tell(cx: &Cx, tx: &mut Tx, occasion: &Occasion<'_>) -> Result<()> {
    if !cx.config().notices.enabled {
        return Ok(());
    }
    let &Occasion { notice, identity, before, session } = occasion;
    let to = addresses(before.into_iter().chain([identity]));
    if to.is_empty() {
        return Ok(());
    }
    let url = repudiation::offer(cx, tx, identity.id, session, notice);
    for to in to {
        courier::notice(cx, tx, to, notice, Some(&url))?;
    }
    Ok(())
}

/// Tells every address of an account but `but` that somebody asked to get back in. Nothing was changed, so there is
/// nothing to undo.
pub(crate) fn tell_of_request(
    cx: &Cx,
    tx: &mut Tx,
    identity: &Identity,
    but: &[&str],
) -> Result<()> {
    if cx.config().notices.enabled {
        for to in addresses([identity].into_iter()).into_iter().filter(|to| !but.contains(to)) {
            courier::notice(cx, tx, to, "notice_recovery_requested", None)?;
        }
    }
    Ok(())
}

/// The e-mail addresses of these, each once.
fn addresses<'a>(identities: impl Iterator<Item = &'a Identity>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for identity in identities {
        let verifiable = identity.verifiable_addresses.iter().map(|a| a.value.as_str());
        for value in verifiable.chain(identity.recovery_addresses.iter().map(|a| a.value.as_str()))
        {
            if !out.contains(&value) {
                out.push(value);
            }
        }
    }
    out
}
