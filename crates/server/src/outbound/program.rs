//! The Jsonnet program that makes a request's body: `function(ctx) …`.
//!
//! Programs are the operator's, what they are given is anybody's. So each runs in a process of its own with little memory
//! ([`confined`](super::confined)), reads no files, and is ended after its deadline; only a few run at once, so that slow ones
//! delay requests of this kind and nothing else. `error "cancel"` skips the call.

use std::sync::Arc;
use std::time::Duration;

use rsjsonnet_lang::arena::Arena;
use rsjsonnet_lang::interner::InternedStr;
use rsjsonnet_lang::program::{
    Callbacks, EvalErrorKind, EvalStackTraceItem, ImportError, NativeError, Program, Thunk, Value,
};
use rsjsonnet_lang::span::SpanId;
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use super::confined;

/// How long a program may take.
pub(super) const LIMIT: Duration = Duration::from_secs(5);
/// Programs at once.
const AT_ONCE: usize = 4;
/// Depth of calls, and the stack that is enough for it.
const DEPTH: usize = 400;
pub(super) const STACK: usize = 16 << 20;
/// The largest body.
const MOST: usize = 1 << 20;
/// What a program says to skip its call.
const CANCEL: &str = "cancel";

/// How a program ended.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Made {
    /// The body, as JSON.
    Body(String),
    /// The call is skipped.
    Cancelled,
}

/// Runs programs.
pub(super) struct Evaluator(Arc<Semaphore>);

impl Evaluator {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// The body that `program` makes of `context` (JSON). `Err` says what is wrong, without what the program was given.
    pub(super) async fn run(&self, program: &Arc<str>, context: String) -> Result<Made, String> {
        let waited = timeout(LIMIT, self.0.clone().acquire_owned()).await;
        let permit = waited
            .map_err(|_| "too many programs are running")?
            .map_err(|_| "the server is stopping")?;
        let late = || format!("the program took longer than {} s", LIMIT.as_secs());
        if let Some(made) =
            timeout(LIMIT, confined::run(program, &context)).await.map_err(|_| late())?
        {
            return made;
        }
        let (tell, told) = oneshot::channel();
        let program = program.clone();
        let run = move || {
            let made = evaluate(&program, &context);
            // Nobody may be waiting any more.
            drop(tell.send(made));
            drop(permit);
        };
        std::thread::Builder::new()
            .name("jsonnet".into())
            .stack_size(STACK)
            .spawn(run)
            .map_err(|error| format!("no thread for the program: {error}"))?;
        match timeout(LIMIT, told).await {
            Ok(Ok(made)) => made,
            Ok(Err(_)) => Err("the program died".into()),
            Err(_) => Err(late()),
        }
    }
}

/// Whether a program can be read at all.
pub(super) fn check(program: &str) -> Result<(), String> {
    let arena = Arena::new();
    load(&mut Program::new(&arena), program).map(drop)
}

fn load<'p>(program: &mut Program<'p>, source: &str) -> Result<Thunk<'p>, String> {
    let (context, _) = program.span_manager_mut().insert_source_context(source.len());
    program
        .load_source(context, source.as_bytes(), true, "body.jsonnet")
        .map_err(|error| format!("it cannot be read: {error:?}"))
}

pub(super) fn evaluate(source: &str, context: &str) -> Result<Made, String> {
    let arena = Arena::new();
    let mut program = Program::new(&arena);
    program.set_max_stack(DEPTH);
    let function = load(&mut program, source)?;
    // JSON is Jsonnet.
    let argument = load(&mut program, context).map_err(|_| "what it is given cannot be read")?;
    let made = program
        .eval_call(&function, &[argument], &[], &mut Nothing)
        .and_then(|value| program.manifest_json(&value, false));
    match made {
        Ok(body) if body.len() > MOST => Err("the body is larger than 1 MB".into()),
        Ok(body) => Ok(Made::Body(body)),
        Err(error) => match error.kind {
            EvalErrorKind::ExplicitError { message, .. } if message == CANCEL => {
                Ok(Made::Cancelled)
            }
            EvalErrorKind::ExplicitError { .. } => {
                Err("the program ended in an error of its own".into())
            }
            kind => Err(format!("the program fails: {}", name_of(&kind))),
        },
    }
}

/// The kind of an error, without the values in it.
fn name_of(kind: &EvalErrorKind) -> String {
    let told = format!("{kind:?}");
    told.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

/// Programs have nothing outside themselves.
struct Nothing;

impl<'p> Callbacks<'p> for Nothing {
    fn import(
        &mut self,
        _: &mut Program<'p>,
        _: SpanId,
        _: &str,
    ) -> Result<Thunk<'p>, ImportError> {
        Err(ImportError)
    }
    fn import_str(
        &mut self,
        _: &mut Program<'p>,
        _: SpanId,
        _: &str,
    ) -> Result<String, ImportError> {
        Err(ImportError)
    }
    fn import_bin(
        &mut self,
        _: &mut Program<'p>,
        _: SpanId,
        _: &str,
    ) -> Result<Vec<u8>, ImportError> {
        Err(ImportError)
    }
    fn trace(&mut self, _: &mut Program<'p>, _: &str, _: &[EvalStackTraceItem]) {}
    fn native_call(
        &mut self,
        _: &mut Program<'p>,
        _: InternedStr<'p>,
        _: &[Value<'p>],
    ) -> Result<Value<'p>, NativeError> {
        Err(NativeError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: &str =
        r#"{ "flow": { "id": "f" }, "identity": { "traits": { "email": "a\"b@example.org" } } }"#;

    #[test]
    fn a_program_makes_a_body() {
        let made =
            evaluate("function(ctx) { email: ctx.identity.traits.email, f: ctx.flow.id }", CONTEXT);
        assert_eq!(made, Ok(Made::Body(r#"{"email": "a\"b@example.org", "f": "f"}"#.into())));
        let skip = "function(ctx) if std.objectHas(ctx, 'session') then {} else error 'cancel'";
        assert_eq!(evaluate(skip, CONTEXT), Ok(Made::Cancelled));
    }

    #[test]
    fn mistakes_are_told_without_what_was_given() {
        for (program, told) in [
            ("function(ctx) ctx.nobody", "UnknownObjectField"),
            ("function(ctx) import '/etc/passwd'", "ImportFailed"),
            ("function(ctx) importstr '/etc/passwd'", "ImportFailed"),
            ("function(ctx) local f(x) = f(x + 1); f(0)", "StackOverflow"),
            ("function(ctx) error ctx.identity.traits.email", "error of its own"),
        ] {
            let error = evaluate(program, CONTEXT).unwrap_err();
            assert!(error.contains(told) && !error.contains("example.org"), "{program}: {error}");
        }
        assert!(check("function(ctx) {").is_err() && check("function(ctx) {}").is_ok());
    }
}
