//! What was not said is filled in: the mode's defaults, addresses from listeners, what one key inherits from another.
//!
//! Works on the values before the structs are made, so that the structs have no holes.

use super::compatibility::Compatibility;
use super::keys::{Kind, Table};
use super::mistake::Place;
use super::walk::Given;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use url::{Host, Url};

/// Fills in everything that another key decides.
pub(super) fn fill(
    json: &mut Map<String, Value>,
    given: &Given,
    table: &Table,
    mode: Compatibility,
) {
    let mut fill = Fill { json };
    fill.mode(mode);
    fill.listeners();
    fill.cookies();
    fill.rest();
    fill.addresses(table);
    fill.schemas(given);
    fill.templates(given);
}

/// The mode that was asked for.
pub(super) fn mode(json: &Map<String, Value>) -> Compatibility {
    json.get("compatibility")
        .and_then(|value| serde_json::from_value(value.clone()).ok())
        .unwrap_or_default()
}

struct Fill<'a> {
    json: &'a mut Map<String, Value>,
}

impl Fill<'_> {
    fn get(&self, path: &str) -> Option<&Value> {
        let mut segments = path.split('.');
        let first = self.json.get(segments.next()?)?;
        segments.try_fold(first, |value, segment| value.get(segment))
    }

    fn text(&self, path: &str) -> Option<String> {
        self.get(path).and_then(Value::as_str).map(str::to_owned)
    }

    /// Sets a value, and makes the sections on the way.
    fn set(&mut self, path: &str, value: Value) {
        let (sections, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut here = &mut *self.json;
        for section in sections.split('.').filter(|section| !section.is_empty()) {
            let next = here.entry(section).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(map) = next else { return };
            here = map;
        }
        here.insert(name.into(), value);
    }

    fn default(&mut self, path: &str, value: Value) {
        if self.get(path).is_none() {
            self.set(path, value);
        }
    }

    fn mode(&mut self, mode: Compatibility) {
        for (key, value) in mode.defaults().keys() {
            self.default(key, value);
        }
        let policy = "selfservice.methods.lookup_secret.config";
        let own = self.text(&format!("{policy}.preset")).as_deref()
            == Some(mode.defaults().preset.name());
        if own {
            self.default(&format!("{policy}.normalise"), json!(mode.defaults().normalise.name()));
        }
    }

    fn is_dev(&self) -> bool {
        self.get("dev").and_then(Value::as_bool).unwrap_or_default()
    }

    fn listeners(&mut self) {
        for (listener, host, port) in [("public", "0.0.0.0", 4433), ("admin", "127.0.0.1", 4434)] {
            self.default(&format!("serve.{listener}.host"), json!(host));
            self.default(&format!("serve.{listener}.port"), json!(port));
            let host = self.text(&format!("serve.{listener}.host")).unwrap_or_default();
            let port = self
                .get(&format!("serve.{listener}.port"))
                .and_then(Value::as_i64)
                .unwrap_or_default();
            let scheme = if self.is_dev() { "http" } else { "https" };
            let name = if host.contains(':') && !host.starts_with('[') {
                format!("[{host}]")
            } else {
                host
            };
            // A wildcard is no address to go to; what is no address at all is refused by `check`.
            let name = match name.as_str() {
                "" | "0.0.0.0" | "[::]" => "127.0.0.1",
                name if Host::parse(name).is_err() => "127.0.0.1",
                name => name,
            };
            self.default(
                &format!("serve.{listener}.base_url"),
                json!(format!("{scheme}://{name}:{port}/")),
            );
        }
    }

    fn public(&self) -> Option<Url> {
        Url::parse(&self.text("serve.public.base_url")?).ok()
    }

    fn cookies(&mut self) {
        let secure = !self.is_dev();
        self.default("cookies.secure", json!(secure));
        self.default("cookies.path", json!("/"));
        self.default("cookies.same_site", json!("Lax"));
        for name in ["domain", "path", "same_site", "secure"] {
            if let Some(value) = self.get(&format!("cookies.{name}")).cloned() {
                self.default(&format!("session.cookie.{name}"), value);
            }
        }
    }

    fn rest(&mut self) {
        let lifespan = self.text("session.lifespan").unwrap_or_else(|| "24h".into());
        self.default("session.earliest_possible_extend", json!(lifespan));
        let host =
            self.public().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        self.default("selfservice.methods.totp.config.issuer", json!(host));
        self.default("identity.schemas", json!([]));
        self.default("selfservice.default_browser_return_url", json!("/"));
        self.legacy_style();
    }

    /// The older spelling of `style: unified`.
    fn legacy_style(&mut self) {
        let Some(Value::Object(selfservice)) = self.json.get_mut("selfservice") else {
            return;
        };
        let flow = selfservice.get_mut("flows").and_then(|flows| flows.get_mut("registration"));
        let Some(Value::Object(flow)) = flow else {
            return;
        };
        if flow.shift_remove("enable_legacy_one_step") == Some(Value::Bool(true)) {
            flow.insert("style".into(), json!("unified"));
        }
    }

    /// `/path` counts from the public base URL.
    fn addresses(&mut self, table: &Table) {
        let Some(public) = self.public() else { return };
        let absolute = |text: &str| text.starts_with('/').then(|| public.join(text).ok()).flatten();
        for key in &table.keys {
            let value = match (key.kind, self.get(key.path)) {
                (Kind::Url, Some(Value::String(text))) => {
                    absolute(text).map(|url| json!(url.as_str()))
                }
                (Kind::Urls, Some(Value::Array(list))) => Some(
                    list.iter()
                        .map(|item| {
                            item.as_str()
                                .and_then(absolute)
                                .map_or_else(|| item.clone(), |url| json!(url.as_str()))
                        })
                        .collect(),
                ),
                _ => None,
            };
            if let Some(value) = value {
                self.set(key.path, value);
            }
        }
    }

    /// A relative file that is not in the working directory is looked for beside the file that names it.
    fn schemas(&mut self, given: &Given) {
        let Some(Value::Object(identity)) = self.json.get_mut("identity") else {
            return;
        };
        let Some(Value::Array(schemas)) = identity.get_mut("schemas") else {
            return;
        };
        // By URL and not by position: a schema that was refused is not in the list any more.
        let places: Vec<&Place> = given
            .iter()
            .filter(|(key, _)| key.starts_with("identity.schemas."))
            .map(|(_, at)| at)
            .collect();
        for schema in schemas {
            let Some(Value::String(url)) = schema.get_mut("url") else {
                continue;
            };
            let Some(relative) = url.strip_prefix("file://").filter(|path| !path.starts_with('/'))
            else {
                continue;
            };
            if let Some(path) = beside(&places, relative) {
                *url = format!("file://{}", path.display());
            }
        }
    }

    /// The same for the folder of the operator's templates.
    fn templates(&mut self, given: &Given) {
        const FOLDER: &str = "courier.template_override_path";
        let place = given.at(FOLDER);
        if let Some(path) = self.text(FOLDER).and_then(|folder| beside(&[&place], &folder)) {
            self.set(FOLDER, json!(path));
        }
    }
}

/// Where a relative path leads that is not in the working directory, but beside a file that names it.
fn beside(places: &[&Place], relative: &str) -> Option<PathBuf> {
    let named = |place: &&Place| match place {
        Place::File { name, .. } => Path::new(&**name).parent().map(|folder| folder.join(relative)),
        _ => None,
    };
    let found = places.iter().filter_map(named).find(|path| path.exists());
    found.filter(|_| !Path::new(relative).exists())
}
