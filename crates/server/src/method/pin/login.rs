//! The PIN as the second step.

use async_trait::async_trait;
use db::Tx;
use model::ui::Node;
use model::{Message, Problem, Secret};
use serde_json::Value;

use super::{FIELD, GROUP, ID, LEVEL};
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials::{self, Credential};
use crate::limit::Subject;
use crate::method::{Attempt, Outcome, Part, Passed, Prepared};
use crate::session::{self, Signed};

pub(super) struct Login;

#[async_trait]
impl Part for Login {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(flow.body.requested_aal == LEVEL && form.text("method") == Some(ID))
    }

    fn nodes(&self, _cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let has = signed.is_some_and(|s| s.factors.iter().any(|f| f == ID));
        if flow.body.requested_aal != LEVEL || !has {
            return Vec::new();
        }
        vec![
            Node::input(GROUP, FIELD, "password").required().label(Message::info(1_900_001)),
            Node::submit(GROUP, "method", ID, 1_900_002),
        ]
    }

    /// Tries are counted for the account, whichever flow they come from.
    fn subject(&self, _cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        attempt.form.text(FIELD)?;
        let signed = attempt.signed.as_ref()?;
        Some(Subject::new(ID, signed.identity.id.text()))
    }

    /// The hash: tens of milliseconds, so outside the transaction. What comes out is the credential that fits.
    async fn prepare(&self, cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let (Some(typed), Some(signed)) = (attempt.form.secret(FIELD), &attempt.signed) else {
            return Ok(Prepared::Nothing);
        };
        let all = credentials::of(cx.db(), cx.project(), signed.identity.id).await?;
        let Some(credential) = all.into_iter().find(|c| c.kind == ID) else {
            return Ok(Prepared::Nothing);
        };
        Ok(if fits(cx, &credential, typed).await? {
            Prepared::ready(credential)
        } else {
            Prepared::Nothing
        })
    }

    async fn submit(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        attempt: &Attempt,
        prepared: Prepared,
    ) -> Result<Outcome> {
        let Some(signed) = &attempt.signed else {
            return Err(session::unauthorized().into());
        };
        if attempt.form.text(FIELD).is_none() {
            flow.complain_at(FIELD, Message::required(FIELD));
            return Ok(Outcome::Again);
        }
        // Throttled, wrong and none at all look alike. `used` finds nothing when the PIN was changed since `prepare`.
        let proved = match prepared.take::<Credential>() {
            Some(credential) => credentials::used(cx, tx, &credential).await?,
            None => false,
        };
        if !proved {
            flow.complain(Message::error(4_900_001));
            return Ok(Outcome::Again);
        }
        Ok(Outcome::Passed(Passed {
            identity: signed.identity.clone(),
            kinds: Some(signed.factors.join(" ")),
            method: ID,
            aal: LEVEL,
            remark: None,
        }))
    }
}

async fn fits(cx: &Cx, credential: &Credential, typed: Secret<String>) -> Result<bool> {
    let config = credential.config()?;
    let hash = config.get("hash").and_then(Value::as_str);
    let hash = hash.unwrap_or_default().to_owned();
    let verified = cx
        .app
        .hashing
        .run(move |memory| passwords::verify(&hash, typed.expose().as_bytes(), memory))
        .await?;
    verified.map_err(|error| Error::caused("a stored PIN cannot be checked", error))
}
