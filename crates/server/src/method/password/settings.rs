//! Setting a new password (wire contract §3.5). The old one is not asked for: the session has to be fresh instead.

use async_trait::async_trait;
use db::Tx;
use model::ui::Node;
use model::{Message, Problem};

use super::login::is_right;
use super::{ID, hash, new_password, normalise, policy};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials;
use crate::method::{Attempt, Changed, Outcome, Part, Prepared, Privilege};
use crate::repudiation;
use crate::session::{self, Signed};

pub(super) struct Settings;

/// What was typed, once it may be a password.
enum New {
    Hash(String),
    /// It is the one that there is.
    Unchanged,
}

#[async_trait]
impl Part for Settings {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID))
    }

    fn nodes(&self, _cx: &Cx, _flow: &mut Flow, _signed: Option<&Signed>) -> Vec<Node> {
        new_password(1_070_003)
    }

    fn privilege(&self, _cx: &Cx, _form: &Form) -> Privilege {
        Privilege::Recent
    }

    async fn prepare(&self, cx: &Cx, _flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
        let Some(signed) = &attempt.signed else {
            return Ok(Prepared::Nothing);
        };
        let Ok(password) = judge(cx, &attempt.form, signed) else {
            return Ok(Prepared::Nothing);
        };
        // Also one that was switched off: whoever was locked out by it must not be let in by it again.
        let all = credentials::of(cx.db(), cx.project(), signed.identity.id).await?;
        let old = all.into_iter().find(|credential| credential.kind == ID);
        if let Some(old) = old
            && is_right(cx, old, password).await?
        {
            return Ok(Prepared::ready(New::Unchanged));
        }
        let hash = hash(cx, normalise(password).expose().as_bytes()).await?;
        Ok(Prepared::ready(New::Hash(hash)))
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
        let hash = match prepared.take::<New>() {
            Some(New::Hash(hash)) => hash,
            Some(New::Unchanged) => {
                flow.complain_at("password", Message::password_unchanged());
                return Ok(Outcome::Again);
            }
            None => {
                if let Err(message) = judge(cx, &attempt.form, signed) {
                    flow.complain_at("password", message);
                }
                return Ok(Outcome::Again);
            }
        };
        let identity = signed.identity.clone();
        repudiation::keep(cx, tx, signed, ID);
        super::put(cx, tx, identity.id, &hash);
        let names = names(cx, signed);
        if !names.is_empty()
            && credentials::sync_identifiers(cx, tx, identity.id, ID, &names, false).await?.is_err()
        {
            return Err(db::Error::Unique.into());
        }
        Ok(Outcome::Changed(Changed {
            identity,
            method: ID,
            event: Event::PasswordChanged,
            proved: None,
            along: Vec::new(),
            notice: Some("notice_password_changed"),
        }))
    }
}

fn names(cx: &Cx, signed: &Signed) -> Vec<String> {
    let schema = cx.app.schemas.get(&signed.identity.schema_id);
    let derived = schema.and_then(|schema| schema.validate(&signed.identity.traits).ok());
    derived.map(|derived| derived.identifiers_of(ID)).unwrap_or_default()
}

fn judge<'a>(cx: &Cx, form: &'a Form, signed: &Signed) -> Result<&'a str, Message> {
    let password = form.text("password").ok_or_else(|| Message::required("password"))?;
    let config = &cx.config().selfservice.methods.password.config;
    let similarity = config.identifier_similarity_check_enabled;
    policy::check(password, config.min_password_length, &names(cx, signed), similarity)?;
    Ok(password)
}
