//! Signing up with a key instead of a password: what security keys and passkeys share.
//!
//! A key is made for an account, and there is none yet. So its id is drawn with the challenge and told to the device, and
//! the account is made with it. Challenge and id are good for one try.

use db::Tx;
use model::Message;
use model::flow::Aal;
use model::id::IdentityId;
use model::identity::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, to_value};
use webauthn_rs::prelude::Uuid;
use webauthn_rs_proto::User;

use super::challenge::{self, Challenge};
use super::keys::{self, Key, Keys};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::schema::Derived;
use crate::identity::{self, New, credentials};
use crate::method::{Attempt, Outcome, Passed, Prepared, profile};
use crate::session::Signed;

/// A key that was made, for an account of these traits.
pub(in crate::method) struct Made<K> {
    pub(in crate::method) challenge: Challenge,
    pub(in crate::method) derived: Derived,
    pub(in crate::method) key: Key<K>,
}

/// Where the flow keeps the id of the account that a key of this method is made for.
fn place(method: &str) -> String {
    format!("{method}_for")
}

/// Draws a challenge and an id, in the place of those before.
pub(in crate::method) fn draw(cx: &Cx, flow: &mut Flow, method: &str) {
    challenge::draw(cx, flow, method);
    flow.remember(&place(method), IdentityId::draw(cx.random(), "identity"));
}

/// Whether the flow takes keys of this method.
pub(in crate::method) fn offered(flow: &Flow, method: &str) -> bool {
    whose(flow, method).is_some()
}

fn whose(flow: &Flow, method: &str) -> Option<IdentityId> {
    flow.recall(&place(method))
}

/// The account that a key is made for: its id, and what it will be called, as far as that is known.
pub(in crate::method) fn account(cx: &Cx, flow: &Flow, method: &str) -> Option<(Uuid, String)> {
    let id = whose(flow, method)?;
    let schema = flow.schema(cx);
    let typed = flow.body.nodes.iter().filter_map(model::ui::Node::as_input);
    let typed = typed.filter(|input| input.name.starts_with("traits."));
    let typed: Vec<(String, Value)> =
        typed.filter_map(|input| Some((input.name.clone(), input.value.clone()?))).collect();
    let derived = schema.validate(&schema.assemble(&typed)).ok();
    let name = derived.and_then(|it| it.identifiers.into_iter().next()).map(|(_, name)| name);
    Some((Uuid::from_bytes(*id.bytes()), name.unwrap_or_default()))
}

/// The same of an account that is there.
pub(in crate::method) fn owner(cx: &Cx, signed: &Signed) -> (Uuid, String) {
    let name = identity::name(cx, &signed.identity);
    (Uuid::from_bytes(*signed.identity.id.bytes()), name)
}

/// The name of an account, as the library is told it, which takes no empty one.
pub(in crate::method) fn told(name: &str) -> &str {
    if name.is_empty() { "?" } else { name }
}

/// The name of an account, as the browser is told it: where nobody knows it yet, the script puts in what was typed.
pub(in crate::method) fn name(user: &mut User, name: String) {
    user.display_name.clone_from(&name);
    user.name = name;
}

/// The traits of the form, if they are right.
pub(in crate::method) fn derived(cx: &Cx, flow: &Flow, form: &Form) -> Option<Derived> {
    let schema = flow.schema(cx);
    schema.validate(&schema.assemble(&form.traits())).ok()
}

/// Makes the account with its key.
pub(in crate::method) async fn submit<K>(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    (method, named): (&'static str, bool),
    (attempt, prepared): (&Attempt, Prepared),
) -> Result<Outcome>
where
    K: Serialize + for<'de> Deserialize<'de> + Clone + Send + 'static,
{
    let schema = flow.schema(cx);
    let traits = schema.assemble(&attempt.form.traits());
    schema.fill(&mut flow.body.nodes, &traits);
    let (asked, id) = (challenge::of(flow, method), whose(flow, method));
    draw(cx, flow, method);
    let made = prepared.take::<Made<K>>().filter(|made| Some(&made.challenge) == asked.as_ref());
    let Some(Made { derived, key, .. }) = made else {
        match schema.validate(&traits) {
            Err(violations) => profile::complain(flow, violations),
            Ok(_) => {
                flow.complain(Message::generic(
                    "The key could not be added. Please try once more.",
                ));
            }
        }
        return Ok(Outcome::Again);
    };
    if named && derived.identifiers_of(method).is_empty() {
        flow.complain(Message::identifier_none());
        return Ok(Outcome::Again);
    }
    if keys::known(cx, tx, &key.id).await? {
        flow.complain(Message::generic("This key is in use already."));
        return Ok(Outcome::Again);
    }
    let new = New {
        id,
        schema_id: schema.id().to_owned(),
        derived,
        state: State::Active,
        external_id: None,
        metadata_public: Value::Null,
        metadata_admin: Value::Null,
        kinds: vec![method],
    };
    let Ok(identity) = identity::create(cx, tx, new).await? else {
        flow.complain(Message::identifier_taken());
        return Ok(Outcome::Again);
    };
    if !keys::claim(cx, tx, identity.id, &key.id).await? {
        return Err(db::Error::Unique.into());
    }
    let config = to_value(Keys { credentials: vec![key] })?;
    credentials::put(cx, tx, identity.id, method, &config);
    flow.forget(method);
    flow.forget(&place(method));
    let kinds = Some(method.to_owned());
    Ok(Outcome::Passed(Passed { identity, kinds, method, aal: Aal::Aal1, remark: None }))
}
