//! Environment variables laid over the tree, as Kratos maps them (Kratos contract §1.1).
//!
//! No prefix: the dotted path in capitals, `.` and `-` as `_`. Since keys hold underscores themselves, a
//! variable is found by the table of keys and never by splitting. A number is a list position, an object is
//! JSON, a list JSON or commas. Ours: `…_FILE` names a file that holds a secret. Variables that name no key
//! are nobody's business here.

use super::keys::{Key, Kind, Support, Table};
use super::mistake::{Mistake, Place};
use super::tree::{Entry, Node, Value, parse_variable};
use std::cmp::Reverse;

/// What a variable is about.
struct Target {
    /// Dotted path; list positions are numbers.
    path: String,
    /// Type of the value.
    kind: Kind,
    /// Whether the variable names a file.
    file: bool,
}

/// Lays the variables over the tree; in order, so that list positions can be appended one by one.
pub(super) fn overlay(
    tree: &mut Node,
    table: &Table,
    variables: &[(String, String)],
) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut found: Vec<(Target, &str, &str)> = variables
        .iter()
        // `X=` is how scripts say "not given".
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, value)| Some((target(table, name, value)?, name.as_str(), value.as_str())))
        .collect();
    // By length first: position 2 comes before position 10, and a list before its elements.
    found.sort_by_key(|(target, ..)| (target.path.len(), target.path.clone(), target.file));
    let mut before = String::new();
    for (target, name, value) in found {
        let at = Place::Variable(name.into());
        if target.file && target.path == before {
            mistakes.push(Mistake::new(
                &at,
                &target.path,
                "both this and the variable without _FILE are given",
            ));
            continue;
        }
        let value = if target.file { read(value) } else { Ok(value.to_owned()) };
        let set = value
            .and_then(|value| node(target.kind, name, &value).map_err(|m| m.what))
            .and_then(|node| put(tree, &target.path, node, &at));
        if let Err(what) = set {
            mistakes.push(Mistake::new(&at, &target.path, what));
        }
        before = target.path;
    }
    mistakes
}

/// The content of a file that a `…_FILE` variable names, without the line break at its end.
fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
        .map_err(|error| format!("cannot read {path}: {error}"))
}

/// A path as a variable spells it.
fn spelling(path: &str) -> String {
    path.to_uppercase().replace(['.', '-'], "_")
}

/// What a variable is about. `None`: no key.
fn target(table: &Table, name: &str, value: &str) -> Option<Target> {
    let keys = || table.keys.iter().filter(|key| !is_everyday_word(key));
    let exact =
        keys().find(|key| spelling(key.path) == name).map(|key| (key.path.to_owned(), key.kind));
    let found = exact.or_else(|| {
        // The longest key wins: what is below it is more about it than about any other.
        keys()
            .filter_map(|key| Some((Reverse(key.path.len()), below(key, name)?)))
            .min_by_key(|(l, _)| *l)
            .map(|(_, t)| t)
    });
    if let Some((path, kind)) = found {
        return Some(Target { path, kind, file: false });
    }
    if let Some(secret) = name.strip_suffix("_FILE") {
        let found = target(table, secret, value)?;
        return found.kind.is_secret().then_some(Target { file: true, ..found });
    }
    table
        .sections()
        .filter(|_| value.starts_with('{'))
        .find(|section| spelling(section) == name)
        .map(|section| Target { path: section.into(), kind: Kind::Any, file: false })
}

/// Words like `VERSION` and `HELP` are set for other programs, and these keys do nothing anyway.
fn is_everyday_word(key: &Key) -> bool {
    !key.path.contains('.') && matches!(key.support, Support::Quiet | Support::Network)
}

/// A variable that names something inside a key's value.
fn below(key: &Key, name: &str) -> Option<(String, Kind)> {
    let (list, rest) = key.path.split_once(".[].").map_or((key.path, None), |(l, r)| (l, Some(r)));
    let inside = name.strip_prefix(&spelling(list))?.strip_prefix('_')?;
    let (position, after) = inside.split_once('_').map_or((inside, None), |(p, a)| (p, Some(a)));
    let is_number = !position.is_empty() && position.bytes().all(|b| b.is_ascii_digit());
    let element = match (key.kind, rest, after) {
        (_, Some(rest), Some(after)) if is_number && spelling(rest) == after => {
            return Some((format!("{list}.{position}.{rest}"), key.kind));
        }
        (Kind::Hooks(_), None, Some("HOOK")) if is_number => {
            return Some((format!("{list}.{position}.hook"), Kind::Text));
        }
        // Not served as a whole, so it is enough to know that it is there.
        (Kind::Any, None, _) => return Some((list.into(), Kind::Any)),
        (Kind::Hooks(_) | Kind::Items, None, None) => Kind::Any,
        (Kind::Secrets(..), None, None) => Kind::Secret,
        (Kind::Texts | Kind::Choices(_) | Kind::Urls, None, None) => Kind::Text,
        _ => return None,
    };
    is_number.then(|| (format!("{list}.{position}"), element))
}

/// The value, in the type of its key as far as it has it; the table complains about the rest.
fn node(kind: Kind, name: &str, value: &str) -> Result<Node, Mistake> {
    let at = Place::Variable(name.into());
    let value = match kind {
        Kind::Bool | Kind::Switch => match value.to_lowercase().as_str() {
            "true" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            _ => Value::Text(value.into()),
        },
        Kind::Int(..) => value.parse().map_or_else(|_| Value::Text(value.into()), Value::Int),
        _ if kind.is_list() && !value.starts_with('[') => Value::List(
            value
                .split(',')
                .map(|item| Node { at: at.clone(), value: Value::Text(item.trim().into()) })
                .collect(),
        ),
        Kind::Any | Kind::Checked(_) | Kind::TextMap | Kind::Hooks(_) | Kind::Items
            if value.starts_with(['{', '[']) =>
        {
            return parse_variable(name, value);
        }
        _ if kind.is_list() => return parse_variable(name, value),
        _ => Value::Text(value.into()),
    };
    Ok(Node { at, value })
}

/// Puts a node at its path, and makes the sections and lists on the way.
fn put(here: &mut Node, path: &str, node: Node, at: &Place) -> Result<(), String> {
    if path.is_empty() {
        if matches!(node.value, Value::Map(_)) && matches!(here.value, Value::Map(_)) {
            here.merge(node);
        } else {
            *here = node;
        }
        return Ok(());
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    match first.parse::<usize>() {
        Ok(position) => put_element(here, position, rest, node, at),
        Err(_) => put_child(here, first, rest, node, at),
    }
}

/// A place nothing stands at yet.
fn blank(at: &Place) -> Node {
    Node { at: at.clone(), value: Value::Null }
}

fn put_child(
    here: &mut Node,
    name: &str,
    rest: &str,
    node: Node,
    at: &Place,
) -> Result<(), String> {
    if !matches!(here.value, Value::Map(_)) {
        *here = Node { at: at.clone(), value: Value::Map(Vec::new()) };
    }
    let Value::Map(entries) = &mut here.value else {
        return Ok(());
    };
    if let Some(entry) = entries.iter_mut().find(|entry| entry.name == name) {
        return put(&mut entry.node, rest, node, at);
    }
    let mut made = blank(at);
    put(&mut made, rest, node, at)?;
    entries.push(Entry { name: name.into(), at: at.clone(), node: made });
    Ok(())
}

fn put_element(
    here: &mut Node,
    position: usize,
    rest: &str,
    node: Node,
    at: &Place,
) -> Result<(), String> {
    if !matches!(here.value, Value::List(_)) {
        *here = Node { at: at.clone(), value: Value::List(Vec::new()) };
    }
    let Value::List(items) = &mut here.value else {
        return Ok(());
    };
    if position == items.len() {
        items.push(blank(at));
    }
    let length = items.len();
    let item = items
        .get_mut(position)
        .ok_or_else(|| format!("position {position}, but the list has only {length}"))?;
    put(item, rest, node, at)
}

#[cfg(test)]
mod tests;
