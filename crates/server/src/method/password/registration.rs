//! Signing up with a password (wire contract §1.5).

use async_trait::async_trait;
use db::Tx;
use model::flow::Aal;
use model::identity::State;
use model::ui::Node;
use model::{Message, Problem};
use serde_json::Value;

use super::{ID, hash, new_password, normalise, policy};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::{Flow, registration as flow_registration};
use crate::http::form::Form;
use crate::identity::schema::Derived;
use crate::identity::{self, New};
use crate::method::{Attempt, Outcome, Part, Passed, Prepared, profile};
use crate::session::Signed;

pub(super) struct Registration;

struct Ready {
    derived: Derived,
    hash: String,
}

#[async_trait]
impl Part for Registration {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID))
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        let Some(mut nodes) = profile::registration::beside(cx, flow) else {
            return Vec::new();
        };
        nodes.extend(new_password(1_040_001));
        nodes
    }

    async fn prepare(&self, cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let schema = flow.schema(cx);
        let Ok(derived) = schema.validate(&schema.assemble(&attempt.form.traits())) else {
            return Ok(Prepared::Nothing);
        };
        let Some(password) = attempt.form.text("password") else {
            return Ok(Prepared::Nothing);
        };
        if judge(cx, password, &derived).is_err() {
            return Ok(Prepared::Nothing);
        }
        let hash = hash(cx, normalise(password).expose().as_bytes()).await?;
        Ok(Prepared::ready(Ready { derived, hash }))
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let schema = flow.schema(cx);
        let traits = schema.assemble(&attempt.form.traits());
        schema.fill(&mut flow.body.nodes, &traits);
        let Some(Ready { derived, hash }) = prepared.take::<Ready>() else {
            complain(cx, flow, &attempt.form, &traits);
            return Ok(Outcome::Again);
        };
        let new = New {
            id: None,
            schema_id: schema.id().to_owned(),
            derived,
            state: State::Active,
            external_id: None,
            metadata_public: Value::Null,
            metadata_admin: Value::Null,
            kinds: vec![ID],
        };
        let Ok(identity) = identity::create(cx, tx, new).await? else {
            flow.complain(flow_registration::taken());
            return Ok(Outcome::Again);
        };
        super::put(cx, tx, identity.id, &hash);
        Ok(Outcome::Passed(Passed {
            identity,
            kinds: Some(ID.into()),
            method: ID,
            aal: Aal::Aal1,
            remark: None,
        }))
    }
}

fn judge(cx: &Cx, password: &str, derived: &Derived) -> Result<(), Message> {
    let config = &cx.config().selfservice.methods.password.config;
    let names = derived.identifiers_of(ID);
    policy::check(
        password,
        config.min_password_length,
        &names,
        config.identifier_similarity_check_enabled,
    )
}

/// Says everything that is wrong: with the traits, and with the password.
fn complain(cx: &Cx, flow: &mut Flow, form: &Form, traits: &Value) {
    let judged = match flow.schema(cx).validate(traits) {
        Ok(derived) => form.text("password").map(|password| judge(cx, password, &derived)),
        Err(violations) => {
            profile::complain(flow, violations);
            form.text("password").map(|_| Ok(()))
        }
    };
    match judged {
        None => flow.complain_at("password", Message::required("password")),
        Some(Err(message)) => flow.complain_at("password", message),
        Some(Ok(())) => {}
    }
}
