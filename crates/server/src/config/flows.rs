//! `selfservice.flows`: what each flow may do, how long it lives, and which page shows it.
//!
//! `ui_url: None` means that the built-in page serves the flow. What a flow does with these is left to the engine.

use super::compatibility::Defaults;
use super::hooks::{After, Before, Hook};
use super::second_factor::SecondFactor;
use super::session::RequiredAal;
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// Lifespan of a flow when its key is not given.
const FLOW: Duration = Duration::from_hours(1);

/// `selfservice.flows`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Flows {
    /// `login`.
    pub login: LoginFlow,
    /// `registration`.
    pub registration: RegistrationFlow,
    /// `settings`.
    pub settings: SettingsFlow,
    /// `recovery`.
    pub recovery: RecoveryFlow,
    /// `verification`.
    pub verification: VerificationFlow,
    /// `logout`.
    pub logout: LogoutFlow,
    /// `error`.
    pub error: ErrorFlow,
}

impl Flows {
    /// All hooks of all flows.
    pub fn hooks(&self) -> impl Iterator<Item = &Hook> {
        [
            (&self.login.before, &self.login.after),
            (&self.registration.before, &self.registration.after),
            (&self.settings.before, &self.settings.after),
            (&self.recovery.before, &self.recovery.after),
            (&self.verification.before, &self.verification.after),
        ]
        .into_iter()
        .flat_map(|(before, after)| before.hooks.iter().chain(after.all()))
    }
}

/// What recovery and verification send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowMethod {
    /// A one-time code.
    #[default]
    Code,
    /// A link.
    Link,
}

impl FlowMethod {
    /// The id of the method.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Link => "link",
        }
    }
}

/// How sign-in asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginStyle {
    /// Everything on one page.
    #[default]
    Unified,
    /// The identifier first. Not served yet.
    IdentifierFirst,
}

/// How registration asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationStyle {
    /// Traits first, then the credential.
    #[default]
    ProfileFirst,
    /// Everything on one page.
    Unified,
}

/// Which recovery addresses get the code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliverTo {
    /// The address that was typed; the others get a notice without the code.
    #[default]
    Entered,
    /// All of them.
    All,
}

/// What a session after recovery may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecoverySession {
    /// Everything; the built-in pages lead to the new password first.
    #[default]
    Full,
    /// Nothing but binding a credential, until that is done.
    BindOnly,
}

/// `selfservice.flows.login`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoginFlow {
    /// Page that shows the flow; `None` is the built-in one.
    #[serde(deserialize_with = "super::address::optional")]
    pub ui_url: Option<Url>,
    /// How long a flow lives.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// How it asks.
    pub style: LoginStyle,
    /// The second step.
    pub second_factor: SecondFactor,
    /// Hooks at the start.
    pub before: Before,
    /// Hooks and target at the end.
    pub after: After,
}

impl Default for LoginFlow {
    fn default() -> Self {
        Self {
            ui_url: None,
            lifespan: FLOW,
            style: LoginStyle::default(),
            second_factor: SecondFactor::default(),
            before: Before::default(),
            after: After::default(),
        }
    }
}

/// `selfservice.flows.registration`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationFlow {
    /// Whether people can sign up.
    pub enabled: bool,
    /// Page that shows the flow; `None` is the built-in one.
    #[serde(deserialize_with = "super::address::optional")]
    pub ui_url: Option<Url>,
    /// How long a flow lives.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// How it asks.
    pub style: RegistrationStyle,
    /// Whether it says with which method an existing account signs in. Reveals that the account exists.
    pub login_hints: bool,
    /// Whether it says that an address is taken.
    pub tell_taken_address: bool,
    /// Hooks at the start.
    pub before: Before,
    /// Hooks and target at the end.
    pub after: After,
}

impl Default for RegistrationFlow {
    fn default() -> Self {
        Self {
            enabled: true,
            ui_url: None,
            lifespan: FLOW,
            style: RegistrationStyle::default(),
            login_hints: false,
            tell_taken_address: Defaults::READMIT.tell_taken_address,
            before: Before::default(),
            after: After::default(),
        }
    }
}

/// `selfservice.flows.settings`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsFlow {
    /// Page that shows the flow; `None` is the built-in one.
    #[serde(deserialize_with = "super::address::optional")]
    pub ui_url: Option<Url>,
    /// How long a flow lives.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// How old a sign-in may be for changing credentials or addresses.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub privileged_session_max_age: Duration,
    /// Level a session needs to see settings.
    pub required_aal: RequiredAal,
    /// Whether removing the last strong factor removes the recovery codes too.
    pub remove_codes_with_last_factor: bool,
    /// Whether a new password ends every other session of the account.
    pub revoke_other_sessions: bool,
    /// Hooks at the start.
    pub before: Before,
    /// Hooks and target at the end.
    pub after: After,
}

impl Default for SettingsFlow {
    fn default() -> Self {
        Self {
            ui_url: None,
            lifespan: FLOW,
            privileged_session_max_age: Duration::from_hours(1),
            required_aal: RequiredAal::default(),
            remove_codes_with_last_factor: Defaults::READMIT.remove_codes_with_last_factor,
            revoke_other_sessions: Defaults::READMIT.password_revokes_other_sessions,
            before: Before::default(),
            after: After::default(),
        }
    }
}

/// `selfservice.flows.recovery`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub struct RecoveryFlow {
    /// Whether people can get back in by mail.
    pub enabled: bool,
    /// Page that shows the flow; `None` is the built-in one.
    #[serde(deserialize_with = "super::address::optional")]
    pub ui_url: Option<Url>,
    /// How long a flow lives (a code has a life of its own).
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// `use`: what is sent.
    #[serde(rename = "use")]
    pub use_: FlowMethod,
    /// Whether an address nobody owns is told so by mail.
    pub notify_unknown_recipients: bool,
    /// Which addresses of the identity get the code.
    pub deliver_to: DeliverTo,
    /// What the session after recovery may do.
    pub session: RecoverySession,
    /// The level that it needs for anything, where others say less.
    pub required_aal: RequiredAal,
    /// Whether recovery ends the other sessions.
    pub revoke_other_sessions: bool,
    /// Whether a deactivated account gets the mail.
    pub mail_deactivated: bool,
    /// Whether people who choose an address see those of the account, masked.
    pub list_addresses: bool,
    /// How long a new recovery address waits before it counts.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub new_address_delay: Duration,
    /// Hooks at the start.
    pub before: Before,
    /// Hooks and target at the end.
    pub after: After,
}

impl Default for RecoveryFlow {
    fn default() -> Self {
        Self {
            enabled: false,
            ui_url: None,
            lifespan: FLOW,
            use_: FlowMethod::default(),
            notify_unknown_recipients: false,
            deliver_to: DeliverTo::default(),
            session: RecoverySession::default(),
            required_aal: RequiredAal::Aal1,
            revoke_other_sessions: Defaults::READMIT.revoke_other_sessions,
            mail_deactivated: Defaults::READMIT.mail_deactivated,
            list_addresses: Defaults::READMIT.list_addresses,
            new_address_delay: Defaults::READMIT.new_address_delay,
            before: Before::default(),
            after: After::default(),
        }
    }
}

/// `selfservice.flows.verification`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VerificationFlow {
    /// Whether addresses are verified.
    pub enabled: bool,
    /// Page that shows the flow; `None` is the built-in one.
    #[serde(deserialize_with = "super::address::optional")]
    pub ui_url: Option<Url>,
    /// How long a flow lives.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// `use`: what is sent.
    #[serde(rename = "use")]
    pub use_: FlowMethod,
    /// Whether an address nobody owns is told so by mail.
    pub notify_unknown_recipients: bool,
    /// Hooks at the start.
    pub before: Before,
    /// Hooks and target at the end.
    pub after: After,
}

impl Default for VerificationFlow {
    fn default() -> Self {
        Self {
            enabled: false,
            ui_url: None,
            lifespan: FLOW,
            use_: FlowMethod::default(),
            notify_unknown_recipients: false,
            before: Before::default(),
            after: After::default(),
        }
    }
}

/// `selfservice.flows.logout`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogoutFlow {
    /// Target at the end; hooks are not known here.
    pub after: After,
    /// Whether the browser is told to forget the site (`Clear-Site-Data`, https only).
    pub clear_browser_data: bool,
}

/// `selfservice.flows.error`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ErrorFlow {
    /// Page that shows errors; `None` is the built-in one.
    #[serde(deserialize_with = "super::address::optional")]
    pub ui_url: Option<Url>,
}
