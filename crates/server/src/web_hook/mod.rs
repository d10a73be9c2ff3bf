//! Web hooks: other programs are told what happens in flows, and may refuse (Kratos admin contract §1.8).
//!
//! The hooks of the configuration are compiled once ([`WebHooks::load`]); a broken one stops the start. When which is
//! called is the flow engine's decision, the call itself that of [`outbound`](crate::outbound). Of the user's request a
//! program sees the headers that are allowed and none of the server's own cookies.

mod answer;

use std::collections::HashMap;
use std::sync::Arc;

use model::Problem;
use serde::Deserialize as _;
use serde_json::{Value, json};

pub(crate) use self::answer::{Changes, Refusal};
use crate::app::{App, Cx};
use crate::config::{Config, Hook, WebHookConfig};
use crate::http::cookie;
use crate::outbound::{Answered, Failure, Outbound};

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
    outbound: Option<Outbound>,
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
            let outbound = match &mut loaded.outbound {
                Some(outbound) => outbound,
                none => none.insert(Outbound::new(&config.clients.http)?),
            };
            let program = match &config_of.body {
                Some(uri) => Some(
                    outbound
                        .program(uri)
                        .await
                        .map_err(|why| format!("web_hook {}: body: {why}", config_of.url))?,
                ),
                None => None,
            };
            let hook = WebHook { config: config_of, program };
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
        let Some(outbound) = &app.web_hooks.outbound else {
            return Err(Failure::new("it was not loaded"));
        };
        outbound.call(app, &self.config.target(), self.program.as_ref(), context).await
    }
}

/// What every program is given of the request.
pub(crate) fn context(cx: &Cx, flow: &Value) -> Value {
    let own = |name: &str| cookie::is_own(cx.config(), name) || name == cx.app.csrf_cookie;
    let cookies: serde_json::Map<String, Value> = cx
        .request
        .cookie_names()
        .filter(|name| !own(name))
        .filter_map(|name| Some((name.to_owned(), cx.request.cookie(name)?.into())))
        .collect();
    json!({
        "flow": flow,
        "request_headers": headers(cx),
        "request_method": cx.request.method.as_str(),
        "request_url": format!("{}{}", cx.app.public_url(), cx.request.path_to_keep()),
        "request_cookies": cookies,
    })
}

/// The headers of the request that other programs may see.
pub(crate) fn headers(cx: &Cx) -> Value {
    let mut headers = serde_json::Map::new();
    for name in &cx.config().clients.web_hook.header_allowlist {
        let given = cx.request.headers.get_all(name.as_str());
        let values: Vec<&str> = given.iter().filter_map(|v| v.to_str().ok()).collect();
        if !values.is_empty() {
            headers.insert(name.clone(), json!(values));
        }
    }
    headers.into()
}
