//! `identity`: the schemas identities follow.
//!
//! Says where a schema is; reading and compiling it is left to the identities part.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::Deserialize;
use std::path::PathBuf;
use url::Url;

/// `identity`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Schema of identities that name none; one of `schemas`.
    #[serde(default = "default_schema_id")]
    pub default_schema_id: String,
    /// The schemas; at least one, ids differ.
    pub schemas: Vec<IdentitySchema>,
    /// The trait that holds the language of an account's mails.
    #[serde(default = "default_locale_trait")]
    pub locale_trait: String,
}

fn default_locale_trait() -> String {
    "locale".into()
}

fn default_schema_id() -> String {
    "default".into()
}

/// One of `identity.schemas`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentitySchema {
    /// Its id.
    pub id: String,
    /// Where it is: `file://`, `base64://`. A relative file has been resolved against the file that names it.
    pub url: String,
    /// Whether a flow may choose it with `?identity_schema=`.
    #[serde(default)]
    pub selfservice_selectable: bool,
}

/// Where a schema is to be read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaSource {
    /// A file.
    File(PathBuf),
    /// The schema itself.
    Bytes(Vec<u8>),
    /// `http://` or `https://`; read at the start.
    Web(Url),
}

impl IdentitySchema {
    /// Takes the URL apart. `None`: not a URL of a kind that is known; [`super::load`] refuses those.
    pub fn source(&self) -> Option<SchemaSource> {
        if let Some(path) = self.url.strip_prefix("file://") {
            return (!path.is_empty()).then(|| SchemaSource::File(PathBuf::from(path)));
        }
        if let Some(text) = self.url.strip_prefix("base64://") {
            let bytes = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()?;
            return Some(SchemaSource::Bytes(bytes));
        }
        let url = Url::parse(&self.url).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(SchemaSource::Web(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(url: &str) -> Option<SchemaSource> {
        let url = url.to_owned();
        IdentitySchema { id: "x".into(), url, selfservice_selectable: false }.source()
    }

    #[test]
    fn knows_three_kinds_of_url() {
        assert_eq!(source("file://a/b.json"), Some(SchemaSource::File("a/b.json".into())));
        assert_eq!(source("file:///a/b.json"), Some(SchemaSource::File("/a/b.json".into())));
        assert_eq!(source("base64://e30="), Some(SchemaSource::Bytes(b"{}".to_vec())));
        assert!(matches!(source("https://a.test/s.json"), Some(SchemaSource::Web(_))));
        assert_eq!(source("base64://%%"), None);
        assert_eq!(source("ftp://a.test/"), None);
        assert_eq!(source("identity.json"), None);
    }
}
