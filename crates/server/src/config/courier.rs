//! `courier`: how messages leave the server.
//!
//! Without `smtp.connection_uri` messages stay in their table, where the development mailbox shows them.
//! Sending is left to the courier part; parsing the connection URI too.

use super::outbound::RequestConfig;
use super::secrets::SecretText;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// `courier`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Courier {
    /// `courier.smtp`.
    pub smtp: Smtp,
    /// How mails leave.
    pub delivery_strategy: DeliveryStrategy,
    /// `courier.http`: where mails go when they leave by HTTP.
    pub http: CourierHttp,
    /// Further ways, of mails and of text messages.
    pub channels: Vec<Channel>,
    /// How often Kratos tries a message again. Here [`give_up_after`](Self::give_up_after) says when it ends.
    pub message_retries: u32,
    /// How long a message is tried, where what it holds does not expire before.
    #[serde(deserialize_with = "super::duration::deserialize")]
    pub give_up_after: Duration,
    /// `courier.worker`.
    pub worker: CourierWorker,
    /// Folder with templates of the operator's own.
    pub template_override_path: Option<PathBuf>,
    /// Parts of messages.
    pub templates: Templates,
}

impl Default for Courier {
    fn default() -> Self {
        Self {
            smtp: Smtp::default(),
            delivery_strategy: DeliveryStrategy::Smtp,
            http: CourierHttp::default(),
            channels: Vec::new(),
            message_retries: 5,
            give_up_after: Duration::from_hours(24),
            worker: CourierWorker::default(),
            template_override_path: None,
            templates: Templates::default(),
        }
    }
}

/// `courier.delivery_strategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStrategy {
    /// To a mail server.
    Smtp,
    /// To a program of the operator's.
    Http,
}

/// `courier.http`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourierHttp {
    /// Where they go.
    pub request_config: Option<RequestConfig>,
}

/// One of `courier.channels`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What it is for.
    pub id: ChannelId,
    /// How it goes.
    #[serde(rename = "type", default)]
    pub kind: ChannelKind,
    /// Where it goes by HTTP.
    pub request_config: Option<RequestConfig>,
    /// Where it goes by SMTP, and from whom it comes.
    pub smtp_config: Option<Smtp>,
}

impl Channel {
    fn check(&self) -> Result<(), String> {
        match (self.kind, &self.request_config, &self.smtp_config) {
            (ChannelKind::Http, Some(request), None) => request.target().check(),
            (ChannelKind::Http, ..) => {
                Err("type http needs request_config, and nothing else".into())
            }
            (ChannelKind::Smtp, ..) if self.id == ChannelId::Sms => {
                Err("sms goes by type http".into())
            }
            (ChannelKind::Smtp, None, Some(smtp)) if smtp.connection_uri.is_some() => Ok(()),
            (ChannelKind::Smtp, ..) => {
                Err("type smtp needs smtp_config with a connection_uri, and nothing else".into())
            }
        }
    }
}

/// `courier.channels[].id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelId {
    /// Mails.
    Email,
    /// Text messages.
    Sms,
}

/// `courier.channels[].type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// By HTTP.
    #[default]
    Http,
    /// To a mail server.
    Smtp,
}

/// What is wrong with a `request_config`.
pub(super) fn check_request(value: &Value) -> Result<(), String> {
    let request = RequestConfig::deserialize(value).map_err(|error| error.to_string())?;
    request.target().check()
}

/// What is wrong with `courier.channels`.
pub(super) fn check_channels(value: &Value) -> Result<(), String> {
    let channels = Vec::<Channel>::deserialize(value).map_err(|error| error.to_string())?;
    let mut all = channels.iter().enumerate();
    all.try_for_each(|(at, channel)| channel.check().map_err(|why| format!("[{at}]: {why}")))
}

/// `courier.templates`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Templates {
    /// A link for recovery.
    pub recovery: ValidOrNot,
    /// A code for recovery.
    pub recovery_code: ValidOrNot,
    /// A link that proves an address.
    pub verification: ValidOrNot,
    /// A code that proves an address.
    pub verification_code: ValidOrNot,
    /// To former addresses.
    pub verifiable_address_changed: MailTemplate,
}

impl Templates {
    /// Each with the name of its template.
    pub(crate) fn all(&self) -> [(&'static str, &MailTemplate); 9] {
        [
            ("recovery_valid", &self.recovery.valid),
            ("recovery_invalid", &self.recovery.invalid),
            ("recovery_code_valid", &self.recovery_code.valid),
            ("recovery_code_invalid", &self.recovery_code.invalid),
            ("verification_valid", &self.verification.valid),
            ("verification_invalid", &self.verification.invalid),
            ("verification_code_valid", &self.verification_code.valid),
            ("verification_code_invalid", &self.verification_code.invalid),
            ("verifiable_address_changed", &self.verifiable_address_changed),
        ]
    }
}

impl Templates {
    /// Where all their parts are.
    pub(crate) fn uris_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let pairs = [
            &mut self.recovery,
            &mut self.recovery_code,
            &mut self.verification,
            &mut self.verification_code,
        ];
        let all = pairs.into_iter().flat_map(|pair| [&mut pair.valid, &mut pair.invalid]);
        all.chain([&mut self.verifiable_address_changed]).flat_map(|mail| {
            let EmailTemplate { subject, body } = &mut mail.email;
            let parts =
                [subject, &mut body.plaintext, &mut body.html, &mut mail.sms.body.plaintext];
            parts.into_iter().flatten()
        })
    }
}

/// `courier.templates.<mail>`: to addresses that are known, and to others.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ValidOrNot {
    /// To known ones.
    pub valid: MailTemplate,
    /// To others.
    pub invalid: MailTemplate,
}

/// `courier.templates.<mail>.<valid|invalid>`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailTemplate {
    /// The mail's parts.
    pub email: EmailTemplate,
    /// The text message.
    pub sms: SmsTemplate,
}

/// A text message of the operator's own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsTemplate {
    /// Body.
    pub body: SmsBody,
}

/// Where its body is: `file://`, `base64://` or `http(s)://`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsBody {
    /// As text.
    pub plaintext: Option<String>,
}

/// Where the parts of a mail are: `file://`, `base64://` or `http(s)://`.
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
    /// File with the certificate by which the server proves who it is, and those that vouch for it (PEM).
    pub client_cert_path: Option<PathBuf>,
    /// File with its key (PEM).
    pub client_key_path: Option<PathBuf>,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            connection_uri: None,
            from_address: "no-reply@localhost".into(),
            from_name: None,
            headers: BTreeMap::new(),
            local_name: "localhost".into(),
            client_cert_path: None,
            client_key_path: None,
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
