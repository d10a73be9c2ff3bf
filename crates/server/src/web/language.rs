//! The language of pages: what somebody chose on a page, else what their account says, else what their browser accepts.

use std::sync::Arc;

use axum::http::header;
use serde_json::{Value, json};

use super::i18n::{Catalogue, Catalogues};
use crate::app::Cx;
use crate::http::answer::Answer;
use crate::http::cookie;

/// The longest address that is led back to, in bytes.
const LONGEST: usize = 2048;

/// The languages of the request, as an `Accept-Language` header has them.
pub(super) fn accepted(cx: &Cx) -> Option<&str> {
    cx.request.cookie(cookie::LANGUAGE).or_else(|| cx.request.header(header::ACCEPT_LANGUAGE))
}

/// Whether somebody chose a language on a page.
pub(super) fn is_chosen(cx: &Cx) -> bool {
    cx.request.cookie(cookie::LANGUAGE).is_some()
}

/// GET `/language?to=de&back=/login?flow=…`: remembers the choice and leads back.
pub(crate) fn choose(cx: &Cx) -> Answer {
    let back = cx.request.query("back").filter(|back| is_own(back)).unwrap_or("/");
    let to = format!("{}{back}", cx.app.public_url());
    let Some(chosen) = cx.request.query("to").filter(|tag| cx.app.pages.speaks(tag)) else {
        return Answer::see_other(to);
    };
    let line = cookie::language(cx.config(), chosen);
    Answer::see_other(to).header(header::SET_COOKIE, line)
}

/// Whether it is a path of this server, and stays one however a browser reads it.
fn is_own(back: &str) -> bool {
    back.starts_with('/')
        && !back.starts_with("//")
        && back.len() <= LONGEST
        && back.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

/// Puts the languages that a page may be read in into its `page`.
pub(super) fn offer(cx: &Cx, all: &Catalogues, here: &Arc<Catalogue>, context: &mut Value) {
    let languages: Vec<Value> = all
        .all()
        .map(|language| {
            // A language of the operator's may lack it, and is then called by its tag.
            let lacks = !Arc::ptr_eq(language, all.english()) && language.name() == all.english().name();
            let name = if lacks { language.locale() } else { language.name() };
            json!({ "tag": language.locale(), "name": name, "here": language.locale() == here.locale() })
        })
        .collect();
    if let Some(context) = context.as_object_mut()
        && let Some(page) = context.entry("page").or_insert_with(|| json!({})).as_object_mut()
    {
        page.insert("languages".into(), languages.into());
        page.insert("here".into(), cx.request.path_and_query().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_led_back_to() {
        for own in ["/", "/login?flow=1&x=%20", "/settings#totp"] {
            assert!(is_own(own), "{own}");
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for other in
            ["", "login", "//evil", "/\\evil", "https://evil", "/a\nb", "/ä", long.as_str()]
        {
            assert!(!is_own(other), "{other}");
        }
    }
}
