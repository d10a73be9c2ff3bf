//! `courier.smtp.connection_uri` (Kratos contract §1.11).
//!
//! `smtp://` demands STARTTLS, `?disable_starttls=true` makes it plain, `smtps://` is TLS from the start;
//! `skip_ssl_verify` and `server_name` are about the certificate. User and password are percent-decoded. Errors never
//! repeat the URI, since it holds a password.

use model::Secret;
use percent_encoding::percent_decode_str;
use url::Url;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protection {
    /// Not at all.
    Plain,
    /// STARTTLS, or nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// Where mails are handed over.
pub(super) struct Uri {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    /// Whether the server's certificate is checked.
    pub(super) verify: bool,
    /// The name that the certificate has to be for.
    pub(super) server_name: String,
    pub(super) login: Option<Login>,
}

/// What the server gives itself out as.
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: Secret<String>,
}

impl Uri {
    /// Reads it; the error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "it is not a URI")?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err("it has to begin with smtp:// or smtps://"),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("it names no host")?;
        // IPv6 addresses stand in brackets in URIs only.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let set = |name: &str| {
            parameter(&url, name)
                .is_some_and(|v| matches!(&*v, "1" | "t" | "T" | "true" | "True" | "TRUE"))
        };
        let protection = match (implicit, set("disable_starttls")) {
            (true, _) => Protection::Tls,
            (false, true) => Protection::Plain,
            (false, false) => Protection::StartTls,
        };
        Ok(Self {
            port: url.port().unwrap_or(if implicit { 465 } else { 587 }),
            protection,
            verify: !set("skip_ssl_verify"),
            server_name: parameter(&url, "server_name")
                .filter(|n| !n.is_empty())
                .unwrap_or_else(|| host.clone()),
            login: login(&url)?,
            host,
        })
    }
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn login(url: &Url) -> Result<Option<Login>, &'static str> {
    let decode = |text: &str| -> Result<String, &'static str> {
        let text =
            percent_decode_str(text).decode_utf8().map_err(|_| "user or password is not UTF-8")?;
        Ok(text.into_owned())
    };
    if url.username().is_empty() {
        return Ok(None);
    }
    let password = Secret::new(decode(url.password().unwrap_or_default())?);
    Ok(Some(Login { user: decode(url.username())?, password }))
}

#[cfg(test)]
mod tests {
    use super::{Protection, Uri};

    #[test]
    fn protection_follows_scheme_and_switch() {
        let read = |text| Uri::parse(text).map(|uri| (uri.protection, uri.port)).unwrap();
        assert_eq!(read("smtp://mail.example.org"), (Protection::StartTls, 587));
        assert_eq!(read("smtp://mail.example.org:25/"), (Protection::StartTls, 25));
        assert_eq!(
            read("smtp://mail.example.org:1025/?disable_starttls=true"),
            (Protection::Plain, 1025)
        );
        assert_eq!(
            read("smtp://mail.example.org/?disable_starttls=false"),
            (Protection::StartTls, 587)
        );
        assert_eq!(read("smtps://mail.example.org"), (Protection::Tls, 465));
        assert_eq!(
            read("smtps://mail.example.org:2465/?disable_starttls=true"),
            (Protection::Tls, 2465)
        );
    }

    #[test]
    fn user_and_password_are_decoded() {
        let uri = Uri::parse("smtp://ada%40example.org:p%2Fw%3A%C3%BC@[::1]:2525/").unwrap();
        let login = uri.login.unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.expose().as_str()),
            ("ada@example.org", "p/w:ü")
        );
        assert_eq!((uri.host.as_str(), uri.port), ("::1", 2525));
        assert!(Uri::parse("smtp://mail.example.org").unwrap().login.is_none());
    }

    #[test]
    fn certificates_are_checked_unless_told_otherwise() {
        let uri = Uri::parse("smtps://10.0.0.1/").unwrap();
        assert!(uri.verify);
        assert_eq!(uri.server_name, "10.0.0.1");
        let uri = Uri::parse("smtps://10.0.0.1/?skip_ssl_verify=true&server_name=mail.example.org")
            .unwrap();
        assert!(!uri.verify);
        assert_eq!(uri.server_name, "mail.example.org");
    }

    #[test]
    fn what_is_no_smtp_uri_is_refused_without_repeating_it() {
        for text in [
            "mail.example.org:25",
            "http://hush@mail.example.org",
            "smtp://",
            "hush",
            "smtp://%ff:hush@host",
        ] {
            let error = Uri::parse(text).err().unwrap();
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
