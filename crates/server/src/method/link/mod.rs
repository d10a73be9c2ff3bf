//! Mailed links: for recovery.
//!
//! A link works in any browser, and once. Opening it spends nothing and signs nobody in, since mail programs and
//! scanners open links too: it leads to a page of ours with one button, whatever the operator's own pages are
//! ([`opened`]). The token leaves the address bar for a cookie on the way. Pressing the button is a submission of the
//! flow like any other ([`recovery`]), for which the page's own CSRF token counts: the flow may be another browser's.

pub(crate) mod administrator;
pub(crate) mod opened;
pub(crate) mod recovery;

use super::{Method, Part};
use crate::config::Config;

pub(crate) const ID: &str = "link";

pub(crate) struct Link;

impl Method for Link {
    fn id(&self) -> &'static str {
        ID
    }
    fn enabled(&self, config: &Config) -> bool {
        config.selfservice.methods.link.enabled
    }
    fn recovery(&self) -> Option<&dyn Part> {
        Some(&recovery::Recovery)
    }
}
