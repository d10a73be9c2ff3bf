//! Requests that the server makes itself: web hooks, and messages that leave by HTTP.
//!
//! Where one goes and how it proves who it is stands in the configuration ([`Target`]); a Jsonnet program makes its body. A
//! request has a deadline and goes to no private network where that is forbidden. What an answer means is left to whoever
//! asks.

mod call;
mod confined;
mod program;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

pub(crate) use self::call::{Answered, Failure, is_private};
use self::call::{Caller, Patience};
pub use self::confined::{COMMAND, confine_programs, evaluate_program};
use self::program::{Evaluator, Made};
use crate::app::App;
use crate::config::{HttpClient, Target};

/// Limit of a call with all its tries.
const WHOLE: Duration = Duration::from_secs(30);
/// Limit of a call that whoever asks for it tries again by itself.
const ONCE: Duration = Duration::from_secs(10);

/// Makes requests.
pub(crate) struct Outbound {
    caller: Caller,
    evaluator: Evaluator,
}

impl Outbound {
    pub(crate) fn new(config: &HttpClient) -> Result<Self, String> {
        Ok(Self { caller: Caller::new(config)?, evaluator: Evaluator::new() })
    }

    /// Reads and checks a program: `file://`, `base64://`, `http(s)://`, or a path.
    pub(crate) async fn program(&self, uri: &str) -> Result<Arc<str>, String> {
        let bytes = if let Some(encoded) = uri.strip_prefix("base64://") {
            STANDARD.decode(encoded.trim()).map_err(|_| "this is not base64".to_owned())?
        } else if is_web(uri) {
            self.fetched(uri).await?
        } else {
            let path = uri.strip_prefix("file://").unwrap_or(uri);
            std::fs::read(path).map_err(|error| format!("{path}: {error}"))?
        };
        let source = String::from_utf8(bytes).map_err(|_| "this is not UTF-8".to_owned())?;
        program::check(&source)?;
        Ok(source.into())
    }

    /// What stands at an address of the web.
    pub(crate) async fn fetched(&self, url: &str) -> Result<Vec<u8>, String> {
        let url = url.parse().map_err(|_| "this is no URL".to_owned())?;
        self.caller.program(&url).await.map_err(|failure| failure.why)
    }

    /// Calls, and tries again when nobody answers, or with 5xx. `None`: the program skipped the call.
    pub(crate) async fn call(
        &self,
        app: &App,
        target: &Target<'_>,
        program: Option<&Arc<str>>,
        context: &Value,
    ) -> Result<Option<Answered>, Failure> {
        self.made(app, target, program, context, (Patience::Several(WHOLE), None)).await
    }

    /// Calls once, about something that is named the same when it is tried again.
    pub(crate) async fn call_once(
        &self,
        app: &App,
        target: &Target<'_>,
        program: &Arc<str>,
        (name, context): (&str, &Value),
    ) -> Result<Option<Answered>, Failure> {
        self.made(app, target, Some(program), context, (Patience::Once(ONCE), Some(name))).await
    }

    async fn made(
        &self,
        app: &App,
        target: &Target<'_>,
        program: Option<&Arc<str>>,
        context: &Value,
        (patience, trigger): (Patience, Option<&str>),
    ) -> Result<Option<Answered>, Failure> {
        let body = match program {
            None => String::new(),
            Some(program) => match self.evaluator.run(program, context.to_string()).await {
                Ok(Made::Body(body)) => body,
                Ok(Made::Cancelled) => return Ok(None),
                Err(why) => return Err(Failure::new(why)),
            },
        };
        let from = (&*app.clock, &*app.random);
        self.caller.call(target, &body, patience, trigger, from).await.map(Some)
    }
}

/// Whether it is on the web.
pub(crate) fn is_web(uri: &str) -> bool {
    uri.starts_with("http://") || uri.starts_with("https://")
}

/// What a program makes of `context` (JSON), at once.
#[cfg(test)]
pub(crate) fn evaluated(program: &str, context: &str) -> Result<String, String> {
    match program::evaluate(program, context)? {
        Made::Body(body) => Ok(body),
        Made::Cancelled => Err("cancelled".into()),
    }
}
