//! The ways out, by what a message is: mails go to SMTP servers or to programs of the operator's, text messages to
//! programs that know a provider.
//!
//! Where there are several for the same, each try of a message takes the next, so one that is down delays a message by one wait.

use model::identity::Via;

use super::http::Gateway;
use super::smtp::Sender;
use crate::config::{ChannelId, Config, DeliveryStrategy, HttpClient, RequestConfig, Smtp};
use crate::error::{Error, Result};

/// What is configured.
pub(super) struct Carriers {
    email: Vec<Carrier>,
    sms: Vec<Carrier>,
}

/// Who takes messages.
pub(super) enum Carrier {
    Smtp(Box<Sender>),
    Http(Box<Gateway>),
}

impl Carriers {
    /// Reads `courier`; nothing is connected yet. An error names the key that is wrong.
    pub(super) async fn new(config: &Config) -> Result<Self> {
        let (courier, client) = (&config.courier, &config.clients.http);
        let mut carriers = Self { email: Vec::new(), sms: Vec::new() };
        match (courier.delivery_strategy, &courier.http.request_config) {
            (DeliveryStrategy::Smtp, _) => {
                carriers.email.extend(smtp(&courier.smtp, "courier.smtp")?);
            }
            (DeliveryStrategy::Http, None) => {}
            (DeliveryStrategy::Http, Some(request)) => {
                carriers.email.push(http(request, client, "courier.http.request_config").await?);
            }
        }
        for (at, channel) in courier.channels.iter().enumerate() {
            let ways = match channel.id {
                ChannelId::Email => &mut carriers.email,
                ChannelId::Sms => &mut carriers.sms,
            };
            let key = |part: &str| format!("courier.channels[{at}].{part}");
            if let Some(request) = &channel.request_config {
                ways.push(http(request, client, &key("request_config")).await?);
            }
            if let Some(server) = &channel.smtp_config {
                ways.extend(smtp(server, &key("smtp_config"))?);
            }
        }
        Ok(carriers)
    }

    const fn ways(&self, via: Via) -> &Vec<Carrier> {
        match via {
            Via::Email => &self.email,
            Via::Sms => &self.sms,
        }
    }

    /// Who takes a message at its `nth` try; tries count from 1.
    pub(super) fn of(&self, via: Via, nth: i64) -> Option<&Carrier> {
        let ways = self.ways(via);
        let turn = usize::try_from(nth.saturating_sub(1)).unwrap_or_default();
        ways.get(turn.checked_rem(ways.len())?)
    }

    /// Whether such messages can leave.
    pub(super) const fn any_for(&self, via: Via) -> bool {
        !self.ways(via).is_empty()
    }

    /// Whether anything can leave at all.
    pub(super) const fn any(&self) -> bool {
        self.any_for(Via::Email) || self.any_for(Via::Sms)
    }

    /// Whether such messages may leave by HTTP, where more is told than the message.
    pub(super) fn is_http(&self, via: Via) -> bool {
        self.ways(via).iter().any(|way| matches!(way, Carrier::Http(_)))
    }

    /// Closes connections that nobody uses.
    pub(super) async fn rest(&self) {
        for way in &self.email {
            if let Carrier::Smtp(sender) = way {
                sender.rest().await;
            }
        }
    }
}

fn smtp(server: &Smtp, key: &str) -> Result<Option<Carrier>> {
    let sender = Sender::new(server).map_err(|why| Error::internal(format!("{key}.{why}")))?;
    Ok(sender.map(|sender| Carrier::Smtp(Box::new(sender))))
}

async fn http(request: &RequestConfig, client: &HttpClient, key: &str) -> Result<Carrier> {
    let gateway = Gateway::new(request, client).await;
    let gateway = gateway.map_err(|why| Error::internal(format!("{key}: {why}")))?;
    Ok(Carrier::Http(Box::new(gateway)))
}
