//! What becomes of recovery codes when the last strong second factor goes (RC-18).

use db::Tx;

use super::{METHODS, lookup_secret};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::identity::credentials::{self, Credential};
use crate::notice::{self, Occasion};
use crate::repudiation;
use crate::session::Signed;

/// Whether removing all of `gone` takes the recovery codes along: they must not become the only second factor by
/// accident.
pub(crate) fn takes_codes_along(cx: &Cx, all: &[Credential], gone: &str) -> bool {
    let counts = |kind: &str| {
        let config = cx.config();
        METHODS.iter().any(|m| m.id() == kind && m.second_factor(config) && m.enabled(config))
    };
    let mut others = all.iter().filter(|c| c.kind != gone && c.disabled_at.is_none());
    let has_codes = all.iter().any(|c| c.kind == lookup_secret::ID);
    has_codes
        && cx.config().selfservice.flows.settings.remove_codes_with_last_factor
        && counts(gone)
        && !others.any(|c| c.kind != lookup_secret::ID && counts(&c.kind))
}

/// The second factor `gone` was removed: codes that it takes along go, and their owner is told.
pub(super) async fn removed(cx: &Cx, tx: &mut Tx, signed: &Signed, gone: &str) -> Result<()> {
    let left = credentials::of_in(tx, cx.project(), signed.identity.id).await?;
    if !takes_codes_along(cx, &left, gone) {
        return Ok(());
    }
    repudiation::keep(cx, tx, signed, lookup_secret::ID);
    lookup_secret::remove(cx, tx, signed.identity.id).await?;
    let about = audit::About {
        identity: Some(signed.identity.id),
        session: Some(signed.session.id),
        details: Some(serde_json::json!({ "with": gone })),
    };
    audit::record(cx, tx, Event::RecoveryCodesRemoved, about);
    let (notice, identity) = ("notice_recovery_codes_removed", &signed.identity);
    notice::tell(cx, tx, &Occasion { notice, identity, before: None, session: signed.session.id })
        .await
}
