//! Keys of `selfservice` itself and of `selfservice.flows`.

use super::super::second_factor;
use super::{Key, Kind, quiet, served};

/// Hooks known before every flow.
const BEFORE: Kind = Kind::Hooks(&["web_hook", "b2b_sso", "organization"]);
/// Hooks known after sign-in.
const LOGIN: Kind = Kind::Hooks(&[
    "revoke_active_sessions",
    "require_verified_address",
    "web_hook",
    "verification",
    "show_verification_ui",
    "b2b_sso",
    "organization",
]);
/// Hooks known after a method of registration.
const REGISTRATION: Kind =
    Kind::Hooks(&["session", "web_hook", "show_verification_ui", "b2b_sso", "organization"]);
/// Hooks known after a method of settings, and after recovery.
const SETTINGS: Kind = Kind::Hooks(&["web_hook", "revoke_active_sessions"]);
/// Hooks known after the profile form.
const PROFILE: Kind = Kind::Hooks(&[
    "web_hook",
    "show_verification_ui",
    "verify_new_address",
    "notify_previous_addresses",
    "b2b_sso",
    "organization",
]);

const USE: Kind = Kind::Choice(&["code", "link"]);
const UI: &str = "Page that shows the flow. Without it: the built-in one.";
const LIFESPAN: &str = "How long a flow lives.";
const HOOKS: &str = "What else happens.";
const TARGET: &str = "Where the browser goes.";
const OWN_HOOKS: &str = "Replaces the flow's list for this method.";

/// The two keys of `after.<method>`, for a method that is served.
macro_rules! after {
    ($flow:literal, $method:literal, $hooks:expr) => {
        [
            served(
                concat!(
                    "selfservice.flows.",
                    $flow,
                    ".after.",
                    $method,
                    ".default_browser_return_url"
                ),
                Kind::Url,
                "",
                TARGET,
            )
            .example("https://www.example.org/"),
            served(
                concat!("selfservice.flows.", $flow, ".after.", $method, ".hooks"),
                $hooks,
                "",
                OWN_HOOKS,
            )
            .example("[]"),
        ]
    };
}

/// The same for a method that is not served: its own switch is complained about.
macro_rules! unserved {
    ($flow:literal, $method:literal, $hooks:expr) => {
        [
            quiet(
                concat!(
                    "selfservice.flows.",
                    $flow,
                    ".after.",
                    $method,
                    ".default_browser_return_url"
                ),
                Kind::Url,
            ),
            quiet(concat!("selfservice.flows.", $flow, ".after.", $method, ".hooks"), $hooks),
        ]
    };
}

/// What every flow with a page and hooks has.
macro_rules! flow {
    ($flow:literal, $hooks:expr) => {
        [
            served(concat!("selfservice.flows.", $flow, ".ui_url"), Kind::Url, "", UI)
                .example(concat!("https://www.example.org/", $flow)),
            served(
                concat!("selfservice.flows.", $flow, ".lifespan"),
                Kind::Duration,
                "1h",
                LIFESPAN,
            ),
            served(
                concat!("selfservice.flows.", $flow, ".before.hooks"),
                BEFORE,
                "[]",
                "What happens before.",
            ),
            served(
                concat!("selfservice.flows.", $flow, ".after.default_browser_return_url"),
                Kind::Url,
                "",
                TARGET,
            )
            .example("https://www.example.org/"),
            served(concat!("selfservice.flows.", $flow, ".after.hooks"), $hooks, "[]", HOOKS),
        ]
    };
}

/// All of them, in the order of the reference.
pub(super) fn keys() -> Vec<Key> {
    let mut keys = vec![
        served("selfservice.default_browser_return_url", Kind::Url, "",
            "Where a browser goes when nothing else says so. Without it, and without a ui_url: the built-in account page.")
            .example("https://www.example.org/"),
        served("selfservice.required_actions.new_identities",
            Kind::Choices(&["verification", "password", "totp", "webauthn", "passkey", "lookup_secret"]), "[]",
            "What every new account has to do before anything else (docs/second-factor.md).").example("[lookup_secret]"),
        served("selfservice.allowed_return_urls", Kind::Urls, "[]",
            "Where return_to may lead: scheme and host exactly, the path as a prefix; a list, so that nobody is sent elsewhere."),
    ];
    keys.extend(login());
    keys.extend(registration());
    keys.extend(settings());
    keys.extend(recovery());
    keys.extend(verification());
    keys.extend([
        served("selfservice.flows.logout.after.default_browser_return_url", Kind::Url, "", TARGET)
            .example("https://www.example.org/"),
        served(
            "selfservice.flows.logout.clear_browser_data",
            Kind::Bool,
            "false",
            "Whether the browser is told to forget the site (Clear-Site-Data, https only).",
        ),
        served(
            "selfservice.flows.error.ui_url",
            Kind::Url,
            "",
            "Page that shows errors. Without it: the built-in one.",
        )
        .example("https://www.example.org/error"),
    ]);
    keys
}

fn login() -> Vec<Key> {
    let style = served(
        "selfservice.flows.login.style",
        Kind::Choice(&["unified", "identifier_first"]),
        "unified",
        "Everything on one page; identifier_first is not served yet.",
    )
    .only(&["unified"]);
    let methods = [
        after!("login", "password", LOGIN),
        after!("login", "code", LOGIN),
        after!("login", "totp", LOGIN),
        after!("login", "lookup_secret", LOGIN),
        after!("login", "webauthn", LOGIN),
        after!("login", "passkey", LOGIN),
        unserved!("login", "oidc", LOGIN),
    ];
    let second = served(
        "selfservice.flows.login.second_factor",
        Kind::Checked(second_factor::check),
        "[]",
        "The second step: methods in their order, each disabled, conditional (asked of whoever has it), alternative (everybody needs one of these) or required (docs/second-factor.md).",
    )
    .example("[{ method: totp, requirement: conditional }, { method: lookup_secret, requirement: conditional }]");
    [style, second]
        .into_iter()
        .chain(flow!("login", LOGIN))
        .chain(methods.into_iter().flatten())
        .collect()
}

fn registration() -> Vec<Key> {
    let own = [
        served("selfservice.flows.registration.enabled", Kind::Bool, "true", "Whether people can sign up."),
        served("selfservice.flows.registration.style", Kind::Choice(&["profile_first", "unified"]),
            "profile_first", "Traits first and then the credential, or everything on one page."),
        quiet("selfservice.flows.registration.enable_legacy_one_step", Kind::Bool),
        served("selfservice.flows.registration.login_hints", Kind::Bool, "false",
            "Whether it says how an existing account signs in, which reveals the account; not served yet.").only(&["false"]),
        served("selfservice.flows.registration.tell_taken_address", Kind::Bool, "true",
            "Whether it says that an address is taken; false is not served yet.").only(&["true"]),
    ];
    let methods = [
        after!("registration", "password", REGISTRATION),
        after!("registration", "code", REGISTRATION),
        after!("registration", "webauthn", REGISTRATION),
        after!("registration", "passkey", REGISTRATION),
        unserved!("registration", "oidc", REGISTRATION),
    ];
    own.into_iter()
        .chain(flow!("registration", BEFORE))
        .chain(methods.into_iter().flatten())
        .collect()
}

fn settings() -> Vec<Key> {
    let own = [
        served(
            "selfservice.flows.settings.privileged_session_max_age",
            Kind::Duration,
            "1h",
            "How old a sign-in may be for changing credentials or addresses.",
        ),
        served(
            "selfservice.flows.settings.required_aal",
            Kind::Choice(&["aal1", "highest_available"]),
            "highest_available",
            "Level a session needs to see settings.",
        ),
        served(
            "selfservice.flows.settings.remove_codes_with_last_factor",
            Kind::Bool,
            "true",
            "Whether removing the last strong factor removes the recovery codes too; alone they would be the weaker lock.",
        ),
        served(
            "selfservice.flows.settings.revoke_other_sessions",
            Kind::Bool,
            "true",
            "Whether a new password ends every other session of the account.",
        ),
    ];
    let methods = [
        after!("settings", "password", SETTINGS),
        after!("settings", "profile", PROFILE),
        after!("settings", "totp", SETTINGS),
        after!("settings", "lookup_secret", SETTINGS),
        after!("settings", "webauthn", SETTINGS),
        after!("settings", "passkey", SETTINGS),
        unserved!("settings", "oidc", SETTINGS),
    ];
    own.into_iter().chain(flow!("settings", BEFORE)).chain(methods.into_iter().flatten()).collect()
}

fn recovery() -> Vec<Key> {
    let own = [
        served(
            "selfservice.flows.recovery.enabled",
            Kind::Bool,
            "false",
            "Whether people can get back in by mail.",
        ),
        served(
            "selfservice.flows.recovery.use",
            USE,
            "code",
            "What is sent to whoever wants to get back in.",
        ),
        served(
            "selfservice.flows.recovery.notify_unknown_recipients",
            Kind::Bool,
            "false",
            "Whether an address nobody owns is told so by mail.",
        ),
        served(
            "selfservice.flows.recovery.deliver_to",
            Kind::Choice(&["entered", "all"]),
            "entered",
            "Which recovery addresses of the account get a code: the one that was typed, or all of them, each its own. The others are told that somebody asked.",
        ),
    ];
    own.into_iter().chain(after_recovery()).chain(flow!("recovery", SETTINGS)).collect()
}

/// What a recovery may do, and to whom.
fn after_recovery() -> [Key; 6] {
    [
        served(
            "selfservice.flows.recovery.session",
            Kind::Choice(&["full", "bind_only"]),
            "full",
            "What the session after recovery may do: everything, or for fifteen minutes nothing but set a password or a second factor, after which it may do everything.",
        ),
        served(
            "selfservice.flows.recovery.required_aal",
            Kind::Choice(&["aal1", "highest_available"]),
            "aal1",
            "Level a session that came by recovery needs for anything, the settings page first of all, where session.whoami.required_aal and selfservice.flows.settings.required_aal ask for less.",
        ),
        served(
            "selfservice.flows.recovery.revoke_other_sessions",
            Kind::Bool,
            "true",
            "Whether recovery ends the other sessions, so that a thief is out.",
        ),
        served(
            "selfservice.flows.recovery.mail_deactivated",
            Kind::Bool,
            "false",
            "Whether a deactivated account gets the mail; the answer is the same either way.",
        ),
        served(
            "selfservice.flows.recovery.list_addresses",
            Kind::Bool,
            "false",
            "Whether people who choose among several addresses (feature_flags.choose_recovery_address) are shown those of the account, masked. That tells a stranger who knows one of them that there is an account, and how many addresses it has.",
        ),
        served(
            "selfservice.flows.recovery.new_address_delay",
            Kind::Duration,
            "72h",
            "How long a recovery address that somebody adds to their own account waits before it counts.",
        ),
    ]
}

fn verification() -> Vec<Key> {
    let own = [
        served(
            "selfservice.flows.verification.enabled",
            Kind::Bool,
            "false",
            "Whether addresses are verified.",
        ),
        served(
            "selfservice.flows.verification.use",
            USE,
            "code",
            "What is sent to addresses to be proved.",
        ),
        served(
            "selfservice.flows.verification.notify_unknown_recipients",
            Kind::Bool,
            "false",
            "Whether an address nobody owns is told so by mail.",
        ),
    ];
    own.into_iter().chain(flow!("verification", BEFORE)).collect()
}
