//! Cookies of a replay: the jar of one client, and the normal form in which `set-cookie` is
//! compared.
//!
//! A jar keeps cookies by name and sends all of them, whatever their path or `Secure` says. The
//! normal form leaves out values and expiry dates, which differ from run to run.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::difference::Difference;

/// The one `Max-Age` that is compared; a year in seconds.
const YEAR: &str = "Max-Age=31536000";

/// Cookies of one client, in the order in which they were first set.
#[derive(Debug, Default)]
pub(super) struct Jar {
    cookies: Vec<(String, String)>,
}

impl Jar {
    /// The `cookie` header, if there is anything to send.
    pub(super) fn header(&self) -> Option<String> {
        let pairs: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Keeps a cookie, or drops it if it is cleared.
    pub(super) fn store(&mut self, cookie: &SetCookie) {
        if cookie.cleared {
            self.cookies.retain(|(name, _)| *name != cookie.name);
        } else if let Some((_, value)) = self.cookies.iter_mut().find(|(n, _)| *n == cookie.name) {
            value.clone_from(&cookie.value);
        } else {
            self.cookies.push((cookie.name.clone(), cookie.value.clone()));
        }
    }
}

/// One `set-cookie` header.
#[derive(Debug)]
pub(super) struct SetCookie {
    name: String,
    value: String,
    cleared: bool,
    /// In normal form.
    attributes: Vec<String>,
}

impl SetCookie {
    /// Reads a header; `None` if it sets nothing.
    pub(super) fn read(header: &str) -> Option<Self> {
        let mut pieces = header.split(';').map(str::trim_start);
        let (name, value) = pieces.next()?.split_once('=')?;
        let given: Vec<&str> = pieces.collect();
        let cleared = value.is_empty() || given.iter().any(|given| is_over(given));
        let mut attributes: Vec<String> = given
            .into_iter()
            .filter(|given| after_ignoring_case(given, "expires=").is_none())
            .map(|given| match after_ignoring_case(given, "max-age=") {
                Some(_) if cleared => "Max-Age=0".to_owned(),
                Some(_) if given != YEAR => "Max-Age={{int}}".to_owned(),
                _ => given.to_owned(),
            })
            .collect();
        attributes.sort();
        attributes.dedup();
        Some(Self { name: name.to_owned(), value: value.to_owned(), cleared, attributes })
    }
}

/// `Max-Age` of zero or less.
fn is_over(attribute: &str) -> bool {
    let age = after_ignoring_case(attribute, "max-age=").map(str::parse::<i64>);
    age.is_some_and(|age| age.is_ok_and(|age| age <= 0))
}

fn after_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// A name whose 64 hexadecimal digits at the end are a placeholder.
fn normal_name(name: &str) -> String {
    let is_hash = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let split = name.len().checked_sub(64).and_then(|at| name.split_at_checked(at));
    match split {
        Some((start, end)) if is_hash(end) => format!("{start}{{{{cookie_hash}}}}"),
        _ => name.to_owned(),
    }
}

/// Compares what was set with the object of a transcript: the same names on both sides, the last
/// one of a name, each with the same attributes.
pub(super) fn compare(wanted: Option<&Value>, found: &[SetCookie]) -> Vec<Difference> {
    let found: BTreeMap<String, Value> = found
        .iter()
        .map(|cookie| {
            let form = json!({"cleared": cookie.cleared, "attributes": cookie.attributes});
            (normal_name(&cookie.name), form)
        })
        .collect();
    let wanted: BTreeMap<String, Value> = wanted
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, form)| (name.clone(), form.clone()))
        .collect();
    let mut differences = Vec::new();
    for (name, form) in &wanted {
        let path = format!("headers.set-cookie.{name}");
        let Some(set) = found.get(name) else {
            differences.push(Difference::of(&path, Some(form), None));
            continue;
        };
        for part in ["cleared", "attributes"] {
            if form.get(part) != set.get(part) {
                let path = format!("{path}.{part}");
                differences.push(Difference::of(&path, form.get(part), set.get(part)));
            }
        }
    }
    for (name, set) in found.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
        let path = format!("headers.set-cookie.{name}");
        differences.push(Difference::of(&path, None, Some(set)));
    }
    differences
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Jar, SetCookie, compare};

    fn set(header: &str) -> SetCookie {
        SetCookie::read(header).unwrap()
    }

    #[test]
    fn a_jar_keeps_replaces_and_drops() {
        let mut jar = Jar::default();
        assert_eq!(jar.header(), None);
        jar.store(&set("a=1; Secure; Path=/elsewhere"));
        jar.store(&set("b=x=y; Max-Age=60"));
        jar.store(&set("a=2"));
        assert_eq!(jar.header().as_deref(), Some("a=2; b=x=y"));
        jar.store(&set("a=; Path=/"));
        jar.store(&set("b=z; max-age=0"));
        assert_eq!(jar.header(), None);
    }

    #[test]
    fn the_normal_form_leaves_out_what_differs_each_time() {
        let hash = "0123456789abcdef".repeat(4);
        let found = [
            set(&format!("csrf_{hash}=old; Path=/other")),
            set(&format!("csrf_{hash}=v; Path=/; Max-Age=31536000; Expires=Thu; HttpOnly")),
            set("session=v; SameSite=Lax; Max-Age=86399"),
            set("gone=; Max-Age=-1; Path=/"),
        ];
        let wanted = json!({
            "csrf_{{cookie_hash}}": {"cleared": false, "attributes": ["HttpOnly", "Max-Age=31536000", "Path=/"]},
            "gone": {"cleared": true, "attributes": ["Max-Age=0", "Path=/"]},
            "session": {"cleared": false, "attributes": ["Max-Age={{int}}", "SameSite=Lax"]},
        });
        assert_eq!(compare(Some(&wanted), &found), []);
    }

    #[test]
    fn differences_of_cookies_are_found() {
        let wanted = json!({
            "a": {"cleared": false, "attributes": ["Path=/", "Secure"]},
            "b": {"cleared": true, "attributes": ["Max-Age=0"]},
            "c": {"cleared": false, "attributes": []},
        });
        let found = [set("a=1; Path=/"), set("b=1; Max-Age=31536000"), set("d=1")];
        let paths: Vec<String> =
            compare(Some(&wanted), &found).into_iter().map(|found| found.path).collect();
        let expected = [
            "headers.set-cookie.a.attributes",
            "headers.set-cookie.b.cleared",
            "headers.set-cookie.b.attributes",
            "headers.set-cookie.c",
            "headers.set-cookie.d",
        ];
        assert_eq!(paths, expected);
        assert_eq!(compare(None, &found).len(), 3);
    }
}
