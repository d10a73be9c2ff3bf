//! The keys of an account, as its credential keeps them. What is stored is public: ids, public keys, counters.

use db::Tx;
use model::Timestamp;
use model::flow::Aal;
use model::id::IdentityId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn_rs::prelude::CredentialID;

use crate::app::Cx;
use crate::error::Result;
use crate::identity::credentials::{self, Credential};
use crate::identity::store;
use crate::method::{Passed, label};
use crate::repudiation;
use crate::session::Signed;

/// How many keys of a kind an account may have.
const MOST_KEYS: usize = 20;
/// Under which ids of keys are kept unique in the project (WA-06).
const UNIQUE: &str = "webauthn_id";

/// What the stored form of a key has that signs in by itself; no name can look like it, since its quotes are escaped.
pub(super) const OPENS: &str = "%\"passwordless\":true%";

/// A key; `K` is the library's form of it.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::method) struct Key<K> {
    /// Its id, as hex: so it is named by clients.
    pub(in crate::method) id: String,
    pub(in crate::method) name: String,
    pub(in crate::method) added_at: Timestamp,
    #[serde(default)]
    pub(in crate::method) last_used_at: Option<Timestamp>,
    /// Of security keys: whether it signs in by itself, and is no second step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::method) passwordless: bool,
    #[serde(rename = "key")]
    pub(in crate::method) inner: K,
}

impl<K> Key<K> {
    /// A key that was just made, under the name that its owner gave it, or the `usual` one.
    pub(in crate::method) fn new(
        cx: &Cx,
        id: &[u8],
        named: (Option<&str>, &str),
        inner: K,
    ) -> Self {
        let id = data_encoding::HEXLOWER.encode(id);
        let name = label::clean(named.0).unwrap_or_else(|| named.1.to_owned());
        Self { id, name, added_at: cx.now, last_used_at: None, passwordless: false, inner }
    }
}

/// All keys of a kind.
#[derive(Serialize, Deserialize)]
pub(in crate::method) struct Keys<K> {
    #[serde(default = "Vec::new")]
    pub(in crate::method) credentials: Vec<Key<K>>,
}

impl<K> Default for Keys<K> {
    fn default() -> Self {
        Self { credentials: Vec::new() }
    }
}

impl<K: Serialize + for<'de> Deserialize<'de> + Clone> Keys<K> {
    pub(in crate::method) fn of(credential: Option<&Credential>) -> Result<Self> {
        let usable = credential.filter(|c| c.disabled_at.is_none());
        usable.map_or_else(|| Ok(Self::default()), |c| Ok(serde_json::from_str(&c.config)?))
    }
    pub(in crate::method) fn plain(&self) -> Vec<K> {
        self.credentials.iter().map(|key| key.inner.clone()).collect()
    }
    /// Their ids.
    pub(in crate::method) fn ids(&self) -> Vec<CredentialID> {
        let ids = self.credentials.iter().map(|key| key.id.as_bytes());
        ids.filter_map(|id| data_encoding::HEXLOWER.decode(id).ok()).collect()
    }
    /// Those that sign in by themselves.
    pub(in crate::method) fn alone(&self) -> Vec<K> {
        let alone = self.credentials.iter().filter(|key| key.passwordless);
        alone.map(|key| key.inner.clone()).collect()
    }
}

/// The credential of this kind.
pub(in crate::method) async fn read(
    cx: &Cx,
    identity: IdentityId,
    kind: &str,
) -> Result<Option<Credential>> {
    let all = credentials::of(cx.db(), cx.project(), identity).await?;
    Ok(all.into_iter().find(|credential| credential.kind == kind))
}

/// Makes a key's id that of this account. `false`: somebody has it (WA-06).
pub(super) async fn claim(cx: &Cx, tx: &mut Tx, identity: IdentityId, id: &str) -> Result<bool> {
    credentials::claim(cx, tx, identity, UNIQUE, id).await
}

/// Whether anybody has a key of this id.
pub(super) async fn known(cx: &Cx, tx: &mut Tx, id: &str) -> Result<bool> {
    credentials::claimed(cx, tx, UNIQUE, id).await
}

/// Adds a key to the account's of this kind. `false`, and nothing is written: the key is known already, or there are too
/// many.
pub(in crate::method) async fn add<K>(
    cx: &Cx,
    tx: &mut Tx,
    signed: &Signed,
    kind: &'static str,
    key: Key<K>,
) -> Result<bool>
where
    K: Serialize + for<'de> Deserialize<'de> + Clone,
{
    let identity = signed.identity.id;
    let credential = credentials::get_in(tx, cx.project(), identity, kind).await?;
    let mut keys = Keys::<K>::of(credential.as_ref())?;
    if keys.credentials.len() >= MOST_KEYS || !claim(cx, tx, identity, &key.id).await? {
        return Ok(false);
    }
    repudiation::keep(cx, tx, signed, kind);
    keys.credentials.push(key);
    let config = serde_json::to_value(&keys)?;
    match credential.filter(|credential| credential.disabled_at.is_none()) {
        None => credentials::put(cx, tx, identity, kind, &config),
        Some(credential) => {
            if !credentials::replace(cx, tx, &credential, &config).await? {
                return Err(db::Error::Outdated.into());
            }
        }
    }
    Ok(true)
}

/// Removes the keys that are to go; what is left. `None`: the credential changed meanwhile.
pub(in crate::method) async fn remove(
    cx: &Cx,
    tx: &mut Tx,
    credential: &Credential,
    goes: impl Fn(&Key<Value>) -> bool,
) -> Result<Option<usize>> {
    let mut keys: Keys<Value> = serde_json::from_str(&credential.config)?;
    for key in keys.credentials.iter().filter(|key| goes(key)) {
        credentials::unclaim(cx, tx, credential.identity_id, UNIQUE, &key.id);
    }
    keys.credentials.retain(|key| !goes(key));
    let left = keys.credentials.len();
    if left == 0 {
        let (project, identity) = (cx.project(), credential.identity_id);
        return Ok(credentials::delete(tx, project, identity, &credential.kind)
            .await?
            .then_some(0));
    }
    let config = serde_json::to_value(&keys)?;
    Ok(credentials::replace(cx, tx, credential, &config).await?.then_some(left))
}

/// Gives a key another name. `false`: the credential changed meanwhile.
pub(in crate::method) async fn rename(
    cx: &Cx,
    tx: &mut Tx,
    credential: &Credential,
    id: &str,
    name: &str,
) -> Result<bool> {
    let mut keys = Keys::<Value>::of(Some(credential))?;
    for key in keys.credentials.iter_mut().filter(|key| key.id == id) {
        name.clone_into(&mut key.name);
    }
    credentials::replace(cx, tx, credential, &serde_json::to_value(&keys)?).await
}

/// Writes what a sign-in changed: the key's counter, and when it was used. `false`: the credential changed meanwhile.
pub(in crate::method) async fn used<K>(
    cx: &Cx,
    tx: &mut Tx,
    credential: &Credential,
    keys: &mut Keys<K>,
    id: &str,
) -> Result<bool>
where
    K: Serialize + for<'de> Deserialize<'de> + Clone,
{
    for key in keys.credentials.iter_mut().filter(|key| key.id == id) {
        key.last_used_at = Some(cx.now);
    }
    let config = serde_json::to_value(&*keys)?;
    if !credentials::replace(cx, tx, credential, &config).await? {
        return Ok(false);
    }
    let now = Credential { version: credential.version + 1, ..credential.clone() };
    credentials::used(cx, tx, &now).await
}

/// Signs in by this key alone.
pub(in crate::method) async fn signed_in<K>(
    cx: &Cx,
    tx: &mut Tx,
    method: &'static str,
    (credential, keys, id): (&Credential, &mut Keys<K>, &str),
) -> Result<Passed>
where
    K: Serialize + for<'de> Deserialize<'de> + Clone,
{
    // Another sign-in used it at the same moment, or it was removed: judged again.
    if !used(cx, tx, credential, keys, id).await? {
        return Err(db::Error::Outdated.into());
    }
    let Some(identity) = store::get_in(tx, cx.project(), credential.identity_id).await? else {
        return Err(db::Error::Outdated.into());
    };
    let all = credentials::of_in(tx, cx.project(), identity.id).await?;
    let kinds: Vec<&str> =
        all.iter().filter(|c| c.disabled_at.is_none()).map(|c| c.kind.as_str()).collect();
    let kinds = Some(kinds.join(" "));
    Ok(Passed { identity, kinds, method, aal: Aal::Aal1, remark: None })
}

/// Keys were put back as they were: their ids are theirs again.
pub(in crate::method) fn restored(cx: &Cx, tx: &mut Tx, identity: IdentityId, was: Option<&Value>) {
    let keys = was.and_then(|was| was.get("credentials")).and_then(Value::as_array);
    for key in keys.into_iter().flatten() {
        if let Some(id) = key.get("id").and_then(Value::as_str) {
            credentials::reclaim(cx, tx, identity, UNIQUE, id);
        }
    }
}
