//! The tree held against the table of keys: what may go on, what is wrong, what is not served.
//!
//! Only values that are known, served and of the right type come out, so that what follows can rely on it;
//! everything else has been said. Rules between keys are left to `check`.

use super::duration;
use super::hooks::Notify;
use super::keys::{Key, Kind, Support, Table};
use super::mistake::{Mistake, Place};
use super::tree::{Entry, Node, Value};
use super::web_hook::WebHookConfig;
use serde::Deserialize as _;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// Which keys were given, and where, right or wrong.
#[derive(Default)]
pub(super) struct Given(BTreeMap<String, Place>);

impl Given {
    /// Whether a key was given.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Where a key was given.
    pub(super) fn at(&self, key: &str) -> Place {
        self.0.get(key).cloned().unwrap_or(Place::Missing)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.0.iter().map(|(key, at)| (key.as_str(), at))
    }
}

/// What came out.
#[derive(Default)]
pub(super) struct Walked {
    /// Served values of the right type.
    pub(super) json: Map<String, Json>,
    /// Which keys were given.
    pub(super) given: Given,
    /// Unknown keys and wrong types.
    pub(super) mistakes: Vec<Mistake>,
    /// Keys and values that Kratos has and this server does not serve.
    pub(super) unsupported: Vec<Mistake>,
    /// What is accepted and has no effect.
    pub(super) warnings: Vec<Mistake>,
}

/// Walks the whole tree.
pub(super) fn walk(tree: &Node, table: &Table) -> Walked {
    let mut walk = Walk { table, out: Walked::default() };
    walk.out.json = if let Value::Map(entries) = &tree.value {
        walk.section("", "", entries)
    } else {
        let mistake = Mistake::new(&tree.at, "", "expected sections with keys");
        walk.out.mistakes.push(mistake);
        Map::new()
    };
    walk.out
}

struct Walk<'a> {
    table: &'a Table,
    out: Walked,
}

impl Walk<'_> {
    /// The keys of a section. `path` has `[]` for list positions, `real` has numbers.
    fn section(&mut self, path: &str, real: &str, entries: &[Entry]) -> Map<String, Json> {
        let mut map = Map::new();
        for Entry { name, at, node } in entries {
            let (path, real) = (join(path, name), join(real, name));
            let value = if let Some(key) = self.table.key(&path).copied() {
                // `key:` with nothing behind it is a key that is not given.
                if matches!(node.value, Value::Null) {
                    continue;
                }
                self.out.given.0.insert(real.clone(), node.at.clone());
                self.value(&key, &real, node)
            } else if self.table.is_section(&path) {
                // One that holds nothing but what is not served is unknown to the structs.
                self.subsection(&path, &real, node)
                    .filter(|value| value.as_object().is_some_and(|map| !map.is_empty()))
            } else {
                self.unknown(&path, &real, at);
                None
            };
            if let Some(value) = value {
                map.insert(name.clone(), value);
            }
        }
        map
    }

    fn subsection(&mut self, path: &str, real: &str, node: &Node) -> Option<Json> {
        match &node.value {
            Value::Map(entries) => Some(Json::Object(self.section(path, real, entries))),
            Value::Null => None,
            _ => {
                self.out.mistakes.push(Mistake::new(
                    &node.at,
                    real,
                    "expected a section with keys",
                ));
                None
            }
        }
    }

    fn unknown(&mut self, path: &str, real: &str, at: &Place) {
        let hint = self
            .table
            .nearest(path)
            .map(|key| format!("; did you mean {key}?"))
            .unwrap_or_default();
        self.out.mistakes.push(Mistake::new(at, real, format!("unknown key{hint}")));
    }

    /// The value of a known key, if it may go on.
    fn value(&mut self, key: &Key, real: &str, node: &Node) -> Option<Json> {
        if let Err(what) = key.kind.check(node) {
            self.out.mistakes.push(Mistake::new(&node.at, real, what));
            return None;
        }
        let remark = |what: String| Mistake::new(&node.at, real, what);
        match key.support {
            Support::Served => match key.kind {
                Kind::Hooks(known) => Some(self.hooks(known, real, node)),
                Kind::Items => Some(self.items(key.path, real, node)),
                Kind::Checked(check) => {
                    let value = free(node);
                    match check(&value) {
                        Ok(()) => Some(value).filter(|value| !value.is_null()),
                        Err(why) => {
                            self.out.mistakes.push(remark(why));
                            None
                        }
                    }
                }
                kind => json(kind, node),
            },
            Support::Only(values) => {
                if values.iter().any(|value| is(key.kind, node, value)) {
                    return json(key.kind, node);
                }
                let served = values.join(" or ");
                self.out
                    .unsupported
                    .push(remark(format!("this value is not served yet, only {served} is")));
                None
            }
            Support::Unsupported => {
                if !is(key.kind, node, key.default) {
                    self.out.unsupported.push(remark("not served yet".into()));
                }
                None
            }
            Support::NoEffect(why) => {
                if !is(key.kind, node, key.default) {
                    self.out.warnings.push(remark(format!("has no effect: {why}")));
                }
                None
            }
            Support::Network => {
                self.out
                    .warnings
                    .push(remark("belongs to the hosted product and is ignored".into()));
                None
            }
            // One of them is an older name of something that is served.
            Support::Quiet if key.path.ends_with("enable_legacy_one_step") => json(key.kind, node),
            Support::Quiet => None,
        }
    }

    /// A list of sections; one that lacks a key it needs does not go on.
    fn items(&mut self, path: &str, real: &str, node: &Node) -> Json {
        let Value::List(items) = &node.value else {
            return Json::Null;
        };
        let path = join(path, "[]");
        let mut list = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let real = join(real, &position.to_string());
            let Some(Json::Object(map)) = self.subsection(&path, &real, item) else {
                if matches!(item.value, Value::Null) {
                    self.out.mistakes.push(Mistake::new(
                        &item.at,
                        &real,
                        "expected a section with keys",
                    ));
                }
                continue;
            };
            let missing: Vec<&str> = self
                .table
                .keys
                .iter()
                .filter_map(|key| Some((key, key.path.strip_prefix(&path)?.strip_prefix('.')?)))
                .filter(|(key, name)| key.default.is_empty() && !map.contains_key(*name))
                .map(|(_, name)| name)
                .collect();
            for name in &missing {
                if !self.out.given.has(&join(&real, name)) {
                    self.out.mistakes.push(Mistake::new(
                        &item.at,
                        &real,
                        format!("expected the key {name}"),
                    ));
                }
            }
            if missing.is_empty() {
                list.push(Json::Object(map));
            }
        }
        Json::Array(list)
    }

    /// A list of hooks; those that are not served do not go on.
    fn hooks(&mut self, known: &[&str], real: &str, node: &Node) -> Json {
        let Value::List(items) = &node.value else {
            return Json::Null;
        };
        let mut list = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let real = join(real, &position.to_string());
            let remark = |what: String| Mistake::new(&item.at, &real, what);
            let name = match item.get("hook").map(|node| &node.value) {
                Some(Value::Text(name)) => name.as_str(),
                _ => "",
            };
            if !known.contains(&name) {
                let known = known.join(", ");
                self.out
                    .mistakes
                    .push(remark(format!("expected a hook, one of {known}; found \"{name}\"")));
                continue;
            }
            match name {
                "session"
                | "revoke_active_sessions"
                | "require_verified_address"
                | "verification"
                | "show_verification_ui"
                | "verify_new_address" => {
                    self.hook_keys(item, &real);
                    let config = item.get("config").map_or(Json::Null, free);
                    list.push(serde_json::json!({ "hook": name, "config": config }));
                }
                "notify_previous_addresses" => {
                    self.hook_keys(item, &real);
                    let config = item.get("config").map_or_else(|| serde_json::json!({}), free);
                    match Notify::deserialize(&config) {
                        Ok(_) => list.push(serde_json::json!({ "hook": name, "config": config })),
                        Err(why) => self.out.mistakes.push(remark(format!("{name}: {why}"))),
                    }
                }
                "web_hook" => {
                    self.hook_keys(item, &real);
                    let config = item.get("config").map_or(Json::Null, free);
                    let checked = WebHookConfig::deserialize(&config)
                        .map_err(|error| error.to_string())
                        .and_then(|config| config.check());
                    match checked {
                        Ok(()) => list.push(serde_json::json!({ "hook": name, "config": config })),
                        Err(why) => self.out.mistakes.push(remark(format!("web_hook: {why}"))),
                    }
                }
                "b2b_sso" | "organization" => {
                    self.out.warnings.push(remark(format!(
                        "the hook {name} belongs to the hosted product and is ignored"
                    )));
                }
                _ => {
                    self.out.unsupported.push(remark(format!("the hook {name} is not served yet")));
                }
            }
        }
        Json::Array(list)
    }

    fn hook_keys(&mut self, item: &Node, real: &str) {
        let Value::Map(entries) = &item.value else {
            return;
        };
        for entry in entries.iter().filter(|e| e.name != "hook" && e.name != "config") {
            self.unknown(&entry.name, &join(real, &entry.name), &entry.at);
        }
    }
}

/// `a` and `b` as `a.b`.
fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.into() } else { format!("{parent}.{name}") }
}

/// Whether a value is the one this text means.
fn is(kind: Kind, node: &Node, text: &str) -> bool {
    match (&node.value, kind) {
        (Value::Text(value), Kind::Duration) => duration::parse(value) == duration::parse(text),
        (Value::Text(value), _) => value == text,
        (Value::Bool(value), _) => value.to_string() == text,
        (Value::Int(value), _) => value.to_string() == text,
        (Value::List(items), _) => items.is_empty(),
        (Value::Map(entries), Kind::Any) => entries.is_empty(),
        _ => false,
    }
}

/// The value as it goes into the structs.
fn json(kind: Kind, node: &Node) -> Option<Json> {
    match (kind, &node.value) {
        (Kind::Switch, Value::Text(text)) => Some(Json::Bool(text == "true")),
        _ => Some(free(node)).filter(|value| !value.is_null()),
    }
}

/// A value of any shape.
fn free(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Int(value) => Json::from(*value),
        Value::Float(value) => Json::from(*value),
        Value::Text(value) => Json::from(value.as_str()),
        Value::List(items) => Json::Array(items.iter().map(free).collect()),
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|e| (e.name.clone(), free(&e.node))).collect())
        }
    }
}

#[cfg(test)]
mod tests;
