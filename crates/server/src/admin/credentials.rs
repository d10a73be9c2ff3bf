//! Credentials as administrators see and remove them (Kratos admin contract §3.8, §4).
//!
//! An identity is shown with the kinds of its credentials; what a credential holds is shown for the kinds that were
//! asked for, and by its method, which leaves codes and secrets out. `version` is a number per kind, as recorded.

use std::collections::HashMap;

use model::Problem;
use model::id::IdentityId;
use model::identity::{Identity, View};
use serde_json::{Map, Value, json};

use super::{identity_id, record, store};
use crate::app::Cx;
use crate::audit::Event;
use crate::config::Config;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::identity::credentials::{self, Credential};
use crate::identity::store as identities;
use crate::method::{code, first_factors, lookup_secret, passkey, password, totp, webauthn};
use crate::notice;

/// What `include_credential` may name.
const KINDS: [&str; 11] = [
    "password",
    "oidc",
    "saml",
    "totp",
    "lookup_secret",
    "webauthn",
    "code",
    "passkey",
    "deviceauthn",
    "link_recovery",
    "code_recovery",
];
/// What an account can be signed in to by alone.
const FIRST_FACTORS: [&str; 5] = ["password", "oidc", "saml", "passkey", "code"];

/// Whether an identity was made by the request that it is shown to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    New,
    Kept,
}

/// The kinds of credentials whose config is asked for; 400 with a reason for an unknown one.
pub(super) fn include(cx: &Cx) -> Result<Vec<String>, Problem> {
    let asked: Vec<String> =
        cx.request.query_all("include_credential").map(str::to_owned).collect();
    if asked.iter().any(|kind| !KINDS.contains(&kind.as_str())) {
        let known = KINDS.join(", ");
        return Err(Problem::bad_request(format!("include_credential may be one of {known}.")));
    }
    Ok(asked)
}

/// An identity with its credentials.
pub(super) async fn identity(
    cx: &Cx,
    identity: &Identity,
    include: &[String],
    age: Age,
) -> Result<Value> {
    let have = credentials::of(cx.db(), cx.project(), identity.id).await?;
    let names = store::identifiers(cx, identity.id).await?;
    let credentials = shown(cx, identity.id, &have, &names, (include, age)).await?;
    Ok(with_credentials(bare(cx, identity), credentials))
}

/// Several of them, in their order.
pub(super) async fn identities(
    cx: &Cx,
    identities: &[Identity],
    include: &[String],
) -> Result<Vec<Value>> {
    let ids: Vec<IdentityId> = identities.iter().map(|identity| identity.id).collect();
    let mut have: HashMap<IdentityId, Vec<Credential>> = HashMap::new();
    for credential in store::credentials_of(cx, &ids).await? {
        have.entry(credential.identity_id).or_default().push(credential);
    }
    let mut names: HashMap<IdentityId, Vec<(String, String)>> = HashMap::new();
    for (owner, kind, name) in store::identifiers_of(cx, &ids).await? {
        names.entry(owner).or_default().push((kind, name));
    }
    let mut out = Vec::new();
    for identity in identities {
        let have = have.remove(&identity.id).unwrap_or_default();
        let names = names.remove(&identity.id).unwrap_or_default();
        let credentials = shown(cx, identity.id, &have, &names, (include, Age::Kept)).await?;
        out.push(with_credentials(bare(cx, identity), credentials));
    }
    Ok(out)
}

/// An identity without credentials, as administrators see it.
pub(super) fn bare(cx: &Cx, identity: &Identity) -> Value {
    let schemas = cx.app.schemas_url();
    json!(identity.wire(View::Admin { schemas: &schemas }))
}

/// Reading answers say `metadata_admin` even where there is none; making and replacing ones do not (recorded).
pub(super) fn with_metadata(mut identity: Value) -> Value {
    if let Some(map) = identity.as_object_mut() {
        map.entry("metadata_admin").or_insert(Value::Null);
    }
    identity
}

fn with_credentials(mut identity: Value, credentials: Map<String, Value>) -> Value {
    if let Some(map) = identity.as_object_mut()
        && !credentials.is_empty()
    {
        map.insert("credentials".into(), Value::Object(credentials));
    }
    identity
}

async fn shown(
    cx: &Cx,
    identity: IdentityId,
    have: &[Credential],
    names: &[(String, String)],
    (include, age): (&[String], Age),
) -> Result<Map<String, Value>> {
    let mut out = Map::new();
    for credential in have {
        let kind = credential.kind.as_str();
        let identifiers = match kind {
            // Second factors are found by their identity.
            "totp" | "lookup_secret" => vec![identity.text()],
            _ => names.iter().filter(|(of, _)| of == kind).map(|(_, name)| name.clone()).collect(),
        };
        let mut shown = json!({
            "type": kind, "identifiers": identifiers, "version": version(kind, age),
            "created_at": credential.created_at, "updated_at": credential.updated_at,
        });
        if include.iter().any(|asked| asked == kind)
            && let Some(map) = shown.as_object_mut()
        {
            map.insert("config".into(), config(cx, credential).await?);
        }
        out.insert(kind.to_owned(), shown);
    }
    Ok(out)
}

/// What a credential holds, without what only its owner may know.
async fn config(cx: &Cx, credential: &Credential) -> Result<Value> {
    match credential.kind.as_str() {
        "password" if credential.config()?.as_object().is_some_and(Map::is_empty) => Ok(json!({})),
        "password" => password::exported(cx, credential),
        "totp" => totp::exported(cx, credential),
        "lookup_secret" => lookup_secret::exported(cx, credential.identity_id).await,
        // Another kind's config may hold a secret: it is shown once somebody has said how.
        _ => Ok(json!({})),
    }
}

fn version(kind: &str, age: Age) -> u8 {
    match kind {
        "password" => u8::from(age == Age::Kept),
        "code" | "webauthn" => 1,
        _ => 0,
    }
}

/// `DELETE /admin/identities/{id}/credentials/{type}`: for second factors this is the way back in for somebody who
/// lost theirs.
pub(crate) async fn delete(cx: &Cx, id: &str, kind: &str) -> Result<Answer> {
    let (id, project) = (identity_id(id), cx.project());
    let mut tx = cx.db().write()?;
    if !store::lock(cx, &mut tx, id).await? {
        return Err(Problem::no_row().into());
    }
    let have = credentials::of_in(&mut tx, project, id).await?;
    let Some(credential) = have.iter().find(|credential| credential.kind == kind) else {
        let reason = "The identity has no credential of this type.";
        return Err(Problem::not_found(reason).into());
    };
    removable(kind, &have, cx.config())?;
    if kind == "lookup_secret" {
        store::delete_codes(cx, &mut tx, id).await?;
    }
    if kind == "totp" {
        totp::store::remove(&mut tx, project, id);
    }
    crate::repudiation::settle_all(cx, &mut tx, id);
    // A code on its way would let somebody in past what was changed (AR-04).
    code::store::void(&mut tx, project, id);
    match kind {
        webauthn::ID | passkey::ID => webauthn::reset(cx, &mut tx, credential).await?,
        _ => drop(credentials::delete(&mut tx, project, id, kind).await?),
    }
    let event = match kind {
        "lookup_secret" => Event::RecoveryCodesRemoved,
        _ => Event::CredentialDeleted,
    };
    record(cx, &mut tx, event, Some(id), None);
    if let Some(notice) = removed(kind)
        && let Some(identity) = identities::get_in(&mut tx, project, id).await?
    {
        notice::inform(cx, &mut tx, &identity, notice, &[]).await?;
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// What the owner is told (RC-16).
fn removed(kind: &str) -> Option<&'static str> {
    match kind {
        "totp" => Some("notice_totp_removed"),
        "lookup_secret" => Some("notice_recovery_codes_removed"),
        "webauthn" => Some("notice_webauthn_removed"),
        "passkey" => Some("notice_passkey_removed"),
        _ => None,
    }
}

fn removable(kind: &str, have: &[Credential], config: &Config) -> Result<()> {
    let others: Vec<Credential> = have.iter().filter(|other| other.kind != kind).cloned().collect();
    let others = first_factors::count(config, &others)? > 0
        || others.iter().any(|other| FIRST_FACTORS.contains(&other.kind.as_str()));
    match kind {
        "password" | "passkey" if !others => Err(Problem::bad_request(
            "The only credential that the account can be signed in to by cannot be removed.",
        )
        .into()),
        "password" | "totp" | "lookup_secret" | "webauthn" | "passkey" => Ok(()),
        _ => Err(Problem::bad_request("Credentials of this type cannot be removed.").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers_per_kind() {
        assert_eq!(version("password", Age::New), 0);
        assert_eq!(version("password", Age::Kept), 1);
        assert_eq!(version("totp", Age::Kept), 0);
        assert_eq!(version("code", Age::New), 1);
    }

    #[test]
    fn metadata_is_told_as_null_and_not_overwritten() {
        assert_eq!(with_metadata(json!({ "id": 1 })), json!({ "id": 1, "metadata_admin": null }));
        let full = json!({ "metadata_admin": { "a": 1 } });
        assert_eq!(with_metadata(full.clone()), full);
    }
}
