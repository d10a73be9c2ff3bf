//! Web hooks: other programs are told what happens in flows, and may refuse (Kratos admin contract §1.8).
//!
//! The hooks of the configuration are compiled once ([`WebHooks::load`]); a broken one stops the start. When which is
//! called is the flow engine's decision. A call has a deadline, is tried again, is signed where the operator wants it, and goes
//! to no private network where that is forbidden. Of the user's request a program sees the headers that are allowed and none
//! of the server's own cookies.

mod answer;
mod call;
mod program;

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Problem;
use serde::Deserialize as _;
use serde_json::{Value, json};

pub(crate) use self::answer::{Changes, Refusal};
use self::call::{Answered, Caller, Failure};
use self::program::{Evaluator, Made};
use crate::app::{App, Cx};
use crate::config::{Config, Hook, WebHookConfig};
use crate::http::cookie;

/// A hook, ready to be called.
pub(crate) struct WebHook {
    config: WebHookConfig,
    program: Option<Arc<str>>,
}

/// How a call went.
pub(crate) enum Told {
    /// Go on, perhaps with these changes.
    Fine(Box<Changes>),
    /// The hook refuses.
    Refused(Refusal),
}

/// All hooks of the configuration.
#[derive(Default)]
pub(crate) struct WebHooks {
    /// By their configuration, as JSON.
    hooks: HashMap<String, Arc<WebHook>>,
    caller: Option<(Caller, Evaluator)>,
}

impl WebHooks {
    /// Reads and checks every hook's program.
    pub(crate) async fn load(config: &Config) -> Result<Self, String> {
        let mut loaded = Self::default();
        for hook in config.selfservice.flows.hooks().filter(|hook| hook.hook == "web_hook") {
            let key = hook.config.to_string();
            if loaded.hooks.contains_key(&key) {
                continue;
            }
            let config_of = WebHookConfig::deserialize(&hook.config)
                .map_err(|error| format!("a web_hook is wrong: {error}"))?;
            let (caller, _) = match &mut loaded.caller {
                Some(caller) => caller,
                none => none.insert((Caller::new(&config.clients.http)?, Evaluator::new())),
            };
            let program = match &config_of.body {
                Some(uri) => Some(
                    source(uri, caller)
                        .await
                        .map_err(|why| format!("web_hook {}: body: {why}", config_of.url))?,
                ),
                None => None,
            };
            let hook = WebHook { config: config_of, program: program.map(Arc::from) };
            loaded.hooks.insert(key, Arc::new(hook));
        }
        Ok(loaded)
    }

    /// The web hooks of a list, in its order.
    pub(crate) fn of(&self, list: &[Hook]) -> Vec<Arc<WebHook>> {
        let web_hooks = list.iter().filter(|hook| hook.hook == "web_hook");
        web_hooks.filter_map(|hook| self.hooks.get(&hook.config.to_string()).cloned()).collect()
    }
}

async fn source(uri: &str, caller: &Caller) -> Result<String, String> {
    let bytes = if let Some(encoded) = uri.strip_prefix("base64://") {
        STANDARD.decode(encoded.trim()).map_err(|_| "this is not base64".to_owned())?
    } else if uri.starts_with("http://") || uri.starts_with("https://") {
        let url = uri.parse().map_err(|_| "this is no URL".to_owned())?;
        caller.program(&url).await.map_err(|failure| failure.why)?
    } else {
        let path = uri.strip_prefix("file://").unwrap_or(uri);
        std::fs::read(path).map_err(|error| format!("{path}: {error}"))?
    };
    let source = String::from_utf8(bytes).map_err(|_| "this is not UTF-8".to_owned())?;
    program::check(&source)?;
    Ok(source)
}

impl WebHook {
    /// Nobody waits for its answer.
    pub(crate) fn is_ignored(&self) -> bool {
        self.config.response.ignore
    }
    /// Its answer is read, and may refuse.
    pub(crate) fn interrupts(&self) -> bool {
        self.config.interrupts()
    }

    /// Its name in the log.
    fn name(&self) -> &str {
        self.config.id.as_deref().unwrap_or_else(|| self.config.url.host_str().unwrap_or_default())
    }

    /// Calls it and waits. `Err`: it could not be asked, or answered what it must not; 502 or 504.
    pub(crate) async fn ask(&self, app: &App, context: &Value) -> Result<Told, Problem> {
        let failed = |failure: Failure| {
            tracing::error!(hook = self.name(), "a web hook failed: {}", failure.why);
            let (code, reason) = if failure.timeout {
                (504, "A service that this depends on did not answer in time.")
            } else {
                (502, "A service that this depends on failed.")
            };
            Problem::new(code, "", reason)
        };
        let Some(Answered { status, body }) = self.call(app, context).await.map_err(failed)? else {
            return Ok(Told::Fine(Box::default()));
        };
        match status {
            200..300 if self.interrupts() && status == 200 => answer::accepted(&body)
                .map(|changes| Told::Fine(Box::new(changes)))
                .ok_or_else(|| failed(Failure::new("its answer cannot be read"))),
            200..300 => Ok(Told::Fine(Box::default())),
            400.. if self.interrupts() => answer::refused(&body)
                .map(Told::Refused)
                .ok_or_else(|| failed(Failure::new(format!("it answered {status}")))),
            _ => Err(failed(Failure::new(format!("it answered {status}")))),
        }
    }

    /// Calls it; what comes of it stands in the log alone.
    pub(crate) async fn tell(&self, app: &App, context: &Value) {
        match self.call(app, context).await {
            Ok(Some(answered)) if !(200..300).contains(&answered.status) => {
                tracing::error!(hook = self.name(), "a web hook answered {}", answered.status);
            }
            Ok(_) => {}
            Err(failure) => {
                tracing::error!(hook = self.name(), "a web hook failed: {}", failure.why);
            }
        }
    }

    /// `None`: its program skipped the call.
    async fn call(&self, app: &App, context: &Value) -> Result<Option<Answered>, Failure> {
        let Some((caller, evaluator)) = &app.web_hooks.caller else {
            return Err(Failure::new("it was not loaded"));
        };
        let body = match &self.program {
            None => String::new(),
            Some(program) => match evaluator.run(program, context.to_string()).await {
                Ok(Made::Body(body)) => body,
                Ok(Made::Cancelled) => return Ok(None),
                Err(why) => return Err(Failure::new(why)),
            },
        };
        caller.call(&self.config, &body, (&*app.clock, &*app.random)).await.map(Some)
    }
}

/// What every program is given of the request.
pub(crate) fn context(cx: &Cx, flow: &Value) -> Value {
    let allowed = &cx.config().clients.web_hook.header_allowlist;
    let mut headers = serde_json::Map::new();
    for name in allowed {
        let values: Vec<&str> = cx
            .request
            .headers
            .get_all(name.as_str())
            .iter()
            .filter_map(|v| v.to_str().ok())
            .collect();
        if !values.is_empty() {
            headers.insert(name.clone(), json!(values));
        }
    }
    let own = |name: &str| cookie::is_own(cx.config(), name) || name == cx.app.csrf_cookie;
    let cookies: serde_json::Map<String, Value> = cx
        .request
        .cookie_names()
        .filter(|name| !own(name))
        .filter_map(|name| Some((name.to_owned(), cx.request.cookie(name)?.into())))
        .collect();
    json!({
        "flow": flow,
        "request_headers": headers,
        "request_method": cx.request.method.as_str(),
        "request_url": format!("{}{}", cx.app.public_url(), cx.request.path_to_keep()),
        "request_cookies": cookies,
    })
}
