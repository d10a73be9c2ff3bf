//! Passkeys: keys that sign in by themselves, found by the account that they name (wire contract §3.6).
//!
//! Built of the parts of `webauthn`. The device asks for a finger or a PIN each time, and the server insists on that
//! (WA-04); still a passkey counts as the first step, as it does in Kratos: whoever has a second one is asked for it.

mod login;
mod registration;
mod settings;

use db::Tx;
use model::id::IdentityId;
use serde_json::Value;

use super::webauthn::keys;
use super::{Method, Part};
use crate::app::Cx;
use crate::config::Config;

pub(crate) const ID: &str = "passkey";

pub(crate) struct Passkey;

impl Method for Passkey {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.passkey.enabled
    }
    fn binds(&self, _config: &Config) -> bool {
        true
    }
    fn login(&self) -> Option<&dyn Part> {
        Some(&login::Login)
    }
    fn registration(&self) -> Option<&dyn Part> {
        Some(&registration::Registration)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
    fn restored(&self, cx: &Cx, tx: &mut Tx, identity: IdentityId, was: Option<&Value>) {
        keys::restored(cx, tx, identity, was);
    }
}
