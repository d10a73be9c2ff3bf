//! What follows from traits: names to sign in with, and addresses (Kratos admin contract §2.2 to §2.5, §2.7).
//!
//! It follows the extension through objects and lists. The traits themselves stay as they were typed, except that
//! phone numbers become E.164 where they are reached by text message. Laying what is derived over what is stored
//! is left to the store.

use model::Message;
use model::identity::Via;
use serde_json::Value;

use super::TRAITS;
use super::address::{
    LONGEST, count, normalise_email, normalise_identifier, normalise_phone, normalise_unchecked,
};
use super::extension::Extension;
use super::tree::Shape;
use super::violation::{self, Ranked, Violation};

/// How many names and addresses traits may give at most, all together.
const MOST: usize = 200;

/// What follows from valid traits. No list holds anything twice; the order is that of the schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Derived {
    /// Credential type on the wire (`password`, `webauthn`, `code`) and normalised identifier.
    pub(crate) identifiers: Vec<(&'static str, String)>,
    /// Addresses that recovery may use, normalised.
    pub(crate) recovery: Vec<(Via, String)>,
    /// Addresses that can be proved, normalised.
    pub(crate) verifiable: Vec<(Via, String)>,
    /// The account's label in a sign-in app, as typed.
    pub(crate) totp_account: Option<String>,
    /// The traits as they are to be stored.
    pub(crate) traits: Value,
}

impl Derived {
    /// The identifiers of one type of credential, in the schema's order.
    pub(crate) fn identifiers_of(&self, kind: &str) -> Vec<String> {
        self.identifiers
            .iter()
            .filter(|(of, _)| *of == kind)
            .map(|(_, name)| name.clone())
            .collect()
    }
}

/// Derives from `traits`, whose violations so far are `found`; adds those of the extension.
pub(super) fn derive(shape: &Shape, traits: &Value, found: &mut Vec<Ranked>) -> Derived {
    let mut result = traits.clone();
    let mut walk = Walk { derived: Derived::default(), found };
    nul(traits, TRAITS, walk.found);
    walk.visit(shape, &mut result, TRAITS);
    Derived { traits: result, ..walk.derived }
}

/// Refuses NUL, which `PostgreSQL` cannot store, wherever it stands.
fn nul(value: &Value, node: &str, found: &mut Vec<Ranked>) {
    let inside = |text: &str| text.contains('\0');
    match value {
        Value::String(text) if inside(text) => found.push(refusal(node, "it has a NUL character")),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| nul(v, &format!("{node}.{i}"), found));
        }
        Value::Object(map) => {
            if map.keys().any(|key| inside(key)) {
                found.push(refusal(node, "the name of a property has a NUL character"));
            }
            map.iter()
                .filter(|(key, _)| !inside(key))
                .for_each(|(key, v)| nul(v, &format!("{node}.{key}"), found));
        }
        _ => {}
    }
}

fn refusal(node: &str, reason: &str) -> Ranked {
    (5, Violation { node: node.to_owned(), message: Message::generic(reason) })
}

struct Walk<'a> {
    derived: Derived,
    found: &'a mut Vec<Ranked>,
}

impl Walk<'_> {
    fn visit(&mut self, shape: &Shape, value: &mut Value, node: &str) {
        match (shape, value) {
            (Shape::Object(properties), Value::Object(map)) => {
                for (key, shape) in properties {
                    if let Some(value) = map.get_mut(key) {
                        self.visit(shape, value, &format!("{node}.{key}"));
                    }
                }
            }
            (Shape::List(shape), Value::Array(items)) => {
                for (at, item) in items.iter_mut().enumerate() {
                    self.visit(shape, item, &format!("{node}.{at}"));
                }
            }
            (Shape::Value { extension, format }, value) => {
                self.value(extension, format.as_deref(), value, node);
            }
            _ => {}
        }
    }

    /// One value. Nothing is derived from an empty one, or from one that is known to be wrong.
    fn value(
        &mut self,
        extension: &Extension,
        format: Option<&str>,
        value: &mut Value,
        node: &str,
    ) {
        if self.found.len() >= violation::MOST {
            return;
        }
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return,
        };
        let known_wrong = self.found.iter().any(|(_, violation)| violation.node == node);
        if text.trim().is_empty() || known_wrong || *extension == Extension::default() {
            return;
        }
        if self.derived.identifiers.len()
            + self.derived.recovery.len()
            + self.derived.verifiable.len()
            > MOST
        {
            self.found.push(refusal(TRAITS, "there are too many addresses"));
            return;
        }
        if let Err(violation) = self.addresses(extension, format, &text, node) {
            self.found.push(violation);
            return;
        }
        if extension.names_totp_account() && self.derived.totp_account.is_none() {
            self.derived.totp_account = Some(text.clone());
        }
        if let Err(violation) = self.identifiers(extension, &text, node) {
            self.found.push(violation);
            return;
        }
        if extension.is_reached(Via::Sms)
            && let Some(number) = normalise_phone(&text)
        {
            *value = Value::String(number);
        }
    }

    fn addresses(
        &mut self,
        extension: &Extension,
        format: Option<&str>,
        text: &str,
        node: &str,
    ) -> Result<(), Ranked> {
        for via in [Via::Email, Via::Sms] {
            if !extension.is_reached(via) {
                continue;
            }
            let address = address(via, format, text).ok_or_else(|| {
                let form = if via == Via::Email { "email" } else { "tel" };
                violation::format(node, form, &Value::String(text.to_owned()))
            })?;
            if extension.recovery.via == Some(via) {
                once(&mut self.derived.recovery, (via, address.clone()));
            }
            if extension.verification.via == Some(via) {
                once(&mut self.derived.verifiable, (via, address));
            }
        }
        Ok(())
    }

    fn identifiers(&mut self, extension: &Extension, text: &str, node: &str) -> Result<(), Ranked> {
        let identifier = normalise_identifier(text);
        for credential in extension.identifier_of() {
            if identifier.contains(char::is_control) {
                return Err(refusal(node, "it has a control character"));
            }
            let length = identifier.chars().count();
            if length > LONGEST {
                let message = Message::max_length(count(LONGEST), count(length));
                return Err((3, Violation { node: node.to_owned(), message }));
            }
            once(&mut self.derived.identifiers, (credential, identifier.clone()));
        }
        Ok(())
    }
}

/// A normalised address. A field with a format of its own is checked by that one alone (§2.4 item 1), but never
/// so little that an address could reach somebody else as well.
fn address(via: Via, format: Option<&str>, text: &str) -> Option<String> {
    match (via, format) {
        (Via::Email, None | Some("email")) => normalise_email(text),
        (Via::Sms, None | Some("tel")) => normalise_phone(text),
        (Via::Email, _) => normalise_unchecked(text),
        (Via::Sms, _) => normalise_phone(text).or_else(|| normalise_unchecked(text)),
    }
}

fn once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
