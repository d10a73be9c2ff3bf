//! A recovery link that an administrator makes and hands over (Kratos admin contract §3.10).
//!
//! The link is told in this one answer and nowhere else; nothing is mailed, and using it does not prove an address.

use model::Problem;
use model::flow::Transport;
use model::id::IdentityId;
use serde_json::json;

use super::{ID, draw_token, url};
use crate::app::Cx;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::flow::{return_to, store as flows};
use crate::http::answer::Answer;
use crate::identity::store as identities;
use crate::method::code::administrator::{Wanted, flow_for, lifespan, read};
use crate::method::code::store::{self, For};
use crate::method::code::{Issued, keep};

/// POST `/admin/recovery/link`.
pub(crate) async fn create(cx: &Cx) -> Result<Answer> {
    let link = &cx.config().selfservice.methods.link;
    if !link.enabled {
        return Err(Problem::not_found("Recovery by link is switched off.").into());
    }
    let Wanted { identity_id, expires_in, .. } = read(cx)?;
    let lifespan = lifespan(expires_in.as_deref(), link.config.lifespan)?;
    return_to::check(cx)?;
    let unknown = || Problem::bad_request("There is no such identity.");
    let id = identity_id.as_deref().and_then(IdentityId::parse).ok_or_else(unknown)?;
    let identity = identities::get(cx.db(), cx.project(), id).await?.ok_or_else(unknown)?;

    let mut flow = flow_for(cx, Transport::Browser, lifespan, identity.id);
    flow.body.active = Some(ID.into());
    flow.body.return_to = cx.request.query("return_to").map(str::to_owned);
    flow.body.nodes.clear();
    let token = draw_token(cx);
    let expires_at = cx.now.after(lifespan);
    let mut tx = cx.db().write()?;
    flows::insert_in(&mut tx, cx.project(), &flow)?;
    let (purpose, secret, identity) = (For::RecoveryLink, &token, identity.id);
    let issued = Issued { flow: &flow, purpose, secret, identity, address: None, expires_at };
    store::supersede_recovery(cx, &mut tx, identity);
    keep(cx, &mut tx, &issued);
    audit::record(cx, &mut tx, Event::RecoveryLinkMade, identity);
    tx.commit().await?;
    let link = url(cx, &flow, &token);
    Ok(Answer::ok(json!({ "recovery_link": link, "expires_at": expires_at })))
}
