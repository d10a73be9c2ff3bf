//! `before` and `after` of a flow: what else happens, and where the browser goes.
//!
//! Hooks are kept by name with their configuration; running them is left to the engine. A method's own list
//! replaces the list of the flow, it does not add to it (Kratos contract §1.8).

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// One hook of a list.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// Its name, one that is served: `session`, `revoke_active_sessions`, `require_verified_address`, `verification`,
    /// `show_verification_ui`, `verify_new_address`, `notify_previous_addresses`, `web_hook`.
    pub hook: String,
    /// Its configuration; `null` when it has none.
    #[serde(default)]
    pub config: Value,
}

/// The configuration of a hook may hold keys.
impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hook({})", self.hook)
    }
}

/// `config` of the hook `notify_previous_addresses`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notify {
    /// Who is told.
    pub recipients: Recipients,
}

/// Which of the addresses that an account had are told of a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipients {
    /// Those that it has no more.
    #[default]
    Removed,
    /// Those that were proved.
    AllVerified,
    /// All.
    All,
}

/// `before` of a flow.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Before {
    /// Hooks that run when a flow starts.
    pub hooks: Vec<Hook>,
}

/// `after.<method>` of a flow.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AfterMethod {
    /// Where the browser goes after this method. `None`: as the flow says.
    #[serde(deserialize_with = "super::address::optional")]
    pub default_browser_return_url: Option<Url>,
    /// Hooks after this method. `None`: as the flow says; an empty list: no hooks.
    pub hooks: Option<Vec<Hook>>,
}

/// `after` of a flow.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct After {
    /// Where the browser goes. `None`: `selfservice.default_browser_return_url`.
    #[serde(deserialize_with = "super::address::optional")]
    pub default_browser_return_url: Option<Url>,
    /// Hooks of methods that have no list of their own.
    pub hooks: Vec<Hook>,
    /// `after.password`.
    pub password: AfterMethod,
    /// `after.profile`.
    pub profile: AfterMethod,
    /// `after.totp`.
    pub totp: AfterMethod,
    /// `after.lookup_secret`.
    pub lookup_secret: AfterMethod,
    /// `after.code`.
    pub code: AfterMethod,
    /// `after.webauthn`.
    pub webauthn: AfterMethod,
    /// `after.passkey`.
    pub passkey: AfterMethod,
}

impl After {
    /// The section of a method, by its wire name.
    pub fn method(&self, method: &str) -> Option<&AfterMethod> {
        match method {
            "password" => Some(&self.password),
            "profile" => Some(&self.profile),
            "totp" => Some(&self.totp),
            "lookup_secret" => Some(&self.lookup_secret),
            "code" => Some(&self.code),
            "webauthn" => Some(&self.webauthn),
            "passkey" => Some(&self.passkey),
            _ => None,
        }
    }

    /// All hooks of all lists.
    pub fn all(&self) -> impl Iterator<Item = &Hook> {
        let own = [
            &self.password,
            &self.profile,
            &self.totp,
            &self.lookup_secret,
            &self.code,
            &self.webauthn,
            &self.passkey,
        ];
        self.hooks.iter().chain(own.into_iter().filter_map(|m| m.hooks.as_ref()).flatten())
    }

    /// The hooks that run after this method: its own list, else the list of the flow.
    pub fn hooks_for(&self, method: &str) -> &[Hook] {
        self.method(method).and_then(|own| own.hooks.as_deref()).unwrap_or(&self.hooks)
    }

    /// Where the browser goes after this method, if `after` says so.
    pub fn return_url_for(&self, method: &str) -> Option<&Url> {
        self.method(method)
            .and_then(|own| own.default_browser_return_url.as_ref())
            .or(self.default_browser_return_url.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_methods_own_list_replaces_the_flows() {
        let after: After = serde_json::from_value(json!({
            "default_browser_return_url": "https://a.test/all",
            "hooks": [{"hook": "verification"}],
            "password": {"hooks": [], "default_browser_return_url": "https://a.test/own"},
        }))
        .unwrap();
        assert!(after.hooks_for("password").is_empty());
        assert_eq!(after.hooks_for("totp")[0].hook, "verification");
        assert_eq!(after.return_url_for("password").unwrap().path(), "/own");
        assert_eq!(after.return_url_for("oidc").unwrap().path(), "/all");
    }
}
