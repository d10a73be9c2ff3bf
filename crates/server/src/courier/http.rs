//! Handing messages to a program of the operator's by HTTP (Kratos admin contract §1.11, §5.1).
//!
//! What is sent, a Jsonnet program makes of the message and what it was rendered of. Any 2xx means that it was taken; after
//! anything else it is tried again, as an outage of the mail server is. What the program answered stands nowhere: it may repeat
//! what it was sent.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Body;
use super::smtp::Failure;
use super::store::Taken;
use crate::app::App;
use crate::config::{HttpClient, RequestConfig};
use crate::outbound::Outbound;

/// What is sent where the operator has no program.
const PROGRAM: &str = include_str!("http.jsonnet");

/// The way to one such program.
pub(super) struct Gateway {
    outbound: Outbound,
    config: RequestConfig,
    program: Arc<str>,
}

impl Gateway {
    /// Reads and checks the Jsonnet program.
    pub(super) async fn new(config: &RequestConfig, client: &HttpClient) -> Result<Self, String> {
        let outbound = Outbound::new(client)?;
        let program = match &config.body {
            Some(uri) => outbound.program(uri).await.map_err(|why| format!("body: {why}"))?,
            None => PROGRAM.into(),
        };
        Ok(Self { outbound, config: config.clone(), program })
    }

    /// Hands one message over.
    pub(super) async fn send(
        &self,
        app: &App,
        message: &Taken,
        body: &Body,
    ) -> Result<(), Failure> {
        let context = context(message, body);
        let (target, name) = (self.config.target(), message.id.text());
        let about = (name.as_str(), &context);
        let called = self.outbound.call_once(app, &target, &self.program, about).await;
        match called {
            // A program that skips a message has taken it.
            Ok(None) => Ok(()),
            Ok(Some(answered)) if (200..300).contains(&answered.status) => Ok(()),
            Ok(Some(answered)) => {
                Err(Failure::passing(&format!("the channel answered {}", answered.status)))
            }
            Err(failure) => Err(Failure::passing(&format!("the channel: {}", failure.why))),
        }
    }
}

/// What the Jsonnet program is given.
fn context(message: &Taken, body: &Body) -> Value {
    let facts = body.facts.as_deref().and_then(|facts| serde_json::from_str(facts).ok());
    let facts = facts.unwrap_or_else(|| json!({}));
    json!({
        "recipient": message.recipient,
        "subject": body.subject,
        "body": body.text,
        "html_body": body.html,
        "template_type": message.template,
        "template_data": facts.get("template_data").cloned().unwrap_or_else(|| json!({})),
        "message_type": message.channel,
        "request_headers": facts.get("request_headers").cloned().unwrap_or_else(|| json!({})),
        "message_id": message.id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_program_sends_the_message_and_what_it_brings() {
        let made = |context: Value| crate::outbound::evaluated(PROGRAM, &context.to_string());
        let context = json!({
            "recipient": "+4917667111638", "subject": "", "body": "Your code: 12345678", "html_body": "",
            "template_type": "recovery_code_valid", "message_type": "sms", "message_id": "m",
            "template_data": { "to": "+4917667111638", "recovery_code": "12345678" }, "request_headers": {},
        });
        let body: Value = serde_json::from_str(&made(context).unwrap()).unwrap();
        assert_eq!(
            body,
            json!({
                "id": "m", "recipient": "+4917667111638", "template_type": "recovery_code_valid",
                "message_type": "sms", "subject": "", "body": "Your code: 12345678",
                "to": "+4917667111638", "recovery_code": "12345678",
            })
        );
    }
}
