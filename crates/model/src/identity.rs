//! Identities and their addresses, as they appear on the wire (Kratos admin contract §4).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flow::words;
use crate::id::{AddressId, IdentityId};
use crate::time::Timestamp;

words! {
    /// Whether an account may be used.
    State {
        /// It may.
        Active = "active",
        /// It may not: no sign-in, no recovery, its sessions count for nothing.
        Inactive = "inactive",
    }
}
words! {
    /// How an address is reached.
    Via {
        /// By mail.
        Email = "email",
        /// By text message.
        Sms = "sms",
    }
}
words! {
    /// How far the proof of an address is.
    Status {
        /// Nothing was sent.
        Pending = "pending",
        /// A code is on its way.
        Sent = "sent",
        /// Proved.
        Completed = "completed",
    }
}

/// An address that can be proved. Serialised as sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiableAddress {
    /// Its id.
    pub id: AddressId,
    /// Normalised address.
    pub value: String,
    /// Whether it was proved.
    pub verified: bool,
    /// How it is reached.
    pub via: Via,
    /// How far the proof is.
    pub status: Status,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// When it was proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
}

/// An address that recovery may use. Serialised as sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecoveryAddress {
    /// Its id.
    pub id: AddressId,
    /// Normalised address.
    pub value: String,
    /// How it is reached.
    pub via: Via,
    /// From when on it counts; `None`: at once. Not told.
    #[serde(skip)]
    pub usable_at: Option<Timestamp>,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

impl RecoveryAddress {
    /// Whether recovery may use it.
    pub fn usable(&self, now: Timestamp) -> bool {
        self.usable_at.is_none_or(|at| at <= now)
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The id it has elsewhere.
    pub external_id: Option<String>,
    /// The schema its traits follow.
    pub schema_id: String,
    /// Active or not.
    pub state: State,
    /// Since when.
    pub state_changed_at: Option<Timestamp>,
    /// What the schema describes.
    pub traits: Value,
    /// For everybody who sees the identity.
    pub metadata_public: Value,
    /// For administrators only.
    pub metadata_admin: Value,
    /// Addresses that can be proved.
    pub verifiable_addresses: Vec<VerifiableAddress>,
    /// Addresses that recovery may use.
    pub recovery_addresses: Vec<RecoveryAddress>,
    /// What its owner has to do before anything else.
    pub required_actions: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// Who is going to see an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View<'a> {
    /// Its owner: no administrators' metadata. The URL is that of the server's schemas.
    Public {
        /// Base of `schema_url`, as `https://…/schemas/`.
        schemas: &'a str,
    },
    /// An administrator.
    Admin {
        /// Base of `schema_url`.
        schemas: &'a str,
    },
    /// In lists of sessions: no addresses and no `schema_url` (wire contract §1.8).
    Bare,
}

/// An identity as sent; credentials are put in by whoever may show them.
#[derive(Debug, Clone, Serialize)]
pub struct Shown<'a> {
    id: IdentityId,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    schema_id: &'a str,
    schema_url: String,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_changed_at: Option<Timestamp>,
    traits: &'a Value,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    verifiable_addresses: &'a [VerifiableAddress],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    recovery_addresses: &'a [RecoveryAddress],
    metadata_public: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata_admin: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    required_actions: &'a [String],
    created_at: Timestamp,
    updated_at: Timestamp,
    organization_id: Option<&'a str>,
}

impl Identity {
    /// As `view` is to see it.
    pub fn wire(&self, view: View<'_>) -> Shown<'_> {
        let schema_url = match view {
            View::Bare => String::new(),
            View::Public { schemas } | View::Admin { schemas } => {
                format!("{schemas}{}", URL_SAFE_NO_PAD.encode(&self.schema_id))
            }
        };
        let addressed = view != View::Bare;
        let told = matches!(view, View::Admin { .. }) && !self.metadata_admin.is_null();
        Shown {
            id: self.id,
            external_id: self.external_id.as_deref().filter(|id| !id.is_empty()),
            schema_id: &self.schema_id,
            schema_url,
            state: self.state,
            state_changed_at: self.state_changed_at,
            traits: &self.traits,
            verifiable_addresses: if addressed { &self.verifiable_addresses } else { &[] },
            recovery_addresses: if addressed { &self.recovery_addresses } else { &[] },
            metadata_public: &self.metadata_public,
            metadata_admin: told.then_some(&self.metadata_admin),
            required_actions: if matches!(view, View::Admin { .. }) {
                &self.required_actions
            } else {
                &[]
            },
            created_at: self.created_at,
            updated_at: self.updated_at,
            organization_id: None,
        }
    }
}
