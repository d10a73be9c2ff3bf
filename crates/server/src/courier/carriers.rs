//! The ways out, by what a message is: mails go to the SMTP server or to a program of the operator's, text messages to a
//! program that knows a provider.

use model::identity::Via;

use super::http::Gateway;
use super::smtp::Sender;
use crate::config::{ChannelId, Config, DeliveryStrategy};
use crate::error::{Error, Result};

/// What is configured.
pub(super) struct Carriers {
    email: Option<Carrier>,
    sms: Option<Carrier>,
}

/// Who takes messages.
pub(super) enum Carrier {
    Smtp(Box<Sender>),
    Http(Box<Gateway>),
}

impl Carriers {
    /// Reads `courier`; nothing is connected yet. An error names the key that is wrong.
    pub(super) async fn new(config: &Config) -> Result<Self> {
        let courier = &config.courier;
        let client = &config.clients.http;
        let wrong = |key: &str, why: String| Error::internal(format!("{key}: {why}"));
        let email = match (courier.delivery_strategy, &courier.http.request_config) {
            (DeliveryStrategy::Smtp, _) => {
                Sender::new(&courier.smtp)?.map(|sender| Carrier::Smtp(Box::new(sender)))
            }
            (DeliveryStrategy::Http, None) => None,
            (DeliveryStrategy::Http, Some(request)) => {
                let gateway = Gateway::new(request, client).await;
                let key = "courier.http.request_config";
                Some(Carrier::Http(Box::new(gateway.map_err(|why| wrong(key, why))?)))
            }
        };
        let mut sms = None;
        for channel in &courier.channels {
            match channel.id {
                ChannelId::Sms => {
                    let gateway = Gateway::new(&channel.request_config, client).await;
                    let gateway = gateway.map_err(|why| wrong("courier.channels (sms)", why))?;
                    sms = Some(Carrier::Http(Box::new(gateway)));
                }
            }
        }
        Ok(Self { email, sms })
    }

    pub(super) const fn of(&self, via: Via) -> Option<&Carrier> {
        match via {
            Via::Email => self.email.as_ref(),
            Via::Sms => self.sms.as_ref(),
        }
    }

    /// Whether anything can leave at all.
    pub(super) const fn any(&self) -> bool {
        self.email.is_some() || self.sms.is_some()
    }

    /// Whether these messages leave by HTTP, where more is told than the message.
    pub(super) const fn is_http(&self, via: Via) -> bool {
        matches!(self.of(via), Some(Carrier::Http(_)))
    }

    /// Closes connections that nobody uses.
    pub(super) async fn rest(&self) {
        if let Some(Carrier::Smtp(sender)) = &self.email {
            sender.rest().await;
        }
    }
}
