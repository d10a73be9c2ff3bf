//! The sheet of recovery codes: what the page prints, and the same as a file.
//!
//! A file is made of what the flow shows at this moment, so it is for the same eyes, and as short-lived, as the page
//! with the codes.

use axum::http::StatusCode;
use model::flow::Kind;
use recovery_codes::{OnUse, Order};
use serde_json::{Value, json};

use super::account::{Account, account};
use super::pdf;
use crate::app::Cx;
use crate::error::Result;
use crate::flow;
use crate::flow::return_to::with_query;
use crate::http::answer::{Answer, Content};
use crate::session::{self, Signed};

const CODES: &str = "lookup_secret_codes";

/// The same where the account is not read yet, which is only worth it for a page that shows codes.
pub(super) async fn of(cx: &Cx, flow: &Value, signed: &Signed) -> Result<Option<Value>> {
    if node(flow, CODES).is_none() {
        return Ok(None);
    }
    kit(cx, flow, &account(cx, signed).await?)
}

/// The member `kit` of a page that shows codes; `None`: it shows none.
pub(super) fn kit(cx: &Cx, flow: &Value, account: &Account) -> Result<Option<Value>> {
    let Some(codes) = node(flow, CODES) else {
        return Ok(None);
    };
    let url = flow::ui(cx, Kind::Login);
    let qr = cx.app.pages.qr(&url)?;
    // Codes that are not confirmed yet are new ones.
    let pending = node(flow, "lookup_secret_confirm").is_some();
    let old = account.codes.filter(|_| !pending);
    let (made_at, policy) = old.unwrap_or((cx.now, cx.app.code_policy));
    let how = match (policy.on_use, policy.order) {
        (OnUse::ReplaceAll, _) => "replace",
        (OnUse::Spend, Order::InSequence) => "sequence",
        (OnUse::Spend, Order::Any) => "any",
    };
    let (kind, id) = match text(flow, "/requested_aal") {
        Some(_) => (Kind::Login, text(flow, "/id")),
        None => (Kind::Settings, text(flow, "/id")),
    };
    let file = |name: &str| {
        let base = format!("{}/{kind}/{name}", cx.app.public_url());
        with_query(&base, &[("flow", id.unwrap_or_default())])
    };
    let secrets = codes.pointer("/attributes/text/context/secrets").and_then(Value::as_array);
    Ok(Some(json!({
        "url": url, "qr": qr, "made_at": made_at, "how": how,
        "account": account.context.get("identifier"),
        "text": file("codes.txt"), "pdf": file("codes.pdf"),
        "codes": secrets.into_iter().flatten().filter(|s| !is_used(s)).map(|s| s.get("text")).collect::<Vec<_>>(),
    })))
}

/// Whether it stands for a code that was used: a sheet has those that still work.
fn is_used(code: &Value) -> bool {
    code.get("id").and_then(Value::as_u64) == Some(1_050_014)
}

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Pdf,
}

impl Format {
    /// The one of this name; `None`: there is no such file.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "codes.txt" => Some(Self::Text),
            "codes.pdf" => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// GET `/settings/codes.txt` and the like: the sheet as a file.
pub(crate) async fn file(cx: &Cx, kind: Kind, format: Format) -> Result<Answer> {
    let back = || {
        let id = cx.request.query("flow").unwrap_or_default();
        Answer::see_other(with_query(&flow::ui(cx, kind), &[("flow", id)]))
    };
    let Some(signed) = session::current(cx).await? else {
        return Ok(back());
    };
    let Ok((shown, _)) = flow::fetch_for_page(cx, kind).await else {
        return Ok(back());
    };
    let Some(kit) = of(cx, &shown, &signed).await? else {
        return Ok(back());
    };
    let text = |template: &str| {
        cx.app.pages.page(cx, template, "kit-title", json!({ "kit": kit.clone() }))
    };
    let (content_type, body) = match format {
        Format::Text => ("text/plain; charset=utf-8", text("pages/kit.txt")?.into_bytes()),
        Format::Pdf => ("application/pdf", pdf::of(&text("pages/kit.pdf.txt")?)?),
    };
    let content_type = content_type.to_owned();
    Ok(Answer::new(StatusCode::OK, Content::Other { content_type, body }))
}

fn node<'a>(flow: &'a Value, name: &str) -> Option<&'a Value> {
    let nodes = flow.pointer("/ui/nodes").and_then(Value::as_array)?;
    nodes.iter().find(|node| {
        [text(node, "/attributes/name"), text(node, "/attributes/id")].contains(&Some(name))
    })
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}
