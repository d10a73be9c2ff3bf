//! Messages: what a flow tells its user.
//!
//! A message is stored as id, kind and context; its sentence is put in when it is answered, from the
//! catalogue of the reader's language. Ids, kinds and contexts are the contract (Kratos wire contract §4);
//! there is one constructor for each that the server sends.

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::time::Timestamp;

/// The label whose sentence is its context.
const VERBATIM: u32 = 1_070_000;

/// How grave a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Says something.
    Info,
    /// Something did not work.
    Error,
    /// Something worked.
    Success,
}

/// A message without its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The stable number by which clients know it.
    pub id: u32,
    /// Info, error or success.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What the sentence is filled with.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub context: Map<String, Value>,
    /// The sentence itself, where it is somebody else's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where sentences come from: a catalogue of one language.
pub trait Texts {
    /// The sentence of message `id` filled with `context`.
    fn text(&self, id: u32, context: &Map<String, Value>) -> String;
}

impl Message {
    fn new(id: u32, kind: Kind, context: Value) -> Self {
        let context = match context {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        Self { id, kind, context, text: None }
    }

    /// A message of a web hook, in its own words.
    pub fn foreign(id: u32, info: bool, text: String, context: Map<String, Value>) -> Self {
        let kind = if info { Kind::Info } else { Kind::Error };
        Self { id, kind, context, text: Some(text) }
    }

    /// A label or notice without context.
    pub fn info(id: u32) -> Self {
        Self::new(id, Kind::Info, Value::Null)
    }
    /// An error without context.
    pub fn error(id: u32) -> Self {
        Self::new(id, Kind::Error, Value::Null)
    }
    /// A success without context.
    pub fn success(id: u32) -> Self {
        Self::new(id, Kind::Success, Value::Null)
    }

    /// As sent: `{id, text, type, context?}`.
    pub fn told<'a>(&'a self, texts: &'a dyn Texts) -> Told<'a, Self> {
        Told { it: self, texts }
    }
}

/// What is sent with its sentences, which are put in while it is written.
#[derive(Clone, Copy)]
pub struct Told<'a, T> {
    pub(crate) it: &'a T,
    pub(crate) texts: &'a dyn Texts,
}

impl Serialize for Told<'_, Message> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Message { id, kind, context, text } = self.it;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", id)?;
        match text {
            Some(text) => map.serialize_entry("text", text)?,
            None => map.serialize_entry("text", &self.texts.text(*id, context))?,
        }
        map.serialize_entry("type", kind)?;
        if !context.is_empty() && *id != VERBATIM {
            map.serialize_entry("context", &Told { it: context, texts: self.texts })?;
        }
        map.end()
    }
}

/// The list of recovery codes is the one context that holds messages itself.
impl Serialize for Told<'_, Map<String, Value>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.it.len()))?;
        for (name, value) in self.it {
            match secrets(name, value) {
                Some(secrets) => {
                    let told: Vec<_> = secrets.iter().map(|it| it.told(self.texts)).collect();
                    map.serialize_entry(name, &told)?;
                }
                None => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}

fn secrets(name: &str, value: &Value) -> Option<Vec<Message>> {
    let entries = value.as_array().filter(|_| name == "secrets")?;
    entries.iter().map(|entry| Message::deserialize(entry).ok()).collect()
}

/// How much of what somebody typed is said back to them, in characters: more is no address and no name, and would lie in
/// the row of a flow.
const ECHOED: usize = 1000;

/// What is said back of it.
pub fn echoed(typed: &str) -> &str {
    typed.char_indices().nth(ECHOED).and_then(|(end, _)| typed.get(..end)).unwrap_or(typed)
}

macro_rules! messages {
    ($($(#[$doc:meta])* $kind:ident $id:literal $name:ident $(( $($arg:ident : $type:ty),* ))? $({ $($key:literal : $value:expr),* $(,)? })?;)*) => {
        impl Message { $(
            $(#[$doc])*
            pub fn $name($($($arg: $type),*)?) -> Self {
                Self::new($id, Kind::$kind, json!({ $($($key: $value),*)? }))
            }
        )* }
    };
}

// Login (contract §4.1, §4.6).
messages! {
    /// Banner: confirm that it is you.
    Info 1_010_003 login_reauthenticate;
    /// Banner: have the key ready.
    Info 1_010_012 login_key_ready;
    /// Banner: the second step.
    Info 1_010_004 login_second_factor;
    /// The flow expired.
    Error 4_010_001 login_expired(at: Timestamp) { "expired_at": at, "expired_at_unix": at.as_seconds() };
    /// No method took the submission.
    Error 4_010_002 login_no_strategy;
    /// The account is switched off.
    Error 4_010_011 account_disabled;
    /// No account of this name, or another password.
    Error 4_000_006 invalid_credentials;
    /// The code of the sign-in app is wrong.
    Error 4_000_008 totp_wrong;
    /// There is no sign-in app.
    Error 4_000_011 totp_none;
    /// This recovery code was used before.
    Error 4_000_012 lookup_used;
    /// There are no recovery codes.
    Error 4_000_014 lookup_none;
    /// No such recovery code.
    Error 4_000_016 lookup_wrong;
    /// Label: the code of this number. This id and those of the next five hundred are our own.
    Info 1_019_001 lookup_numbered(number: u8) { "number": number };
    /// That was the last code: these are new ones.
    Info 1_019_002 lookup_last;
    /// The code is replaced by its use: this is the new one.
    Info 1_019_003 lookup_replaced;
    /// A code completed a recovery: these take the place of its set.
    Info 1_019_004 lookup_renewed_after_recovery;
    /// These codes have to be saved before what they stand beside is set up.
    Info 1_059_001 lookup_required;
    /// Several codes were pasted at once.
    Error 4_019_002 lookup_several;
    /// The code that was tried works.
    Success 1_059_004 lookup_works;
    /// What has to be done before anything else.
    Info 1_059_003 actions_required(actions: &[&str]) { "actions": actions };
    /// So many codes are left, which is few.
    Info 1_059_002 lookup_low(left: u8) { "left": left };
    /// The answer of a security key or passkey is wrong.
    Error 4_000_043 webauthn_wrong;
    /// The account has no security key.
    Error 4_000_013 webauthn_none;
    /// Nobody has this passkey.
    Error 4_000_015 passkey_unknown;
    /// Removes a security key.
    Info 1_050_018 webauthn_remove(name: &str, at: Timestamp) {
        "display_name": name, "added_at": at.whole_seconds(), "added_at_unix": at.as_seconds()
    };
    /// Removes a passkey.
    Info 1_050_020 passkey_remove(name: &str, at: Timestamp) {
        "display_name": name, "added_at": at.whole_seconds(), "added_at_unix": at.as_seconds()
    };
    /// Gives a security key or passkey another name. This number and the next are our own.
    Info 1_059_005 key_rename(name: &str, at: Timestamp) {
        "display_name": name, "added_at": at.whole_seconds(), "added_at_unix": at.as_seconds()
    };
    /// A key is to be renamed, and no name was given.
    Error 4_059_001 key_name_missing;
    /// Not the code of the number that is asked for.
    Error 4_019_001 lookup_not_it(number: u8) { "number": number };
}

// Registration (§4.2, §4.6).
messages! {
    /// Banner of the second of two steps.
    Info 1_040_009 registration_choose_credential;
    /// The flow expired.
    Error 4_040_001 registration_expired(at: Timestamp) { "expired_at": at, "expired_at_unix": at.as_seconds() };
    /// No method took the submission.
    Error 4_010_003 registration_no_strategy;
    /// The traits have no name to sign in with.
    Error 4_000_009 identifier_none;
    /// The identifier belongs to somebody already.
    Error 4_000_007 identifier_taken;
}

// Settings (§4.3, §4.6).
messages! {
    /// Saved.
    Success 1_050_001 settings_saved;
    /// The secret of the sign-in app.
    Info 1_050_006 totp_secret(secret: &str) { "secret": secret };
    /// One unused recovery code.
    Info 1_050_009 lookup_code(secret: &str) { "secret": secret };
    /// One used recovery code.
    Info 1_050_014 lookup_code_used(at: Timestamp) {
        "used_at": at.whole_seconds(), "used_at_unix": at.as_seconds()
    };
    /// The list of recovery codes.
    Info 1_050_015 lookup_codes(secrets: Vec<Message>) { "secrets": secrets };
    /// The flow expired.
    Error 4_050_001 settings_expired(at: Timestamp) { "expired_at": at, "expired_at_unix": at.as_seconds() };
    /// No method took the submission.
    Error 4_010_004 settings_no_strategy;
}

// Recovery and verification (§4.4, §4.6).
messages! {
    /// Recovered: set a new password before the session stops being privileged.
    Success 1_060_001 recovered(until: Timestamp) {
        "privilegedSessionExpiresAt": until, "privileged_session_expires_at": until,
        "privileged_session_expires_at_unix": until.as_seconds()
    };
    /// Several addresses were changed, and each has to be proved.
    Error 4_050_002 settings_several_addresses;
    /// A recovery link was mailed, if the address is known.
    Info 1_060_002 recovery_link_sent;
    /// A recovery code was mailed, if the address is known.
    Info 1_060_003 recovery_code_sent;
    /// The same, where an address was chosen.
    Info 1_060_004 recovery_code_sent_to(masked: &str) { "masked_address": masked };
    /// Another address has to be written out.
    Info 1_060_005 recovery_confirm_address;
    /// Which address gets the code?
    Info 1_060_006 recovery_choose_address;
    /// What somebody else did was undone; now the owner gets back in. This number and the next are our own.
    Info 1_069_001 repudiated;
    /// The link that undoes things is wrong, used or too old.
    Error 4_069_001 repudiation_link_wrong;
    /// The flow was finished before.
    Error 4_060_001 recovery_retry;
    /// The link is wrong, used, or was replaced.
    Error 4_060_004 recovery_link_wrong;
    /// The flow expired.
    Error 4_060_005 recovery_expired(at: Timestamp) { "expired_at": at, "expired_at_unix": at.as_seconds() };
    /// The code is wrong or used.
    Error 4_060_006 recovery_code_wrong;
    /// No method took the submission.
    Error 4_010_005 recovery_no_strategy;
    /// A verification link was mailed.
    Info 1_080_001 verification_link_sent;
    /// A verification code was mailed.
    Info 1_080_003 verification_code_sent;
    /// A verification code was sent to a phone.
    Info 1_080_004 verification_code_texted;
    /// The address is proved.
    Success 1_080_002 verified;
    /// The phone is.
    Success 1_080_005 phone_verified;
    /// The flow was finished before.
    Error 4_070_002 verification_retry;
    /// The link is wrong, used, or was replaced.
    Error 4_070_001 verification_link_wrong;
    /// The flow expired.
    Error 4_070_005 verification_expired(at: Timestamp) { "expired_at": at, "expired_at_unix": at.as_seconds() };
    /// The code is wrong or used.
    Error 4_070_006 verification_code_wrong;
    /// No method took the submission.
    Error 4_010_006 verification_no_strategy;
}

// Labels (§4.4).
messages! {
    /// Words that are somebody's own: an address, say. They are sent as the sentence alone.
    Info 1_070_000 verbatim(text: &str) { "text": text };
    /// The title of a trait, from its schema.
    Info 1_070_002 trait_label(title: &str, name: &str) { "title": title, "name": name };
}

// Validation (§4.5).
messages! {
    /// Anything without a message of its own.
    Error 4_000_001 generic(reason: &str) { "reason": reason };
    /// A required value is missing.
    Error 4_000_002 required(property: &str) { "property": property };
    /// Too short.
    Error 4_000_003 min_length(min: u64, actual: u64) { "min_length": min, "actual_length": actual };
    /// Does not have the form that is asked for.
    Error 4_000_004 pattern(pattern: &str) { "pattern": pattern };
    /// The password breaks the policy.
    Error 4_000_005 password_policy(reason: &str) { "reason": reason };
    /// Too long.
    Error 4_000_017 max_length(max: u64, actual: u64) { "max_length": max, "actual_length": actual };
    /// The password is too like the identifier.
    Error 4_000_031 password_similar;
    /// The password is too short.
    Error 4_000_032 password_too_short(min: u64, actual: u64) { "min_length": min, "actual_length": actual };
    /// The password is too long.
    Error 4_000_033 password_too_long(max: u64, actual: u64) { "max_length": max, "actual_length": actual };
    /// The password is known to attackers.
    Error 4_000_034 password_breached(breaches: u64) { "breaches": breaches };
    /// The new password is the old one.
    Error 4_000_039 password_unchanged;
    /// No e-mail address.
    Error 4_000_040 invalid_email(value: &str) { "value": echoed(value) };
}

impl Message {
    /// A validation error whose context is made elsewhere (numbers, lists, types: §4.5).
    pub fn validation(id: u32, context: Map<String, Value>) -> Self {
        Self { id, kind: Kind::Error, context, text: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Numbers;
    impl Texts for Numbers {
        fn text(&self, id: u32, _: &Map<String, Value>) -> String {
            format!("m-{id}")
        }
    }

    #[test]
    fn codes_are_messages_inside_a_message() {
        let wire = |message: Message| serde_json::to_value(message.told(&Numbers)).unwrap();
        let codes = wire(Message::lookup_codes(vec![Message::lookup_code("abcd")]));
        assert_eq!(codes["context"]["secrets"][0]["text"], "m-1050009");
        assert_eq!(codes["context"]["secrets"][0]["context"]["secret"], "abcd");
        assert!(wire(Message::totp_wrong()).get("context").is_none());
    }
}
