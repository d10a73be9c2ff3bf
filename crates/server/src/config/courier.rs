//! `courier`: how messages leave the server.
//!
//! Without `smtp.connection_uri` messages stay in their table, where the development mailbox shows them.
//! Sending is left to the courier part; parsing the connection URI too.

use super::secrets::SecretText;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// `courier`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Courier {
    /// `courier.smtp`.
    pub smtp: Smtp,
    /// How often a message is tried again; tries are one more.
    pub message_retries: u32,
    /// `courier.worker`.
    pub worker: CourierWorker,
    /// Folder with templates of the operator's own.
    pub template_override_path: Option<PathBuf>,
    /// Parts of mails by name of the mail and `valid` or `invalid`.
    pub templates: BTreeMap<String, BTreeMap<String, MailTemplate>>,
}

impl Default for Courier {
    fn default() -> Self {
        Self {
            smtp: Smtp::default(),
            message_retries: 5,
            worker: CourierWorker::default(),
            template_override_path: None,
            templates: BTreeMap::new(),
        }
    }
}

/// `courier.templates.<mail>.<valid|invalid>`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailTemplate {
    /// The mail's parts.
    pub email: EmailTemplate,
}

/// Where the parts of a mail are: `file://` or `base64://`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmailTemplate {
    /// Subject.
    pub subject: Option<String>,
    /// Body.
    pub body: EmailBody,
}

/// The two bodies of a mail.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmailBody {
    /// As text.
    pub plaintext: Option<String>,
    /// As HTML.
    pub html: Option<String>,
}

/// `courier.smtp`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Smtp {
    /// `smtp://user:password@host:587/` (STARTTLS demanded), `?disable_starttls=true` (plain), `smtps://`
    /// (TLS from the start); user and password percent-encoded. `None`: nothing is sent.
    pub connection_uri: Option<SecretText>,
    /// Sender's address.
    pub from_address: String,
    /// Sender's name; `None` is the address alone.
    pub from_name: Option<String>,
    /// Headers added to every mail.
    pub headers: BTreeMap<String, String>,
    /// Name the server gives itself in `EHLO`.
    pub local_name: String,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            connection_uri: None,
            from_address: "no-reply@localhost".into(),
            from_name: None,
            headers: BTreeMap::new(),
            local_name: "localhost".into(),
        }
    }
}

/// `courier.worker`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourierWorker {
    /// Messages taken at once, 1 to 255.
    pub pull_count: u32,
    /// Pause when there is nothing to send.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub pull_wait: Duration,
}

impl Default for CourierWorker {
    fn default() -> Self {
        Self { pull_count: 10, pull_wait: Duration::from_secs(1) }
    }
}
