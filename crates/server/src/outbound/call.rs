//! One call: who may be called, the request, its tries, and how much of the answer is read.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use model::id::Id;
use model::{Clock, Random};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};
use standardwebhooks::Webhook;
use tokio::time::{Instant, sleep_until};
use url::{Host, Url};

use super::WHOLE;
use crate::config::{Auth, AuthPlace, HttpClient, Target};

/// Pauses between tries.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];
/// The largest answer that is read.
const MOST: usize = 5 << 20;

/// How long, and how often, a call is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    Once(Duration),
    Several(Duration),
}

/// Why a call came to nothing.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) timeout: bool,
    /// For the log: nothing that was sent or answered.
    pub(crate) why: String,
}

impl Failure {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self { timeout: false, why: why.into() }
    }
}

/// An answer.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// Makes requests. Redirects are not followed, proxies of the environment not used.
pub(super) struct Caller {
    open: Client,
    guarded: Client,
    config: HttpClient,
}

impl Caller {
    pub(super) fn new(config: &HttpClient) -> Result<Self, String> {
        let builder = || Client::builder().redirect(redirect::Policy::none()).no_proxy();
        let made = |client: reqwest::Result<Client>| client.map_err(|error| error.to_string());
        Ok(Self {
            open: made(builder().build())?,
            guarded: made(builder().dns_resolver(Arc::new(Guard)).build())?,
            config: config.clone(),
        })
    }

    /// The client that may go there, if one may.
    fn client(&self, url: &Url) -> Result<&Client, Failure> {
        let exempt = self.config.private_ip_exception_urls.iter().any(|known| is_same(known, url));
        if exempt || !self.config.disallow_private_ip_ranges {
            return Ok(&self.open);
        }
        let literal = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            _ => None,
        };
        if literal.is_some_and(is_private) {
            return Err(Failure::new("it is in a private network"));
        }
        Ok(&self.guarded)
    }

    /// GET of a program, at the start.
    pub(super) async fn program(&self, url: &Url) -> Result<Vec<u8>, Failure> {
        let request = self.client(url)?.get(url.clone()).timeout(WHOLE);
        let answered = read(request).await?;
        if answered.status == 200 { Ok(answered.body) } else { Err(status(answered.status)) }
    }

    /// Calls. `trigger` is the same in everything that is said about one thing; `None`: this call is alone.
    pub(super) async fn call(
        &self,
        target: &Target<'_>,
        body: &str,
        patience: Patience,
        trigger: Option<&str>,
        (clock, random): (&dyn Clock, &dyn Random),
    ) -> Result<Answered, Failure> {
        let client = self.client(target.url)?;
        let method = Method::from_bytes(target.method.as_bytes())
            .map_err(|_| Failure::new("its method is none"))?;
        let (form, body) = encoded(target, body)?;
        let drawn = || Id::<()>::draw(random, "web-hook").text();
        let trigger = trigger.map_or_else(drawn, str::to_owned);
        let (limit, pauses): (_, &[_]) = match patience {
            Patience::Once(limit) => (limit, &[]),
            Patience::Several(limit) => (limit, &PAUSES),
        };
        let deadline = Instant::now() + limit;
        let mut pauses = pauses.iter();
        loop {
            let mut headers = headers(target, form)?;
            let id: Id<()> = Id::draw(random, "web-hook");
            let now = clock.now().as_seconds();
            for (name, value) in identifying(target, &body, &trigger, &id.text(), now)? {
                headers.insert(name, value);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let mut request =
                client.request(method.clone(), target.url.clone()).headers(headers).timeout(left);
            if let Some(Auth::BasicAuth { user, password }) = target.auth {
                request = request.basic_auth(user, Some(password.expose()));
            }
            if method != Method::TRACE {
                request = request.body(body.clone());
            }
            let failed = match read(request).await {
                Ok(answered) if answered.status < 500 => return Ok(answered),
                Ok(answered) => Ok(answered),
                Err(failure) => Err(failure),
            };
            let Some(pause) = pauses.next().filter(|pause| Instant::now() + **pause < deadline)
            else {
                return failed;
            };
            // As everything about a conversation with somebody else: by the machine's clock.
            sleep_until(Instant::now() + *pause).await;
        }
    }
}

/// Whether an exception is this URL, however it is written.
fn is_same(known: &str, url: &Url) -> bool {
    known == url.as_str() || Url::parse(known).is_ok_and(|known| known == *url)
}

fn status(code: u16) -> Failure {
    Failure::new(format!("it answered {code}"))
}

async fn read(request: reqwest::RequestBuilder) -> Result<Answered, Failure> {
    let failed = |error: reqwest::Error| Failure {
        timeout: error.is_timeout(),
        why: match (error.is_timeout(), error.is_connect()) {
            (true, _) => "it did not answer in time".into(),
            (_, true) => "it cannot be reached".into(),
            _ => "the conversation broke off".into(),
        },
    };
    let mut response = request.send().await.map_err(failed)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST {
            return Err(Failure::new("its answer is larger than 5 MB"));
        }
    }
    Ok(Answered { status, body })
}

/// Whether the body goes as a form, and the body.
fn encoded(target: &Target<'_>, body: &str) -> Result<(bool, String), Failure> {
    let kind = target.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let form = kind.is_some_and(|(_, kind)| kind.expose() == "application/x-www-form-urlencoded");
    if !form {
        return Ok((false, body.to_owned()));
    }
    let fields: std::collections::BTreeMap<String, String> = serde_json::from_str(body)
        .map_err(|_| Failure::new("the program of a form has to make an object of texts"))?;
    Ok((true, form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()))
}

fn headers(target: &Target<'_>, form: bool) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in target.headers {
        headers.insert(name_of(name)?, value_of(value.expose())?);
    }
    let kind = if form { "application/x-www-form-urlencoded" } else { "application/json" };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(Auth::ApiKey { name, value, place }) = target.auth {
        match place {
            AuthPlace::Header => headers.insert(name_of(name)?, value_of(value.expose())?),
            AuthPlace::Cookie => {
                headers.insert(COOKIE, value_of(&format!("{name}={}", value.expose()))?)
            }
        };
    }
    Ok(headers)
}

/// What names this call, and signs it (Standard Webhooks).
fn identifying(
    target: &Target<'_>,
    body: &str,
    trigger: &str,
    id: &str,
    now: i64,
) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
    let mut out = vec![
        (name_of("ory-webhook-trigger-id")?, value_of(trigger)?),
        (name_of("ory-webhook-request-id")?, value_of(id)?),
    ];
    if let Some(secret) = target.signing_secret {
        let signed = Webhook::new(secret.expose())
            .and_then(|key| key.sign(trigger, now, body.as_bytes()))
            .map_err(|_| Failure::new("it cannot be signed"))?;
        out.push((name_of("webhook-id")?, value_of(trigger)?));
        out.push((name_of("webhook-timestamp")?, HeaderValue::from(now)));
        out.push((name_of("webhook-signature")?, value_of(&signed)?));
    }
    Ok(out)
}

fn name_of(name: &str) -> Result<HeaderName, Failure> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| Failure::new("a header's name is none"))
}

fn value_of(value: &str) -> Result<HeaderValue, Failure> {
    let mut value =
        HeaderValue::from_str(value).map_err(|_| Failure::new("a header's value is none"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Names are resolved to public addresses alone.
struct Guard;

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<_> = found.filter(|address| !is_private(address.ip())).collect();
            if public.is_empty() {
                return Err("it is in a private network".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is not one of the public internet (IANA special-purpose registries).
pub(crate) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    // Addresses that stand for IPv4 ones: mapped, NAT64, 6to4.
    let [first, second, third, .., high, low] = ip.segments();
    let within = |high: u16, low: u16| {
        is_private_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
    };
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_private_v4(v4);
    }
    match first {
        0x64 if second == 0xff9b => within(high, low),
        0x2002 => within(second, third),
        0 => true,
        0x2001 if second < 0x200 || second == 0xdb8 => true,
        first => !(0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known() {
        let private = |text: &str| is_private(text.parse().unwrap());
        for text in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fc00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::1",
            "ff02::1",
            "2001:db8::1",
        ] {
            assert!(private(text), "{text}");
        }
        for text in
            ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
        {
            assert!(!private(text), "{text}");
        }
    }
}
