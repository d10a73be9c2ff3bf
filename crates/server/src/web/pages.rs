//! Handlers of the built-in pages of flows, of the start page and of the error page.
//!
//! A page exists only where the operator named no other (`ui_url`); else its route leads there. A page without a flow
//! starts one, and so does a page whose flow is gone or belongs to another browser: nobody is left with an error that
//! reloading would cure.

use axum::http::StatusCode;
use model::Timestamp;
use model::flow::Kind;
use model::text::Texts as _;
use serde_json::{Map, Value, json};

use super::account::{Account, account, names};
use super::kit;
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::flow;
use crate::flow::return_to::with_query;
use crate::http::answer::Answer;
use crate::required;
use crate::session::{self, Signed};

/// Parameter of a flow's start that its page reads back from `request_url`: it replaces one that was gone.
const ANEW: &str = "anew";

/// GET `/login`.
pub(crate) async fn login(cx: &Cx) -> Result<Answer> {
    let mut flow = match open(cx, Kind::Login).await? {
        Opened::Flow(flow, _) => flow,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    say_anew(cx, &mut flow, 4_010_001);
    let mut page = Map::new();
    if let Some(method) = cx.request.query("method") {
        page.insert("method".into(), method.into());
    }
    // Whoever is asked for more than the first step may also leave.
    let signed_in =
        is(&flow, "/requested_aal", "aal2") || flow.get("refresh") == Some(&Value::Bool(true));
    if signed_in && let Some(signed) = session::current(cx).await? {
        page.insert("links".into(), logout(cx, &signed));
        page.insert("names".into(), names(cx, &signed).await?);
        page.insert("recovered".into(), signed.session.is_recovered().into());
        let kit = kit::of(cx, &flow, &signed).await?;
        let context = json!({ "page": page, "flow": flow, "kit": kit });
        return show(cx, "pages/login.html", "login-title", context);
    }
    show(cx, "pages/login.html", "login-title", json!({ "page": page, "flow": flow }))
}

/// GET `/registration`.
pub(crate) async fn registration(cx: &Cx) -> Result<Answer> {
    plain(cx, Kind::Registration, 4_040_001).await
}

/// GET `/recovery`.
pub(crate) async fn recovery(cx: &Cx) -> Result<Answer> {
    plain(cx, Kind::Recovery, 4_060_005).await
}

/// GET `/verification`.
pub(crate) async fn verification(cx: &Cx) -> Result<Answer> {
    plain(cx, Kind::Verification, 4_070_005).await
}

async fn plain(cx: &Cx, kind: Kind, anew: u32) -> Result<Answer> {
    match open(cx, kind).await? {
        Opened::Flow(mut flow, next_mail) => {
            say_anew(cx, &mut flow, anew);
            let wait = next_mail.map_or(0, |at| at.since(cx.now).as_millis().div_ceil(1000));
            show(
                cx,
                &format!("pages/{kind}.html"),
                &format!("{kind}-title"),
                json!({ "page": { "resend_in": u64::try_from(wait).unwrap_or(0) }, "flow": flow }),
            )
        }
        Opened::Elsewhere(answer) => Ok(answer),
    }
}

/// GET `/settings`.
pub(crate) async fn settings(cx: &Cx) -> Result<Answer> {
    let mut flow = match open(cx, Kind::Settings).await? {
        Opened::Flow(flow, _) => flow,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let Some(signed) = session::current(cx).await? else {
        return Ok(back_to_settings(cx));
    };
    if offers_too_much(cx, &flow, &signed) {
        // It was made before something else came first.
        let back = flow.get("return_to").and_then(Value::as_str);
        return Ok(Answer::see_other(flow::settings::start(cx, back)));
    }
    say_anew(cx, &mut flow, 4_050_001);
    let account = account(cx, &signed).await?;
    let mut context = json!({
        "page": { "recovered": account.recovered, "is_back": account.is_back, "links": logout(cx, &signed),
            "owed": !required::owed(cx, &signed).is_empty() },
        "account": account.context,
    });
    if let Some(map) = context.as_object_mut() {
        map.insert("kit".into(), json!(kit::kit(cx, &flow, &account)?));
        map.insert("flow".into(), flow);
    }
    show(cx, "pages/settings.html", "settings-title", context)
}

/// Whether the flow shows forms that the account cannot use before it did something else.
fn offers_too_much(cx: &Cx, flow: &Value, signed: &Signed) -> bool {
    let nodes = flow.pointer("/ui/nodes").and_then(Value::as_array);
    nodes.into_iter().flatten().any(|node| {
        let group = node.get("group").and_then(Value::as_str).unwrap_or_default();
        // The script of keys belongs to both kinds.
        let form = group != "default" && !is(node, "/type", "script");
        form && !required::allows(cx, signed, group)
    })
}

/// Whether the text at `pointer` (RFC 6901) is `wanted`.
fn is(value: &Value, pointer: &str, wanted: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_str) == Some(wanted)
}

/// GET `/`.
pub(crate) async fn home(cx: &Cx) -> Result<Answer> {
    let context = match owner(cx, "/").await? {
        Owner::Nobody => json!({}),
        Owner::Elsewhere(answer) => return Ok(answer),
        Owner::Here(signed, account) => json!({
            "page": { "links": logout(cx, &signed) },
            "account": account.context,
        }),
    };
    show(cx, "pages/home.html", "home-title", context)
}

/// The message whose text is its reason.
const GENERIC: u32 = 4_000_001;

/// GET `/error?id=`.
pub(crate) async fn error(cx: &Cx) -> Result<Answer> {
    let id = cx.request.query("id").unwrap_or_default();
    if let Some(page) = &cx.config().selfservice.flows.error.ui_url {
        return Ok(Answer::see_other(with_query(page.as_str(), &[("id", id)])));
    }
    let stored = match flow::errors::find(cx, id).await {
        Ok(stored) => stored,
        Err(Error::Problem(problem)) if problem.code == 404 => json!({ "error": { "code": 404 } }),
        Err(other) => return Err(other),
    };
    let code = stored.pointer("/error/code").and_then(Value::as_u64);
    let status = code.and_then(|code| u16::try_from(code).ok()).unwrap_or(500);
    // What went wrong inside the server helps nobody who reads the page.
    let reason = stored.pointer("/error/reason").filter(|_| status < 500).map(|reason| {
        let context = Map::from_iter([("reason".to_owned(), reason.clone())]);
        cx.app.pages.texts(cx).text(GENERIC, &context)
    });
    let request_id = stored.pointer("/error/request");
    let context =
        json!({ "error": { "status": status, "reason": reason, "request_id": request_id } });
    let page = cx.app.pages.page(cx, "pages/error.html", "error-title", context)?;
    Ok(cx
        .app
        .pages
        .answer(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page))
}

/// What a browser sees at an address that nothing is served at.
pub(crate) fn not_found(cx: &Cx) -> Result<Answer> {
    let context = json!({ "error": { "status": 404, "reason": null, "request_id": null } });
    let page = cx.app.pages.page(cx, "pages/error.html", "error-title", context)?;
    Ok(cx.app.pages.answer(StatusCode::NOT_FOUND, page))
}

/// Renders a page and answers with it.
pub(super) fn show(cx: &Cx, template: &str, title_key: &str, context: Value) -> Result<Answer> {
    let page = cx.app.pages.page(cx, template, title_key, context)?;
    Ok(cx.app.pages.answer(StatusCode::OK, page))
}

/// The links that only somebody who is signed in has.
pub(super) fn logout(cx: &Cx, signed: &Signed) -> Value {
    json!({ "logout": flow::logout::link(cx, signed) })
}

/// Where a flow begins.
fn start(cx: &Cx, kind: Kind) -> String {
    format!("{}/self-service/{kind}/browser", cx.app.public_url())
}

/// What the address of a flow's page leads to.
enum Opened {
    /// The flow, and from when on its page offers another mail.
    Flow(Value, Option<Timestamp>),
    Elsewhere(Answer),
}

async fn open(cx: &Cx, kind: Kind) -> Result<Opened> {
    let elsewhere = |to: String| Ok(Opened::Elsewhere(Answer::see_other(to)));
    let page = flow::ui(cx, kind);
    if page != format!("{}/{kind}", cx.app.public_url()) {
        let query = cx.request.query_pairs().iter();
        let query: Vec<(&str, &str)> = query.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        return elsewhere(if query.is_empty() { page } else { with_query(&page, &query) });
    }
    if cx.request.query("flow").is_none() {
        let begin = start(cx, kind);
        let return_to = cx.request.query("return_to");
        return elsewhere(match return_to {
            Some(to) => with_query(&begin, &[("return_to", to)]),
            None => begin,
        });
    }
    match flow::fetch_for_page(cx, kind).await {
        Ok((flow, next_mail)) => Ok(Opened::Flow(flow, next_mail)),
        Err(Error::Problem(problem)) => match problem.code {
            401 => Ok(Opened::Elsewhere(back_to_settings(cx))),
            403 | 404 | 410 => {
                // An expired flow says where it began, with its `return_to`.
                let again = problem.details.get("redirect_to").and_then(Value::as_str);
                let again = again.map_or_else(|| start(cx, kind), str::to_owned);
                elsewhere(with_query(&again, &[(ANEW, "true")]))
            }
            _ => Err(Error::Problem(problem)),
        },
        Err(other) => Err(other),
    }
}

/// The way to sign in for whoever wants to see settings.
fn back_to_settings(cx: &Cx) -> Answer {
    sign_in(cx, &[], "/self-service/settings/browser")
}

/// Tells the reader of a flow that replaces another one, unless it says something already.
fn say_anew(cx: &Cx, flow: &mut Value, id: u32) {
    let replaces = flow
        .get("request_url")
        .and_then(Value::as_str)
        .and_then(|url| url::Url::parse(url).ok())
        .is_some_and(|url| url.query_pairs().any(|(name, value)| name == ANEW && value == "true"));
    let silent = flow.pointer("/ui/messages").and_then(Value::as_array).is_none_or(Vec::is_empty);
    if replaces && silent && !is(flow, "/state", "success") {
        let text = cx.app.pages.texts(cx).text(id, &Map::new());
        if let Some(ui) = flow.get_mut("ui").and_then(Value::as_object_mut) {
            ui.insert("messages".into(), json!([{ "id": id, "text": text, "type": "info" }]));
        }
    }
}

/// Whose page it is.
pub(super) enum Owner {
    Nobody,
    Here(Box<Signed>, Account),
    Elsewhere(Answer),
}

/// Who is signed in, if they may see their account here: the second step is taken, and after a recovery the new
/// password is chosen. `path` is the page to come back to.
pub(super) async fn owner(cx: &Cx, path: &str) -> Result<Owner> {
    let Some(signed) = session::current(cx).await? else {
        // Whoever has something to do first is led there.
        let back = format!("{}{path}", cx.app.public_url());
        let start = |_| Owner::Elsewhere(Answer::see_other(flow::settings::start(cx, Some(&back))));
        return Ok(session::owing(cx).await?.map_or(Owner::Nobody, start));
    };
    if !signed.satisfies(cx, cx.config().session.whoami.required_aal) {
        return Ok(Owner::Elsewhere(sign_in(cx, &[("aal", "aal2")], path)));
    }
    let account = account(cx, &signed).await?;
    if account.recovered {
        return Ok(Owner::Elsewhere(Answer::see_other(start(cx, Kind::Settings))));
    }
    Ok(Owner::Here(Box::new(signed), account))
}

/// The way to sign in and back to the page at `path`.
pub(super) fn sign_in(cx: &Cx, how: &[(&str, &str)], path: &str) -> Answer {
    let back = format!("{}{path}", cx.app.public_url());
    let query: Vec<(&str, &str)> =
        how.iter().copied().chain([("return_to", back.as_str())]).collect();
    Answer::see_other(with_query(&start(cx, Kind::Login), &query))
}
