//! Required actions: what an account has to do before its sessions are good for anything else.
//!
//! An administrator gives one to an account, the configuration to every new one; and the policies of the second step
//! and of recovery codes demand them of whoever does not fulfil them yet. A session that owes one is let in to settings,
//! to sign-in and out again ([`crate::session::usable`] is the one place that all routes go through); in settings only
//! what is owed can be done. What an action is fulfilled by is said here; doing it is the methods' part.

pub(crate) mod admin;
mod store;

use db::Tx;
use model::id::IdentityId;
use model::identity::Identity;
use model::{Message, Problem};

use crate::app::Cx;
use crate::config::Config;
use crate::flow;
use crate::method::{METHODS, lookup_secret};
use crate::session::Signed;

/// Every action, in the order in which they are asked for. All but `verification` are methods of settings.
pub(crate) const ACTIONS: [&str; 6] =
    ["verification", "password", "totp", "webauthn", "passkey", "lookup_secret"];
const CODES: &str = "lookup_secret";
const VERIFICATION: &str = "verification";

/// What the session's account has to do now. Of second factors that are alternatives any one is enough.
pub(crate) fn owed(cx: &Cx, signed: &Signed) -> Vec<&'static str> {
    let config = cx.config();
    let given = &signed.identity.required_actions;
    let demanded = demanded(cx, signed);
    ACTIONS
        .into_iter()
        .filter(|action| can_be_done(config, action))
        // One that the account may have and is never asked for holds nobody up.
        .filter(|action| !closed(config, signed, action))
        .filter(|action| {
            let has = fulfilled(signed, action);
            given.iter().any(|it| it == action) && !has || demanded.contains(action)
        })
        .collect()
}

/// Whether anything is owed.
pub(crate) fn owes(cx: &Cx, signed: &Signed) -> bool {
    !owed(cx, signed).is_empty()
}

fn closed(config: &Config, signed: &Signed, action: &str) -> bool {
    let steps = &config.selfservice.flows.login.second_factor;
    let is_step = METHODS.iter().any(|m| m.id() == action && m.second_factor(config));
    is_step && steps.closes(action, &signed.factors)
}

/// What the policies demand of an account that does not have it.
fn demanded<'a>(cx: &'a Cx, signed: &Signed) -> Vec<&'a str> {
    let steps = cx.config().selfservice.flows.login.second_factor.demanded();
    let mut out = Vec::new();
    if !steps.iter().any(|method| signed.has(method)) {
        out.extend(steps);
    }
    let with = cx.app.code_policy.required_with;
    let beside = with.totp() && signed.has("totp") || with.webauthn() && signed.has("webauthn");
    if beside && lookup_secret::lacks(cx, signed) {
        out.push(CODES);
    }
    out
}

/// Whether what an action is for is there already. A password has to be a new one, which only its change can tell.
fn fulfilled(signed: &Signed, action: &str) -> bool {
    match action {
        "password" => false,
        VERIFICATION => {
            let addresses = &signed.identity.verifiable_addresses;
            addresses.is_empty() || addresses.iter().any(|address| address.verified)
        }
        factor => signed.has(factor),
    }
}

/// Whether the action is possible: one whose method was switched off afterwards holds nobody up.
pub(crate) fn can_be_done(config: &Config, action: &str) -> bool {
    if action == VERIFICATION {
        return config.selfservice.flows.verification.enabled;
    }
    METHODS.iter().any(|method| {
        method.id() == action && method.enabled(config) && method.settings().is_some()
    })
}

/// Whether settings may use `method` while something is owed. Codes may be confirmed beside what needs them.
pub(crate) fn allows(cx: &Cx, signed: &Signed, method: &str) -> bool {
    let owed = owed(cx, signed);
    let with = cx.app.code_policy.required_with;
    let brings_codes = |action: &&str| match *action {
        "totp" => with.totp(),
        "webauthn" => with.webauthn(),
        _ => false,
    };
    owed.is_empty()
        || owed.contains(&method)
        || method == "password" && signed.session.is_recovered()
        // Whoever mistyped their address has to be able to mend it.
        || method == "profile" && owed.contains(&VERIFICATION)
        || method == CODES && owed.iter().any(brings_codes)
}

/// Actions were fulfilled: they are not asked for again.
pub(crate) fn done<'a>(
    cx: &Cx,
    tx: &mut Tx,
    identity: &mut Identity,
    actions: impl Iterator<Item = &'a str>,
) {
    for action in actions {
        if identity.required_actions.iter().any(|it| it == action) {
            identity.required_actions.retain(|it| it != action);
            store::remove(cx, tx, identity.id, action);
        }
    }
}

/// An address of the account was proved.
pub(crate) fn verified(cx: &Cx, tx: &mut Tx, identity: IdentityId) {
    store::remove(cx, tx, identity, VERIFICATION);
}

/// What settings say above their form.
pub(crate) fn message(cx: &Cx, signed: &Signed) -> Option<Message> {
    let owed = owed(cx, signed);
    (!owed.is_empty()).then(|| Message::actions_required(&owed))
}

/// 403: something has to be done first, and where.
pub(crate) fn refusal(cx: &Cx, signed: &Signed) -> Problem {
    let to = flow::settings::start(cx, None);
    let reason = "Before anything else, finish what your account needs.";
    Problem::new(403, "session_action_required", reason)
        .detail("actions", serde_json::json!(owed(cx, signed)))
        .detail("redirect_browser_to", to.as_str())
        .extra("redirect_browser_to", to)
}

/// The actions that `words` name, in their order, each once; `Err` is one that there is none of.
pub(crate) fn parse<'a>(words: impl Iterator<Item = &'a str>) -> Result<Vec<String>, &'a str> {
    let words: Vec<&str> = words.collect();
    if let Some(unknown) = words.iter().find(|word| !ACTIONS.contains(word)) {
        return Err(unknown);
    }
    let named = ACTIONS.into_iter().filter(|action| words.contains(action));
    Ok(named.map(str::to_owned).collect())
}
