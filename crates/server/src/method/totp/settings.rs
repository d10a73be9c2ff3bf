//! Setting up and removing the sign-in app (wire contract §3.4).

use std::time::Duration;

use async_trait::async_trait;
use db::Tx;
use model::id::SessionId;
use model::ui::{Attributes, Group, Node};
use model::{Message, Problem, Secret, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ID, otp, put, store};
use crate::app::Cx;
use crate::audit::Event;
use crate::config::Compatibility;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::credentials;
use crate::keys::{Owner, Purpose};
use crate::method::label::Label;
use crate::method::{
    Attempt, Changed, Outcome, Part, Prepared, Privilege, Proved, lookup_secret, strong_factors,
};
use crate::repudiation;
use crate::session::{self, Signed};

pub(super) struct Settings;

static LABEL: Label =
    Label { group: Group::TOTP, rename: "totp_rename", field: "totp_rename_displayname" };

const ADDED: &str = "notice_totp_added";
const FIELD: &str = "totp_code";
const QR: &str = "totp_qr";
const KEY: &str = "totp_secret_key";
/// 160 bits, as RFC 4226 §4 recommends.
const SECRET_BYTES: usize = 20;

/// Under which the flow remembers that the app was proved, while recovery codes wait to be saved.
const PROVED: &str = "totp_proved";

/// How long a secret that was shown can be set up (TP-06); under `kratos` as long as its flow.
const LIFE: Duration = Duration::from_mins(10);
const STALE: &str = "This QR code was shown more than ten minutes ago. Scan the new one, and delete the old entry from your app.";

/// The secret that a flow offers.
#[derive(Serialize, Deserialize)]
struct Offered {
    /// In base64.
    sealed: String,
    drawn_at: Timestamp,
}

/// An app that was proved and is not set up yet.
#[derive(Serialize, Deserialize)]
struct Proven {
    session: SessionId,
    step: i64,
}

fn names(cx: &Cx, signed: &Signed) -> (String, String) {
    let config = &cx.config().selfservice.methods.totp.config;
    let host = cx.config().serve.public.base_url.host_str().unwrap_or("Readmit").to_owned();
    let issuer = if config.issuer.is_empty() { host } else { config.issuer.clone() };
    let schema = cx.app.schemas.get(&signed.identity.schema_id);
    let derived = schema.and_then(|schema| schema.validate(&signed.identity.traits).ok());
    let account = derived.and_then(|d| d.totp_account).unwrap_or_else(|| signed.identity.id.text());
    (issuer, account)
}

/// The secret that this flow offers.
fn pending(cx: &Cx, flow: &Flow) -> Option<Secret<Vec<u8>>> {
    let offered: Offered = flow.recall(ID)?;
    let sealed = data_encoding::BASE64.decode(offered.sealed.as_bytes()).ok()?;
    let project = cx.project();
    let owner: [&[u8]; 2] = [project.bytes(), flow.id.bytes()];
    cx.keys().open(Purpose::PendingTotp, Owner(&owner), &sealed).ok()
}

/// Whether it is too old to be set up.
fn is_stale(cx: &Cx, flow: &Flow) -> bool {
    let offered: Option<Offered> = flow.recall(ID);
    cx.config().compatibility == Compatibility::Readmit
        && offered.is_some_and(|offered| offered.drawn_at.after(LIFE) <= cx.now)
}

/// Draws a secret for the flow to offer.
fn offer(cx: &Cx, flow: &mut Flow) {
    let mut secret = vec![0; SECRET_BYTES];
    cx.random().fill("totp-secret", &mut secret);
    let secret = Secret::new(secret);
    let project = cx.project();
    let owner: [&[u8]; 2] = [project.bytes(), flow.id.bytes()];
    let sealed = cx.keys().seal(cx.random(), Purpose::PendingTotp, Owner(&owner), secret.expose());
    let sealed = data_encoding::BASE64.encode(&sealed);
    flow.remember(ID, Offered { sealed, drawn_at: cx.now });
}

#[async_trait]
impl Part for Settings {
    fn accepts(&self, _flow: &Flow, form: &Form) -> Result<bool, Problem> {
        Ok(form.text("method") == Some(ID) || form.switch("totp_unlink")? || LABEL.meant(form)?)
    }

    fn nodes(&self, cx: &Cx, flow: &mut Flow, signed: Option<&Signed>) -> Vec<Node> {
        let Some(signed) = signed else {
            return Vec::new();
        };
        flow.forget(PROVED);
        if signed.has(ID) {
            flow.forget(ID);
            let unlink = Node::submit(Group::TOTP, "totp_unlink", "true", 1_050_004).required();
            return std::iter::once(unlink).chain(LABEL.nodes(cx)).collect();
        }
        offer(cx, flow);
        vec![
            Node::img(Group::TOTP, QR, 256, Message::info(1_050_005)),
            Node::text(Group::TOTP, KEY, Message::totp_secret(""), Message::info(1_050_017)),
            Node::input(Group::TOTP, FIELD, "text").required().label(Message::info(1_070_006)),
            Node::submit(Group::TOTP, "method", ID, 1_070_003),
        ]
    }

    async fn complete(
        &self,
        cx: &Cx,
        flow: &Flow,
        signed: Option<&Signed>,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let Some(signed) = signed else {
            return Ok(());
        };
        if LABEL.is_asked(nodes) {
            let all = credentials::of(cx.db(), cx.project(), signed.identity.id).await?;
            let app = all.into_iter().find(|credential| credential.kind == ID);
            LABEL.fill(nodes, app.and_then(|app| app.label));
            return Ok(());
        }
        let Some(secret) = pending(cx, flow) else {
            return Ok(());
        };
        let key = otp::base32(&secret);
        for node in nodes {
            match &mut node.attributes {
                Attributes::Img { id, src, .. } if id == QR => {
                    let (issuer, account) = names(cx, signed);
                    *src = cx.app.pages.qr(&otp::url(&issuer, &account, Some(&key)))?;
                }
                Attributes::Text { id, text } if id == KEY => *text = Message::totp_secret(&key),
                _ => {}
            }
        }
        Ok(())
    }

    fn privilege(&self, _cx: &Cx, _form: &Form) -> Privilege {
        Privilege::Highest
    }

    async fn codes_saved(
        &self,
        cx: &Cx,
        tx: &mut Tx,
        flow: &mut Flow,
        signed: &Signed,
    ) -> Result<Option<&'static str>> {
        let proven: Option<Proven> = flow.recall(PROVED);
        flow.forget(PROVED);
        let (Some(proven), Some(secret)) = (proven, pending(cx, flow)) else {
            return Ok(None);
        };
        let (project, identity) = (cx.project(), signed.identity.id);
        if proven.session != signed.session.id
            || credentials::get_in(tx, project, identity, ID).await?.is_some()
        {
            return Ok(None);
        }
        enrol(cx, tx, signed, &secret, proven.step);
        Ok(Some(ADDED))
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
        if attempt.form.switch("totp_unlink")? {
            return unlink(cx, tx, signed).await;
        }
        let identity = signed.identity.id;
        if LABEL.meant(&attempt.form)? {
            if !credentials::label(cx, tx, identity, ID, LABEL.typed(&attempt.form)).await? {
                flow.complain(Message::totp_none());
                return Ok(Outcome::Again);
            }
            return Ok(Outcome::Changed(changed(signed, Event::CredentialRenamed, None, None)));
        }
        if credentials::get_in(tx, cx.project(), identity, ID).await?.is_some() {
            if !signed.has(ID) {
                let why = "There is a sign-in app already, which is not asked for at present.";
                flow.complain(Message::generic(why));
                return Ok(Outcome::Again);
            }
            return Ok(Outcome::Changed(changed(signed, Event::CredentialAdded, None, None)));
        }
        let Some(typed) = attempt.form.text(FIELD) else {
            flow.complain_at(FIELD, Message::required(FIELD));
            return Ok(Outcome::Again);
        };
        if is_stale(cx, flow) {
            // The page shows what the flow offers when it is answered.
            offer(cx, flow);
            flow.complain_at(FIELD, Message::generic(STALE));
            return Ok(Outcome::Again);
        }
        let secret = pending(cx, flow);
        let step = secret.as_ref().and_then(|secret| otp::step(secret, typed, cx.now));
        let (Some(secret), Some(step)) = (secret, step) else {
            flow.complain_at(FIELD, Message::totp_wrong());
            return Ok(Outcome::Again);
        };
        if cx.app.code_policy.required_with.totp() && lookup_secret::lacks(cx, signed) {
            flow.body.nodes.retain(|node| node.group != Group::TOTP);
            flow.remember(PROVED, Proven { session: signed.session.id, step });
            return Ok(lookup_secret::require(cx, flow, signed));
        }
        enrol(cx, tx, signed, &secret, step);
        let proved = Some(Proved { renews: true });
        Ok(Outcome::Changed(changed(signed, Event::CredentialAdded, proved, Some(ADDED))))
    }
}

fn enrol(cx: &Cx, tx: &mut Tx, signed: &Signed, secret: &Secret<Vec<u8>>, step: i64) {
    let (issuer, account) = names(cx, signed);
    repudiation::keep(cx, tx, signed, ID);
    put(cx, tx, signed.identity.id, secret, (&issuer, &account), step);
}

async fn unlink(cx: &Cx, tx: &mut Tx, signed: &Signed) -> Result<Outcome> {
    let (project, id) = (cx.project(), signed.identity.id);
    repudiation::keep(cx, tx, signed, ID);
    let was_there = credentials::delete(tx, project, id, ID).await?;
    store::remove(tx, project, id);
    if was_there {
        strong_factors::removed(cx, tx, signed, ID).await?;
    }
    Ok(Outcome::Changed(changed(
        signed,
        Event::CredentialDeleted,
        None,
        Some("notice_totp_removed"),
    )))
}

fn changed(
    signed: &Signed,
    event: Event,
    proved: Option<Proved>,
    notice: Option<&'static str>,
) -> Changed {
    let along = Vec::new();
    Changed { identity: signed.identity.clone(), method: ID, event, proved, along, notice }
}
