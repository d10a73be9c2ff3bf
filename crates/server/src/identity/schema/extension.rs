//! The keyword `ory.sh/kratos`: what a trait is used for besides being stored (Kratos admin contract §2.1).
//!
//! It is a closed object: an unknown member is refused, because a misspelt one would silently leave people without
//! a way back in. Methods that the server does not have are known by name, so that schemas of Kratos load.

use model::identity::Via;
use serde::Deserialize;
use serde_json::Value;

/// The keyword.
pub(super) const KEYWORD: &str = "ory.sh/kratos";

/// What a trait is used for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Extension {
    /// Credentials it names.
    pub(crate) credentials: Credentials,
    /// Whether it is an address that can be proved.
    pub(crate) verification: Reach,
    /// Whether it is an address that recovery may use.
    pub(crate) recovery: Reach,
    organizations: Organizations,
}

/// Which credentials a trait names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Credentials {
    password: Identifier,
    webauthn: Identifier,
    passkey: DisplayName,
    totp: AccountName,
    code: CodeIdentifier,
}

/// How an address is reached, if the trait is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Reach {
    /// By mail or by text message.
    pub(crate) via: Option<Via>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Identifier {
    identifier: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CodeIdentifier {
    identifier: bool,
    via: Option<Via>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DisplayName {
    display_name: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AccountName {
    account_name: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Organizations {
    matcher: Option<Matcher>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Matcher {
    EmailDomain,
}

impl Extension {
    /// Reads the keyword's value; `at` is its place, for the sentence.
    pub(super) fn read(value: &Value, at: &str) -> Result<Self, String> {
        let read = if has_list(value) { Err("it has no lists".into()) } else { Self::of(value) };
        read.map_err(|why| format!("`{KEYWORD}` of {at}: {why}"))
    }

    fn of(value: &Value) -> Result<Self, String> {
        serde_json::from_value(value.clone()).map_err(|error| error.to_string())
    }

    /// The credential types that the trait signs in to, by their names on the wire.
    pub(crate) fn identifier_of(&self) -> impl Iterator<Item = &'static str> {
        let of = &self.credentials;
        [
            ("password", of.password.identifier),
            ("webauthn", of.webauthn.identifier),
            ("code", of.code.identifier),
        ]
        .into_iter()
        .filter_map(|(name, on)| on.then_some(name))
    }

    /// Whether a passkey is called by the trait.
    pub(super) const fn names_passkey(&self) -> bool {
        self.credentials.passkey.display_name || self.credentials.webauthn.identifier
    }

    /// Whether the trait labels the account in a sign-in app.
    pub(super) const fn names_totp_account(&self) -> bool {
        self.credentials.totp.account_name
    }

    /// Whether the trait is an address of this kind for anything.
    pub(super) fn is_reached(&self, via: Via) -> bool {
        let code = self.credentials.code.via.filter(|_| self.credentials.code.identifier);
        [self.verification.via, self.recovery.via, code].contains(&Some(via))
    }
}

/// serde would take a list for an object, by position.
fn has_list(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(map) => map.values().any(has_list),
        _ => false,
    }
}
