//! Plays one scenario against a server and returns every difference.
//!
//! Requests are sent in order with the cookies of their client; answers are compared as a whole.
//! A step that cannot be made, because a placeholder was never bound, is reported with the path
//! `request` and left out; the rest is played all the same. No period of a TOTP secret is used
//! twice, and none within its last seconds: time is set forward to the next one instead.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::bindings::{Bindings, FillError};
use super::cookies::Jar;
use super::difference::{Difference, StepDifference, brief};
use super::mailbox::{self, Mailbox};
use super::matcher;
use super::otp::{OneTimeCode, PERIOD};
use super::placeholder::encode_component;
use super::response::Response;
use super::transcript::{Action, Exchange, MailStep, RequestTemplate, Scenario};
use super::transport::{Transport, WireRequest};

/// What must be left of a TOTP period, in whole seconds (2.5 s, rounded up).
const LEFT_OF_PERIOD: i64 = 3;

/// Plays a scenario. The server has to be fresh and configured for it.
pub async fn replay<T: Transport>(scenario: &Scenario, transport: &mut T) -> Vec<StepDifference> {
    let bindings = Bindings::new(&transport.public_base(), &transport.admin_base());
    let mailbox = Mailbox::open(transport).await;
    let mut run = Run { transport, bindings, mailbox, jars: HashMap::new(), spent: HashSet::new() };
    let mut found = Vec::new();
    for (index, step) in scenario.steps.iter().enumerate() {
        let differences = run.play(&step.action).await;
        found.extend(differences.into_iter().map(|difference| StepDifference {
            scenario: scenario.name.clone(),
            step: index + 1,
            name: step.name.clone(),
            difference,
        }));
    }
    found
}

struct Run<'t, T> {
    transport: &'t mut T,
    bindings: Bindings,
    mailbox: Mailbox,
    /// Cookie jars by client.
    jars: HashMap<String, Jar>,
    /// TOTP secrets with the periods they were used in.
    spent: HashSet<(String, i64)>,
}

impl<T: Transport> Run<'_, T> {
    async fn play(&mut self, action: &Action) -> Vec<Difference> {
        match action {
            Action::Exchange(exchange) => self.exchange(exchange).await,
            Action::Wait { seconds } => {
                self.transport.advance(*seconds).await;
                Vec::new()
            }
            Action::Mail(step) if step.none => self.no_mail(&step.to).await.into_iter().collect(),
            Action::Mail(step) => self.mail(step).await,
        }
    }

    async fn exchange(&mut self, exchange: &Exchange) -> Vec<Difference> {
        let request = &exchange.request;
        self.reach_fresh_period(request).await;
        let wire = match self.wire(request) {
            Ok(wire) => wire,
            Err(problem) => {
                return vec![Difference::new("request", "a value", problem.to_string())];
            }
        };
        let answer = Response::read(&self.transport.send(request.server, wire).await);
        if let Some(client) = &request.client {
            let jar = self.jars.entry(client.clone()).or_default();
            answer.cookies.iter().for_each(|cookie| jar.store(cookie));
        }
        let all = answer.compare(&exchange.response, &mut self.bindings);
        if exchange.given {
            answer.compare_status(&exchange.response).into_iter().collect()
        } else {
            all
        }
    }

    /// Lets time pass until the one-time codes of a request can be used.
    async fn reach_fresh_period(&mut self, request: &RequestTemplate) {
        let template = json!([request.path, request.headers, request.body]);
        let codes: Vec<OneTimeCode> = self.bindings.one_time_codes(&template);
        if codes.is_empty() {
            return;
        }
        // Every round enters a new period, of which only so many can be spent.
        for _ in 0..=self.spent.len() + 1 {
            let now = self.transport.now();
            let left = PERIOD - now.rem_euclid(PERIOD);
            let used = codes.iter().any(|code| self.spent.contains(&code.usage(now)));
            if left >= LEFT_OF_PERIOD && !used {
                break;
            }
            let left = i32::try_from(left).map_or(30.0, f64::from);
            self.transport.advance(left).await;
        }
        let now = self.transport.now();
        self.spent.extend(codes.iter().map(|code| code.usage(now)));
    }

    /// The request as it goes over the wire.
    fn wire(&self, request: &RequestTemplate) -> Result<WireRequest, FillError> {
        let now = self.transport.now();
        let mut headers = vec![("user-agent".to_owned(), "golden".to_owned())];
        for (name, value) in &request.headers {
            set(&mut headers, &name.to_ascii_lowercase(), self.bindings.fill_text(value, now)?);
        }
        let jar = request.client.as_ref().and_then(|client| self.jars.get(client));
        if let Some(cookies) = jar.and_then(Jar::header) {
            set(&mut headers, "cookie", cookies);
        }
        let body = self.body(request, now)?;
        if let Some(body) = &body {
            set(&mut headers, "content-length", body.len().to_string());
        }
        let path = self.bindings.fill_text(&request.path, now)?;
        Ok(WireRequest {
            method: request.method.clone(),
            path,
            headers,
            body: body.map(String::into_bytes),
        })
    }

    fn body(&self, request: &RequestTemplate, now: i64) -> Result<Option<String>, FillError> {
        if let Some(long) = &request.body_bytes {
            let prefix = self.bindings.fill_text(&long.prefix, now)?;
            let suffix = self.bindings.fill_text(&long.suffix, now)?;
            return Ok(Some(format!("{prefix}{}{suffix}", long.fill.repeat(long.count))));
        }
        let Some(template) = &request.body else {
            return Ok(None);
        };
        let is_json = request.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type") && value.contains("json")
        });
        Ok(Some(match self.bindings.fill(template, now)? {
            Value::String(text) => text,
            Value::Object(fields) if !is_json => form(&fields),
            json => json.to_string(),
        }))
    }

    async fn mail(&mut self, step: &MailStep) -> Vec<Difference> {
        let Some(mail) = self.mailbox.next(&step.to, self.transport).await else {
            return vec![Difference::new("mail", "a mail", "none")];
        };
        let read = mailbox::read(&mail, &self.transport.public_base());
        let nothing = Value::Null;
        let mut differences = Vec::new();
        for (name, template) in &step.expected {
            let found = read.get(name).unwrap_or(&nothing);
            let path = format!("mail.{name}");
            differences.extend(matcher::compare(&path, template, found, &mut self.bindings));
        }
        differences
    }

    async fn no_mail(&mut self, to: &str) -> Option<Difference> {
        let mail = self.mailbox.none(to, self.transport).await?;
        Some(Difference::new("mail", "none", brief(Some(&mail.text.into()))))
    }
}

/// Sets a header, in place of one of that name.
fn set(headers: &mut Vec<(String, String)>, name: &str, value: String) {
    headers.retain(|(other, _)| other != name);
    headers.push((name.to_owned(), value));
}

/// `application/x-www-form-urlencoded`; an array repeats its field.
fn form(fields: &Map<String, Value>) -> String {
    let pair = |name: &str, value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{}={}", encode_component(name), encode_component(&text))
    };
    let pairs = fields.iter().flat_map(|(name, value)| match value {
        Value::Array(values) => values.iter().map(|value| pair(name, value)).collect(),
        value => vec![pair(name, value)],
    });
    pairs.collect::<Vec<String>>().join("&")
}

#[cfg(test)]
mod tests;
