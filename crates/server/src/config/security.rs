//! `security`, `notices`, `feature_flags`, `log`: switches that belong to no single flow.

use super::compatibility::Defaults;
use serde::Deserialize;
use std::time::Duration;

/// `security`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Security {
    /// `security.account_enumeration`.
    pub account_enumeration: AccountEnumeration,
    /// `security.limits`.
    pub limits: Limits,
    /// Whether password hashes below the floor are only a warning.
    pub allow_weak_hashing: bool,
    /// `security.privileged`.
    pub privileged: Privileged,
}

impl Default for Security {
    fn default() -> Self {
        Self {
            account_enumeration: AccountEnumeration::default(),
            limits: Limits::default(),
            allow_weak_hashing: Defaults::READMIT.allow_weak_hashing,
            privileged: Privileged::default(),
        }
    }
}

/// `security.account_enumeration`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountEnumeration {
    /// Whether login, recovery and verification hide which accounts exist.
    pub mitigate: bool,
}

impl Default for AccountEnumeration {
    fn default() -> Self {
        Self { mitigate: Defaults::READMIT.mitigate_enumeration }
    }
}

/// `security.limits`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Whether attempts are limited.
    pub enabled: bool,
    /// How many mails may be asked for in an hour from one network, whomever they go to; 0: any number.
    pub mails_per_network: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { enabled: true, mails_per_network: Defaults::READMIT.mails_per_network }
    }
}

/// `security.privileged`: what making, replacing and removing second factors needs.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Privileged {
    /// Whether it needs the highest assurance the account can reach, whatever `required_aal` says.
    pub require_highest_aal: bool,
    /// How old that proof may be. `None`: only `privileged_session_max_age` counts.
    #[serde(deserialize_with = "super::duration::optional")]
    pub second_factor_max_age: Option<Duration>,
}

impl Default for Privileged {
    fn default() -> Self {
        Self {
            require_highest_aal: Defaults::READMIT.require_highest_aal,
            second_factor_max_age: Defaults::READMIT.second_factor_max_age,
        }
    }
}

/// How long codes may lie unused before their owner is asked whether they are still there.
const YEAR: Duration = Duration::from_hours(8760);

/// `notices`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notices {
    /// Whether owners are told of use, renewal and recovery.
    pub enabled: bool,
    /// How long after their codes were last made, used or tried owners are asked to try one; zero is never.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub recovery_codes_drill: Duration,
}

impl Default for Notices {
    fn default() -> Self {
        Self { enabled: Defaults::READMIT.notices, recovery_codes_drill: YEAR }
    }
}

/// `feature_flags`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FeatureFlags {
    /// Whether recovery answers API clients with `continue_with` items.
    pub use_continue_with_transitions: bool,
    /// Whether recovery lets people choose among masked addresses.
    pub choose_recovery_address: bool,
}

impl Default for FeatureFlags {
    fn default() -> Self {
        Self {
            use_continue_with_transitions: Defaults::READMIT.use_continue_with_transitions,
            choose_recovery_address: false,
        }
    }
}

/// `log`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// Least weight that is written.
    pub level: LogLevel,
    /// How lines look.
    pub format: LogFormat,
    /// Whether values that are hidden for safety are shown.
    pub leak_sensitive_values: bool,
}

/// `log.level`, in Kratos' names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Everything.
    Trace,
    /// What a developer wants to see.
    Debug,
    /// What an operator wants to see.
    #[default]
    Info,
    /// What an operator should look into.
    Warning,
    /// What failed.
    Error,
    /// As `error` here.
    Fatal,
    /// As `error` here.
    Panic,
}

impl LogLevel {
    /// The level as a filter of `tracing` spells it.
    pub const fn filter(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Error | Self::Fatal | Self::Panic => "error",
        }
    }
}

/// `log.format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// Lines for machines.
    Json,
}
