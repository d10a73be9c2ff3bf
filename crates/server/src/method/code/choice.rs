//! Recovery with a choice of addresses (wire contract §3.8, `feature_flags.choose_recovery_address`): the screens before
//! the code.
//!
//! Whoever knows one address of an account is to learn neither the others nor that there is an account. So everybody is
//! asked the same: shall the code go to the address that was typed, or to another one of theirs, which they then write
//! out? With `selfservice.flows.recovery.list_addresses` the account's addresses are shown, masked, as Kratos does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::Tx;
use model::Message;
use model::flow::State;
use model::identity::Via;
use model::secret::same;
use model::ui::{Group, Node};
use sha2::{Digest, Sha256};

use super::{ID, recovery};
use crate::app::Cx;
use crate::config::Compatibility;
use crate::error::Result;
use crate::flow::Flow;
use crate::http::form::Form;
use crate::identity::store as identities;
use crate::keys::Purpose;
use crate::method::address::{self, masked};
use crate::method::mailed::{self, Entered};
use crate::method::{Attempt, Outcome, Prepared};

/// The field of the first screen; later ones carry it along.
const GIVEN: &str = "recovery_address";
const SELECTED: &str = "recovery_select_address";
/// The field with an address written out, and the button for another code.
const CONFIRMED: &str = "recovery_confirm_address";
/// The choices where the account's addresses are not shown.
const ENTERED: &str = "entered";
const OTHER: &str = "other";
/// Label of [`OTHER`]; this number is our own.
const OTHER_LABEL: u32 = 1_079_001;

/// Whether a flow stands at one of these screens.
pub(super) fn concerns(flow: &Flow) -> bool {
    matches!(
        flow.body.state,
        State::AwaitingAddress
            | State::AwaitingChoice
            | State::ConfirmingAddress
            | State::AwaitingCode
    )
}

/// The state decides, so no method has to be named.
pub(super) fn accepts(form: &Form) -> bool {
    form.text("method").is_none_or(|method| method == ID)
}

/// Whether the submission, on the last of these screens, tries a code.
pub(super) fn tries(form: &Form) -> bool {
    form.text("code").is_some() && !goes_back(form)
}

fn goes_back(form: &Form) -> bool {
    form.text("screen") == Some("previous")
}

/// What a submission leads to.
enum Step {
    /// A field is missing.
    Missing(&'static str),
    /// Something was chosen that was not offered.
    NotOffered,
    /// The first screen.
    Ask,
    /// The choice.
    Offer(Vec<Offer>),
    /// The chosen address has to be written out.
    Confirm(Option<Via>),
    /// A mail to what was typed in this field, and then the code is asked for.
    Mail(&'static str),
    /// A code is tried.
    Judge,
}

/// An address to choose, or the words for it.
struct Offer {
    value: String,
    /// How it is reached, where that is known.
    via: Option<Via>,
    label: Message,
}

/// What was found out before the transaction.
struct Planned {
    /// Of this state.
    state: State,
    step: Step,
    mail: Prepared,
}

/// Looks up what the account has, where that is shown, and renders the mail if one is due.
pub(super) async fn prepare(cx: &Cx, flow: &Flow, attempt: &Attempt) -> Result<Prepared> {
    let list = cx.config().selfservice.flows.recovery.list_addresses;
    // Later screens need no addresses, unless it goes back to theirs.
    let offered = matches!(flow.body.state, State::AwaitingAddress | State::AwaitingChoice)
        || goes_back(&attempt.form);
    let given = attempt.form.text(GIVEN).filter(|_| offered);
    let offers = match given {
        Some(given) if list => listed(cx, given).await?,
        Some(given) => unlisted(&address::normalised(cx, given).1),
        None => Vec::new(),
    };
    let step = plan(cx, flow.body.state, &attempt.form, offers);
    let mail = match step {
        Step::Mail(field) => {
            let entered = Entered::of(attempt, field);
            mailed::prepare(cx, flow, entered, recovery::brings(cx)).await?
        }
        _ => Prepared::Nothing,
    };
    Ok(Prepared::ready(Planned { state: flow.body.state, step, mail }))
}

/// All addresses of the account that `given` is one of, masked; an unknown one stands by itself.
async fn listed(cx: &Cx, given: &str) -> Result<Vec<Offer>> {
    let (via, given) = address::normalised(cx, given);
    let found =
        identities::by_address(cx.db(), cx.project(), identities::RECOVERY, (via, &given)).await?;
    let mut values: Vec<(String, Option<Via>)> = found.map_or_else(Vec::new, |identity| {
        let usable = identity.recovery_addresses.into_iter().filter(|a| a.usable(cx.now));
        let reached = usable.filter(|a| a.via == Via::Email || cx.app.courier.texts());
        reached.map(|a| (a.value, Some(a.via))).collect()
    });
    if values.is_empty() {
        values.push((given, None));
    }
    values.sort_by(|(one, _), (other, _)| one.cmp(other));
    let offer = |(value, via): (String, _)| {
        let label = Message::verbatim(&masked(&value));
        Offer { value: hash(cx, &value), via, label }
    };
    Ok(values.into_iter().map(offer).collect())
}

/// The same two choices for everybody.
fn unlisted(given: &str) -> Vec<Offer> {
    vec![
        Offer { value: ENTERED.into(), via: None, label: Message::verbatim(&masked(given)) },
        Offer { value: OTHER.into(), via: None, label: Message::info(OTHER_LABEL) },
    ]
}

fn plan(cx: &Cx, state: State, form: &Form, offers: Vec<Offer>) -> Step {
    let given = form.text(GIVEN);
    let missing = |field| form.text(field).is_none();
    // With one address there is nothing to choose.
    let several = offers.len() > 1;
    if goes_back(form) {
        let to_choice = matches!(state, State::ConfirmingAddress | State::AwaitingCode);
        return if several && to_choice { Step::Offer(offers) } else { Step::Ask };
    }
    match state {
        State::AwaitingAddress if missing(GIVEN) => Step::Missing(GIVEN),
        State::AwaitingAddress if several => Step::Offer(offers),
        State::AwaitingAddress => Step::Mail(GIVEN),
        State::AwaitingChoice => match (form.text(SELECTED), given) {
            (None, _) => Step::Missing(SELECTED),
            (_, None) => Step::Missing(GIVEN),
            (Some(selected), Some(given)) => choose(cx, selected, given, &offers),
        },
        State::AwaitingCode if form.text("code").is_some() => Step::Judge,
        _ if missing(CONFIRMED) => Step::Missing(CONFIRMED),
        _ => Step::Mail(CONFIRMED),
    }
}

/// The address that was typed in the beginning is not asked for again.
fn choose(cx: &Cx, selected: &str, given: &str, offers: &[Offer]) -> Step {
    let mut offered = None;
    for offer in offers {
        if same(offer.value.as_bytes(), selected.as_bytes()) {
            offered = Some(offer.via);
        }
    }
    let (_, given) = address::normalised(cx, given);
    let first = same(selected.as_bytes(), hash(cx, &given).as_bytes()) || selected == ENTERED;
    match (offered, first) {
        (None, _) => Step::NotOffered,
        (Some(_), true) => Step::Mail(GIVEN),
        (Some(via), false) => Step::Confirm(via),
    }
}

/// Decides, inside the submission's transaction.
pub(super) async fn submit(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    prepared: Prepared,
) -> Result<Outcome> {
    if matches!(prepared, Prepared::Throttled) {
        return judged(cx, tx, flow, attempt, true).await;
    }
    // Another submission may have been faster since.
    let planned = prepared.take::<Planned>().filter(|planned| planned.state == flow.body.state);
    let Some(Planned { step, mail, .. }) = planned else {
        return Err(db::Error::Outdated.into());
    };
    let given = attempt.form.text(GIVEN).unwrap_or_default();
    match step {
        Step::Missing(field) => {
            flow.complain_at(field, Message::required(field));
            return Ok(Outcome::Again);
        }
        Step::NotOffered => {
            flow.complain(Message::generic("This address was not among those to choose from."));
            return Ok(Outcome::Again);
        }
        Step::Ask => show(flow, State::AwaitingAddress, address_nodes(), None),
        Step::Offer(offers) => {
            if let Err(errors) = address::read(cx, given, true) {
                for message in errors {
                    flow.complain_at(GIVEN, message);
                }
                return Ok(Outcome::Again);
            }
            let message = Some(Message::recovery_choose_address());
            show(flow, State::AwaitingChoice, choice_nodes(&offers, given), message);
        }
        Step::Confirm(via) => {
            let message = Some(Message::recovery_confirm_address());
            show(flow, State::ConfirmingAddress, confirm_nodes(cx, via, given), message);
        }
        Step::Mail(field) => {
            let entered = Entered::of(attempt, field);
            let outcome = mailed::address(cx, tx, flow, entered, mail).await?;
            let Outcome::Step = outcome else {
                return Ok(outcome);
            };
            let to = entered.address.unwrap_or_default();
            let to_whom = masked(&address::normalised(cx, to).1);
            let message = Some(Message::recovery_code_sent_to(&to_whom));
            show(flow, State::AwaitingCode, code_nodes(cx, to, given), message);
        }
        Step::Judge => return judged(cx, tx, flow, attempt, false).await,
    }
    Ok(Outcome::Step)
}

/// As on the other way to a code, but what the client wants back is not told with a wrong one (a recording).
async fn judged(
    cx: &Cx,
    tx: &mut Tx,
    flow: &mut Flow,
    attempt: &Attempt,
    throttled: bool,
) -> Result<Outcome> {
    let outcome = recovery::judge(cx, tx, flow, attempt, throttled).await?;
    Ok(if matches!(outcome, Outcome::Step) { Outcome::Sent } else { outcome })
}

fn show(flow: &mut Flow, state: State, nodes: Vec<Node>, message: Option<Message>) {
    flow.body.state = state;
    flow.body.nodes = vec![Node::csrf()];
    flow.body.nodes.extend(nodes);
    if let Some(message) = message {
        flow.complain(message);
    }
}

/// The fields of the first screen.
pub(super) fn address_nodes() -> Vec<Node> {
    vec![
        Node::input(Group::CODE, GIVEN, "text").required().label(Message::info(1_070_016)),
        proceed(),
    ]
}

fn choice_nodes(offers: &[Offer], given: &str) -> Vec<Node> {
    let button = |offer: &Offer| {
        let node = Node::input(Group::CODE, SELECTED, "submit").value(offer.value.as_str());
        node.label(offer.label.clone())
    };
    let mut nodes: Vec<Node> = offers.iter().map(button).collect();
    nodes.push(Node::hidden(Group::CODE, "method", ID));
    nodes.push(Node::hidden(Group::CODE, GIVEN, given));
    nodes
}

fn confirm_nodes(cx: &Cx, via: Option<Via>, given: &str) -> Vec<Node> {
    let field = |kind, label| {
        Node::input(Group::CODE, CONFIRMED, kind).value("").required().label(Message::info(label))
    };
    vec![
        match via {
            Some(Via::Sms) => field("tel", 1_070_017),
            Some(Via::Email) => field("email", 1_070_007),
            None => address::field(cx, CONFIRMED).value(""),
        },
        Node::hidden(Group::CODE, GIVEN, given),
        proceed(),
        Node::hidden(Group::CODE, "method", ID),
        back(),
    ]
}

fn code_nodes(cx: &Cx, to: &str, given: &str) -> Vec<Node> {
    vec![
        recovery::code_node(cx),
        proceed(),
        Node::hidden(Group::CODE, "method", ID),
        Node::submit(Group::CODE, CONFIRMED, to, 1_070_008),
        Node::hidden(Group::CODE, GIVEN, given),
        back(),
    ]
}

fn proceed() -> Node {
    Node::submit(Group::CODE, "method", ID, 1_070_009)
}

fn back() -> Node {
    Node::submit(Group::CODE, "screen", "previous", 1_060_007)
}

/// By what a listed address is chosen. Clients of Kratos may know it; elsewhere it tells nothing of the address.
fn hash(cx: &Cx, address: &str) -> String {
    match cx.config().compatibility {
        Compatibility::Kratos => STANDARD.encode(Sha256::digest(address.as_bytes())),
        Compatibility::Readmit => {
            let parts = [b"recovery_choice".as_slice(), address.as_bytes()];
            STANDARD.encode(cx.keys().mac(Purpose::Subject, &parts))
        }
    }
}
