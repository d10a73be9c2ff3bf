//! An identity read with its addresses in one statement: the join repeats the identity's columns for each address, and
//! [`fold`] puts the rows together again. Statements begin with their own columns and end with these.

use model::Timestamp;
use model::id::{AddressId, IdentityId};
use model::identity::{Identity, RecoveryAddress, State, Status, VerifiableAddress, Via};
use serde_json::Value;

use super::RECOVERY;
use crate::error::Result;

/// The columns of an identity and one of its addresses, with the names that [`identity_record`] gives them.
macro_rules! identity_columns {
    () => {
        "i.id AS identity_id, i.external_id, i.schema_id, i.state, i.state_changed_at, i.traits, \
         i.metadata_public, i.metadata_admin, i.required_actions, i.created_at AS made_at, i.updated_at AS changed_at, \
         a.id AS address_id, a.purpose, a.via, a.value, a.status, a.verified_at, a.usable_at, \
         a.created_at AS address_made_at, a.updated_at AS address_changed_at"
    };
}
/// Joins the addresses to identities `i`.
macro_rules! address_join {
    () => {
        " LEFT JOIN identity_addresses a ON a.project_id = i.project_id AND a.identity_id = i.id "
    };
}
/// A record that begins with its own columns and ends with [`identity_columns`].
macro_rules! identity_record {
    ($(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? }) => {
        db::record! {
            $(#[$doc])*
            pub(crate) struct $name {
                $($field: $type,)*
                identity_id: model::id::IdentityId,
                external_id: Option<String>,
                schema_id: String,
                state: String,
                state_changed_at: Option<model::Timestamp>,
                traits: String,
                metadata_public: Option<String>,
                metadata_admin: Option<String>,
                required_actions: String,
                made_at: model::Timestamp,
                changed_at: model::Timestamp,
                address_id: Option<model::id::AddressId>,
                purpose: Option<String>,
                via: Option<String>,
                value: Option<String>,
                status: Option<String>,
                verified_at: Option<model::Timestamp>,
                usable_at: Option<model::Timestamp>,
                address_made_at: Option<model::Timestamp>,
                address_changed_at: Option<model::Timestamp>,
            }
        }
        impl $crate::identity::rows::IdentityRow for $name {
            fn id(&self) -> model::id::IdentityId {
                self.identity_id
            }
            fn identity(&self) -> $crate::error::Result<model::identity::Identity> {
                use $crate::identity::rows::json;
                Ok(model::identity::Identity {
                    id: self.identity_id,
                    external_id: self.external_id.clone(),
                    schema_id: self.schema_id.clone(),
                    state: $crate::identity::rows::state(&self.state),
                    state_changed_at: self.state_changed_at,
                    traits: json(Some(&self.traits))?,
                    metadata_public: json(self.metadata_public.as_deref())?,
                    metadata_admin: json(self.metadata_admin.as_deref())?,
                    verifiable_addresses: Vec::new(),
                    recovery_addresses: Vec::new(),
                    required_actions: self.required_actions.split_whitespace().map(str::to_owned).collect(),
                    created_at: self.made_at,
                    updated_at: self.changed_at,
                })
            }
            fn address(&self) -> Option<$crate::identity::rows::AddressRow> {
                Some($crate::identity::rows::AddressRow {
                    id: self.address_id?,
                    purpose: self.purpose.clone()?,
                    via: self.via.clone()?,
                    value: self.value.clone()?,
                    status: self.status.clone()?,
                    verified_at: self.verified_at,
                    usable_at: self.usable_at,
                    created_at: self.address_made_at?,
                    updated_at: self.address_changed_at?,
                })
            }
        }
    };
}
pub(crate) use {address_join, identity_columns, identity_record};

/// A row that carries an identity and perhaps one of its addresses.
pub(crate) trait IdentityRow {
    fn id(&self) -> IdentityId;
    fn identity(&self) -> Result<Identity>;
    fn address(&self) -> Option<AddressRow>;
}

/// An address as stored.
pub(crate) struct AddressRow {
    pub(crate) id: AddressId,
    pub(crate) purpose: String,
    pub(crate) via: String,
    pub(crate) value: String,
    pub(crate) status: String,
    pub(crate) verified_at: Option<Timestamp>,
    pub(crate) usable_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

pub(crate) fn json(text: Option<&str>) -> Result<Value> {
    text.map_or(Ok(Value::Null), |text| Ok(serde_json::from_str(text)?))
}
pub(crate) fn state(word: &str) -> State {
    // An unknown word counts as inactive: failing closed.
    State::parse(word).unwrap_or(State::Inactive)
}

/// Puts the rows of a join together; rows of one identity have to be adjacent.
pub(crate) fn fold<R: IdentityRow>(rows: &[R]) -> Result<Vec<Identity>> {
    let mut out: Vec<Identity> = Vec::new();
    for row in rows {
        if out.last().is_none_or(|identity| identity.id != row.id()) {
            out.push(row.identity()?);
        }
        if let (Some(identity), Some(address)) = (out.last_mut(), row.address()) {
            attach(identity, address);
        }
    }
    Ok(out)
}

fn attach(identity: &mut Identity, row: AddressRow) {
    let via = Via::parse(&row.via).unwrap_or(Via::Email);
    let AddressRow { id, value, created_at, updated_at, .. } = row;
    if row.purpose == RECOVERY {
        identity.recovery_addresses.push(RecoveryAddress {
            id,
            value,
            via,
            usable_at: row.usable_at,
            created_at,
            updated_at,
        });
    } else {
        let status = Status::parse(&row.status).unwrap_or(Status::Pending);
        let verified_at = row.verified_at;
        let verified = status == Status::Completed;
        let address = VerifiableAddress {
            id,
            value,
            via,
            verified,
            status,
            verified_at,
            created_at,
            updated_at,
        };
        identity.verifiable_addresses.push(address);
    }
}
