//! Templates: read once at the start, rendered with the functions that `templates/README.md` lists.
//!
//! A template that does not compile stops the start, a built-in one as well as one of the operator's ([`overrides`]). An undefined value, an unknown text or a missing argument is an
//! error, never an empty place. Names ending in `.html` are escaped. What a template is given is its caller's matter.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, context};
use model::Timestamp;
use rust_embed::RustEmbed;

use super::escape;
use super::i18n::Catalogue;
use super::moment::moment;
use super::overrides::Template;

/// Stands for a time that is not known yet ([`super::form_letter`]); `time` leaves it as it is.
pub(super) const BLANK_TIME: char = '\u{e002}';

#[derive(RustEmbed)]
#[folder = "../../templates"]
struct Files;

/// The built-in templates as they are written, and the README that says what each is given.
pub(super) fn built_in() -> impl Iterator<Item = (String, Vec<u8>)> {
    Files::iter().filter_map(|name| Some((name.to_string(), Files::get(&name)?.data.into_owned())))
}

/// Before the name of a built-in template in whose place the operator has one.
const BUILT_IN: &str = "built-in/";

/// The built-in templates, compiled once: a process may start more than one server.
static COMPILED: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(compile);

fn compile() -> Result<Environment<'static>, String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(false);
    environment.set_formatter(escape::write);
    for name in Files::iter().filter(|name| name.ends_with(".html") || name.ends_with(".txt")) {
        let file = Files::get(&name).ok_or_else(|| format!("templates/{name} is missing"))?;
        let source = String::from_utf8(file.data.into_owned())
            .map_err(|_| format!("templates/{name} is not UTF-8"))?;
        environment
            .add_template_owned(name.to_string(), source)
            .map_err(|error| format!("templates/{name}: {error}"))?;
    }
    environment.add_function("node", |flow: Value, name: String| node(&flow, &name));
    environment.add_function("nodes", |flow: Value, group: String| nodes(&flow, &group));
    environment.add_function("csrf", |flow: Value| csrf(&flow));
    Ok(environment)
}

/// The compiled templates.
pub(super) struct Templates {
    environment: Environment<'static>,
    /// Names of the operator's.
    own: BTreeSet<String>,
}

impl Templates {
    /// The built-in ones, with the operator's laid over them.
    pub(super) fn load(overrides: Vec<Template>) -> Result<Self, String> {
        let environment = COMPILED.clone()?;
        let mut templates = Self { environment, own: BTreeSet::new() };
        for template in overrides {
            templates.lay_over(template)?;
        }
        Ok(templates)
    }

    /// Puts a template of the operator's in the place of the built-in one, or beside it for a language.
    fn lay_over(&mut self, template: Template) -> Result<(), String> {
        let Template { name, source, origin } = template;
        let general = without_language(&name);
        let Some(file) = Files::get(&general) else {
            return Err(format!("{origin}: there is no built-in template `{general}`"));
        };
        if general == name && !self.own.contains(&name) {
            let built_in = String::from_utf8_lossy(&file.data).into_owned();
            self.environment
                .add_template_owned(format!("{BUILT_IN}{name}"), built_in)
                .map_err(|error| format!("templates/{name}: {error}"))?;
        }
        self.environment.add_template_owned(name.clone(), source).map_err(|error| {
            let line = error.line().map_or_else(String::new, |line| format!("line {line}: "));
            format!("{origin}: {line}{error}")
        })?;
        self.own.insert(name);
        Ok(())
    }

    /// Whether one of the operator's mails has this word in it.
    pub(super) fn mentions(&self, word: &str) -> bool {
        let mails = self.own.iter().filter(|name| name.starts_with("mail/"));
        mails
            .filter_map(|name| self.environment.get_template(name).ok())
            .any(|t| t.source().contains(word))
    }

    /// A line of a template, counted from one.
    pub(super) fn line(&self, name: &str, number: usize) -> Option<String> {
        let template = self.environment.get_template(name).ok()?;
        let line = template.source().lines().nth(number.checked_sub(1)?)?;
        Some(line.trim().to_owned())
    }

    /// The operator's templates.
    pub(super) fn own(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(String::as_str)
    }

    /// The name of this template in a language, where there is one for it.
    pub(super) fn in_language(&self, name: &str, locale: &str) -> Option<String> {
        if self.own.is_empty() {
            return None;
        }
        let (stem, extension) = name.rsplit_once('.')?;
        let short = locale.split('-').next().unwrap_or(locale);
        [locale, short]
            .iter()
            .map(|tag| format!("{stem}.{tag}.{extension}"))
            .find(|name| self.own.contains(name))
    }

    /// Renders a mail's part: where the operator's own fails, the built-in one goes out instead of none.
    pub(super) fn render_mail(
        &self,
        name: &str,
        locale: &str,
        catalogue: &Arc<Catalogue>,
        context: &serde_json::Value,
    ) -> Result<String, Error> {
        let chosen = self.in_language(name, locale).unwrap_or_else(|| name.to_owned());
        let rendered = self.render(&chosen, catalogue, None, context);
        match rendered {
            Err(error) if self.own.contains(&chosen) => {
                tracing::error!(template = chosen, "a template of your own fails: {error:#}");
                let built_in = format!("{BUILT_IN}{name}");
                let name = if self.own.contains(name) { built_in.as_str() } else { name };
                self.render(name, catalogue, None, context)
            }
            rendered => rendered,
        }
    }

    /// Renders `name` in the language of `catalogue`; `now` where the words are read at once.
    pub(super) fn render(
        &self,
        name: &str,
        catalogue: &Arc<Catalogue>,
        now: Option<Timestamp>,
        context: &serde_json::Value,
    ) -> Result<String, Error> {
        self.environment.get_template(name)?.render(functions(catalogue, now, context))
    }

    /// Renders a text of a test as if it were a template, at 2026-05-04T12:00:00Z.
    #[cfg(test)]
    pub(super) fn render_source(
        &self,
        source: &str,
        catalogue: &Arc<Catalogue>,
    ) -> Result<String, Error> {
        let now = Timestamp::parse("2026-05-04T12:00:00Z");
        self.environment.render_str(source, functions(catalogue, now, &serde_json::json!({})))
    }
}

/// `mail/x/body.html` of `mail/x/body.de.html`.
pub(super) fn without_language(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    match file.split('.').collect::<Vec<_>>().as_slice() {
        [stem, _, extension] => format!("{folder}/{stem}.{extension}"),
        _ => name.to_owned(),
    }
}

/// `context` with the functions that depend on language and time.
fn functions(
    catalogue: &Arc<Catalogue>,
    now: Option<Timestamp>,
    context: &serde_json::Value,
) -> Value {
    let (texts, times) = (catalogue.clone(), catalogue.clone());
    context! {
        t => Value::from_function(move |key: String, args: Kwargs| text(&texts, &key, &args)),
        time => Value::from_function(move |at: String, args: Kwargs| {
            // `absolute`: for what is printed, and read on another day.
            let absolute: Option<bool> = args.get("absolute")?;
            args.assert_all_used()?;
            if at.starts_with(BLANK_TIME) {
                return Ok(at);
            }
            let at = Timestamp::parse(&at).ok_or_else(|| wrong(format!("`{at}` is no time")))?;
            moment(&times, at, now.filter(|_| absolute != Some(true))).map_err(wrong)
        }),
        ..Value::from(Serde(context))
    }
}

fn wrong(what: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

/// The function `t`.
fn text(catalogue: &Catalogue, key: &str, kwargs: &Kwargs) -> Result<String, Error> {
    let mut args = FluentArgs::new();
    for name in kwargs.args() {
        let value: Value = kwargs.get(name)?;
        let argument: FluentValue<'static> = match value.kind() {
            ValueKind::Number => match value.as_i64() {
                Some(whole) => whole.into(),
                None => f64::try_from(value)?.into(),
            },
            ValueKind::String | ValueKind::Bool => value.to_string().into(),
            kind => return Err(wrong(format!("text `{key}`: `{name}` is {kind}"))),
        };
        args.set(name.to_owned(), argument);
    }
    catalogue.text(key, &args).map_err(wrong)
}

fn all(flow: &Value) -> Result<impl Iterator<Item = Value> + use<>, Error> {
    flow.get_attr("ui")?.get_attr("nodes")?.try_iter()
}

fn is(node: &Value, member: &str, wanted: &str) -> Result<bool, Error> {
    Ok(node.get_attr(member)?.as_str() == Some(wanted))
}

/// The function `node`.
fn node(flow: &Value, name: &str) -> Result<Value, Error> {
    for node in all(flow)? {
        let attributes = node.get_attr("attributes")?;
        if is(&attributes, "name", name)? || is(&attributes, "id", name)? {
            return Ok(node);
        }
    }
    Ok(Value::from(()))
}

/// The function `nodes`.
fn nodes(flow: &Value, group: &str) -> Result<Vec<Value>, Error> {
    let mut found = Vec::new();
    for node in all(flow)? {
        if is(&node, "group", group)? {
            found.push(node);
        }
    }
    Ok(found)
}

/// The function `csrf`.
fn csrf(flow: &Value) -> Result<Value, Error> {
    let field = node(flow, model::ui::CSRF)?;
    if field.is_none() {
        return Ok(Value::from(""));
    }
    let value = field.get_attr("attributes")?.get_attr("value")?;
    Ok(if value.is_undefined() { Value::from("") } else { value })
}
