//! `selfservice.methods`: ways to prove who one is, each with its switch and its numbers.
//!
//! Only methods that are served have a struct; the others are known to the table of keys and refused there.
//! The parts of the recovery-code policy are overrides: `None` means "as the preset says", and the presets
//! themselves live in the crate `recovery-codes`.

use super::compatibility::Defaults;
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// `selfservice.methods`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Methods {
    /// `password`: identifier and password.
    pub password: Password,
    /// `profile`: the traits form in settings.
    pub profile: Profile,
    /// `totp`: authenticator apps.
    pub totp: Totp,
    /// `lookup_secret`: recovery codes.
    pub lookup_secret: LookupSecret,
    /// `code`: mailed one-time codes.
    pub code: Code,
    /// `link`: mailed links.
    pub link: Link,
    /// `webauthn`: security keys.
    pub webauthn: Webauthn,
    /// `passkey`: passkeys.
    pub passkey: Passkey,
    /// `pin`: the method of `docs/adding-a-method.md`.
    #[cfg(test)]
    pub pin: Pin,
}

/// `selfservice.methods.pin`.
#[cfg(test)]
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pin {
    /// Whether it can be set and is asked for.
    pub enabled: bool,
}

/// `selfservice.methods.password`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Password {
    /// Whether people can sign in with it.
    pub enabled: bool,
    /// `….password.config`.
    pub config: PasswordConfig,
}

impl Default for Password {
    fn default() -> Self {
        Self { enabled: true, config: PasswordConfig::default() }
    }
}

/// `selfservice.methods.password.config`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordConfig {
    /// Characters at least; 15 is the guide's number where no second factor is asked for.
    pub min_password_length: u32,
    /// Whether passwords known from breaches are refused, by the list that ships with the server.
    pub haveibeenpwned_enabled: bool,
    /// Whether passwords that resemble the identifier are refused.
    pub identifier_similarity_check_enabled: bool,
}

impl Default for PasswordConfig {
    fn default() -> Self {
        Self {
            min_password_length: 8,
            haveibeenpwned_enabled: true,
            identifier_similarity_check_enabled: true,
        }
    }
}

/// `selfservice.methods.profile`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Whether people can change their traits.
    pub enabled: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self { enabled: true }
    }
}

/// `selfservice.methods.totp`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Totp {
    /// Whether authenticator apps are offered.
    pub enabled: bool,
    /// `….totp.config`.
    pub config: TotpConfig,
}

/// `selfservice.methods.totp.config`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TotpConfig {
    /// Name shown in the app. Without it: the host of the public base URL.
    pub issuer: String,
}

/// `selfservice.methods.lookup_secret`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LookupSecret {
    /// Whether recovery codes are offered.
    pub enabled: bool,
    /// `….lookup_secret.config`.
    pub config: LookupSecretConfig,
}

/// A recovery-code policy by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// 10 codes of 80 bits, any order, shown once.
    Readmit,
    /// Ory's confirmed set.
    Ory,
    /// Keycloak's numbered sequence.
    Keycloak,
    /// Auth0's single code, replaced on use.
    Auth0,
}

impl Preset {
    /// The preset's name, as the key spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readmit => "readmit",
            Self::Ory => "ory",
            Self::Keycloak => "keycloak",
            Self::Auth0 => "auth0",
        }
    }
}

/// In which order codes may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Any code at any time.
    Any,
    /// One after the other, asked for by number.
    Sequence,
}

/// What a use does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnUse {
    /// The code is gone.
    Spend,
    /// The code is gone and a new one takes its place.
    Replace,
}

/// How freely a typed code may be spelt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalise {
    /// As shown, to the letter.
    Exact,
    /// Case, spaces and hyphens do not matter.
    CaseAndSeparators,
    /// The same, and look-alikes of Crockford's base32 are merged.
    Crockford,
}

impl Normalise {
    /// The word, as the key spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::CaseAndSeparators => "case_and_separators",
            Self::Crockford => "crockford",
        }
    }
}

/// `selfservice.methods.lookup_secret.config`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LookupSecretConfig {
    /// The code policy.
    pub preset: Preset,
    /// Codes in a set.
    pub count: Option<u32>,
    /// Characters of a code.
    pub length: Option<u32>,
    /// The characters codes are drawn from.
    pub alphabet: Option<String>,
    /// Characters between two hyphens when a code is shown; 0 is none.
    pub group: Option<u32>,
    /// Any order or in sequence.
    pub order: Option<Order>,
    /// Spend or replace.
    pub on_use: Option<OnUse>,
    /// Whether unused codes can be shown again. A sealed copy is kept for that.
    pub reveal: Option<bool>,
    /// A warning is shown when fewer codes are left.
    pub warn_below: Option<u32>,
    /// Methods (`totp`, `webauthn`) that make a set of codes mandatory.
    pub required_with: Option<Vec<String>>,
    /// How freely a typed code may be spelt.
    pub normalise: Option<Normalise>,
    /// Whether the use of the last code brings a new set within the sign-in.
    pub renew_last: bool,
    /// Whether a code that completes the recovery of an account brings a new set.
    pub renew_after_recovery: bool,
    /// Whether confirming a set counts as signing in again (moves `authenticated_at`).
    pub confirm_renews_authentication: bool,
}

impl Default for LookupSecretConfig {
    fn default() -> Self {
        Self {
            preset: Defaults::READMIT.preset,
            count: None,
            length: None,
            alphabet: None,
            group: None,
            order: None,
            on_use: None,
            reveal: None,
            warn_below: None,
            required_with: None,
            normalise: None,
            renew_last: Defaults::READMIT.renew_last,
            renew_after_recovery: false,
            confirm_renews_authentication: Defaults::READMIT.confirm_renews_authentication,
        }
    }
}

/// `selfservice.methods.code`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Code {
    /// Whether recovery and verification can use mailed codes.
    pub enabled: bool,
    /// `….code.config`.
    pub config: CodeConfig,
}

impl Default for Code {
    fn default() -> Self {
        Self { enabled: true, config: CodeConfig::default() }
    }
}

/// `selfservice.methods.code.config`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeConfig {
    /// How long a mailed code lives.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// Digits of a mailed code.
    pub length: u32,
    /// Wrong codes a flow takes before it ends.
    pub max_submissions: u32,
    /// Whether the mail carries a link beside the code.
    pub with_link: bool,
}

impl Default for CodeConfig {
    fn default() -> Self {
        Self {
            lifespan: Defaults::READMIT.code_lifespan,
            length: Defaults::READMIT.code_length,
            max_submissions: 5,
            with_link: Defaults::READMIT.code_with_link,
        }
    }
}

/// `selfservice.methods.link`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Link {
    /// Whether recovery and verification can use mailed links.
    pub enabled: bool,
    /// `….link.config`.
    pub config: LinkConfig,
}

/// `selfservice.methods.link.config`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinkConfig {
    /// How long a mailed link lives.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub lifespan: Duration,
    /// What mailed links start with. `None`: the public base URL.
    #[serde(deserialize_with = "super::address::optional")]
    pub base_url: Option<Url>,
}

impl Default for LinkConfig {
    fn default() -> Self {
        Self { lifespan: Duration::from_hours(1), base_url: None }
    }
}

/// `selfservice.methods.webauthn`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webauthn {
    /// Whether security keys are served.
    pub enabled: bool,
    /// `….webauthn.config`.
    pub config: WebauthnConfig,
}

/// `selfservice.methods.webauthn.config`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebauthnConfig {
    /// Whether they sign in by themselves, instead of being a second factor.
    pub passwordless: bool,
    /// `….config.rp`.
    pub rp: RelyingParty,
}

/// `selfservice.methods.passkey`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passkey {
    /// Whether people can sign in and up with passkeys.
    pub enabled: bool,
    /// `….passkey.config`.
    pub config: PasskeyConfig,
}

/// `selfservice.methods.passkey.config`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasskeyConfig {
    /// `….config.rp`.
    pub rp: RelyingParty,
}

/// Whom keys are made for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RelyingParty {
    /// Name shown by the browser. Without it: the host of the public base URL.
    pub display_name: String,
    /// The domain that keys are bound to. Without it: the host of the public base URL.
    pub id: String,
    /// Where pages that use them are. Without them: the origin of the public base URL, and those of the pages.
    #[serde(deserialize_with = "super::address::list")]
    pub origins: Vec<Url>,
    /// The same, one alone.
    #[serde(deserialize_with = "super::address::optional")]
    pub origin: Option<Url>,
    /// A picture. Browsers do not show it any more.
    pub icon: String,
}
