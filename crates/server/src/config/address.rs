//! Reading URLs into the structs.
//!
//! By hand, so that the crate `url` needs no feature for it. The table of keys has judged them by then.

use serde::{Deserialize, Deserializer};
use url::Url;

/// For a field that is always there.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    parse(&String::deserialize(deserializer)?)
}

/// For a field that may be unset.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Url>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(|text| parse(&text)).transpose()
}

/// For a list.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Url>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|text| parse(text)).collect()
}

fn parse<E: serde::de::Error>(text: &str) -> Result<Url, E> {
    Url::parse(text).map_err(|error| E::custom(format!("expected a URL: {error}")))
}
