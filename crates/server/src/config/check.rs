//! Rules between keys, judged on the finished structs; all complaints together.
//!
//! Types and single values have been judged by then; this is about what one key demands of another, and about
//! what is allowed and yet worth a warning.

mod addresses;
mod hashing;
mod secrets;

use std::time::Duration;

use super::compatibility::Compatibility;
use super::flows::FlowMethod;
use super::mistake::{Mistake, Place};
use super::walk::Given;
use super::{ChannelId, Config, DeliveryStrategy, SameSite};
use crate::http::client_ip::Proxies;

/// What was found.
#[derive(Default)]
pub(super) struct Judged {
    /// What stops the start.
    pub(super) mistakes: Vec<Mistake>,
    /// What is right in Kratos and not served here.
    pub(super) unsupported: Vec<Mistake>,
    /// What an operator should know.
    pub(super) warnings: Vec<Mistake>,
}

/// Judges a configuration; where Kratos would correct a value instead of refusing it, so does this.
pub(super) fn check(config: &mut Config, given: &Given, embedded: bool) -> Judged {
    hashing::raise(config);
    let mut check = Check { config, given, embedded, judged: Judged::default() };
    check.database();
    check.secrets();
    check.hashing();
    check.addresses();
    check.mail();
    check.methods();
    check.schemas();
    check.policy();
    check.switches();
    check.judged
}

struct Check<'a> {
    config: &'a Config,
    given: &'a Given,
    embedded: bool,
    judged: Judged,
}

impl Check<'_> {
    fn mistake(&mut self, key: &str, what: impl Into<String>) {
        let mistake = Mistake::new(&self.given.at(key), key, what);
        self.judged.mistakes.push(mistake);
    }

    fn warn(&mut self, key: &str, what: impl Into<String>) {
        let warning = Mistake::new(&self.given.at(key), key, what);
        self.judged.warnings.push(warning);
    }

    fn unsupported(&mut self, key: &str, what: impl Into<String>) {
        let note = Mistake::new(&self.given.at(key), key, what);
        self.judged.unsupported.push(note);
    }

    /// A mistake, but a warning where Kratos starts with it.
    fn judge(&mut self, key: &str, what: &str) {
        match self.config.compatibility {
            Compatibility::Readmit => self.mistake(key, what),
            Compatibility::Kratos => self.warn(key, what),
        }
    }

    /// Something one mode or another key refuses and the rest only warns of.
    fn judge_if(&mut self, refused: bool, key: &str, what: &str) {
        if refused {
            self.mistake(key, what);
        } else {
            self.warn(key, what);
        }
    }

    fn database(&mut self) {
        let config = self.config;
        let Some(dsn) = &config.dsn else {
            if !self.embedded && !self.given.has("dsn") {
                self.mistake(
                    "dsn",
                    "required: sqlite://path, postgres://user:password@host/name, or memory",
                );
            }
            return;
        };
        let text = dsn.expose();
        let scheme = text.split_once(':').map_or(text, |(scheme, _)| scheme);
        match scheme {
            "memory" | "sqlite" | "sqlite3" | "postgres" | "postgresql" => {}
            "mysql" | "cockroach" => self.mistake(
                "dsn",
                format!("{scheme} is not served; expected sqlite://, postgres:// or memory"),
            ),
            _ => self.mistake("dsn", "expected sqlite://, postgres:// or memory"),
        }
    }

    /// Whether several nodes may share the database.
    fn is_postgres(&self) -> bool {
        self.config.dsn.as_ref().is_some_and(|dsn| dsn.expose().starts_with("postgres"))
    }

    fn mail(&mut self) {
        let flows = &self.config.selfservice.flows;
        let needed = [
            ("selfservice.flows.recovery.enabled", flows.recovery.enabled),
            ("selfservice.flows.verification.enabled", flows.verification.enabled),
        ];
        let smtp = "courier.smtp.connection_uri";
        let courier = &self.config.courier;
        let by_http = courier.delivery_strategy == DeliveryStrategy::Http;
        if by_http && courier.http.request_config.is_none() {
            let key = "courier.http.request_config";
            if !self.given.has(key) {
                self.mistake("courier.delivery_strategy", format!("http needs {key}"));
            }
        }
        let certificate = [
            ("client_cert_path", courier.smtp.client_cert_path.is_some()),
            ("client_key_path", courier.smtp.client_key_path.is_some()),
        ];
        if let [(_, true), (other, false)] | [(other, false), (_, true)] = certificate {
            self.mistake("courier.smtp", format!("{other} is needed as well"));
        }
        match &self.config.courier.smtp.connection_uri {
            Some(uri)
                if !uri.expose().starts_with("smtp://")
                    && !uri.expose().starts_with("smtps://") =>
            {
                self.mistake(smtp, "expected smtp:// or smtps://");
            }
            Some(_) => {}
            None if self.config.development_mailbox() || self.given.has(smtp) || by_http => {}
            None if courier.channels.iter().any(|channel| channel.id == ChannelId::Email) => {}
            None => {
                for (key, _) in needed.into_iter().filter(|(_, enabled)| *enabled) {
                    self.mistake(
                        key,
                        format!("sends mail and needs {smtp} (dev has a mailbox instead)"),
                    );
                }
            }
        }
        if self.config.courier.give_up_after < Duration::from_mins(1) {
            self.mistake("courier.give_up_after", "expected 1m at least");
        }
        let from = &self.config.courier.smtp.from_address;
        if !from.contains('@') || from.contains(char::is_whitespace) {
            self.mistake("courier.smtp.from_address", "expected a mail address");
        }
    }

    fn second_factor(&mut self) {
        let key = "selfservice.flows.login.second_factor";
        let selfservice = &self.config.selfservice;
        let (steps, methods) = (&selfservice.flows.login.second_factor, &selfservice.methods);
        let off = |method: &&str| match *method {
            "totp" => !methods.totp.enabled,
            "webauthn" => !methods.webauthn.enabled || methods.webauthn.config.passwordless,
            _ => !methods.lookup_secret.enabled,
        };
        let off: Vec<&str> = steps.demanded().into_iter().filter(off).collect();
        for method in off {
            self.mistake(
                key,
                format!("everybody is to have {method}, which is no second step here"),
            );
        }
        let ignored = steps.ignored().join(", ");
        if !ignored.is_empty() {
            self.warn(key, format!("beside a required method these are not asked for: {ignored}"));
        }
    }

    fn methods(&mut self) {
        let flows = &self.config.selfservice.flows;
        let methods = &self.config.selfservice.methods;
        let uses = [
            ("selfservice.flows.recovery.use", flows.recovery.enabled, flows.recovery.use_),
            (
                "selfservice.flows.verification.use",
                flows.verification.enabled,
                flows.verification.use_,
            ),
        ];
        self.second_factor();
        let requires = |method: &str| {
            let hooks = flows.login.after.hooks_for(method);
            hooks.iter().any(|hook| hook.hook == "require_verified_address")
        };
        let sends = flows.verification.enabled;
        let requires = ["password", "code", "totp", "lookup_secret"].into_iter().any(requires);
        if requires && !sends {
            self.mistake(
                "selfservice.flows.login.after",
                "the hook require_verified_address needs selfservice.flows.verification.enabled: nobody could confirm \
                 an address",
            );
        }
        let waits = flows.settings.after.hooks_for("profile");
        if waits.iter().any(|hook| hook.hook == "verify_new_address") && !sends {
            self.mistake(
                "selfservice.flows.settings.after.profile.hooks",
                "the hook verify_new_address needs selfservice.flows.verification.enabled: nobody could confirm an \
                 address",
            );
        }
        let (code, link) = (methods.code.enabled, methods.link.enabled);
        let base = methods.link.config.base_url.as_ref();
        if base.is_some_and(|base| base.host() != self.config.serve.public.base_url.host()) {
            self.judge(
                "selfservice.methods.link.config.base_url",
                "has to be of the same host as serve.public.base_url: the page behind a link needs its cookies",
            );
        }
        for (key, enabled, method) in uses {
            let name = method.id();
            let on = if method == FlowMethod::Code { code } else { link };
            if enabled && !on {
                self.judge(
                    key,
                    &format!("uses {name}, so selfservice.methods.{name}.enabled has to be true"),
                );
            }
        }
    }

    fn schemas(&mut self) {
        let identity = &self.config.identity;
        if identity.schemas.is_empty() && !self.any_below("identity.schemas") {
            self.mistake("identity.schemas", "required: at least one schema with id and url");
        }
        let default = &identity.default_schema_id;
        let is_known = identity.schemas.iter().any(|schema| schema.id == *default);
        if !is_known && !identity.schemas.is_empty() {
            self.mistake(
                "identity.default_schema_id",
                format!("expected one of identity.schemas, found \"{default}\""),
            );
        }
        for (position, schema) in identity.schemas.iter().enumerate() {
            let key = |name: &str| format!("identity.schemas.{position}.{name}");
            if identity.schemas.iter().take(position).any(|earlier| earlier.id == schema.id) {
                self.mistake(&key("id"), format!("\"{}\" stands twice", schema.id));
            }
            if schema.source().is_none() {
                self.mistake(&key("url"), "expected file://path, base64://… or https://…");
            }
        }
    }

    /// Whether something was given at or below a key, even if it was wrong.
    fn any_below(&self, key: &str) -> bool {
        self.given.iter().any(|(given, _)| {
            given.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        }) && self.given.iter().any(|(given, _)| given.starts_with(&format!("{key}.")))
    }

    fn policy(&mut self) {
        let policy = &self.config.selfservice.methods.lookup_secret.config;
        if let (Some(warn), Some(count)) = (policy.warn_below, policy.count)
            && warn > count
        {
            self.mistake(
                "selfservice.methods.lookup_secret.config.warn_below",
                "expected at most count",
            );
        }
    }

    fn switches(&mut self) {
        let config = self.config;
        if let Err(why) = Proxies::read(&config.serve.public.trusted_proxies) {
            self.mistake("serve.public.trusted_proxies", why);
        }
        if !config.security.limits.enabled {
            self.warn(
                "security.limits.enabled",
                "attempts are not limited: every secret can be guessed at leisure",
            );
        }
        if config.log.leak_sensitive_values {
            self.warn(
                "log.leak_sensitive_values",
                "values that are hidden for safety are in the log",
            );
        }
        let breaches = "selfservice.methods.password.config.haveibeenpwned_enabled";
        if self.given.has(breaches)
            && config.selfservice.methods.password.config.haveibeenpwned_enabled
        {
            self.warn(
                breaches,
                "nothing is looked up elsewhere; the list that ships with the server is used",
            );
        }
        if config.cookies.same_site == SameSite::None && !config.cookies.secure {
            self.warn("cookies.same_site", "browsers drop such cookies unless they are secure");
        }
        if self.embedded && !config.dev && config.courier.smtp.connection_uri.is_none() {
            let at = Place::Missing;
            self.judged.warnings.push(Mistake::new(&at, "dev", "off, so there is no mailbox"));
        }
    }
}
