//! Mails that differ in a few places only: rendered once for each language, and filled in from then on.
//!
//! Rendering is most of what a notice costs, and every notice says the same but for the address, the time and the
//! device. So the template is rendered with a blank in each of these places, and kept in pieces. What is filled in is
//! escaped as the template would have done it, and never looked at for blanks. A template that does more with these
//! values than to say them cannot be kept like this; a test compares each with its direct rendering.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use serde_json::{Map, Value};

use super::escape;
use super::moment::moment;
use super::template::BLANK_TIME;
use super::{Pages, RenderedMail, one_line};
use crate::error::{Error, Result};

/// Blanks of the address, the device, the place and the link. Private characters (Unicode §23.5): no text of ours holds them.
const BLANK_TO: char = '\u{e000}';
const BLANK_DEVICE: char = '\u{e001}';
const BLANK_PLACE: char = '\u{e004}';
const BLANK_NOT_ME: char = '\u{e003}';

/// What differs from one notice to the next.
pub(crate) struct Facts<'a> {
    /// The address as its owner wrote it.
    pub(crate) to: &'a str,
    pub(crate) at: Timestamp,
    /// What asked for it, where that is known.
    pub(crate) device: Option<String>,
    /// Where that was, where it is known.
    pub(crate) place: Option<&'a str>,
    /// The link that undoes it, where there is one.
    pub(crate) not_me: Option<&'a str>,
}

enum Piece {
    Words(String),
    Blank(char),
}

struct FormLetter {
    subject: Vec<Piece>,
    text: Vec<Piece>,
    html: Vec<Piece>,
}

/// Template, locale, and whether device and place are told and a link given.
type Key = (&'static str, String, [bool; 3]);

/// The form letters that were needed so far.
#[derive(Default)]
pub(super) struct Kept(Mutex<HashMap<Key, Arc<FormLetter>>>);

impl Pages {
    /// Renders the notice `name`: [`Pages::mail`] with nothing but these facts.
    pub(crate) fn notice(
        &self,
        name: &'static str,
        locale: &str,
        facts: &Facts<'_>,
    ) -> Result<RenderedMail> {
        let catalogue = self.catalogues.of(locale);
        let told = [facts.device.is_some(), facts.place.is_some(), facts.not_me.is_some()];
        let form = self.form_letter(name, locale, told)?;
        let at = moment(catalogue, facts.at, None).map_err(Error::internal)?;
        let fill = |pieces: &[Piece], escape: fn(&str) -> String| {
            let mut out = String::new();
            for piece in pieces {
                match piece {
                    Piece::Words(words) => out.push_str(words),
                    Piece::Blank(BLANK_TO) => out.push_str(&escape(facts.to)),
                    Piece::Blank(BLANK_TIME) => out.push_str(&escape(&at)),
                    Piece::Blank(BLANK_PLACE) => {
                        out.push_str(&escape(facts.place.unwrap_or_default()));
                    }
                    Piece::Blank(BLANK_NOT_ME) => {
                        out.push_str(&escape(facts.not_me.unwrap_or_default()));
                    }
                    Piece::Blank(_) => {
                        out.push_str(&escape(facts.device.as_deref().unwrap_or_default()));
                    }
                }
            }
            out
        };
        Ok(RenderedMail {
            subject: one_line(&fill(&form.subject, str::to_owned)),
            text: fill(&form.text, str::to_owned),
            html: fill(&form.html, escape::html),
        })
    }

    fn form_letter(
        &self,
        name: &'static str,
        locale: &str,
        told @ [device, place, not_me]: [bool; 3],
    ) -> Result<Arc<FormLetter>> {
        let locale = self.mail_language(name, locale);
        let key = (name, locale.to_owned(), told);
        let kept = || self.form_letters.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(form) = kept().get(&key) {
            return Ok(form.clone());
        }
        let blanks = [
            (true, "to", BLANK_TO),
            (true, "at", BLANK_TIME),
            (device, "device", BLANK_DEVICE),
            (place, "place", BLANK_PLACE),
            (not_me, "not_me_url", BLANK_NOT_ME),
        ];
        let blanks = blanks.into_iter().filter(|(is_told, ..)| *is_told);
        let context: Map<String, Value> =
            blanks.map(|(_, name, blank)| (name.into(), blank.to_string().into())).collect();
        let mail = self.mail(name, locale, context.into())?;
        let form = Arc::new(FormLetter {
            subject: pieces(&mail.subject),
            text: pieces(&mail.text),
            html: pieces(&mail.html),
        });
        kept().insert(key, form.clone());
        Ok(form)
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let blank =
        |c: char| [BLANK_TO, BLANK_TIME, BLANK_DEVICE, BLANK_PLACE, BLANK_NOT_ME].contains(&c);
    let split = text.split_inclusive(blank).flat_map(|part| {
        let end = part.chars().next_back().filter(|c| blank(*c));
        let words = part.trim_end_matches(blank);
        [Some(Piece::Words(words.to_owned())), end.map(Piece::Blank)]
    });
    split.flatten().collect()
}
