//! The sign-in app as a second factor (wire contract §3.4).

use async_trait::async_trait;
use db::{Statement, Tx};
use model::flow::Aal;
use model::ui::{Group, Node};
use model::{Message, Problem};

use super::{ID, otp, secret, store};
use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials;
use crate::limit::Subject;
use crate::method::{Attempt, Outcome, Part, Passed, Prepared};
use crate::session::{self, Signed};

pub(super) struct Login;

const FIELD: &str = "totp_code";

#[async_trait]
impl Part for Login {
    fn accepts(&self, flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(flow.body.requested_aal == Aal::Aal2 && form.text("method") == Some(ID))
    }

    fn nodes(&self, _cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let has = signed.is_some_and(|s| s.has(ID));
        if flow.body.requested_aal != Aal::Aal2 || !has {
            return Vec::new();
        }
        vec![
            Node::input(Group::TOTP, FIELD, "text")
                .value("")
                .required()
                .label(Message::info(1_010_006)),
            Node::submit(Group::TOTP, "method", ID, 1_010_009),
        ]
    }

    fn subject(&self, _cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Option<Subject> {
        attempt.form.text(FIELD)?;
        attempt.signed.as_ref().map(|s| Subject::new(ID, s.identity.id.text()))
    }

    fn wanted(&self, cx: &Cx, attempt: &Attempt) -> Option<Statement> {
        let signed = attempt.signed.as_ref()?;
        Some(credentials::one(cx.project(), signed.identity.id, ID))
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
        let typed = attempt.form.text(FIELD).unwrap_or_default();
        let length = typed.chars().filter(|c| !c.is_whitespace()).count() as u64;
        if length == 0 {
            flow.complain_at(FIELD, Message::required(FIELD));
            return Ok(Outcome::Again);
        }
        if length < 6 {
            flow.complain_at(FIELD, Message::min_length(6, length));
            return Ok(Outcome::Again);
        }
        let credential = match attempt.found() {
            Some(found) => found.read()?.into_iter().next(),
            None => credentials::get_in(tx, cx.project(), signed.identity.id, ID).await?,
        };
        let Some(credential) = credential else {
            flow.complain(Message::totp_none());
            return Ok(Outcome::Again);
        };
        let step = match prepared {
            Prepared::Throttled => None,
            _ => otp::step(&secret(cx, &credential)?, typed, cx.now),
        };
        let accepted = match step {
            Some(step) => store::accept(tx, cx.project(), signed.identity.id, step).await?,
            None => false,
        };
        if !accepted || !credentials::used(cx, tx, &credential).await? {
            flow.complain(Message::totp_wrong());
            return Ok(Outcome::Again);
        }
        let kinds = Some(signed.factors.join(" "));
        Ok(Outcome::Passed(Passed {
            identity: signed.identity.clone(),
            kinds,
            method: ID,
            aal: Aal::Aal2,
            remark: None,
        }))
    }
}
