//! Which method takes a submission.

use model::flow::{Kind, State};
use model::{Message, Problem};

use super::Flow;
use crate::app::Cx;
use crate::config::{Compatibility, FlowMethod};
use crate::http::form::Form;
use crate::method::{METHODS, Method, Part, code, link, part};
use crate::session::Signed;

/// The method that takes the submission. One that is switched off but meant is 404 (wire contract §3.1).
pub(super) fn choose(
    cx: &Cx,
    flow: &Flow,
    form: &Form,
    signed: Option<&Signed>,
) -> Result<Option<(&'static dyn Method, &'static dyn Part)>, Problem> {
    let off = || Problem::not_found("This method is switched off.");
    if flow.by_link {
        // Links of recovery come with codes as well (`with_link`), where nobody may ask for a link alone.
        let methods = &cx.config().selfservice.methods;
        let with_code = flow.kind == Kind::Recovery && methods.code.config.with_link;
        let on = methods.link.enabled || with_code;
        let part = part(&link::Link, flow.kind).filter(|_| on).ok_or_else(off)?;
        return Ok(Some((&link::Link, part)));
    }
    let steps = &cx.config().selfservice.flows.login.second_factor;
    let closed = |method: &dyn Method| {
        let factors = signed.map_or(&[][..], |signed| &signed.factors);
        let step = flow.kind == Kind::Login && method.second_factor(cx.config());
        step && steps.closes(method.id(), factors)
    };
    for method in METHODS {
        let Some(part) = part(*method, flow.kind) else {
            continue;
        };
        if is_bare(cx, flow, form, method.id()) || is_the_other_way(cx, flow, method.id()) {
            continue;
        }
        let meant = part.accepts(flow, form)?;
        if method.enabled(cx.config()) && !closed(*method) {
            if meant {
                return Ok(Some((*method, part)));
            }
        } else if meant || form.text("method") == Some(method.id()) {
            return Err(off());
        }
    }
    let asked = form.text("method");
    if flow.kind == Kind::Login && matches!(asked, Some("webauthn" | "passkey" | "oidc" | "saml")) {
        return Err(off());
    }
    Ok(None)
}

/// Kratos takes keys for meant, except at sign-in, by what is done with them, not by `method` alone (wire contract §3.1).
fn is_bare(cx: &Cx, flow: &Flow, form: &Form, method: &str) -> bool {
    const GIVEN: [&str; 7] = [
        "webauthn_register",
        "webauthn_remove",
        "webauthn_rename",
        "passkey_register",
        "passkey_settings_register",
        "passkey_remove",
        "passkey_rename",
    ];
    cx.config().compatibility == Compatibility::Kratos
        && flow.kind != Kind::Login
        && matches!(method, "webauthn" | "passkey")
        && GIVEN.iter().all(|name| form.text(name).is_none_or(str::is_empty))
}

/// Whether the operator has nobody ask for this: codes where links are mailed (`use`). One that an administrator made is
/// past asking.
fn is_the_other_way(cx: &Cx, flow: &Flow, method: &str) -> bool {
    let flows = &cx.config().selfservice.flows;
    let used = match flow.kind {
        Kind::Recovery => flows.recovery.use_,
        Kind::Verification => flows.verification.use_,
        _ => return false,
    };
    method == code::ID && flow.body.state == State::ChooseMethod && used == FlowMethod::Link
}

/// Fields that are text wherever they stand.
const TEXTS: [&str; 13] = [
    "method",
    "identifier",
    "password_identifier",
    "password",
    "email",
    "code",
    "totp_code",
    "lookup_secret",
    "screen",
    "token",
    "recovery_address",
    "recovery_select_address",
    "recovery_confirm_address",
];

/// A field that should be text and is not.
pub(super) fn misfit(form: &Form) -> Option<Message> {
    let (name, found) =
        TEXTS.iter().find_map(|name| form.misfit(name).map(|found| (name, found)))?;
    Some(Message::generic(&format!("`{name}` has to be text, not of type {found}.")))
}

/// The message that no method felt meant.
pub(super) fn nobody(kind: Kind) -> Message {
    match kind {
        Kind::Login => Message::login_no_strategy(),
        Kind::Registration => Message::registration_no_strategy(),
        Kind::Settings => Message::settings_no_strategy(),
        Kind::Recovery => Message::recovery_no_strategy(),
        Kind::Verification => Message::verification_no_strategy(),
    }
}
