//! Catalogues: the sentences of messages, pages and mails, one Fluent file per language.
//!
//! Files lie in `i18n/<locale>.ftl`. English and what an operator wrote are read at the start; one of them that cannot be
//! read stops it. Every other language is made when somebody first wants it. What a language lacks is said in English.
//! Which sentence is said when is decided by whoever asks.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use model::Timestamp;
use rust_embed::RustEmbed;
use serde_json::Value;
use unic_langid::LanguageIdentifier;

use super::sentence::Sentences;

/// The language that has every sentence.
pub(super) const ENGLISH: &str = "en";
/// Words that catalogues may replace but need not have.
const WORDS: &str = include_str!("words.ftl");
/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 8] = ["ar", "arc", "dv", "fa", "he", "ps", "ur", "yi"];

#[derive(RustEmbed)]
#[folder = "../../i18n"]
struct Files;

/// The built-in catalogues as they are written, by the names that an operator's have.
pub(super) fn built_in() -> impl Iterator<Item = (String, Vec<u8>)> {
    Files::iter()
        .filter_map(|name| Some((format!("i18n/{name}"), Files::get(&name)?.data.into_owned())))
}

/// The sentences of one language.
pub(crate) struct Catalogue {
    locale: String,
    name: String,
    id: LanguageIdentifier,
    /// From the most general to the language's own.
    layers: Vec<Arc<str>>,
    made: OnceLock<FluentBundle<FluentResource>>,
}

fn parsed(locale: &str, text: &str) -> Result<FluentResource, String> {
    FluentResource::try_new(text.to_owned()).map_err(|(_, mistakes)| {
        let told = mistakes.iter().map(|mistake| {
            let before = text.get(..mistake.pos.start).unwrap_or(text);
            format!("line {}: {}", before.matches('\n').count() + 1, mistake.kind)
        });
        format!("i18n/{locale}.ftl: {}", told.collect::<Vec<_>>().join("; "))
    })
}

impl Catalogue {
    fn new(locale: &str, layers: Vec<Arc<str>>) -> Result<Self, String> {
        let id: LanguageIdentifier =
            locale.parse().map_err(|_| format!("i18n/{locale}.ftl: the name is no language"))?;
        let named = |text: &Arc<str>| {
            text.lines().find_map(|line| line.strip_prefix("language-name = ")).map(str::to_owned)
        };
        let name = layers.iter().rev().find_map(named).unwrap_or_default();
        Ok(Self { locale: locale.to_owned(), name, id, layers, made: OnceLock::new() })
    }

    fn bundle(&self) -> &FluentBundle<FluentResource> {
        self.made.get_or_init(|| {
            let mut bundle = FluentBundle::new_concurrent(vec![self.id.clone()]);
            bundle.set_use_isolating(false);
            for layer in &self.layers {
                match parsed(&self.locale, layer) {
                    Ok(resource) => bundle.add_resource_overriding(resource),
                    Err(mistakes) => tracing::error!("a catalogue cannot be read: {mistakes}"),
                }
            }
            bundle
        })
    }

    /// The language's tag (BCP 47).
    pub(crate) fn locale(&self) -> &str {
        &self.locale
    }
    /// What the language calls itself; English's name where it does not say.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
    /// `ltr` or `rtl`.
    pub(crate) fn dir(&self) -> &'static str {
        if RIGHT_TO_LEFT.contains(&primary(&self.locale)) { "rtl" } else { "ltr" }
    }
    /// The sentences of messages, as said at `now`.
    pub(crate) fn at(&self, now: Timestamp) -> Sentences<'_> {
        Sentences::new(self, now)
    }

    /// The text of `key`; `Err` says what is missing.
    pub(super) fn text(&self, key: &str, args: &FluentArgs<'_>) -> Result<String, String> {
        let mut mistakes = Vec::new();
        let text = self
            .format(key, args, &mut mistakes)
            .ok_or_else(|| format!("there is no text `{key}`"))?;
        if mistakes.is_empty() { Ok(text) } else { Err(format!("text `{key}`: {mistakes:?}")) }
    }
    /// The same, with holes where arguments are missing.
    pub(super) fn text_or_holes(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        self.format(key, args, &mut Vec::new())
    }
    fn format(
        &self,
        key: &str,
        args: &FluentArgs<'_>,
        mistakes: &mut Vec<FluentError>,
    ) -> Option<String> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(key)?.value()?;
        Some(bundle.format_pattern(pattern, Some(args), mistakes).into_owned())
    }
}

/// JSON as Fluent takes it: numbers as numbers, lists joined; `None` for what cannot be said.
pub(super) fn argument(value: &Value) -> Option<FluentValue<'static>> {
    Some(match value {
        Value::String(text) => text.clone().into(),
        Value::Bool(on) => on.to_string().into(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(broken)) => broken.into(),
            (None, None) => return None,
        },
        Value::Array(entries) => {
            let texts: Vec<Cow<'_, str>> = entries
                .iter()
                .map(|entry| entry.as_str().map_or_else(|| entry.to_string().into(), Cow::from))
                .collect();
            texts.join(", ").into()
        }
        Value::Null | Value::Object(_) => return None,
    })
}

/// All languages.
pub(crate) struct Catalogues {
    english: Arc<Catalogue>,
    others: Vec<Arc<Catalogue>>,
}

impl Catalogues {
    /// Reads every catalogue; `own` are texts of the operator's, by language, that go before.
    pub(crate) fn load(own: &BTreeMap<String, String>) -> Result<Self, String> {
        let read = |name: &str| -> Result<Arc<str>, String> {
            let file = Files::get(name).ok_or_else(|| format!("i18n/{name} is missing"))?;
            let text = std::str::from_utf8(&file.data);
            Ok(text.map_err(|_| format!("i18n/{name} is not UTF-8"))?.into())
        };
        let base = read("en.ftl")?;
        let mut languages: BTreeMap<String, Vec<Arc<str>>> = BTreeMap::new();
        for name in Files::iter() {
            if let Some(locale) = name.strip_suffix(".ftl").filter(|locale| *locale != ENGLISH) {
                languages.entry(locale.to_owned()).or_default().push(read(&name)?);
            }
        }
        parsed(ENGLISH, &base)?;
        for (locale, texts) in own {
            parsed(locale, texts)?;
            languages.entry(locale.clone()).or_default().push(texts.as_str().into());
        }
        let english = languages.remove(ENGLISH).unwrap_or_default();
        let words: Arc<str> = WORDS.into();
        let with = |locale: &str, texts: &[Arc<str>]| {
            let general = [&words, &base].into_iter().chain(&english);
            let layers = general.chain(texts).cloned().collect();
            Catalogue::new(locale, layers).map(Arc::new)
        };
        let mut others = Vec::new();
        for (locale, texts) in &languages {
            others.push(with(locale, texts)?);
        }
        Ok(Self { english: with(ENGLISH, &[])?, others })
    }

    /// Without texts of an operator.
    #[cfg(test)]
    pub(crate) fn built_in() -> Result<Self, String> {
        Self::load(&BTreeMap::new())
    }

    /// Every one, English first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Catalogue>> {
        std::iter::once(&self.english).chain(&self.others)
    }
    /// English.
    pub(crate) fn english(&self) -> &Arc<Catalogue> {
        &self.english
    }
    /// The language of this tag or, where there is none, the nearest: `de-AT` finds `de`; else English.
    pub(crate) fn of(&self, locale: &str) -> &Arc<Catalogue> {
        self.find(locale).unwrap_or(&self.english)
    }
    /// Whether mails can be written in the language of this tag.
    pub(super) fn has(&self, tag: &str, more: &BTreeSet<String>) -> bool {
        self.find(tag).is_some() || [tag, primary(tag)].into_iter().any(|tag| more.contains(tag))
    }
    /// Whether there are pages in this language, or in one that is near.
    pub(super) fn has_pages(&self, tag: &str) -> bool {
        self.find(tag).is_some()
    }
    /// The same for mails, some of which are written in languages (`more`) that there is no catalogue of.
    pub(super) fn negotiate_mail(&self, accept: Option<&str>, more: &BTreeSet<String>) -> String {
        for tag in wanted(accept.unwrap_or_default()) {
            let own = [tag, primary(tag)].into_iter().find(|tag| more.contains(*tag));
            if let Some(locale) = self.find(tag).map(|c| c.locale()).or(own) {
                return locale.to_owned();
            }
        }
        ENGLISH.to_owned()
    }
    /// The first language of an `Accept-Language` header (RFC 9110 §12.5.4) that there is.
    pub(crate) fn negotiate(&self, accept: Option<&str>) -> &Arc<Catalogue> {
        wanted(accept.unwrap_or_default())
            .into_iter()
            .find_map(|tag| self.find(tag))
            .unwrap_or(&self.english)
    }
    fn find(&self, tag: &str) -> Option<&Arc<Catalogue>> {
        let same = |c: &&Arc<Catalogue>| c.locale.eq_ignore_ascii_case(tag);
        let near = |c: &&Arc<Catalogue>| primary(&c.locale).eq_ignore_ascii_case(primary(tag));
        self.all().find(same).or_else(|| self.all().find(near))
    }
}

/// The language without script and country.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The tags of a header, most wanted first; ones that are not wanted at all are left out.
fn wanted(accept: &str) -> Vec<&str> {
    let mut tags: Vec<(f32, &str)> = accept
        .split(',')
        .take(20)
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let tag = parts.next().filter(|tag| !tag.is_empty())?;
            let weight =
                parts.find_map(|p| p.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok())?;
            (weight > 0.0).then_some((weight, tag))
        })
        .collect();
    tags.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_negotiated() {
        assert_eq!(wanted("de;q=0.5, fr , en;q=0.8, it;q=0"), ["fr", "en", "de"]);
        let english = Catalogue::new("en", vec!["a = English a\nb = English b".into()]).unwrap();
        let hebrew =
            Catalogue::new("he", vec!["a = English a\nb = English b".into(), "a = ALEF".into()])
                .unwrap();
        let all = Catalogues { english: Arc::new(english), others: vec![Arc::new(hebrew)] };
        assert_eq!(all.negotiate(Some("he-IL, en;q=0.1")).locale(), "he");
        assert_eq!(all.negotiate(Some("xx, *;q=0.1")).locale(), "en");
        assert_eq!(all.negotiate(None).locale(), "en");
        let hebrew = all.of("HE");
        assert_eq!((hebrew.dir(), all.english().dir()), ("rtl", "ltr"));
        assert_eq!(hebrew.text("a", &FluentArgs::new()).unwrap(), "ALEF");
        assert_eq!(hebrew.text("b", &FluentArgs::new()).unwrap(), "English b");
    }

    /// A language that is served has every sentence, with English's arguments.
    #[test]
    fn languages_are_whole() {
        let keys = |source: &str| -> BTreeMap<String, BTreeSet<String>> {
            let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            let mut key = None;
            for line in source.lines() {
                if let Some((name, _)) =
                    line.split_once(" =").filter(|_| !line.starts_with([' ', '#']))
                {
                    key = Some(name.to_owned());
                }
                let Some(key) = key.clone().filter(|_| !line.starts_with('#')) else { continue };
                let names = line.split("{ $").skip(1);
                let name =
                    |rest: &str| rest.split([' ', '}']).next().unwrap_or_default().to_owned();
                found.entry(key).or_default().extend(names.map(name));
            }
            found
        };
        let english = keys(&String::from_utf8(Files::get("en.ftl").unwrap().data.into()).unwrap());
        assert!(english.len() > 400);
        let mut languages = Vec::new();
        for name in Files::iter().filter(|name| name.ends_with(".ftl")) {
            let own = keys(&String::from_utf8(Files::get(&name).unwrap().data.into()).unwrap());
            for (key, arguments) in &english {
                assert_eq!(own.get(key), Some(arguments), "{key} in {name}");
            }
            languages.push(name.trim_end_matches(".ftl").to_owned());
        }
        languages.sort();
        assert_eq!(languages, ["de", "en", "es", "fr", "ja"]);
    }

    #[test]
    fn mistakes_are_told() {
        let english = Catalogue::new("en", vec!["a = { $n } of { $m }".into()]).unwrap();
        let mut args = FluentArgs::new();
        args.set("n", 1);
        assert!(english.text("a", &args).is_err() && english.text("b", &args).is_err());
        assert_eq!(english.text_or_holes("a", &args).unwrap(), "1 of {$m}");
        args.set("m", 1200);
        assert_eq!(english.text("a", &args).unwrap(), "1 of 1200");
        assert!(parsed("en", "a = { $n").is_err());
        for language in Catalogues::built_in().unwrap().all() {
            for layer in &language.layers {
                assert!(parsed(language.locale(), layer).is_ok(), "{}", language.locale());
            }
        }
    }
}
