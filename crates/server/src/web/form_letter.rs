//! The built-in mails: each is rendered once for a language and for what it tells, and filled in from then on.
//!
//! Rendering is most of what a mail costs, and every one says the same but for the address, the code, the time and the
//! device. So the template is rendered with a blank in each of these places, and kept in pieces. What is filled in is
//! escaped as the template would have done it, and never looked at for blanks. A template that does more with these
//! values than to say them cannot be kept like this: tests compare each built-in mail with its direct rendering, and
//! where there is a mail of the operator's, none is kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use serde_json::{Map, Value};

use super::escape;
use super::i18n::Catalogue;
use super::moment::moment;
use super::template::BLANK_TIME;
use super::{Pages, RenderedMail, one_line};
use crate::error::{Error, Result};

/// What is filled in, and its blank: private characters (Unicode §23.5), which no text of ours holds.
const BLANKS: [(&str, char); 9] = [
    ("to", '\u{e000}'),
    ("at", BLANK_TIME),
    ("device", '\u{e001}'),
    ("place", '\u{e004}'),
    ("not_me_url", '\u{e003}'),
    ("recovery_code", '\u{e005}'),
    ("recovery_url", '\u{e006}'),
    ("verification_code", '\u{e007}'),
    ("verification_url", '\u{e008}'),
];
/// A number within a sentence, whose words depend on it.
const MINUTES: &str = "expires_in_minutes";
/// More combinations than there are mails, languages and lifespans.
const MOST_KEPT: usize = 1_000;

enum Piece {
    Words(String),
    /// One of [`BLANKS`].
    Blank(usize),
}

struct FormLetter {
    subject: Vec<Piece>,
    text: Vec<Piece>,
    html: Vec<Piece>,
}

/// Template, locale, which of [`BLANKS`] are told, and the minutes.
type Key = (String, String, [bool; BLANKS.len()], Option<u64>);

/// The form letters that were needed so far.
#[derive(Default)]
pub(super) struct Kept(Mutex<HashMap<Key, Arc<FormLetter>>>);

impl Pages {
    /// Fills in the built-in mail `name`: what [`Pages::rendered_mail`] gives.
    pub(super) fn filled_in(
        &self,
        name: &str,
        locale: &str,
        context: &Value,
    ) -> Result<RenderedMail> {
        let told = BLANKS.map(|(name, _)| {
            context.get(name).and_then(Value::as_str).filter(|value| !value.is_empty())
        });
        let minutes = context.get(MINUTES).and_then(Value::as_u64);
        let form = self.form_letter(name, locale, told.map(|value| value.is_some()), minutes)?;
        let catalogue = self.catalogues.of(locale);
        let at = told[AT].map(|at| in_words(catalogue, at)).transpose()?;
        let mut told = told;
        told[AT] = at.as_deref();
        let subject = fill(&form.subject, &told, str::to_owned);
        Ok(RenderedMail {
            subject: one_line(&subject),
            text: fill(&form.text, &told, str::to_owned),
            html: fill(&form.html, &told, escape::html),
        })
    }

    fn form_letter(
        &self,
        name: &str,
        locale: &str,
        told: [bool; BLANKS.len()],
        minutes: Option<u64>,
    ) -> Result<Arc<FormLetter>> {
        let locale = self.catalogues.of(locale).locale();
        let key = (name.to_owned(), locale.to_owned(), told, minutes);
        let kept = || self.form_letters.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(form) = kept().get(&key) {
            return Ok(form.clone());
        }
        let blanks = BLANKS.iter().zip(told).filter(|(_, is_told)| *is_told);
        let mut context: Map<String, Value> =
            blanks.map(|((name, blank), _)| ((*name).into(), blank.to_string().into())).collect();
        context.extend(minutes.map(|minutes| (MINUTES.into(), minutes.into())));
        let mail = self.rendered_mail(name, locale, context.into())?;
        let form = Arc::new(FormLetter {
            subject: pieces(&mail.subject),
            text: pieces(&mail.text),
            html: pieces(&mail.html),
        });
        let mut kept = kept();
        if kept.len() < MOST_KEPT {
            kept.insert(key, form.clone());
        }
        Ok(form)
    }
}

/// Where the time stands in [`BLANKS`].
const AT: usize = 1;

fn in_words(catalogue: &Catalogue, at: &str) -> Result<String> {
    let at = Timestamp::parse(at).ok_or_else(|| Error::internal("a mail's time is none"))?;
    moment(catalogue, at, None).map_err(Error::internal)
}

fn fill(
    pieces: &[Piece],
    told: &[Option<&str>; BLANKS.len()],
    escape: fn(&str) -> String,
) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Blank(at) => {
                out.push_str(&escape(told.get(*at).copied().flatten().unwrap_or_default()));
            }
        }
    }
    out
}

fn pieces(text: &str) -> Vec<Piece> {
    let blank = |c: char| BLANKS.iter().position(|(_, blank)| *blank == c);
    let split = text.split_inclusive(|c| blank(c).is_some()).flat_map(|part| {
        let end = part.chars().next_back().and_then(blank);
        let words = part.trim_end_matches(|c| blank(c).is_some());
        [Some(Piece::Words(words.to_owned())), end.map(Piece::Blank)]
    });
    split.flatten().collect()
}
