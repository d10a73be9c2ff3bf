//! A recovery code that an administrator makes and hands over (Kratos admin contract §3.10).
//!
//! The code is told in this one answer and nowhere else; nothing is mailed, and using it does not prove an address.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use model::flow::{Kind, State, Transport};
use model::id::IdentityId;
use model::identity::Via;
use model::ui::{Group, Node};
use model::{Problem, Secret, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::store::{self, For};
use super::{ID, Issued, draw, keep, recovery};
use crate::app::{App, Cx};
use crate::audit::{self, Event};
use crate::error::Result;
use crate::flow::{Flow, store as flows};
use crate::http::answer::Answer;
use crate::http::request::Body;
use crate::identity::{schema, store as identities};

/// What is asked for, for codes and for links.
#[derive(Deserialize)]
pub(in crate::method) struct Wanted {
    #[serde(default)]
    pub(in crate::method) identity_id: Option<String>,
    #[serde(default)]
    pub(in crate::method) expires_in: Option<String>,
    #[serde(default)]
    flow_type: Option<String>,
}

/// POST `/admin/recovery/code`.
pub(crate) async fn create(cx: &Cx) -> Result<Answer> {
    let methods = &cx.config().selfservice.methods;
    if !methods.code.enabled {
        return Err(Problem::not_found("Recovery by code is switched off.").into());
    }
    let wanted = read(cx)?;
    let lifespan = lifespan(wanted.expires_in.as_deref(), methods.code.config.lifespan)?;
    let transport = match wanted.flow_type.as_deref() {
        None | Some("" | "browser") => Transport::Browser,
        Some("api") => Transport::Api,
        Some(_) => return Err(Problem::bad_request("flow_type has to be browser or api.").into()),
    };
    let unknown = || Problem::not_found("There is no such identity.");
    let id = match wanted.identity_id.as_deref() {
        None | Some("") => return Err(unknown().into()),
        Some(text) => IdentityId::parse(text)
            .ok_or_else(|| Problem::bad_request("identity_id is no UUID."))?,
    };
    let identity = identities::get(cx.db(), cx.project(), id).await?.ok_or_else(unknown)?;
    let made = make(cx, identity.id, transport, lifespan).await?;
    let body = json!({
        "recovery_link": made.link, "recovery_code": made.code.expose(), "expires_at": made.expires_at
    });
    Ok(Answer::json(StatusCode::CREATED, body))
}

/// What was made.
pub struct Made {
    /// The page that takes the code.
    pub link: String,
    /// The code.
    pub code: Secret<String>,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Makes a code for the account with this address; `None` when nobody has it.
pub async fn recovery_code(app: &Arc<App>, address: &str) -> Result<Option<Made>> {
    let cx = Cx::internal(app.clone());
    let address = schema::normalise_identifier(address);
    let via = if schema::normalise_phone(&address).is_some() { Via::Sms } else { Via::Email };
    let found =
        identities::by_address(cx.db(), cx.project(), identities::RECOVERY, (via, &address))
            .await?;
    let Some(identity) = found else {
        return Ok(None);
    };
    let lifespan = cx.config().selfservice.methods.code.config.lifespan;
    make(&cx, identity.id, Transport::Browser, lifespan).await.map(Some)
}

async fn make(
    cx: &Cx,
    identity: IdentityId,
    transport: Transport,
    lifespan: Duration,
) -> Result<Made> {
    let flow = flow_for(cx, transport, lifespan, identity);
    let code = draw(cx);
    let expires_at = cx.now.after(lifespan);
    let mut tx = cx.db().write()?;
    flows::insert_in(&mut tx, cx.project(), &flow)?;
    let (purpose, secret) = (For::Recovery, &code);
    let issued = Issued { flow: &flow, purpose, secret, identity, address: None, expires_at };
    store::supersede_recovery(cx, &mut tx, identity);
    keep(cx, &mut tx, &issued);
    audit::record(cx, &mut tx, Event::RecoveryCodeMade, identity);
    tx.commit().await?;
    Ok(Made { link: flow.ui_url(cx), code, expires_at })
}

pub(in crate::method) fn read(cx: &Cx) -> Result<Wanted, Problem> {
    if cx.config().serve.admin.require_json {
        let json = cx
            .request
            .header("content-type")
            .is_some_and(|t| t.trim().starts_with("application/json"));
        if !json {
            return Err(Problem::new(415, "", "The content type has to be application/json."));
        }
    }
    let Body::Read(body) = &cx.request.body else {
        return Err(Problem::bad_request("").message("The request is too large."));
    };
    serde_json::from_slice(body)
        .map_err(|_| Problem::bad_request("The body is not the JSON that is expected."))
}

pub(in crate::method) fn lifespan(
    wanted: Option<&str>,
    usual: Duration,
) -> Result<Duration, Problem> {
    match wanted.filter(|text| !text.is_empty()) {
        None => Ok(usual),
        Some(text) => {
            crate::config::parse_duration(text).filter(|d| !d.is_zero()).ok_or_else(|| {
                Problem::bad_request("expires_in has to be a duration above zero, such as 1h30m.")
            })
        }
    }
}

pub(in crate::method) fn flow_for(
    cx: &Cx,
    transport: Transport,
    lifespan: Duration,
    identity: IdentityId,
) -> Flow {
    let least = cx.config().selfservice.flows.recovery.lifespan;
    let mut flow = Flow::new(cx, Kind::Recovery, transport, lifespan.max(least));
    // Whoever opens it is not the browser that made it.
    flow.csrf = None;
    flow.identity_id = Some(identity);
    flow.body.request_url =
        format!("{}{}", cx.config().serve.admin.base(), cx.request.path_and_query());
    flow.body.return_to = None;
    flow.body.active = Some(ID.into());
    flow.body.state = State::SentEmail;
    flow.body.nodes =
        vec![recovery::code_node(cx), Node::submit(Group::CODE, "method", ID, 1_070_009)];
    flow
}
