//! Changing one's traits (wire contract §3.5). Changes of names or addresses want a fresh session; which ones do is
//! known only once they are derived.

use async_trait::async_trait;
use db::Tx;
use model::identity::Identity;
use model::ui::{Group, Node};
use model::{Message, Problem};

use super::ID;
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::flow::held::{self, Kept};
use crate::flow::{Flow, registration};
use crate::http::form::Form;
use crate::identity::schema::{Derived, Schema};
use crate::identity::{self, By, addresses};
use crate::method::{Attempt, Changed, Outcome, Part, Prepared};
use crate::repudiation;
use crate::session::{self, Signed};

pub(super) struct Settings;

#[async_trait]
impl Part for Settings {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID))
    }

    fn nodes(&self, cx: &Cx, _flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let Some(signed) = signed else {
            return Vec::new();
        };
        let schema = cx.app.schemas.of(&signed.identity);
        let mut nodes = schema.nodes(&Group::PROFILE);
        schema.fill(&mut nodes, &signed.identity.traits);
        nodes.push(Node::submit(Group::PROFILE, "method", ID, 1_070_003));
        nodes
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        _prepared: Prepared,
    ) -> Result<Outcome> {
        let Some(signed) = &attempt.signed else {
            return Err(session::unauthorized().into());
        };
        let schema = cx.app.schemas.of(&signed.identity);
        let traits = schema.assemble(&attempt.form.traits());
        // What was typed replaces what was shown; a field that was left out is empty then.
        let own = |node: &&mut Node| node.group == Group::PROFILE && node.id() != "method";
        for input in flow.body.nodes.iter_mut().filter(own).filter_map(Node::as_input_mut) {
            input.value = None;
        }
        schema.fill(&mut flow.body.nodes, &traits);
        let derived = match schema.validate(&traits) {
            Ok(derived) => derived,
            Err(violations) => {
                super::complain(flow, violations);
                return Ok(Outcome::Again);
            }
        };
        if attempt.form.traits().is_empty() {
            flow.complain(Message::generic("Nothing was changed."));
            return Ok(Outcome::Again);
        }
        let fresh = cx.config().selfservice.flows.settings.privileged_session_max_age;
        if protected(schema, &signed.identity, &derived) && !signed.privileged(cx.now, fresh) {
            return Ok(Outcome::NeedsPrivilege);
        }
        let reached = addresses::recovery_changes(&signed.identity, &derived);
        if let Some(outcome) = kept_back(cx, tx, flow, signed, &derived).await? {
            return Ok(outcome);
        }
        let mut identity = signed.identity.clone();
        if identity::change(cx, tx, &mut identity, &derived, By::Owner).await?.is_err() {
            flow.clear_messages();
            flow.complain(registration::taken());
            return Ok(Outcome::Again);
        }
        repudiation::keep_traits(cx, tx, &signed.identity, signed.session.id);
        Ok(Outcome::Changed(Changed {
            identity,
            method: ID,
            event: Event::ProfileChanged,
            proved: None,
            along: Vec::new(),
            notice: reached.then_some("notice_address_changed"),
        }))
    }
}

/// Where new addresses have to be proved first: the change waits, or is refused. `None`: it is written now.
async fn kept_back(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    signed: &Signed,
    derived: &Derived,
) -> Result<Option<Outcome>> {
    let wrong = match held::judge(cx, signed, derived) {
        Kept::No => return Ok(None),
        Kept::Several => Message::settings_several_addresses(),
        Kept::OutOfReach => {
            Message::generic("This address cannot be confirmed here, so it cannot be used.")
        }
        Kept::Held(held) => {
            if !identity::conflicts(cx, tx, &signed.identity, derived).await? {
                return Ok(Some(Outcome::Held(held)));
            }
            registration::taken()
        }
    };
    flow.clear_messages();
    flow.complain(wrong);
    Ok(Some(Outcome::Again))
}

/// Whether a change touches how its owner signs in or is reached.
fn protected(schema: &Schema, identity: &Identity, derived: &Derived) -> bool {
    let names = schema.validate(&identity.traits).map(|now| now.identifiers).unwrap_or_default();
    let wanted = &derived.identifiers;
    addresses::verifiable_changes(identity, derived)
        || addresses::recovery_changes(identity, derived)
        || names.len() != wanted.len()
        || !names.iter().all(|name| wanted.contains(name))
}
