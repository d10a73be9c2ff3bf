//! What becomes of recovery codes when the last strong second factor goes (RC-18).

use db::Tx;

use super::{METHODS, lookup_secret};
use crate::app::Cx;
use crate::error::Result;
use crate::identity::credentials;
use crate::repudiation;
use crate::session::Signed;

/// The second factor `gone` was removed. Where it was the last but recovery codes, they go with it: they must not become
/// the only one by accident.
pub(super) async fn removed(cx: &Cx, tx: &mut Tx, signed: &Signed, gone: &str) -> Result<()> {
    let left = credentials::of_in(tx, cx.project(), signed.identity.id).await?;
    let counts = |kind: &str| {
        let config = cx.config();
        METHODS.iter().any(|m| m.id() == kind && m.second_factor(config) && m.enabled(config))
    };
    let others = left.iter().any(|c| {
        ![gone, lookup_secret::ID].contains(&c.kind.as_str())
            && c.disabled_at.is_none()
            && counts(&c.kind)
    });
    if !others && cx.config().selfservice.flows.settings.remove_codes_with_last_factor {
        repudiation::keep(cx, tx, signed, lookup_secret::ID);
        lookup_secret::remove(cx, tx, signed.identity.id).await?;
    }
    Ok(())
}
