//! Recovery codes: a set of secrets on paper, each good for one second step.
//!
//! The rules (count, spelling, what a use means) are values of the crate `recovery-codes`; this module keeps sets,
//! spends codes and shows them. A code is hashed with its set's salt and the hash sealed under the server's key, so an
//! attempt costs one hash whatever the size of the set. A set that was made counts only once it is confirmed; until
//! then it lies sealed in the flow.

mod find;
mod login;
mod pending;
mod settings;
pub(crate) mod store;

use db::Tx;
use model::id::{CodeSetId, IdentityId, ProjectId, RecoveryCodeId};
use model::ui::Group;
use model::{Message, Timestamp};
use passwords::Memory;
use recovery_codes::hash::{Digest, HashParams, Salt};
use recovery_codes::{Code, Order, Policy, Reveal};
use serde_json::{Value, json};

use super::{Method, Outcome, Part};
use crate::app::Cx;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::flow::Flow;
use crate::identity::{self, credentials};
use crate::keys::{Owner, Purpose};
use crate::limit::{self, Subject};
use crate::notice;
use crate::session::Signed;

pub(crate) const ID: &str = "lookup_secret";

pub(crate) struct LookupSecret;

impl Method for LookupSecret {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.lookup_secret.enabled
    }
    fn second_factor(&self, _config: &Config) -> bool {
        true
    }
    fn login(&self) -> Option<&dyn Part> {
        Some(&login::Login)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
    fn restored(&self, cx: &Cx, tx: &mut Tx, identity: IdentityId, was: Option<&Value>) {
        let set = was.and_then(|was| was.get("set")).and_then(Value::as_str);
        store::restore(tx, cx.project(), identity, set.and_then(CodeSetId::parse));
    }
}

/// Hashes one code on the hash threads.
pub(crate) async fn digest(cx: &Cx, params: HashParams, salt: Salt, code: &Code) -> Result<Digest> {
    let done = digests(cx, params, salt, std::slice::from_ref(code)).await?;
    done.into_iter().next().ok_or_else(|| Error::internal("no hash of a recovery code"))
}

/// The hashes of codes, in their order, spread over the hash threads.
async fn digests(cx: &Cx, params: HashParams, salt: Salt, codes: &[Code]) -> Result<Vec<Digest>> {
    let mut jobs = Vec::new();
    for code in codes {
        let Some(code) = Code::restore(code.expose().to_owned()) else {
            return Err(Error::internal("an empty recovery code"));
        };
        jobs.push(move |memory: &mut Memory| {
            recovery_codes::hash::digest(&params, &salt, &code, memory.blocks())
        });
    }
    let done = cx.app.hashing.run_all(jobs).await?.into_iter().collect::<Result<_, _>>();
    done.map_err(|error| Error::caused("hashing a recovery code failed", error))
}

/// One code of a set that is to be written.
struct Fresh {
    code: Code,
    /// `None`: hashed later, in the background.
    digest: Option<Digest>,
    used_at: Option<Timestamp>,
}

/// A set that is to be written.
struct NewSet<'a> {
    policy: Policy,
    salt: Salt,
    params: HashParams,
    codes: &'a [Fresh],
    /// Whether the codes themselves are kept too, sealed.
    keep_plain: bool,
}

fn owner<'a>(
    project: &'a ProjectId,
    set: &'a CodeSetId,
    code: &'a RecoveryCodeId,
) -> [&'a [u8]; 3] {
    [project.bytes(), set.bytes(), code.bytes()]
}

/// Puts a set in the place of whatever was there, within the caller's transaction.
fn write(cx: &Cx, tx: &mut Tx, identity: IdentityId, new: &NewSet<'_>) -> Result<()> {
    let project = cx.project();
    store::retire(cx, tx, identity);
    let set = CodeSetId::draw(cx.random(), "code-set");
    store::insert_set(cx, tx, identity, set, new)?;
    for (position, fresh) in (1_i64..).zip(new.codes) {
        let id = RecoveryCodeId::draw(cx.random(), "code-id");
        let owner = owner(&project, &set, &id);
        let seal =
            |purpose, plain: &[u8]| cx.keys().seal(cx.random(), purpose, Owner(&owner), plain);
        let digest = fresh.digest.as_ref().map(|d| seal(Purpose::RecoveryCodeDigest, d));
        let keep = digest.is_none() || new.keep_plain && fresh.used_at.is_none();
        let plain = keep.then(|| seal(Purpose::RecoveryCode, fresh.code.expose().as_bytes()));
        store::insert_code(
            tx,
            project,
            set,
            store::NewCode { id, position, digest, plain, used_at: fresh.used_at },
        );
    }
    let by_number = new.policy.order == Order::InSequence;
    let config =
        if by_number { json!({ "set": set, "by_number": true }) } else { json!({ "set": set }) };
    credentials::put(cx, tx, identity, ID, &config);
    limit::clear(cx, tx, &Subject::new(ID, identity.text()));
    Ok(())
}

/// Takes the codes of an identity away.
pub(crate) async fn remove(cx: &Cx, tx: &mut Tx, identity: IdentityId) -> Result<()> {
    store::retire(cx, tx, identity);
    credentials::delete(tx, cx.project(), identity, ID).await?;
    Ok(())
}

/// Takes over the codes of an imported identity: sealed at once, hashed in the background.
pub(crate) fn import(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    codes: Vec<(String, Option<Timestamp>)>,
) -> Result<()> {
    let codes: Vec<Fresh> = codes
        .into_iter()
        .filter_map(|(code, used_at)| {
            Some(Fresh { code: Code::restore(code)?, digest: None, used_at })
        })
        .collect();
    let policy =
        Policy { normalise: recovery_codes::Normalise::Exact, group: 0, ..cx.app.code_policy };
    let mut salt = [0; 16];
    cx.random().fill("code-salt", &mut salt);
    let keep_plain = policy.reveal == Reveal::WhileUnused;
    let new = NewSet { policy, salt, params: cx.app.code_hash, codes: &codes, keep_plain };
    write(cx, tx, identity, &new)?;
    let app = cx.app.clone();
    tx.on_commit(move || app.wake_jobs());
    Ok(())
}

/// Whether an account has no recovery codes where there could be some.
pub(crate) fn lacks(cx: &Cx, signed: &Signed) -> bool {
    let wanted = cx.config().selfservice.flows.login.second_factor.wants_codes();
    LookupSecret.enabled(cx.config()) && wanted && !signed.has(ID)
}

/// New codes that have to be saved before something else is set up.
pub(crate) fn require(cx: &Cx, flow: &mut Flow, signed: &Signed) -> Outcome {
    pending::keep(cx, flow, signed, &pending::draw(cx));
    flow.body.nodes.retain(|node| node.group != Group::LOOKUP_SECRET);
    flow.body.nodes.extend(pending::nodes(cx, flow));
    flow.complain(Message::lookup_required());
    Outcome::Step
}

/// What administrators see: how many there are and when they were used, never a code.
pub(crate) async fn exported(cx: &Cx, identity: IdentityId) -> Result<Value> {
    let Some(set) = store::load(cx.db(), cx.project(), identity).await? else {
        return Ok(json!({ "recovery_codes": [] }));
    };
    let entry = |used_at: &Option<Timestamp>| json!({ "code": "", "used_at": used_at.map(Timestamp::whole_seconds) });
    let codes: Vec<Value> = set.codes.iter().map(|code| entry(&code.used_at)).collect();
    Ok(json!({ "recovery_codes": codes }))
}

/// How a set stands, for its owner's page.
pub(crate) struct Summary {
    pub(crate) left: i64,
    pub(crate) total: i64,
    pub(crate) made_at: Timestamp,
    pub(crate) label: Option<String>,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) low: bool,
    /// The number of the code that the next sign-in asks for, where codes go in sequence.
    pub(crate) asked: Option<u8>,
    /// What the set was made under.
    pub(crate) policy: Policy,
}

pub(crate) async fn summary(cx: &Cx, identity: IdentityId) -> Result<Option<Summary>> {
    let Some(set) = store::load(cx.db(), cx.project(), identity).await? else {
        return Ok(None);
    };
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let left = count(set.codes.iter().filter(|code| code.used_at.is_none()).count());
    let asked = set.rules().asked_for();
    Ok(Some(Summary {
        left,
        total: count(set.codes.len()),
        made_at: set.made_at,
        label: set.label,
        last_used_at: set.last_used_at,
        low: left < i64::from(set.policy.warn_below),
        asked,
        policy: set.policy,
    }))
}

/// What the owner of a set calls it.
pub(crate) async fn label(cx: &Cx, identity: IdentityId) -> Result<Option<String>> {
    Ok(store::left(cx, identity).await?.and_then(|left| left.label))
}

/// Asks owners who have neither made, used nor tried a code for long whether they still have them (E10); how many it
/// looked at. Run by the background jobs.
pub(crate) async fn drill(cx: &Cx) -> Result<usize> {
    let notices = &cx.config().notices;
    if !notices.enabled
        || notices.recovery_codes_drill.is_zero()
        || !LookupSecret.enabled(cx.config())
    {
        return Ok(0);
    }
    let before = cx.now.before(notices.recovery_codes_drill);
    let sets = store::unchecked(cx, before).await?;
    for set in &sets {
        let Some(identity) = identity::store::get(cx.db(), cx.project(), set.identity_id).await?
        else {
            continue;
        };
        let mut tx = cx.db().write()?;
        if store::ask(cx, &mut tx, set, before).await? {
            notice::inform(cx, &mut tx, &identity, "notice_recovery_codes_drill", &[]).await?;
            tx.commit().await?;
        }
    }
    Ok(sets.len())
}

/// Hashes imported codes that were only sealed yet; how many. Run by the background jobs.
pub(crate) async fn hash_imported(cx: &Cx) -> Result<usize> {
    let waiting = store::unhashed(cx.db(), cx.project()).await?;
    let mut done = 0;
    for row in waiting {
        let (project, set, id) = (cx.project(), row.set_id, row.id);
        let owner = owner(&project, &set, &id);
        let Some(plain) = &row.plain else { continue };
        let plain = cx.keys().open(Purpose::RecoveryCode, Owner(&owner), plain)?;
        let Some(code) = String::from_utf8(plain.expose().clone()).ok().and_then(Code::restore)
        else {
            continue;
        };
        let salt: Salt = row
            .salt
            .try_into()
            .map_err(|_| Error::internal("a stored salt has the wrong length"))?;
        let params: HashParams = serde_json::from_str(&row.params)?;
        let policy: Policy = serde_json::from_str(&row.policy)?;
        let digest = digest(cx, params, salt, &code).await?;
        let sealed =
            cx.keys().seal(cx.random(), Purpose::RecoveryCodeDigest, Owner(&owner), &digest);
        store::hashed(cx.db(), project, set, id, sealed, policy.reveal == Reveal::WhileUnused)
            .await?;
        done += 1;
    }
    Ok(done)
}
