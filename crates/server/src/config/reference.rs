//! The reference: every served key as YAML, with its default and one line why.
//!
//! Printed from the table of keys; `config/example.yaml` is exactly this text, and a test loads it, so that
//! the defaults it shows are the defaults there are. Keys without a default stand as comments.

use super::compatibility::Defaults;
use super::keys::{Key, Table};
use std::fmt::Write as _;

const HEAD: &str = "\
# Readmit: every key that is served, its default, and why.
#
# A file needs dsn, selfservice.default_browser_return_url (with pages of one's own) and identity.schemas; all else can
# be left out. Keys in comments are unset by default. A configuration of Ory Kratos can be used as it is.
#
# Every key is also an environment variable: SESSION_LIFESPAN=12h, SECRETS_DEFAULT=new,old, IDENTITY_SCHEMAS_0_URL=….
# A secret can come from a file: DSN_FILE=/run/secrets/dsn. The environment wins over files, later files over earlier ones.
# Durations: 1h30m (h, m, s, ms, us, ns). Sizes: 19MB (B, KB, MB, GB; steps of 1024).
";

/// The reference, as YAML.
pub fn reference() -> String {
    let mut out = Printer { text: HEAD.into(), open: Vec::new() };
    for key in Table::new().keys.iter().filter(|key| key.is_served()) {
        out.key(key);
    }
    out.text
}

struct Printer {
    text: String,
    /// The sections that are open.
    open: Vec<&'static str>,
}

impl Printer {
    fn key(&mut self, key: &Key) {
        let mut sections: Vec<&'static str> = key.path.split('.').collect();
        let name = sections.pop().unwrap_or_default();
        let is_first = self.enter(&sections);
        let indent = "  ".repeat(sections.len());
        if sections.is_empty() {
            self.text.push('\n');
        }
        // The first key of a list element stands behind its dash; its comment stands above.
        let is_item = sections.last() == Some(&"[]");
        let dash = if is_item && is_first { "- " } else { "" };
        let above = if dash.is_empty() {
            indent.as_str()
        } else {
            indent.strip_suffix("  ").unwrap_or_default()
        };
        self.line(&format!("{above}# {}{}", key.why, other_mode(key)));
        let is_needed = is_item || matches!(key.path, "dsn" | "identity.schemas");
        let (hash, value) = match (key.default, key.example) {
            ("", example) if is_needed => ("", example),
            ("", example) => ("# ", example),
            (default, _) => ("", default),
        };
        let space = if value.is_empty() { "" } else { " " };
        self.line(&format!("{above}{dash}{hash}{name}:{space}{value}"));
    }

    /// Opens the sections of a key, as far as they are not open. Returns whether the innermost one was opened.
    fn enter(&mut self, sections: &[&'static str]) -> bool {
        let common = self.open.iter().zip(sections).take_while(|(a, b)| a == b).count();
        let mut opened = false;
        for (depth, section) in sections.iter().enumerate().skip(common) {
            opened = true;
            if depth == 0 {
                self.text.push('\n');
            }
            // A list was opened by its own key; an element has no line of its own.
            if *section == "[]" || sections.get(depth + 1) == Some(&"[]") {
                continue;
            }
            self.line(&format!("{}{section}:", "  ".repeat(depth)));
        }
        self.open = sections.to_vec();
        opened
    }

    fn line(&mut self, line: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

/// What the other mode's default is, where it is another one.
fn other_mode(key: &Key) -> String {
    let value = |defaults: Defaults| {
        defaults.keys().into_iter().find(|(path, _)| *path == key.path).map(
            |(_, value)| match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Null => "unset".into(),
                value => value.to_string(),
            },
        )
    };
    match (value(Defaults::READMIT), value(Defaults::KRATOS)) {
        (Some(readmit), Some(kratos)) if readmit != kratos => {
            format!(" (Under compatibility: kratos: {kratos}.)")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Sources, load};
    use super::*;

    const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/example.yaml");

    #[test]
    fn the_example_file_is_the_reference() {
        let file = std::fs::read_to_string(EXAMPLE).unwrap();
        assert!(
            file == reference(),
            "config/example.yaml is not what `readmit config reference` prints"
        );
    }

    #[test]
    fn the_defaults_it_shows_are_the_defaults_there_are() {
        let shown = load(&Sources::text("reference", &reference()), Options::default()).unwrap();
        let least = "dsn: sqlite://data/readmit.db\nidentity: {schemas: [{id: default, url: file://identity.schema.json}]}";
        let least = load(&Sources::text("least", least), Options::default()).unwrap();
        assert_eq!(format!("{:#?}", shown.config), format!("{:#?}", least.config));
    }

    #[test]
    fn every_key_in_it_is_taken_also_those_in_comments() {
        let all: String = reference()
            .lines()
            .skip_while(|line| !line.is_empty())
            .map(|line| {
                let bare = line.trim_start();
                let indent = line.len() - bare.len();
                match bare.strip_prefix("# ") {
                    Some(key)
                        if key
                            .split(':')
                            .next()
                            .is_some_and(|k| !k.contains(' ') && !k.ends_with('.')) =>
                    {
                        format!("{}{key}\n", " ".repeat(indent))
                    }
                    _ => format!("{line}\n"),
                }
            })
            .collect();
        let options = Options { dev: true, ..Options::default() };
        let loaded = load(&Sources::text("all", &all), options);
        assert!(loaded.is_ok(), "{:#?}\n{all}", loaded.err());
        let served = Table::new().keys.iter().filter(|key| key.is_served()).count();
        let given = all
            .lines()
            .filter(|line| !line.trim_start().starts_with('#') && line.contains(": "))
            .count();
        assert!(given + 40 >= served, "{given} of {served}: the test no longer uncomments keys");
    }
}
