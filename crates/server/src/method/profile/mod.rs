//! The traits form: the first step of signing up, and the profile in settings. It proves nothing.

pub(crate) mod registration;
mod settings;

use super::{Method, Part};
use crate::config::Config;
use crate::flow::Flow;
use crate::identity::schema::Violation;

pub(crate) const ID: &str = "profile";

pub(crate) struct Profile;

impl Method for Profile {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.profile.enabled
    }
    fn registration(&self) -> Option<&dyn Part> {
        Some(&registration::Registration)
    }
    fn settings(&self) -> Option<&dyn Part> {
        Some(&settings::Settings)
    }
}

/// Puts what is wrong with traits beside their fields.
pub(crate) fn complain(flow: &mut Flow, violations: Vec<Violation>) {
    for violation in violations {
        if violation.node.is_empty() {
            flow.complain(violation.message);
        } else {
            flow.complain_at(&violation.node, violation.message);
        }
    }
}
