//! SQL of using a code: each is used once, and two that are used at once know of each other.

use db::{Tx, args};
use model::Timestamp;
use model::id::{CodeSetId, IdentityId, RecoveryCodeId};
use recovery_codes::set::Then;

use crate::app::Cx;
use crate::error::Result;
use crate::method::lookup_secret::find::Usable;

/// Whoever uses a code writes its set first, with a later time than any before: so two never take the last two codes at
/// once, each in the belief that there is another one.
macro_rules! hold_set {
    ($more:literal) => {
        concat!(
            "UPDATE recovery_code_sets SET checked_at = $4, \
             last_used_at = CASE WHEN last_used_at >= $4 THEN last_used_at + 1 ELSE $4 END \
             WHERE project_id = $1 AND identity_id = $2 AND id = $3",
            $more
        )
    };
}

/// Spends the code that was found before the transaction. `false`: its set was replaced meanwhile.
///
/// # Errors
///
/// `Outdated` where the code was spent meanwhile, or so many others that it came to be the last one.
pub(in crate::method::lookup_secret) async fn spend(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    it: &Usable,
) -> Result<bool> {
    let seen = it.last_used_at.unwrap_or(Timestamp::from_micros(0));
    let as_seen = hold_set!(" AND COALESCE(last_used_at, 0) = $5");
    if !tx.guarded(as_seen, args![cx.project(), identity, it.set, cx.now, seen]).await?
        && !tx.guarded(hold_set!(""), args![cx.project(), identity, it.set, cx.now]).await?
    {
        return Ok(false);
    }
    let least = i64::from(it.then == Then::Keep);
    let spent = tx
        .guarded(
            // An imported code that is not hashed yet stays sealed until it is: it could not be told from a wrong one.
            "UPDATE recovery_codes SET used_at = $4, plain = CASE WHEN digest IS NULL THEN plain END \
             WHERE project_id = $1 AND set_id = $2 AND id = $3 AND used_at IS NULL AND $5 < \
             (SELECT COUNT(*) FROM recovery_codes c WHERE c.project_id = $1 AND c.set_id = $2 AND c.used_at IS NULL)",
            args![cx.project(), it.set, it.code, cx.now, least],
        )
        .await?;
    if spent { Ok(true) } else { Err(db::Error::Outdated.into()) }
}

/// Says that the set is used up by this code, which is still good: it is about to be replaced. `false`: it was spent
/// meanwhile, or its set was replaced. The code itself is not marked: nobody can use it any more once its set is retired,
/// and whoever takes the replacement back has the set as it was.
pub(in crate::method::lookup_secret) async fn claim(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    set: CodeSetId,
    code: RecoveryCodeId,
) -> Result<bool> {
    if !tx.guarded(hold_set!(""), args![cx.project(), identity, set, cx.now]).await? {
        return Ok(false);
    }
    // Written as it is, so that whoever spends it at the same time is waited for.
    let sql = "UPDATE recovery_codes SET used_at = NULL \
         WHERE project_id = $1 AND set_id = $2 AND id = $3 AND used_at IS NULL";
    Ok(tx.guarded(sql, args![cx.project(), set, code]).await?)
}
