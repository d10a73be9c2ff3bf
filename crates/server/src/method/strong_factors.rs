//! What becomes of recovery codes when the last strong second factor goes (RC-18).

use db::Tx;

use super::lookup_secret;
use crate::app::Cx;
use crate::error::Result;
use crate::repudiation;
use crate::session::Signed;

/// The second factor `gone` was removed. Where it was the last but recovery codes, they go with it: they must not become
/// the only one by accident.
pub(super) async fn removed(cx: &Cx, tx: &mut Tx, signed: &Signed, gone: &str) -> Result<()> {
    let others = signed.factors.iter().any(|f| f != gone && f != lookup_secret::ID);
    if !others && cx.config().selfservice.flows.settings.remove_codes_with_last_factor {
        repudiation::keep(cx, tx, signed, lookup_secret::ID);
        lookup_secret::remove(cx, tx, signed.identity.id).await?;
    }
    Ok(())
}
