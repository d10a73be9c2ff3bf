//! What the pages say of an account, and whether its owner still has to choose a new password.

use std::time::Duration;

use model::Timestamp;
use model::session::Session;
use recovery_codes::Policy;
use serde_json::{Map, Value, json};

use crate::app::Cx;
use crate::error::Result;
use crate::identity::credentials::{self, Credential};
use crate::method::{lookup_secret, strong_factors, webauthn};
use crate::session::Signed;

/// So long after a password was set its page says what else was done.
const JUST_NOW: Duration = Duration::from_mins(1);

/// An account as its owner's pages show it.
pub(super) struct Account {
    /// The member `account` of `templates/README.md`.
    pub(super) context: Value,
    /// Came back in by recovery, and has no password since then.
    pub(super) recovered: bool,
    /// Came back in by recovery, which ended every other session, and has just set a new password.
    pub(super) is_back: bool,
    /// When the recovery codes were made, and how they are used.
    pub(super) codes: Option<(Timestamp, Policy)>,
}

/// Reads it.
pub(super) async fn account(cx: &Cx, signed: &Signed) -> Result<Account> {
    let identity = &signed.identity;
    let selfservice = &cx.config().selfservice;
    let methods = &selfservice.methods;
    let all = credentials::of(cx.db(), cx.project(), identity.id).await?;
    let of =
        |kind: &str, on: bool| all.iter().find(|c| on && c.kind == kind && c.disabled_at.is_none());
    let password = of("password", methods.password.enabled);
    let totp = of("totp", methods.totp.enabled);
    let codes = match of("lookup_secret", methods.lookup_secret.enabled) {
        Some(_) => lookup_secret::summary(cx, identity.id).await?,
        None => None,
    };
    let names = credentials::identifiers(cx.db(), cx.project(), identity.id, "password").await?;
    let identifier = names
        .first()
        .map(String::as_str)
        .or_else(|| identity.verifiable_addresses.first().map(|a| a.value.as_str()))
        .or_else(|| identity.recovery_addresses.first().map(|a| a.value.as_str()));
    let takes_codes_along = |kind: &str| strong_factors::takes_codes_along(cx, &all, kind);
    let keys = |kind: &str, on: bool| -> Result<Value> {
        let owned = webauthn::owned(of(kind, on))?;
        let used = owned.iter().map(|key| (key.id.clone(), json!(key.last_used_at)));
        Ok(json!({
            "count": owned.len(), "takes_codes_along": owned.len() == 1 && takes_codes_along(kind),
            "last_used": used.collect::<Map<_, _>>(),
        }))
    };
    let context = json!({
        "identifier": identifier.map_or_else(|| identity.id.text(), str::to_owned),
        "email_verified": identity.verifiable_addresses.iter().any(|a| a.verified),
        "password": password.map(|c| json!({ "changed_at": c.updated_at })),
        "totp": totp.map(|c| json!({
            "label": c.label, "since": c.created_at, "last_used": c.last_used_at,
            "takes_codes_along": takes_codes_along("totp"),
            "beside": signed.factors.iter().any(|other| match other.as_str() {
                "totp" => false,
                "lookup_secret" => !takes_codes_along("totp"),
                _ => true,
            }),
        })),
        "webauthn": keys("webauthn", methods.webauthn.enabled)?,
        "passkey": keys("passkey", methods.passkey.enabled)?,
        "lookup_secret": codes.as_ref().map(|codes| json!({
            "label": codes.label, "since": codes.made_at, "last_used": codes.last_used_at, "left": codes.left, "total": codes.total,
            "low": codes.low, "asked": codes.asked,
        })),
    });
    let recovered = methods.password.enabled && awaits_password(&signed.session, password);
    let codes = codes.map(|codes| (codes.made_at, codes.policy));
    let just_set = password.is_some_and(|it| cx.now.since(it.updated_at) < JUST_NOW);
    let is_back = !recovered
        && just_set
        && signed.session.is_recovered()
        && selfservice.flows.recovery.revoke_other_sessions;
    Ok(Account { context, recovered, is_back, codes })
}

/// What the owner calls their ways of the second step, by method.
pub(super) async fn names(cx: &Cx, signed: &Signed) -> Result<Value> {
    let all = credentials::of(cx.db(), cx.project(), signed.identity.id).await?;
    let of = |kind: &str| all.iter().find(|c| signed.has(kind) && c.kind == kind);
    let keys = webauthn::owned(of("webauthn"))?;
    let keys: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    let codes = match of("lookup_secret") {
        Some(_) => lookup_secret::label(cx, signed.identity.id).await?,
        None => None,
    };
    Ok(json!({
        "totp": of("totp").and_then(|app| app.label.as_deref()),
        "webauthn": Some(keys.join(", ")).filter(|names| !names.is_empty()),
        "lookup_secret": codes,
    }))
}

/// Whether all that was proved is the way to a mailbox, and no password was chosen since. Until then the pages lead
/// nowhere but to the new password.
fn awaits_password(session: &Session, password: Option<&Credential>) -> bool {
    session.is_recovered()
        && password.is_none_or(|password| password.updated_at < session.issued_at)
}

#[cfg(test)]
mod tests {
    use model::flow::Aal;
    use model::id::{DeviceId, IdentityId, SessionId};
    use model::random::SeededRandom;
    use model::session::Device;

    use super::*;

    #[test]
    fn a_recovered_session_awaits_a_password() {
        let random = SeededRandom::new(1);
        let begun = Timestamp::parse("2026-02-20T12:00:00Z").unwrap();
        let identity_id = IdentityId::draw(&random, "i");
        let mut session = Session {
            id: SessionId::draw(&random, "s"),
            identity_id,
            active: true,
            issued_at: begun,
            expires_at: begun,
            authenticated_at: begun,
            methods: Vec::new(),
            bind_only: false,
            device: Device {
                id: DeviceId::draw(&random, "d"),
                ip_address: String::new(),
                user_agent: String::new(),
                location: String::new(),
            },
        };
        let password = |at| Credential {
            identity_id,
            kind: "password".into(),
            config: String::new(),
            version: 0,
            label: None,
            normalised: true,
            created_at: begun,
            updated_at: at,
            last_used_at: None,
            disabled_at: None,
        };
        let (old, new) = (password(begun.before(Duration::from_secs(1))), password(begun));
        assert!(!awaits_password(&session, None));
        session.prove("code_recovery", Aal::Aal1, begun);
        session.prove("totp", Aal::Aal2, begun);
        assert!(awaits_password(&session, None) && awaits_password(&session, Some(&old)));
        assert!(!awaits_password(&session, Some(&new)));
        session.prove("password", Aal::Aal1, begun);
        assert!(!awaits_password(&session, Some(&old)));
    }
}
