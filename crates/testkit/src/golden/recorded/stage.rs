//! A server that plays its part of one scenario, whatever it is asked.

use serde_json::Value;

use super::sample::Sample;
use crate::golden::transcript::{Action, Scenario};
use crate::golden::transport::{Mail, Server, Transport, WireRequest, WireResponse};

pub(super) const PUBLIC: &str = "http://127.0.0.1:4433";
pub(super) const ADMIN: &str = "http://127.0.0.1:4434";

pub(super) struct Stage<'s> {
    scenario: &'s Scenario,
    /// Index of the step that comes next.
    next: usize,
    sample: Sample,
    mails: Vec<Mail>,
    clock: f64,
}

impl<'s> Stage<'s> {
    pub(super) fn new(scenario: &'s Scenario) -> Self {
        let sample = Sample::new(PUBLIC, ADMIN);
        Self { scenario, next: 0, sample, mails: Vec::new(), clock: 1_700_000_000.0 }
    }

    /// How many steps were played.
    pub(super) fn played(mut self) -> usize {
        self.send_mails();
        self.next
    }

    /// Passes the steps up to the next request and sends the mails that they wait for.
    fn send_mails(&mut self) {
        while let Some(step) = self.scenario.steps.get(self.next) {
            match &step.action {
                Action::Exchange(_) => break,
                Action::Mail(mail) if !mail.none => {
                    let texts = mail.expected.values().filter_map(Value::as_str);
                    let text: Vec<String> = texts.map(|text| self.sample.text(text)).collect();
                    let id = self.next.to_string();
                    let to = vec![mail.to.clone()];
                    self.mails.push(Mail { id, to, text: text.join("\n") });
                }
                _ => {}
            }
            self.next += 1;
        }
    }
}

impl Transport for Stage<'_> {
    fn public_base(&self) -> String {
        PUBLIC.into()
    }

    fn admin_base(&self) -> String {
        ADMIN.into()
    }

    #[expect(clippy::cast_possible_truncation, reason = "a time of our days")]
    fn now(&self) -> i64 {
        self.clock as i64
    }

    async fn send(&mut self, server: Server, request: WireRequest) -> WireResponse {
        self.send_mails();
        let step = &self.scenario.steps[self.next];
        let Action::Exchange(exchange) = &step.action else { panic!("no request comes next") };
        let wanted = &exchange.request;
        let now = self.now();
        assert_eq!(server, wanted.server);
        assert_eq!(request.path, self.sample.bindings.fill_text(&wanted.path, now).unwrap());
        if let Some(body) = &wanted.body {
            let filled = self.sample.bindings.fill(body, now).unwrap();
            let sent = request.body.unwrap();
            let at = format!("{} {}", self.scenario.name, step.name);
            if let Some(text) = filled.as_str() {
                assert_eq!(sent, text.as_bytes(), "{at}");
            } else if let Ok(sent) = serde_json::from_slice::<Value>(&sent) {
                assert_eq!(sent, filled, "{at}");
            }
        }
        self.next += 1;
        self.sample.response(&exchange.response)
    }

    async fn advance(&mut self, seconds: f64) {
        self.clock += seconds;
    }

    async fn mails(&mut self) -> Vec<Mail> {
        self.send_mails();
        self.mails.clone()
    }
}
