//! Whom keys are made for: the domain, and the origins whose pages may use them (WA-02, WA-03).

use url::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::config::{Config, RelyingParty};

/// The parties of both methods; `None` where the method is off.
pub(crate) struct Parties {
    pub(in crate::method) webauthn: Option<Webauthn>,
    pub(in crate::method) passkey: Option<Webauthn>,
}

impl Parties {
    /// Reads both; `Err` names the section that is wrong.
    pub(crate) fn read(config: &Config) -> Result<Self, String> {
        let methods = &config.selfservice.methods;
        let of = |name: &str, on: bool, rp: &RelyingParty| {
            on.then(|| party(config, rp))
                .transpose()
                .map_err(|why| format!("selfservice.methods.{name}.config.rp: {why}"))
        };
        Ok(Self {
            webauthn: of("webauthn", methods.webauthn.enabled, &methods.webauthn.config.rp)?,
            passkey: of("passkey", methods.passkey.enabled, &methods.passkey.config.rp)?,
        })
    }
}

fn party(config: &Config, rp: &RelyingParty) -> Result<Webauthn, String> {
    let base = &config.serve.public.base_url;
    let host = base.host_str().unwrap_or_default();
    let id = if rp.id.is_empty() { host } else { &rp.id };
    if id.parse::<std::net::IpAddr>().is_ok() {
        return Err(format!(
            "browsers keep keys for domain names, and {id} is none (localhost is)"
        ));
    }
    let name = if rp.display_name.is_empty() { host } else { &rp.display_name };
    let mut origins: Vec<Url> = rp.origins.iter().chain(&rp.origin).cloned().collect();
    if origins.is_empty() {
        origins.push(base.clone());
        let flows = &config.selfservice.flows;
        // A page elsewhere cannot use keys of this domain; it has keys of its own, or none.
        let pages = [&flows.login.ui_url, &flows.registration.ui_url, &flows.settings.ui_url];
        let pages = pages.into_iter().flatten();
        origins.extend(pages.filter(|url| fits(url, id)).cloned());
    }
    let Some((first, others)) = origins.split_first() else {
        return Err("there is no origin".into());
    };
    let mut builder = WebauthnBuilder::new(id, first)
        .map_err(|_| format!("{id} is not the domain of {first}, nor one above it"))?
        .rp_name(name);
    for origin in others {
        if !fits(origin, id) {
            return Err(format!("{id} is not the domain of {origin}, nor one above it"));
        }
        builder = builder.append_allowed_origin(origin);
    }
    builder.build().map_err(|error| error.to_string())
}

/// Whether a page there may use keys of the domain.
fn fits(url: &Url, id: &str) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == id || host.strip_suffix(id).is_some_and(|rest| rest.ends_with('.'))
}
