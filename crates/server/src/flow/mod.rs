//! Self-service flows: the one engine.
//!
//! [`init`] makes a flow, [`fetch`] shows it, [`submit`] carries it on. Everything that all methods share is here and
//! nowhere else: CSRF, expiry, `return_to`, the assurance level, the privileged session and continuity, counting of
//! tries, the one write transaction of a submission, hooks, stored errors, and who is answered how. Kinds of flows
//! have a file each for what is theirs alone; methods only prove.
//!
//! A submission is: gates, count, prepare (outside any transaction), one write transaction that begins by locking the
//! flow's row, and the answer, which is sent only after the commit. It runs in a task of its own, so that a dropped
//! connection cannot cut it in half.

pub(crate) mod continuity;
mod dispatch;
pub(crate) mod errors;
mod expired;
pub(crate) mod gate;
pub(crate) mod held;
mod hooks;
pub(crate) mod login;
pub(crate) mod logout;
mod privilege;
mod reading;
mod ready;
pub(crate) mod recovery;
pub(crate) mod registration;
mod render;
mod resend;
pub(crate) mod return_to;
pub(crate) mod settings;
pub(crate) mod store;
mod submission;
pub(crate) mod verification;
mod work;

use model::flow::{Aal, Kind, State, Transport};
use model::id::{FlowId, IdentityId};
use model::ui::{Group, Node};
use model::{Message, Problem, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::Result;
use crate::http::answer::Answer;
use crate::http::negotiate;
use crate::identity::schema::Schema;
use crate::method::{METHODS, Method, part};
use crate::required;
use crate::session;

pub(crate) use expired::{expired_at, say_anew};
pub(crate) use reading::{fetch, fetch_for_page, load};
pub(crate) use submission::submit;

/// Under which a native flow remembers that it shows a CSRF token.
const SHOWS_TOKEN: &str = "csrf";

/// Under which a flow remembers the ways of its second step, in the order in which they are offered.
const WAYS: &str = "ways";

/// A flow.
pub(crate) struct Flow {
    pub(crate) id: FlowId,
    pub(crate) kind: Kind,
    pub(crate) transport: Transport,
    pub(crate) version: i64,
    /// Whose settings these are; whom a recovery found.
    pub(crate) identity_id: Option<IdentityId>,
    /// Hash of its browser's CSRF token; `None` where none is asked for.
    pub(crate) csrf: Option<[u8; 32]>,
    /// How often a mailed code was tried.
    pub(crate) submissions: i64,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// The button behind its link was pressed: the request is a browser's, whatever client the flow was made for.
    pub(crate) by_link: bool,
    pub(crate) body: Body,
}

/// The part of a flow that is stored as JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) request_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) return_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) active: Option<String>,
    pub(crate) state: State,
    pub(crate) requested_aal: Aal,
    /// The identity schema that was chosen for it; `None`: the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) identity_schema: Option<String>,
    #[serde(default)]
    pub(crate) refresh: bool,
    #[serde(default)]
    pub(crate) skip_settings: bool,
    pub(crate) updated_at: Timestamp,
    pub(crate) nodes: Vec<Node>,
    #[serde(default)]
    pub(crate) messages: Vec<Message>,
    /// What methods keep for themselves, each under its id; secrets in it are sealed.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) memory: Map<String, Value>,
}

impl Flow {
    /// A new flow of this request; nodes come from [`build`].
    pub(crate) fn new(
        cx: &Cx,
        kind: Kind,
        transport: Transport,
        lifespan: std::time::Duration,
    ) -> Self {
        let state = if kind == Kind::Settings { State::ShowForm } else { State::ChooseMethod };
        Self {
            id: FlowId::draw(cx.random(), "flow"),
            kind,
            transport,
            version: 0,
            identity_id: None,
            csrf: (transport == Transport::Browser).then(|| cx.request.csrf.hash()),
            submissions: 0,
            issued_at: cx.now,
            expires_at: cx.now.after(lifespan),
            by_link: false,
            body: Body {
                request_url: format!("{}{}", cx.app.public_url(), cx.request.path_to_keep()),
                return_to: cx.request.query("return_to").map(str::to_owned),
                active: None,
                state,
                requested_aal: Aal::Aal1,
                identity_schema: None,
                refresh: false,
                skip_settings: false,
                updated_at: cx.now,
                nodes: Vec::new(),
                messages: Vec::new(),
                memory: Map::new(),
            },
        }
    }

    /// What the accounts are made of that this flow signs up or in.
    pub(crate) fn schema<'a>(&self, cx: &'a Cx) -> &'a Schema {
        let chosen = self.body.identity_schema.as_deref();
        chosen.and_then(|id| cx.app.schemas.get(id)).unwrap_or_else(|| cx.app.schemas.default())
    }
    pub(crate) fn is_api(&self) -> bool {
        self.transport == Transport::Api && !self.by_link
    }
    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }
    /// The node of this name.
    pub(crate) fn node_mut(&mut self, id: &str) -> Option<&mut Node> {
        self.body.nodes.iter_mut().find(|node| node.id() == id)
    }
    /// Puts an error beside a field; a field that is not there is added to carry it (wire contract §1.3).
    pub(crate) fn complain_at(&mut self, id: &str, message: Message) {
        if let Some(node) = self.node_mut(id) {
            node.messages.push(message);
        } else {
            let mut node = Node::input(Group::DEFAULT, id, "text");
            node.messages.push(message);
            self.body.nodes.push(node);
        }
    }
    /// Puts a message above the form.
    pub(crate) fn complain(&mut self, message: Message) {
        self.body.messages.push(message);
    }
    /// Takes away every message.
    pub(crate) fn clear_messages(&mut self) {
        self.body.messages.clear();
        for node in &mut self.body.nodes {
            node.messages.clear();
        }
    }
    /// What a method kept.
    pub(crate) fn recall<T: serde::de::DeserializeOwned>(&self, key: &str) -> Option<T> {
        self.body.memory.get(key).and_then(|value| serde_json::from_value(value.clone()).ok())
    }
    /// Keeps something for a method.
    pub(crate) fn remember(&mut self, key: &str, value: impl Serialize) {
        self.body.memory.insert(key.into(), serde_json::to_value(value).unwrap_or_default());
    }
    pub(crate) fn forget(&mut self, key: &str) {
        self.body.memory.remove(key);
    }
    /// `transport`, and how the client wants its answers.
    pub(crate) fn style(&self, cx: &Cx) -> Style {
        match self.transport {
            Transport::Api if !self.by_link => Style::Api,
            _ if cx.request.wants_json() => Style::Spa,
            _ => Style::Browser,
        }
    }
    /// The page that shows this flow.
    pub(crate) fn ui_url(&self, cx: &Cx) -> String {
        return_to::with_query(&ui(cx, self.kind), &[("flow", &self.id.text())])
    }
}

/// Who drives a flow, and how they are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A native app: JSON, tokens.
    Api,
    /// A single-page app: JSON, cookies.
    Spa,
    /// A browser: redirects, cookies.
    Browser,
}

/// The page of a kind of flow: the operator's, or the built-in one.
pub(crate) fn ui(cx: &Cx, kind: Kind) -> String {
    own_page(cx, kind)
        .map_or_else(|| format!("{}/{kind}", cx.app.public_url()), ToString::to_string)
}

/// The operator's page.
fn own_page(cx: &Cx, kind: Kind) -> Option<&url::Url> {
    let flows = &cx.config().selfservice.flows;
    let configured = match kind {
        Kind::Login => &flows.login.ui_url,
        Kind::Registration => &flows.registration.ui_url,
        Kind::Settings => &flows.settings.ui_url,
        Kind::Recovery => &flows.recovery.ui_url,
        Kind::Verification => &flows.verification.ui_url,
    };
    configured.as_ref()
}

/// Makes the nodes of a flow: CSRF first, then each method's, sorted as clients expect.
pub(crate) fn build(cx: &Cx, flow: &mut Flow, signed: Option<&session::Signed>) {
    let flow_kind = flow.kind;
    let mut nodes = Vec::new();
    // Where a code proves an address, clients expect the token after the form (wire contract §2.3).
    let last = flow.kind == Kind::Verification && flow.body.active.as_deref() == Some("code");
    if !last {
        nodes.push(Node::csrf());
    }
    let shown = |method: &&&dyn Method| {
        let settings = signed.filter(|_| flow_kind == Kind::Settings);
        method.enabled(cx.config())
            && settings.is_none_or(|signed| required::allows(cx, signed, method.id()))
    };
    for method in METHODS.iter().filter(shown) {
        if let Some(part) = part(*method, flow.kind) {
            for node in part.nodes(cx, flow, signed) {
                place(&mut nodes, node);
            }
        }
    }
    if last {
        nodes.push(Node::csrf());
    }
    flow.body.nodes = nodes;
    let ways = signed.filter(|_| flow.kind == Kind::Login && flow.body.requested_aal == Aal::Aal2);
    if let Some(signed) = ways.filter(|_| cx.config().compatibility == Compatibility::Readmit) {
        flow.remember(WAYS, &signed.factors);
    }
    sort(cx, flow);
}

/// What several methods ask for (who it is, a script) stands in the form once, as the last of them has it.
fn place(nodes: &mut Vec<Node>, node: Node) {
    let button = node.as_input().is_some_and(|input| input.kind == "submit");
    let same = |it: &&mut Node| it.group == node.group && it.id() == node.id();
    match nodes.iter_mut().find(same).filter(|_| !button) {
        Some(there) => *there = node,
        None => nodes.push(node),
    }
}

/// The identity schema that whoever begins a flow chooses with `?identity_schema=` (wire contract §1.4, §1.5); 400 where
/// there is none of that id, or flows may not choose it.
fn chosen_schema(cx: &Cx) -> Result<Option<String>, Problem> {
    let Some(id) = cx.request.query("identity_schema").filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let identity = &cx.config().identity;
    match identity.schemas.iter().find(|schema| schema.id == id) {
        Some(found) if found.selfservice_selectable || id == identity.default_schema_id => {
            Ok(Some(id.to_owned()))
        }
        Some(_) => {
            let reason = format!("The identity schema \"{id}\" is not open to self-service.");
            Err(Problem::bad_request(reason))
        }
        None => Err(Problem::bad_request(format!("There is no identity schema \"{id}\"."))),
    }
}

/// Sorts the nodes of flows that have an order.
pub(crate) fn sort(cx: &Cx, flow: &mut Flow) {
    use model::ui::Order;
    let order = match flow.kind {
        Kind::Login => Order::Login,
        Kind::Registration => Order::Registration,
        Kind::Settings => Order::Settings,
        Kind::Recovery | Kind::Verification => return,
    };
    let traits = flow.schema(cx).trait_names();
    model::ui::sort(order, &mut flow.body.nodes, &traits);
    if let Some(ways) = flow.recall::<Vec<String>>(WAYS) {
        // What belongs to no way stays in front.
        let rank =
            |node: &Node| ways.iter().position(|way| way == node.group.name()).map(|at| at + 1);
        flow.body.nodes.sort_by_key(rank);
    }
}

/// GET `/self-service/<kind>/browser` and `/api`.
pub(crate) async fn init(cx: &Cx, kind: Kind, transport: Transport) -> Answer {
    let made = match kind {
        // Nobody is signed in for an OAuth2 server that would never hear of it.
        Kind::Login | Kind::Registration
            if cx.request.query("login_challenge").is_some_and(|c| !c.is_empty()) =>
        {
            let why = "Signing in for an OAuth2 server is not served.";
            Err(Problem::new(500, "invalid_configuration", why).into())
        }
        Kind::Login => login::init(cx, transport).await,
        Kind::Registration => registration::init(cx, transport).await,
        Kind::Settings => settings::init(cx, transport).await,
        Kind::Recovery => recovery::init(cx, transport).await,
        Kind::Verification => verification::init(cx, transport).await,
    };
    match made {
        Ok(answer) => answer,
        Err(error) if transport == Transport::Api => negotiate::envelope(cx, error),
        Err(error) => negotiate::told(cx, error).await,
    }
}

/// Stores a new flow and shows it: JSON, or the way to its page.
pub(crate) async fn begin(
    cx: &Cx,
    flow: &Flow,
    signed: Option<&session::Signed>,
) -> Result<Answer> {
    hooks::before(cx, flow, signed).await?;
    store::insert(cx.db(), cx.project(), flow).await?;
    if flow.is_api() || cx.request.accepts_json() {
        return Ok(Answer::ok(render::wire(cx, flow, signed).await?));
    }
    Ok(Answer::see_other(flow.ui_url(cx)))
}
