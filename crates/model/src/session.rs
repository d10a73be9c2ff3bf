//! Sessions and their assurance level (Kratos wire contract §6). Pure: who may use a session, and for
//! what, is decided by the engine.

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::flow::Aal;
use crate::id::{DeviceId, IdentityId, SessionId};
use crate::time::Timestamp;

/// One thing that was proved, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    /// `password`, `totp`, `lookup_secret`, `code_recovery`, …
    pub method: String,
    /// What it is worth.
    pub aal: Aal,
    /// When it was proved.
    pub completed_at: Timestamp,
}

/// Where a session was begun. Serialised as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// The client's address, without port.
    pub ip_address: String,
    /// What the client called itself.
    pub user_agent: String,
    /// Where that is in words, or nothing.
    pub location: String,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id: stays when the token changes.
    pub id: SessionId,
    /// Whom it belongs to.
    pub identity_id: IdentityId,
    /// Whether it was revoked.
    pub active: bool,
    /// When it was begun.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When something was proved last: the privileged window starts here.
    pub authenticated_at: Timestamp,
    /// Everything that was proved in it, in order, repetitions included.
    pub methods: Vec<Authentication>,
    /// The client that began it.
    pub device: Device,
    /// Whether it may do nothing but bind a credential.
    pub bind_only: bool,
}

/// The level a list of proofs reaches: two factors need one proof of each kind, so that a second factor
/// alone is worth no more than a first.
pub fn level(methods: &[Authentication]) -> Aal {
    let has = |aal| methods.iter().any(|m| m.aal == aal);
    match (has(Aal::Aal1), has(Aal::Aal2)) {
        (true, true) => Aal::Aal2,
        _ if methods.is_empty() => Aal::Aal0,
        _ => Aal::Aal1,
    }
}

impl Session {
    /// Its assurance level.
    pub fn aal(&self) -> Aal {
        level(&self.methods)
    }
    /// Whether all that was proved of the first step is the way to a mailbox.
    pub fn is_recovered(&self) -> bool {
        self.came_by(&["code_recovery", "link_recovery"])
    }
    /// Whether the first step was proved by these methods and no other.
    pub fn came_by(&self, methods: &[&str]) -> bool {
        let mut first = self.methods.iter().filter(|m| m.aal == Aal::Aal1).peekable();
        first.peek().is_some() && first.all(|m| methods.contains(&m.method.as_str()))
    }
    /// Whether it can be used at `now`.
    pub fn usable(&self, now: Timestamp) -> bool {
        self.active && self.expires_at > now
    }
    /// Adds a proof made at `now`.
    pub fn prove(&mut self, method: &str, aal: Aal, now: Timestamp) {
        self.methods.push(Authentication { method: method.into(), aal, completed_at: now });
    }
    /// As sent, with `identity` as its owner is to be shown (`null` where it is not).
    pub fn wire<I>(&self, identity: I, now: Timestamp) -> Shown<'_, I> {
        Shown {
            id: self.id,
            active: self.usable(now),
            expires_at: self.expires_at,
            authenticated_at: self.authenticated_at,
            authenticator_assurance_level: self.aal(),
            authentication_methods: &self.methods,
            issued_at: self.issued_at,
            identity,
            devices: vec![&self.device],
        }
    }
}

/// A session as sent.
#[derive(Debug, Clone, Serialize)]
pub struct Shown<'a, I> {
    id: SessionId,
    active: bool,
    expires_at: Timestamp,
    authenticated_at: Timestamp,
    authenticator_assurance_level: Aal,
    authentication_methods: &'a [Authentication],
    issued_at: Timestamp,
    identity: I,
    /// Its own.
    pub devices: Vec<&'a Device>,
}

impl Serialize for Device {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Device", 4)?;
        out.serialize_field("id", &self.id)?;
        out.serialize_field("ip_address", &self.ip_address)?;
        out.serialize_field("user_agent", &self.user_agent)?;
        out.serialize_field("location", &self.location)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_factor_alone_is_one_factor() {
        let proof =
            |aal| Authentication { method: "m".into(), aal, completed_at: Timestamp::default() };
        assert_eq!(level(&[]), Aal::Aal0);
        assert_eq!(level(&[proof(Aal::Aal1)]), Aal::Aal1);
        assert_eq!(level(&[proof(Aal::Aal2)]), Aal::Aal1);
        assert_eq!(level(&[proof(Aal::Aal2), proof(Aal::Aal1)]), Aal::Aal2);
    }
}
