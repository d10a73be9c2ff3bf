//! Typed identifiers.
//!
//! Every id is a version 4 UUID, written in lower case: Kratos' reference UI refuses other versions
//! (Kratos wire contract §5.7). The type parameter keeps the id of a flow from being passed as that of
//! an identity; it costs nothing at run time.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

use crate::random::Random;

/// The id of a `K`.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// Draws a new id; `label` names the use for seeded randomness.
    pub fn draw(random: &dyn Random, label: &'static str) -> Self {
        let mut bytes = [0; 16];
        random.fill(label, &mut bytes);
        Self(Builder::from_random_bytes(bytes).into_uuid(), PhantomData)
    }

    /// The all-zero id, which belongs to nothing.
    pub const fn nil() -> Self {
        Self(Uuid::nil(), PhantomData)
    }

    /// Reads a UUID in its canonical form of 36 characters; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 36 {
            return None;
        }
        Uuid::try_parse(text).ok().map(|uuid| Self(uuid, PhantomData))
    }

    /// The canonical text, as stored and sent.
    pub fn text(&self) -> String {
        self.0.hyphenated().to_string()
    }

    /// The sixteen bytes, for keyed hashes and associated data.
    pub fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The same id seen as that of another kind, where two rows share one id by design.
    pub fn cast<L>(self) -> Id<L> {
        Id(self.0, PhantomData)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}
impl<K> FromStr for Id<K> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::parse(text).ok_or(NotAnId)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UUID"))
    }
}

/// What parsing text that is no UUID gives.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("not a UUID")]
pub struct NotAnId;

/// Names of the things that have ids. They have no values.
pub mod kind {
    macro_rules! kinds {
        ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $( $(#[$doc])* #[derive(Debug)] pub enum $name {} )* };
    }
    kinds! {
        /// A project (tenant).
        Project,
        /// An identity.
        Identity,
        /// A self-service flow.
        Flow,
        /// A session.
        Session,
        /// The device of a session.
        Device,
        /// A verifiable or recovery address.
        Address,
        /// A credential.
        Credential,
        /// A set of recovery codes.
        CodeSet,
        /// One recovery code of a set.
        RecoveryCode,
        /// A mailed one-time code.
        OneTimeCode,
        /// A message of the courier.
        Message,
        /// A row of the audit trail.
        AuditEvent,
        /// A stored error, shown by the error page.
        StoredError,
        /// What was typed, kept while its owner signs in again.
        Continuity,
        /// A change that may be undone, or the link that does it.
        Repudiation,
    }
}

macro_rules! aliases {
    ($($(#[$doc:meta])* $alias:ident = $kind:ident;)*) => { $( $(#[$doc])* pub type $alias = Id<kind::$kind>; )* };
}
aliases! {
    /// Id of a project.
    ProjectId = Project;
    /// Id of an identity.
    IdentityId = Identity;
    /// Id of a flow.
    FlowId = Flow;
    /// Id of a session.
    SessionId = Session;
    /// Id of a device.
    DeviceId = Device;
    /// Id of an address.
    AddressId = Address;
    /// Id of a credential.
    CredentialId = Credential;
    /// Id of a set of recovery codes.
    CodeSetId = CodeSet;
    /// Id of a recovery code.
    RecoveryCodeId = RecoveryCode;
    /// Id of a mailed code.
    OneTimeCodeId = OneTimeCode;
    /// Id of a message.
    MessageId = Message;
    /// Id of an audit row.
    AuditEventId = AuditEvent;
    /// Id of a stored error.
    StoredErrorId = StoredError;
    /// Id of a continuity container.
    ContinuityId = Continuity;
    /// Id of a change that may be undone, or of the link that does it.
    RepudiationId = Repudiation;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn ids_are_version_four_and_come_back_from_their_text() {
        let id = FlowId::draw(&SeededRandom::new(7), "flow");
        assert_eq!(id.text().as_bytes()[14], b'4');
        assert_eq!(FlowId::parse(&id.text()), Some(id));
        assert_eq!(FlowId::parse("{00000000-0000-4000-8000-000000000000}"), None);
        assert_eq!(FlowId::parse("00000000000040008000000000000000"), None);
    }
}
