//! Whose request it is: the address of its connection, or what a proxy of the operator's says (`serve.public.trusted_proxies`).
//!
//! Each proxy adds to `X-Forwarded-For` the address that it was called from. So the list is read from its end, as long as it
//! names proxies; the first other address is the client. What cannot be read as an address is nobody's word: then
//! the last proxy counts. A proxy may know where on earth the client is, too.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";
/// Longer than the name of any place.
const PLACE_CHARS: usize = 40;

/// Networks that are believed.
#[derive(Debug, Default)]
pub(crate) struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads addresses and networks: `10.0.0.0/8`, `192.0.2.1`, `2001:db8::/32`.
    pub(crate) fn read(list: &[String]) -> Result<Self, String> {
        let one = |text: &String| {
            let address = || text.parse::<IpAddr>().map(IpNet::from);
            text.parse().or_else(|_| address()).map_err(|_| {
                format!("expected addresses or networks such as 10.0.0.0/8, found \"{text}\"")
            })
        };
        list.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }

    /// Where the client of a request that came from `peer` is: «Munich, DE», or nothing.
    /// `names`: the headers that the proxy sets. It stands in mails, so nothing but words and the marks in names is let through.
    pub(super) fn location(&self, peer: IpAddr, headers: &HeaderMap, names: &[String]) -> String {
        if names.is_empty() || !self.trust(peer.to_canonical()) {
            return String::new();
        }
        let said = names.iter().filter_map(|name| headers.get(name)).map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let plain = text.chars().filter(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''));
            plain.take(PLACE_CHARS).collect::<String>().trim().to_owned()
        });
        said.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The client of a request that came from `peer`.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trust(client) {
            return client;
        }
        let lines: Vec<&str> =
            headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().unwrap_or("")).collect();
        for said in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Ok(address) = said.trim().parse::<IpAddr>() else {
                return client;
            };
            client = address.to_canonical();
            if !self.trust(client) {
                return client;
            }
        }
        client
    }
}

/// What one customer of a provider usually has: a /24, or a /56 of IPv6. `None`: an address that says nothing
/// about who it is, as in a network of the operator's own.
pub(crate) fn network(address: &str) -> Option<IpNet> {
    let address: IpAddr = address.parse().ok()?;
    if crate::outbound::is_private(address) {
        return None;
    }
    let length = if address.is_ipv4() { 24 } else { 56 };
    IpNet::new(address, length).ok().map(|network| network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, lines: &[&str]) -> String {
        let proxies = Proxies::read(&["10.0.0.0/8".into(), "2001:db8::1".into()]).unwrap();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_proxy_knows_the_place_and_nobody_else_does() {
        let proxies = Proxies::read(&["10.0.0.0/8".into()]).unwrap();
        let mut headers = HeaderMap::new();
        let names = ["cf-ipcity".to_owned(), "cf-ipcountry".to_owned()];
        let location = |headers: &HeaderMap, peer: &str| {
            proxies.location(peer.parse().unwrap(), headers, &names)
        };
        assert_eq!(location(&headers, "10.0.0.1"), "");
        headers.insert("cf-ipcountry", "DE".parse().unwrap());
        assert_eq!(location(&headers, "10.0.0.1"), "DE");
        headers.insert(
            "cf-ipcity",
            axum::http::HeaderValue::from_bytes("K\u{f6}ln\u{202e}, see evil.example/x".as_bytes())
                .unwrap(),
        );
        assert_eq!(location(&headers, "10.0.0.1"), "Köln see evilexamplex, DE");
        assert_eq!(location(&headers, "192.0.2.1"), "");
        headers.insert("cf-ipcity", "x".repeat(500).parse().unwrap());
        assert_eq!(location(&headers, "10.0.0.1").len(), 44);
    }

    #[test]
    fn proxies_are_believed_and_nobody_else() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("::ffff:10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        // What a client wrote itself stands further left.
        assert_eq!(client("10.0.0.1", &["192.0.2.66, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["192.0.2.66", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1, nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1, nonsense, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(client("2001:db8::1", &["2a01::5"]), "2a01::5");
    }

    #[test]
    fn neighbours_share_a_network() {
        let of = |text: &str| network(text).map(|network| network.to_string());
        assert_eq!(of("93.184.216.34").as_deref(), Some("93.184.216.0/24"));
        assert_eq!(of("2606:4700:1:2ff::1").as_deref(), Some("2606:4700:1:200::/56"));
        assert_eq!(of("10.1.2.3"), None);
        assert_eq!(of("127.0.0.1"), None);
        assert_eq!(of("x"), None);
    }

    #[test]
    fn mistakes_are_named() {
        assert!(Proxies::read(&["10.0.0.0/33".into()]).unwrap_err().contains("10.0.0.0/33"));
    }
}
