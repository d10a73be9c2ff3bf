//! Identities and their addresses, as they appear on the wire (Kratos admin contract §4).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

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

/// An address that can be proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiableAddress {
    /// Its id.
    pub id: AddressId,
    /// Normalised address.
    pub value: String,
    /// How it is reached.
    pub via: Via,
    /// Whether it was proved.
    pub verified: bool,
    /// How far the proof is.
    pub status: Status,
    /// When it was proved.
    pub verified_at: Option<Timestamp>,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// An address that recovery may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryAddress {
    /// Its id.
    pub id: AddressId,
    /// Normalised address.
    pub value: String,
    /// How it is reached.
    pub via: Via,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
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

impl VerifiableAddress {
    /// As sent.
    pub fn wire(&self) -> Value {
        let mut out = json!({
            "id": self.id, "value": self.value, "verified": self.verified, "via": self.via,
            "status": self.status, "created_at": self.created_at, "updated_at": self.updated_at,
        });
        if let (Some(at), Some(map)) = (self.verified_at, out.as_object_mut()) {
            map.insert("verified_at".into(), json!(at));
        }
        out
    }
}

impl RecoveryAddress {
    /// As sent.
    pub fn wire(&self) -> Value {
        json!({
            "id": self.id, "value": self.value, "via": self.via,
            "created_at": self.created_at, "updated_at": self.updated_at,
        })
    }
}

impl Identity {
    /// As sent; credentials are put in by whoever may show them.
    pub fn wire(&self, view: View<'_>) -> Value {
        use base64::Engine as _;
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.into(), value);
        };
        put("id", json!(self.id));
        if let Some(external) = self.external_id.as_deref().filter(|id| !id.is_empty()) {
            put("external_id", external.into());
        }
        put("schema_id", self.schema_id.as_str().into());
        let schema_url = match view {
            View::Bare => String::new(),
            View::Public { schemas } | View::Admin { schemas } => {
                format!(
                    "{schemas}{}",
                    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&self.schema_id)
                )
            }
        };
        put("schema_url", schema_url.into());
        put("state", json!(self.state));
        if let Some(at) = self.state_changed_at {
            put("state_changed_at", json!(at));
        }
        put("traits", self.traits.clone());
        if view != View::Bare {
            if !self.verifiable_addresses.is_empty() {
                put(
                    "verifiable_addresses",
                    self.verifiable_addresses.iter().map(VerifiableAddress::wire).collect(),
                );
            }
            if !self.recovery_addresses.is_empty() {
                put(
                    "recovery_addresses",
                    self.recovery_addresses.iter().map(RecoveryAddress::wire).collect(),
                );
            }
        }
        put("metadata_public", self.metadata_public.clone());
        if matches!(view, View::Admin { .. }) && !self.metadata_admin.is_null() {
            put("metadata_admin", self.metadata_admin.clone());
        }
        put("created_at", json!(self.created_at));
        put("updated_at", json!(self.updated_at));
        put("organization_id", Value::Null);
        Value::Object(out)
    }
}
