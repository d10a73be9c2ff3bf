//! Loading: files and environment in, a complete [`Config`] or every mistake at once out.
//!
//! The steps, each in its own module: read into a tree with places, merge, lay the environment over it, hold it
//! against the table of keys, fill in what was not said, make the structs, judge the rules between keys.
//! The environment is read here and nowhere else.

use super::check::check;
use super::compatibility::Compatibility;
use super::environment::overlay;
use super::fill::{fill, mode};
use super::keys::Table;
use super::mistake::{Mistake, Place};
use super::tree::{Node, parse};
use super::walk::walk;
use super::{Config, embedded_default};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Where a configuration comes from; later ones win, files before texts before the environment.
///
/// Neither files nor texts: the embedded default.
#[derive(Clone, Default)]
pub struct Sources {
    /// YAML or JSON files.
    pub files: Vec<PathBuf>,
    /// YAML texts with a name each, for tests.
    pub texts: Vec<(String, String)>,
    /// Environment variables; see [`environment`].
    pub environment: Vec<(String, String)>,
}

impl Sources {
    /// One YAML text and nothing else.
    pub fn text(name: &str, yaml: &str) -> Self {
        Self { texts: vec![(name.into(), yaml.into())], ..Self::default() }
    }
}

/// How to load.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Keys of Kratos that are not served yet are warnings instead of mistakes; they keep their defaults.
    pub ignore_unsupported: bool,
    /// `--dev`, over whatever the sources say.
    pub dev: bool,
}

/// A configuration that is good to start with.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// What an operator should know; to be logged at the start.
    pub warnings: Vec<Mistake>,
    /// Whether it is the embedded default (with the environment over it).
    pub embedded: bool,
}

/// The variables of this process; those that are not UTF-8 are left out.
pub fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Loads a configuration.
///
/// # Errors
/// Everything that is wrong, in the order of the files; never empty.
pub fn load(sources: &Sources, options: Options) -> Result<Loaded, Vec<Mistake>> {
    let embedded = sources.files.is_empty() && sources.texts.is_empty();
    let mut tree = read(sources, embedded)?;
    let table = Table::new();
    let mut mistakes = overlay(&mut tree, &table, &sources.environment);
    let walked = walk(&tree, &table);
    mistakes.extend(walked.mistakes);
    let mut warnings = walked.warnings;
    if options.ignore_unsupported { &mut warnings } else { &mut mistakes }
        .extend(walked.unsupported);

    let mut json = walked.json;
    if options.dev {
        json.insert("dev".into(), Value::Bool(true));
    }
    let mode = mode(&json);
    fill(&mut json, &walked.given, &table, mode);
    let mut config: Config = match serde_json::from_value(Value::Object(json)) {
        Ok(config) => config,
        // The table let something through that the structs do not take.
        Err(error) => {
            mistakes.push(Mistake::new(&Place::Missing, "", error.to_string()));
            return Err(sorted(mistakes));
        }
    };
    let judged = check(&mut config, &walked.given, embedded);
    mistakes.extend(judged.mistakes);
    if options.ignore_unsupported { &mut warnings } else { &mut mistakes }
        .extend(judged.unsupported);
    warnings.extend(judged.warnings);
    if !embedded && !walked.given.has("compatibility") {
        warnings.push(note_on_mode());
    }
    if mistakes.is_empty() {
        Ok(Loaded { config, warnings: sorted(warnings), embedded })
    } else {
        Err(sorted(mistakes))
    }
}

/// The line that says which mode was chosen by not choosing.
fn note_on_mode() -> Mistake {
    let what = format!(
        "not given, so {}: the safer defaults; `compatibility: kratos` answers as Ory Kratos does",
        Compatibility::default().name()
    );
    Mistake::new(&Place::Missing, "compatibility", what)
}

/// Reads and merges files and texts.
fn read(sources: &Sources, embedded: bool) -> Result<Node, Vec<Mistake>> {
    let mut tree = Node::empty();
    let mut mistakes = Vec::new();
    let files = sources.files.iter().map(|path| read_file(path));
    let texts = sources.texts.iter().map(|(name, text)| parse(name, text));
    let default = embedded.then(|| parse("embedded default", embedded_default()));
    for read in files.chain(texts).chain(default) {
        match read {
            Ok(node) => tree.merge(node),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(tree) } else { Err(mistakes) }
}

fn read_file(path: &Path) -> Result<Node, Mistake> {
    let name = path.display().to_string();
    let whole = |what: String| {
        let at = Place::File { name: name.as_str().into(), line: 0, column: 0 };
        Mistake::new(&at, "", what)
    };
    if path.extension().is_some_and(|ending| ending == "toml") {
        return Err(whole(
            "TOML is not read; write it as YAML or JSON, the keys are the same".into(),
        ));
    }
    let text =
        std::fs::read_to_string(path).map_err(|error| whole(format!("cannot be read: {error}")))?;
    parse(&name, &text)
}

/// In the order of the files and lines; what stands nowhere comes last.
fn sorted(mut mistakes: Vec<Mistake>) -> Vec<Mistake> {
    mistakes.sort_by_key(|mistake| match &mistake.at {
        Place::File { name, line, column } => (0, name.to_string(), *line, *column),
        Place::Variable(name) => (1, name.clone(), 0, 0),
        Place::Missing => (2, String::new(), 0, 0),
    });
    mistakes
}

#[cfg(test)]
mod recordings;
#[cfg(test)]
mod tests;
