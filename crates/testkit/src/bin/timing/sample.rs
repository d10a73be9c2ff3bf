//! Taking samples: a flow, then its submission, and how long that one took.

use std::fmt;
use std::time::{Duration, Instant};

use model::random::SeededRandom;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::Result;
use crate::arguments::Arguments;
use crate::http::Http;
use crate::people::{self, Class, Person};

/// Of each class before anything counts: connections, statements, caches.
const WARM_UP: usize = 50;
/// Between two samples, so that one does not run into the mail of the one before.
const PAUSE: Duration = Duration::from_millis(3);

/// What is submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attack {
    /// An address, in a recovery flow of the method that is configured.
    Recovery,
    /// An address, in a verification flow of the method that is configured.
    Verification,
    /// A wrong password, in a login flow.
    Login,
}

impl fmt::Display for Attack {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Recovery => "recovery",
            Self::Verification => "verification",
            Self::Login => "login",
        })
    }
}

impl Attack {
    pub(crate) const ALL: [Self; 3] = [Self::Recovery, Self::Verification, Self::Login];

    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|attack| attack.to_string() == name);
        found.ok_or_else(|| format!("there is no attack {name}"))
    }

    fn classes(self) -> &'static [Class] {
        match self {
            Self::Login => &[Class::Known, Class::Unknown],
            _ => &[Class::Known, Class::Unverified, Class::Deactivated, Class::Unknown],
        }
    }

    fn body(self, method: Option<&str>, email: &str) -> Value {
        match self {
            Self::Login => {
                json!({ "method": "password", "identifier": email, "password": "wrong-7-battery-staple" })
            }
            _ => json!({ "method": method, "email": email }),
        }
    }

    /// What everybody is answered.
    fn status(self) -> u16 {
        if self == Self::Login { 400 } else { 200 }
    }
}

/// The times of an attack, by class, in the order they were taken.
pub(crate) struct Outcome {
    pub(crate) attack: Attack,
    /// What the flow mails: `code` or `link`.
    pub(crate) method: Option<String>,
    pub(crate) times: Vec<(Class, Vec<Duration>)>,
}

#[derive(Deserialize)]
struct Flow {
    id: String,
    active: Option<String>,
}

/// Takes the samples of one attack.
pub(crate) async fn take(arguments: &Arguments, attack: Attack) -> Result<Outcome> {
    let (admin, classes) = (&arguments.admin, attack.classes());
    let random = SeededRandom::new(seed());
    let warm_up = people::make(admin, &random, classes, WARM_UP).await?;
    let people = people::make(admin, &random, classes, arguments.samples).await?;
    let mut http = Http::new(&arguments.public)?;
    for person in &warm_up {
        one(&mut http, attack, person).await?;
    }
    let times = classes.iter().map(|class| (*class, Vec::new())).collect();
    let mut outcome = Outcome { attack, method: None, times };
    for person in &people {
        let (took, method) = one(&mut http, attack, person).await?;
        outcome.method = method;
        let class = outcome.times.iter_mut().find(|(class, _)| *class == person.class);
        class.ok_or("there is no such class")?.1.push(took);
    }
    Ok(outcome)
}

/// Submits once: how long it took, and what the flow mails.
async fn one(
    http: &mut Http,
    attack: Attack,
    person: &Person,
) -> Result<(Duration, Option<String>)> {
    let flow: Flow =
        http.get(&format!("/self-service/{attack}/api"), None).await?.with(200)?.read()?;
    let path = format!("/self-service/{attack}?flow={}", flow.id);
    let body = attack.body(flow.active.as_deref(), &person.email);
    let begun = Instant::now();
    let answer = http.post(&path, None, &body).await?;
    let took = begun.elapsed();
    answer.with(attack.status())?;
    sleep(PAUSE).await;
    Ok((took, flow.active))
}

/// Another order and other addresses each time.
fn seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |now| u64::from(now.subsec_nanos()) ^ now.as_secs())
}
