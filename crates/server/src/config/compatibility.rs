//! The two modes: the one table of what `compatibility: readmit` and `compatibility: kratos` do differently.
//!
//! Each row is a field of [`Defaults`] and a key of its own in the configuration, so that either mode can be
//! mixed with single answers of the other; [`Defaults::keys`] names them. A mode only chooses defaults: nothing
//! outside this folder asks which mode it is, except for wire details that no operator would want to choose.

use super::duration;
use super::methods::{Normalise, Preset};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// `compatibility`: whose defaults the server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compatibility {
    /// Secure defaults.
    #[default]
    Readmit,
    /// Answers as Ory Kratos does.
    Kratos,
}

impl Compatibility {
    /// The column of the table.
    pub const fn defaults(self) -> Defaults {
        match self {
            Self::Readmit => Defaults::READMIT,
            Self::Kratos => Defaults::KRATOS,
        }
    }

    /// The mode's name, as the key spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readmit => "readmit",
            Self::Kratos => "kratos",
        }
    }
}

/// One column of the table: a field per row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a row per switch of the configuration")]
pub struct Defaults {
    /// Recovery-code policy (`selfservice.methods.lookup_secret.config.preset`).
    pub preset: Preset,
    /// How freely a typed recovery code may be spelt (`….lookup_secret.config.normalise`), while the preset is
    /// the mode's own.
    pub normalise: Normalise,
    /// Digits of a mailed code (`selfservice.methods.code.config.length`).
    pub code_length: u32,
    /// How long a mailed code lives (`selfservice.methods.code.config.lifespan`).
    pub code_lifespan: Duration,
    /// Whether mails of recovery carry a link beside the code
    /// (`selfservice.methods.code.config.with_link`); else what `use` says.
    pub code_with_link: bool,
    /// Whether step-up and refresh give a new token (`session.rotate_token_on_step_up`).
    pub rotate_token_on_step_up: bool,
    /// Whether the use of the last recovery code brings a new set within the sign-in
    /// (`….lookup_secret.config.renew_last`).
    pub renew_last: bool,
    /// Whether confirming recovery codes moves `authenticated_at`
    /// (`….lookup_secret.config.confirm_renews_authentication`).
    pub confirm_renews_authentication: bool,
    /// Whether changing second factors needs the highest assurance the account can reach, whatever
    /// `required_aal` says (`security.privileged.require_highest_aal`; RC-07).
    pub require_highest_aal: bool,
    /// How old that proof may be (`security.privileged.second_factor_max_age`; RC-07). `None`:
    /// `privileged_session_max_age` alone counts.
    pub second_factor_max_age: Option<Duration>,
    /// Whether removing the last strong factor removes the recovery codes too
    /// (`selfservice.flows.settings.remove_codes_with_last_factor`; RC-18).
    pub remove_codes_with_last_factor: bool,
    /// Whether a new password ends the other sessions (`selfservice.flows.settings.revoke_other_sessions`; PW-10).
    pub password_revokes_other_sessions: bool,
    /// Whether recovery ends the other sessions (`selfservice.flows.recovery.revoke_other_sessions`).
    pub revoke_other_sessions: bool,
    /// Whether a deactivated account gets a recovery mail (`selfservice.flows.recovery.mail_deactivated`).
    pub mail_deactivated: bool,
    /// Whether the account's addresses are shown, masked, to whoever may choose one
    /// (`selfservice.flows.recovery.list_addresses`).
    pub list_addresses: bool,
    /// Whether web hooks may not go to private networks (`clients.http.disallow_private_ip_ranges`).
    pub disallow_private_ip_ranges: bool,
    /// How long a new recovery address waits before it counts
    /// (`selfservice.flows.recovery.new_address_delay`; AR-12).
    pub new_address_delay: Duration,
    /// How many mails an hour may be asked for from one network (`security.limits.mails_per_network`).
    pub mails_per_network: u32,
    /// `feature_flags.use_continue_with_transitions`.
    pub use_continue_with_transitions: bool,
    /// `security.account_enumeration.mitigate`.
    pub mitigate_enumeration: bool,
    /// Whether registration says that an address is taken
    /// (`selfservice.flows.registration.tell_taken_address`). True in both until a mailed answer exists.
    pub tell_taken_address: bool,
    /// Whether a password hash below the floor is only a warning (`security.allow_weak_hashing`).
    pub allow_weak_hashing: bool,
    /// Whether an admin `POST` that is not JSON is refused with 415 (`serve.admin.require_json`).
    pub admin_requires_json: bool,
    /// Whether owners are told of changes (`notices.enabled`).
    pub notices: bool,
}

impl Defaults {
    /// Secure defaults.
    pub const READMIT: Self = Self {
        preset: Preset::Readmit,
        normalise: Normalise::Crockford,
        code_length: 8,
        code_lifespan: Duration::from_mins(30),
        code_with_link: true,
        rotate_token_on_step_up: true,
        renew_last: true,
        confirm_renews_authentication: false,
        require_highest_aal: true,
        second_factor_max_age: Some(Duration::from_mins(10)),
        remove_codes_with_last_factor: true,
        password_revokes_other_sessions: true,
        revoke_other_sessions: true,
        mail_deactivated: false,
        list_addresses: false,
        disallow_private_ip_ranges: true,
        new_address_delay: Duration::from_hours(72),
        mails_per_network: 60,
        use_continue_with_transitions: true,
        mitigate_enumeration: true,
        tell_taken_address: true,
        allow_weak_hashing: false,
        admin_requires_json: true,
        notices: true,
    };

    /// Kratos' answers.
    pub const KRATOS: Self = Self {
        preset: Preset::Ory,
        normalise: Normalise::Exact,
        code_length: 6,
        code_lifespan: Duration::from_hours(1),
        code_with_link: false,
        rotate_token_on_step_up: false,
        renew_last: false,
        confirm_renews_authentication: true,
        require_highest_aal: false,
        second_factor_max_age: None,
        remove_codes_with_last_factor: false,
        password_revokes_other_sessions: false,
        revoke_other_sessions: false,
        mail_deactivated: true,
        list_addresses: true,
        disallow_private_ip_ranges: false,
        new_address_delay: Duration::ZERO,
        mails_per_network: 600,
        use_continue_with_transitions: false,
        mitigate_enumeration: false,
        tell_taken_address: true,
        allow_weak_hashing: true,
        admin_requires_json: false,
        notices: false,
    };

    /// The rows as keys and values. `null`: the key stays unset.
    ///
    /// `normalise` is left out: it only counts while the preset is the mode's own, which the loader decides.
    pub fn keys(&self) -> Vec<(&'static str, Value)> {
        let mut keys = self.selfservice_keys();
        keys.extend([
            ("session.rotate_token_on_step_up", json!(self.rotate_token_on_step_up)),
            ("security.privileged.require_highest_aal", json!(self.require_highest_aal)),
            (
                "security.privileged.second_factor_max_age",
                json!(self.second_factor_max_age.map(duration::text)),
            ),
            ("security.account_enumeration.mitigate", json!(self.mitigate_enumeration)),
            ("security.allow_weak_hashing", json!(self.allow_weak_hashing)),
            (
                "feature_flags.use_continue_with_transitions",
                json!(self.use_continue_with_transitions),
            ),
            ("serve.admin.require_json", json!(self.admin_requires_json)),
            ("notices.enabled", json!(self.notices)),
        ]);
        keys
    }

    fn selfservice_keys(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("selfservice.methods.lookup_secret.config.preset", json!(self.preset.name())),
            ("selfservice.methods.lookup_secret.config.renew_last", json!(self.renew_last)),
            (
                "selfservice.methods.lookup_secret.config.confirm_renews_authentication",
                json!(self.confirm_renews_authentication),
            ),
            ("selfservice.methods.code.config.length", json!(self.code_length)),
            ("selfservice.methods.code.config.lifespan", json!(duration::text(self.code_lifespan))),
            ("selfservice.methods.code.config.with_link", json!(self.code_with_link)),
            (
                "selfservice.flows.settings.remove_codes_with_last_factor",
                json!(self.remove_codes_with_last_factor),
            ),
            (
                "selfservice.flows.settings.revoke_other_sessions",
                json!(self.password_revokes_other_sessions),
            ),
            ("selfservice.flows.recovery.revoke_other_sessions", json!(self.revoke_other_sessions)),
            ("selfservice.flows.recovery.mail_deactivated", json!(self.mail_deactivated)),
            ("selfservice.flows.recovery.list_addresses", json!(self.list_addresses)),
            ("clients.http.disallow_private_ip_ranges", json!(self.disallow_private_ip_ranges)),
            (
                "selfservice.flows.recovery.new_address_delay",
                json!(duration::text(self.new_address_delay)),
            ),
            ("security.limits.mails_per_network", json!(self.mails_per_network)),
            ("selfservice.flows.registration.tell_taken_address", json!(self.tell_taken_address)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as it was decided, row by row.
    #[test]
    fn the_table_is_what_was_decided() {
        let rows = json!({
            "selfservice.methods.lookup_secret.config.preset": ["readmit", "ory"],
            "selfservice.methods.lookup_secret.config.renew_last": [true, false],
            "selfservice.methods.lookup_secret.config.confirm_renews_authentication": [false, true],
            "selfservice.methods.code.config.length": [8, 6],
            "selfservice.methods.code.config.lifespan": ["30m", "1h"],
            "selfservice.methods.code.config.with_link": [true, false],
            "selfservice.flows.settings.remove_codes_with_last_factor": [true, false],
            "selfservice.flows.settings.revoke_other_sessions": [true, false],
            "selfservice.flows.recovery.revoke_other_sessions": [true, false],
            "selfservice.flows.recovery.mail_deactivated": [false, true],
            "selfservice.flows.recovery.list_addresses": [false, true],
            "clients.http.disallow_private_ip_ranges": [true, false],
            "selfservice.flows.recovery.new_address_delay": ["72h", "0s"],
            "security.limits.mails_per_network": [60, 600],
            "selfservice.flows.registration.tell_taken_address": [true, true],
            "session.rotate_token_on_step_up": [true, false],
            "security.privileged.require_highest_aal": [true, false],
            "security.privileged.second_factor_max_age": ["10m", null],
            "security.account_enumeration.mitigate": [true, false],
            "security.allow_weak_hashing": [false, true],
            "feature_flags.use_continue_with_transitions": [true, false],
            "serve.admin.require_json": [true, false],
            "notices.enabled": [true, false],
        });
        for (column, mode) in
            [Compatibility::Readmit, Compatibility::Kratos].into_iter().enumerate()
        {
            let keys = mode.defaults().keys();
            assert_eq!(keys.len(), rows.as_object().unwrap().len());
            for (key, value) in keys {
                assert_eq!(value, rows[key][column], "{key} under {}", mode.name());
            }
        }
        assert_eq!(Defaults::READMIT.normalise, Normalise::Crockford);
        assert_eq!(Defaults::KRATOS.normalise, Normalise::Exact);
    }

    #[test]
    fn without_a_word_it_is_readmit() {
        assert_eq!(Compatibility::default(), Compatibility::Readmit);
    }
}
