//! Values in HTML: escaped as the template engine does it, but for `/`. That stands in every address and picture, does
//! nothing in text or in a quoted attribute, and would be a good part of what a page weighs.

use std::fmt::{self, Write};

use minijinja::value::Value;
use minijinja::{AutoEscape, Error, Output, State, escape_formatter};

/// Writes a value into a template.
pub(super) fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(put(out, text)?)
        }
        _ => escape_formatter(out, state, value),
    }
}

/// The same for a text alone.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string does not fail.
    let _ = put(&mut out, text);
    out
}

fn put(out: &mut impl Write, text: &str) -> fmt::Result {
    let mut rest = text;
    while let Some((before, found, after)) = split(rest) {
        out.write_str(before)?;
        out.write_str(match found {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '"' => "&quot;",
            _ => "&#x27;",
        })?;
        rest = after;
    }
    out.write_str(rest)
}

/// What stands before the first character that means something in HTML, that character, and what stands after it.
fn split(text: &str) -> Option<(&str, char, &str)> {
    let (at, found) =
        text.char_indices().find(|(_, c)| matches!(c, '<' | '>' | '&' | '"' | '\''))?;
    Some((text.get(..at)?, found, text.get(at + found.len_utf8()..)?))
}

#[cfg(test)]
mod tests {
    use minijinja::Environment;
    use minijinja::context;

    use super::*;

    #[test]
    fn what_means_something_in_html_is_escaped() {
        let mut environment = Environment::new();
        environment.set_formatter(write);
        let source =
            r#"<a href="{{ to }}" title='{{ to }}'>{{ to }} {{ 7 }} {{ "<b>" | safe }}</a>"#;
        environment.add_template("x.html", source).unwrap();
        environment.add_template("x.txt", "{{ to }}").unwrap();
        let render = |name: &str| {
            let to = "/é?a=<1>&b=\"'";
            environment.get_template(name).unwrap().render(context! { to }).unwrap()
        };
        let told = "/é?a=&lt;1&gt;&amp;b=&quot;&#x27;";
        let html = format!("<a href=\"{told}\" title='{told}'>{told} 7 <b></a>");
        assert_eq!((render("x.html"), render("x.txt").as_str()), (html, "/é?a=<1>&b=\"'"));
        assert_eq!(super::html("/é?a=<1>&b=\"'"), told);
    }
}
