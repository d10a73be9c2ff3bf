//! An identity that an administrator wants, from the request to the rows (Kratos admin contract §3.4).
//!
//! Whether the traits follow their schema is kept apart from everything else, since in a batch only the former
//! is told entry by entry.

use db::Tx;
use model::Problem;
use model::identity::{Identity, State};
use serde_json::{Value, json};

use super::body::Given;
use super::import::{self, Brought};
use crate::app::Cx;
use crate::audit::Event;
use crate::error::Result;
use crate::identity::asserted::{self, Asserted, LONGEST_EXTERNAL};
use crate::identity::schema::{Derived, reason};
use crate::identity::{self, Conflict, New};
use crate::method::password;

/// An identity to be made.
pub(super) struct Draft {
    schema: Result<(String, Derived), Problem>,
    state: State,
    external_id: Option<String>,
    metadata_public: Value,
    metadata_admin: Value,
    verifiable: Vec<Asserted>,
    pub(super) credentials: Brought,
}

impl Draft {
    /// Checks what was given. `Err` is anything but traits that do not follow their schema: see [`Draft::fits`].
    pub(super) fn new(cx: &Cx, given: Given) -> Result<Self, Problem> {
        unserved(&given)?;
        Ok(Self {
            state: state(given.state.as_deref())?.unwrap_or(State::Active),
            external_id: external_id(given.external_id)?,
            credentials: import::check(given.credentials)?,
            schema: derive(cx, given.schema_id.as_deref().unwrap_or_default(), given.traits),
            metadata_public: given.metadata_public.unwrap_or_default(),
            metadata_admin: given.metadata_admin.unwrap_or_default(),
            verifiable: given.verifiable_addresses.unwrap_or_default(),
        })
    }

    /// Whether schema and traits are in order; 400 with a reason.
    pub(super) fn fits(&self) -> Result<(), Problem> {
        self.schema.as_ref().map(drop).map_err(Clone::clone)
    }

    /// Makes the identity.
    pub(super) async fn write(&self, cx: &Cx, tx: &mut Tx) -> Result<Result<Identity, Conflict>> {
        let (schema_id, derived) = self.schema.as_ref().map_err(Clone::clone)?;
        let mut kinds = Vec::new();
        if self.credentials.has_password(derived) {
            kinds.push(password::ID);
        }
        let new = New {
            id: None,
            schema_id: schema_id.clone(),
            derived: derived.clone(),
            state: self.state,
            external_id: self.external_id.clone(),
            metadata_public: self.metadata_public.clone(),
            metadata_admin: self.metadata_admin.clone(),
            kinds,
        };
        let Ok(mut identity) = identity::create(cx, tx, new).await? else {
            return Ok(Err(Conflict));
        };
        self.credentials.put(cx, tx, identity.id, derived).await?;
        asserted::lay_over(cx, tx, &mut identity, &self.verifiable);
        super::record(cx, tx, Event::IdentityCreated, Some(identity.id), None);
        Ok(Ok(identity))
    }
}

/// Refuses members that would be lost.
pub(super) fn unserved(given: &Given) -> Result<(), Problem> {
    let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    if filled(&given.organization_id) || filled(&given.region) {
        let reason = "Organizations and regions are not served.";
        return Err(Problem::bad_request(reason));
    }
    Ok(())
}

/// The state that a word names; `None` where there is none.
pub(super) fn state(word: Option<&str>) -> Result<Option<State>, Problem> {
    match word.filter(|word| !word.is_empty()) {
        None => Ok(None),
        Some(word) => State::parse(word)
            .map(Some)
            .ok_or_else(|| Problem::bad_request("The state has to be active or inactive.")),
    }
}

/// The id elsewhere, if it can be stored.
pub(super) fn external_id(given: Option<String>) -> Result<Option<String>, Problem> {
    let given = given.filter(|id| !id.is_empty());
    if given.as_ref().is_some_and(|id| !asserted::is_external_id(id)) {
        return Err(Problem::bad_request(format!(
            "The external id must have at most {LONGEST_EXTERNAL} bytes and no control characters."
        )));
    }
    Ok(given)
}

/// The schema, and what the traits derive by it. No traits are none in it.
pub(super) fn derive(
    cx: &Cx,
    schema_id: &str,
    traits: Option<Value>,
) -> Result<(String, Derived), Problem> {
    let schema = cx.app.schemas.get(schema_id).ok_or_else(|| {
        Problem::bad_request("There is no identity schema of the id that schema_id names.")
    })?;
    let traits = traits.filter(|traits| !traits.is_null());
    let derived = schema
        .validate(&traits.unwrap_or_else(|| json!({})))
        .map_err(|violations| Problem::bad_request(reason(&violations)))?;
    Ok((schema.id().to_owned(), derived))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_external_ids() {
        assert_eq!(state(None), Ok(None));
        assert_eq!(state(Some("")), Ok(None));
        assert_eq!(state(Some("inactive")), Ok(Some(State::Inactive)));
        assert_eq!(state(Some("asleep")).unwrap_err().code, 400);
        assert_eq!(external_id(Some(String::new())), Ok(None));
        assert_eq!(external_id(Some("crm-1".into())), Ok(Some("crm-1".into())));
        assert!(external_id(Some("a\0".into())).is_err());
        assert!(external_id(Some("a".repeat(256))).is_err());
    }
}
