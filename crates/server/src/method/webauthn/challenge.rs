//! Challenges: drawn by the server, kept in the flow, good for one try within five minutes (WA-01).
//!
//! The library draws its own; it is replaced in what the browser gets and in the state that the library judges by, so
//! that nothing but the challenge has to be kept.

use std::time::Duration;

use model::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::Cx;
use crate::error::Result;
use crate::flow::Flow;

/// How long one is good.
const LIFE: Duration = Duration::from_mins(5);
const BYTES: usize = 32;

/// A challenge of a flow.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::method) struct Challenge {
    /// Base64 for URLs, without padding.
    text: String,
    drawn_at: Timestamp,
}

impl Challenge {
    pub(in crate::method) fn bytes(&self) -> Vec<u8> {
        data_encoding::BASE64URL_NOPAD.decode(self.text.as_bytes()).unwrap_or_default()
    }
    /// A state of the library, with this challenge.
    pub(in crate::method) fn state<S: Serialize + DeserializeOwned>(&self, made: &S) -> Result<S> {
        let mut state = serde_json::to_value(made)?;
        for inner in ["rs", "ast"] {
            if let Some(Value::Object(state)) = state.get_mut(inner) {
                state.insert("challenge".into(), self.text.as_str().into());
            }
        }
        Ok(serde_json::from_value(state)?)
    }
}

/// Draws a new one for a method of the flow, in the place of the one before.
pub(in crate::method) fn draw(cx: &Cx, flow: &mut Flow, key: &str) {
    let mut bytes = [0; BYTES];
    cx.random().fill("webauthn-challenge", &mut bytes);
    let text = data_encoding::BASE64URL_NOPAD.encode(&bytes);
    flow.remember(key, Challenge { text, drawn_at: cx.now });
}

/// The one of the flow, if it may still be answered.
pub(in crate::method) fn good(cx: &Cx, flow: &Flow, key: &str) -> Option<Challenge> {
    of(flow, key).filter(|challenge| challenge.drawn_at.after(LIFE) > cx.now)
}

/// The one of the flow.
pub(in crate::method) fn of(flow: &Flow, key: &str) -> Option<Challenge> {
    flow.recall(key)
}
