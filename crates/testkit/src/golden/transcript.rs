//! The scenario files of a folder of golden transcripts, as types.
//!
//! A file holds one conversation: a configuration and steps in order. A step is a request with the
//! answer to it, a wait, or a look into a mailbox. Unknown members are refused, so that a newer
//! format is noticed instead of half understood. Placeholders stay as they are written.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::transport::Server;

/// One recorded conversation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Name with a slash, `recovery/code-spa`.
    #[serde(rename = "scenario")]
    pub name: String,
    /// One sentence for a reader.
    pub title: String,
    /// Lists everything there is, so it needs an empty server.
    #[serde(default)]
    pub fresh: bool,
    /// Dotted keys laid over the base configuration; arrays are replaced.
    #[serde(default)]
    pub config: Map<String, Value>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// One step of a scenario.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "RawStep")]
pub struct Step {
    /// Name for a reader; not unique within a scenario.
    pub name: String,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Action {
    /// A request and the answer expected to it.
    Exchange(Box<Exchange>),
    /// Time passes.
    Wait {
        /// How long, in seconds.
        seconds: f64,
    },
    /// A mail arrives, or none does.
    Mail(MailStep),
}

/// A request and the answer expected to it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Only prepares: the status has to fit and placeholders are bound, nothing else counts.
    pub given: bool,
    /// What is sent.
    pub request: RequestTemplate,
    /// What comes back.
    pub response: ResponseTemplate,
}

/// A request with placeholders.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestTemplate {
    /// HTTP method in capitals.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Which port it goes to.
    pub server: Server,
    /// Name of the cookie jar; without one no cookies are sent or kept.
    #[serde(default)]
    pub client: Option<String>,
    /// Headers besides those every request carries.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSON or form, by the content type; a string is sent as it is.
    #[serde(default, deserialize_with = "present")]
    pub body: Option<Value>,
    /// A long body, written briefly.
    #[serde(default)]
    pub body_bytes: Option<BodyBytes>,
}

/// Stands for `prefix`, then `fill` repeated `count` times, then `suffix`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyBytes {
    /// Beginning.
    pub prefix: String,
    /// Repeated part.
    pub fill: String,
    /// How many times.
    pub count: usize,
    /// End.
    pub suffix: String,
}

/// An expected answer with placeholders.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseTemplate {
    /// HTTP status.
    pub status: u16,
    /// Headers by lower-case name: a string each, `set-cookie` an object in normal form.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// Expected body; `None` expects none.
    #[serde(default)]
    pub body: Option<Value>,
}

/// A look into the mailbox of an address.
#[derive(Debug, Clone, Deserialize)]
pub struct MailStep {
    /// The address.
    pub to: String,
    /// No unread mail arrives.
    #[serde(default)]
    pub none: bool,
    /// `code` and `link` as they have to be; `null` says that the mail has none.
    #[serde(flatten)]
    pub expected: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    name: String,
    #[serde(default)]
    given: bool,
    request: Option<RequestTemplate>,
    response: Option<ResponseTemplate>,
    wait: Option<RawWait>,
    mail: Option<MailStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWait {
    seconds: f64,
}

impl TryFrom<RawStep> for Step {
    type Error = String;

    fn try_from(raw: RawStep) -> Result<Self, String> {
        let action = match (raw.request, raw.response, raw.wait, raw.mail) {
            (Some(request), Some(response), None, None) => {
                Action::Exchange(Box::new(Exchange { given: raw.given, request, response }))
            }
            (None, None, Some(RawWait { seconds }), None) => Action::Wait { seconds },
            (None, None, None, Some(mail)) => Action::Mail(mail),
            _ => {
                return Err(format!(
                    "step «{}» is neither request and response nor wait nor mail",
                    raw.name
                ));
            }
        };
        Ok(Self { name: raw.name, action })
    }
}

/// Keeps a body of JSON `null` apart from no body.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// A file or folder that could not be read or understood.
#[derive(Debug)]
pub struct LoadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was wrong with it.
    pub problem: String,
}

impl LoadError {
    pub(super) fn new(path: &Path, problem: impl fmt::Display) -> Self {
        Self { path: path.to_owned(), problem: problem.to_string() }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}", self.path.display(), self.problem)
    }
}

impl std::error::Error for LoadError {}

/// Reads all `*.json` below `folder`, sorted by path.
///
/// # Errors
/// The first folder or file that cannot be read or is not a scenario.
pub fn load(folder: &Path) -> Result<Vec<Scenario>, LoadError> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

/// Reads one scenario file.
///
/// # Errors
/// The file cannot be read or is not a scenario.
pub fn read(file: &Path) -> Result<Scenario, LoadError> {
    let text = fs::read(file).map_err(|problem| LoadError::new(file, problem))?;
    serde_json::from_slice(&text).map_err(|problem| LoadError::new(file, problem))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let failed = |problem| LoadError::new(folder, problem);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}
