//! The addresses that are tried, by what is known about them.
//!
//! All addresses look alike, and each is tried once: limits on mails and on wrong passwords are never met.

use model::random::{self, SeededRandom};
use passwords::{Hasher, Memory};
use serde_json::{Value, json};

use crate::Result;
use crate::http::Http;

const BATCH: usize = 500;
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";

/// What is known about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// An active account's, and proved.
    Known,
    /// An active account's that was never proved.
    Unverified,
    /// A deactivated account's, and proved.
    Deactivated,
    /// Nobody's.
    Unknown,
}

impl Class {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unverified => "unverified",
            Self::Deactivated => "deactivated",
            Self::Unknown => "unknown",
        }
    }

    fn identity(self, email: &str, hash: &str) -> Value {
        let verified = self != Self::Unverified;
        let state = if self == Self::Deactivated { "inactive" } else { "active" };
        json!({ "create": {
            "schema_id": "default",
            "state": state,
            "traits": { "email": email },
            "credentials": { "password": { "config": { "hashed_password": hash } } },
            "verifiable_addresses": [{ "value": email, "via": "email", "verified": verified }],
        } })
    }
}

/// An address to be tried.
pub(crate) struct Person {
    pub(crate) class: Class,
    pub(crate) email: String,
}

/// Makes so many of each class, imports those that are to be known, and shuffles them.
pub(crate) async fn make(
    admin: &str,
    random: &SeededRandom,
    classes: &[Class],
    many: usize,
) -> Result<Vec<Person>> {
    let mut people = Vec::with_capacity(classes.len() * many);
    for class in classes {
        let draw = || format!("{}@example.org", random::text(random, "address", LETTERS, 14));
        let emails: Vec<String> = (0..many).map(|_| draw()).collect();
        if *class != Class::Unknown {
            import(admin, *class, &emails).await?;
        }
        people.extend(emails.into_iter().map(|email| Person { class: *class, email }));
    }
    shuffle(random, &mut people);
    Ok(people)
}

async fn import(admin: &str, class: Class, emails: &[String]) -> Result<()> {
    let (hasher, password) = (Hasher::default(), b"correct-horse-7-battery-staple");
    let hash = passwords::hash(&hasher, password, b"salt-of-everyone", &mut Memory::new())
        .map_err(|error| error.to_string())?;
    let mut http = Http::new(admin)?;
    for batch in emails.chunks(BATCH) {
        let entries: Vec<Value> = batch.iter().map(|email| class.identity(email, &hash)).collect();
        let body = json!({ "identities": entries });
        let answer =
            http.call(hyper::Method::PATCH, "/admin/identities", None, Some(&body)).await?;
        let answer: Value = answer.with(200)?.read()?;
        let done = answer.get("identities").and_then(Value::as_array).map_or(0, |entries| {
            entries
                .iter()
                .filter(|entry| entry.get("identity").is_some_and(Value::is_string))
                .count()
        });
        if done != batch.len() {
            return Err(format!("{done} of {} identities were imported", batch.len()));
        }
    }
    Ok(())
}

/// Every order is equally likely (Fisher and Yates).
fn shuffle<T>(random: &SeededRandom, items: &mut [T]) {
    use model::random::Random as _;
    for last in (1..items.len()).rev() {
        let drawn = u64::from_be_bytes(random.bytes("order"));
        let at = usize::try_from(drawn % (last as u64 + 1)).unwrap_or(0);
        items.swap(last, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffling_loses_nothing_and_spreads() {
        let mut items: Vec<usize> = (0..1000).collect();
        shuffle(&SeededRandom::new(1), &mut items);
        let low = items.iter().take(500).filter(|item| **item < 500).count();
        assert!((200..300).contains(&low), "{low}");
        items.sort_unstable();
        assert!(items.into_iter().eq(0..1000));
    }
}
