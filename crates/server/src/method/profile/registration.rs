//! The first of two steps of signing up: who are you? (wire contract §1.5)

use async_trait::async_trait;
use db::Tx;
use model::ui::{Group, Node};
use model::{Message, Problem};

use super::ID;
use crate::app::Cx;
use crate::config::RegistrationStyle;
use crate::error::Result;
use crate::flow::{self, Flow};
use crate::http::form::Form;
use crate::method::{Attempt, Outcome, Part, Prepared};
use crate::session::Signed;

const STEP: &str = "registration_step";

pub(crate) struct Registration;

/// Whether the flow asks for a credential already.
fn second_step(flow: &Flow) -> bool {
    flow.recall::<u8>(STEP) == Some(2)
}

/// The fields of traits that stand beside those of a credential; `None`: the flow does not ask for one yet.
pub(in crate::method) fn beside(cx: &Cx, flow: &Flow) -> Option<Vec<Node>> {
    if cx.config().selfservice.flows.registration.style == RegistrationStyle::Unified {
        return Some(flow.schema(cx).nodes(&Group::DEFAULT));
    }
    second_step(flow).then(Vec::new)
}

fn back(form: &Form) -> bool {
    form.text("screen") == Some("previous")
}

#[async_trait]
impl Part for Registration {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID) || back(form) && second_step(flow))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        if cx.config().selfservice.flows.registration.style == RegistrationStyle::Unified {
            return Vec::new();
        }
        let mut nodes = flow.schema(cx).nodes(&Group::DEFAULT);
        if second_step(flow) {
            for input in nodes.iter_mut().filter_map(Node::as_input_mut) {
                input.kind = "hidden".into();
            }
            nodes.push(Node::submit(Group::PROFILE, "screen", "previous", 1_040_008));
        } else {
            nodes.push(Node::submit(Group::PROFILE, "method", ID, 1_040_001));
        }
        nodes
    }

    async fn submit(
        &self,
        cx: &Cx,
        _tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        _prepared: Prepared,
    ) -> Result<Outcome> {
        let schema = flow.schema(cx);
        let traits = schema.assemble(&attempt.form.traits());
        if back(&attempt.form) {
            flow.forget(STEP);
            flow::build(cx, flow, None);
            schema.fill(&mut flow.body.nodes, &traits);
            return Ok(Outcome::Screen);
        }
        if let Err(violations) = schema.validate(&traits) {
            schema.fill(&mut flow.body.nodes, &traits);
            super::complain(flow, violations);
            return Ok(Outcome::Again);
        }
        flow.remember(STEP, 2_u8);
        flow::build(cx, flow, None);
        schema.fill(&mut flow.body.nodes, &traits);
        flow.complain(Message::registration_choose_credential());
        Ok(Outcome::Screen)
    }
}
