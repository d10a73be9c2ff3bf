//! The sentence of a message (`m-<id>`), with the arguments that have to be worked out.
//!
//! Arguments are the message's context by its own names. Made from it besides: `minutes` (since a flow expired, or
//! until the privileged time ends), the list of recovery codes as one text, and the moment at which a code was used
//! (Kratos wire contract §2.4 F, §4.3).
//!
//! Messages of the general id have a reason as their sentence. Reasons that are the server's own have a text in each
//! language, `reason-` and the words of the English one; the context keeps that one. So have the titles of the embedded
//! schema's traits (`title-`), which label their fields.

use fluent_bundle::FluentArgs;
use model::Timestamp;
use model::text::Texts;
use serde_json::{Map, Value};

use super::i18n::{Catalogue, ENGLISH, argument};

/// Anything that has no number of its own.
const GENERIC: u32 = 4_000_001;
/// The label of a field that is called by its schema.
const TITLED: u32 = 1_070_002;
/// A used recovery code in a list of them.
const CODE_USED: u64 = 1_050_014;

/// A catalogue at one moment.
pub(crate) struct Sentences<'a> {
    catalogue: &'a Catalogue,
    now: Timestamp,
}

impl<'a> Sentences<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, now: Timestamp) -> Self {
        Self { catalogue, now }
    }

    fn arguments(&self, context: &Map<String, Value>) -> FluentArgs<'static> {
        let mut args = FluentArgs::new();
        for (name, value) in context {
            let made = match (name.as_str(), value) {
                ("secrets", Value::Array(entries)) => Some(codes(entries).into()),
                ("used_at", Value::String(at)) => Some(go_time(at).into()),
                ("expired_at", Value::String(at)) => {
                    args.set("minutes", Timestamp::parse(at).map_or(0, |at| minutes(self.now, at)));
                    argument(value)
                }
                ("privileged_session_expires_at", Value::String(at)) => {
                    args.set("minutes", Timestamp::parse(at).map_or(0, |at| minutes(at, self.now)));
                    argument(value)
                }
                _ => argument(value),
            };
            if let Some(made) = made {
                args.set(name.clone(), made);
            }
        }
        args
    }
}

impl Texts for Sentences<'_> {
    fn text(&self, id: u32, context: &Map<String, Value>) -> String {
        let args = self.arguments(context);
        let said = |key: &str| self.catalogue.text_or_holes(key, &args);
        let told = |name: &str| context.get(name).and_then(Value::as_str);
        let key = match id {
            GENERIC => told("reason").map(|reason| key("reason", reason)),
            // The English one is what clients know.
            TITLED if self.catalogue.locale() != ENGLISH => {
                told("title").map(|title| key("title", title))
            }
            _ => None,
        };
        let own = key.and_then(|key| said(&key));
        own.or_else(|| said(&format!("m-{id}"))).unwrap_or_else(|| {
            tracing::error!(id, locale = self.catalogue.locale(), "a message has no text");
            format!("({id})")
        })
    }
}

/// The key of a text that is called by what it says in English: its words, without marks.
fn key(kind: &str, text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(kind.to_owned(), |key, word| key + "-" + &word.to_ascii_lowercase())
}

/// Whole minutes from `earlier` to `later`, none when it is the other way round.
fn minutes(later: Timestamp, earlier: Timestamp) -> i64 {
    i64::try_from(later.since(earlier).as_secs() / 60).unwrap_or(i64::MAX)
}

/// The codes of a list; a used one is only called so.
fn codes(entries: &[Value]) -> String {
    entries.iter().map(code).collect::<Vec<_>>().join(", ")
}

fn code(entry: &Value) -> &str {
    if entry.get("id").and_then(Value::as_u64) == Some(CODE_USED) {
        return "used";
    }
    entry.pointer("/context/secret").and_then(Value::as_str).unwrap_or_default()
}

/// An instant as Go writes it, which is what clients of the contract have in this sentence.
fn go_time(at: &str) -> String {
    let parsed = at.parse::<jiff::Timestamp>();
    parsed
        .map_or_else(|_| at.to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S +0000 UTC").to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use model::Message;
    use serde_json::json;

    use super::super::i18n::Catalogues;
    use super::*;

    fn said(message: &Message, now: Timestamp) -> String {
        let catalogues = Catalogues::built_in().unwrap();
        let wire = serde_json::to_value(message.told(&catalogues.english().at(now))).unwrap();
        wire["text"].as_str().unwrap().to_owned()
    }

    #[test]
    fn lists_of_codes_are_one_text() {
        let at = Timestamp::parse("2026-02-20T11:32:39.7Z").unwrap();
        let list = vec![
            Message::lookup_code("aaaa"),
            Message::lookup_code_used(at),
            Message::lookup_code("bbbb"),
        ];
        assert_eq!(said(&Message::lookup_codes(list), at), "aaaa, used, bbbb");
        assert!(said(&Message::lookup_code_used(at), at).contains("2026-02-20 11:32:39 +0000 UTC"));
    }

    #[test]
    fn minutes_are_counted() {
        let now = Timestamp::parse("2026-02-20T12:00:00Z").unwrap();
        let catalogues = Catalogues::built_in().unwrap();
        let sentences = catalogues.english().at(now);
        let minutes = |message: Message| {
            let args = sentences.arguments(&message.context);
            format!("{:?}", args.get("minutes"))
        };
        let past = minutes(Message::login_expired(now.before(Duration::from_secs(150))));
        let left = minutes(Message::recovered(now.after(Duration::from_mins(10))));
        assert!(past.contains("value: 2.0") && left.contains("value: 10.0"), "{past} {left}");
    }

    #[test]
    fn reasons_are_said_in_the_language_of_the_reader() {
        let catalogues = Catalogues::built_in().unwrap();
        let nothing = Message::generic("Nothing was changed.");
        let wire = |language: &str| {
            let sentences = catalogues.of(language).at(Timestamp::default());
            serde_json::to_value(nothing.told(&sentences)).unwrap()
        };
        assert_eq!(wire("en")["text"], "Nothing was changed.");
        assert_ne!(wire("ja")["text"], wire("en")["text"]);
        assert_eq!(wire("ja")["context"]["reason"], "Nothing was changed.");
        assert_eq!(
            said(&Message::generic("{ $x }, not ours"), Timestamp::default()),
            "{ $x }, not ours"
        );
        let source = include_str!("../../../../i18n/en.ftl");
        for line in source.lines() {
            let Some((name, text)) = line.split_once(" = ") else { continue };
            let kind =
                ["reason", "title"].into_iter().find(|kind| name.starts_with(&format!("{kind}-")));
            assert!(kind.is_none_or(|kind| key(kind, text) == name), "{line}");
        }
        let label = |locale: &str| {
            let sentences = catalogues.of(locale).at(Timestamp::default());
            let field = Message::trait_label("Email address", "email");
            serde_json::to_value(field.told(&sentences)).unwrap()["text"].clone()
        };
        assert_eq!((label("en"), label("ja")), ("Email address".into(), "メールアドレス".into()));
    }

    /// Every message of the catalogue is said without a hole, given what the contract has in its context.
    #[test]
    fn every_message_has_its_arguments() {
        let context = json!({
            "provider": "x", "duplicate_identifier": "x", "address": "x", "masked_address": "x", "secret": "x",
            "secrets": [{ "id": 1_050_014 }], "used_at": "2026-02-20T11:32:39Z", "display_name": "x", "text": "x", "title": "x",
            "reason": "x", "min_length": 8, "max_length": 9, "actual_length": 3, "minimum": 1, "maximum": 2.5,
            "base": 2, "max_items": 1, "min_items": 1, "allowed_types": ["string", "null"], "expected": "x",
            "value": "x", "expired_at": "2026-02-20T11:32:39Z", "available_credential_types": ["password"],
            "number": 7, "left": 3,
        });
        let catalogues = Catalogues::built_in().unwrap();
        let sentences = catalogues.english().at(Timestamp::default());
        let args = sentences.arguments(context.as_object().unwrap());
        let source =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../i18n/en.ftl"))
                .unwrap();
        let keys: BTreeSet<&str> = source
            .lines()
            .filter(|l| l.starts_with("m-"))
            .filter_map(|l| l.split_once(" ="))
            .map(|(key, _)| key)
            .collect();
        assert!(keys.len() > 100, "{}", keys.len());
        for key in keys {
            for language in catalogues.all() {
                let text = language.text(key, &args).unwrap();
                assert!(!text.is_empty(), "{key} in {}", language.locale());
            }
        }
    }
}
