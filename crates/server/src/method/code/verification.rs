//! The mail that proves an address.

use db::Tx;
use model::id::IdentityId;
use model::identity::VerifiableAddress;
use serde_json::json;

use super::store::{self, For, New};
use crate::app::Cx;
use crate::courier::{self, Mail};
use crate::error::Result;
use crate::flow::{Flow, return_to};

/// Makes a code for the address and puts its mail into the outbox.
pub(crate) async fn send(
    cx: &Cx,
    tx: &mut Tx,
    flow: &Flow,
    identity: IdentityId,
    address: &VerifiableAddress,
) -> Result<()> {
    let code = super::draw(cx);
    let lifespan = cx.config().selfservice.methods.code.config.lifespan;
    let digest = super::digests(cx, flow, For::Verification, code.expose())
        .into_iter()
        .next()
        .unwrap_or_default();
    let expires_at = cx.now.after(lifespan);
    let new = New {
        flow: flow.id,
        purpose: For::Verification,
        identity,
        address: Some(address.id),
        digest,
        expires_at,
    };
    store::insert(cx, tx, new).await?;
    let base = format!("{}/self-service/verification", cx.app.public_url());
    let url = return_to::with_query(&base, &[("code", code.expose()), ("flow", &flow.id.text())]);
    let mail = Mail {
        to: address.value.clone(),
        template: "verification_code_valid",
        context: json!({
            "verification_code": code.expose(), "verification_url": url,
            "expires_in_minutes": lifespan.as_secs() / 60, "request_url": flow.body.request_url
        }),
        expires_at,
    };
    courier::enqueue(cx, tx, courier::render(cx, &mail)?).await?;
    Ok(())
}
