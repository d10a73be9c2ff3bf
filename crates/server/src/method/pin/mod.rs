//! A PIN as a second factor: the example of `docs/adding-a-method.md`.
//!
//! The PIN is hashed like a password, on the hash threads. Counting tries is the engine's.

mod login;
mod settings;

use model::flow::Aal;
use model::ui::Group;

use super::{Method, Part};
use crate::config::Config;

pub(crate) const ID: &str = "pin";
/// Its nodes' group.
const GROUP: Group = Group::of(ID);
/// The field a PIN is typed into, in every flow.
const FIELD: &str = "pin";
/// What the session's list of methods says of it.
const LEVEL: Aal = Aal::Aal2;

pub(crate) struct Pin;

impl Method for Pin {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.pin.enabled
    }
    fn second_factor(&self, _config: &Config) -> bool {
        true
    }
    fn login(&self) -> Option<&dyn Part> {
        Some(&login::Login)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
}
