//! The accounts that are there before anything is measured.
//!
//! Imported in batches through the admin API, all with the same ready-made password hash, so that a hundred thousand
//! take a minute and not an hour. A share of them has recovery codes, a share an authenticator app; the others have
//! the password alone. Addresses carry the run's own mark: another run on the same server does not collide.

use std::cell::Cell;
use std::rc::Rc;

use passwords::{Hasher, Memory};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Result;
use crate::arguments::Arguments;
use crate::http::Http;
use crate::operation::Operation;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct-horse-7-battery-staple";
const BATCH: usize = 500;
/// Identities that make sets of codes.
const MAKERS: usize = 32;

/// An account.
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) id: String,
    /// Base32.
    pub(crate) secret: String,
    /// The newest time step its app's code was used in.
    pub(crate) step: Cell<i64>,
}

/// All of them, by what they have.
#[derive(Default)]
pub(crate) struct Population {
    /// Their recovery codes, with their owners.
    pub(crate) codes: Vec<(Rc<Person>, String)>,
    pub(crate) apps: Vec<Rc<Person>>,
    /// Those who make recovery codes.
    pub(crate) makers: Vec<Rc<Person>>,
    /// The others.
    pub(crate) plain: Vec<Rc<Person>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Has {
    /// So many recovery codes.
    Codes(usize),
    App,
    Maker,
    Nothing,
}

#[derive(Deserialize)]
struct Imported {
    identities: Vec<Option<Entry>>,
}

#[derive(Deserialize)]
struct Entry {
    identity: Option<String>,
    error: Option<Value>,
}

/// Who has what, in the order of import.
fn plan(arguments: &Arguments) -> Vec<Has> {
    let all = arguments.identities;
    let wanted = |operation| arguments.operations.contains(&operation);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let with_codes = if wanted(Operation::SecondFactor) {
        // At most 60 hashes a second and core, and the warm-up.
        let runs = arguments
            .clients
            .iter()
            .map(|clients| f64::from(u32::try_from((*clients).min(cores)).unwrap_or(1)));
        let used = runs.sum::<f64>() * 60.0 * arguments.seconds;
        let warm_up = arguments.clients.iter().map(|clients| clients * 4).sum::<usize>();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few thousand"
        )]
        let used = used as usize;
        ((used + warm_up) / arguments.codes + 1).min(all / 4)
    } else {
        0
    };
    let apps = if wanted(Operation::Totp) { (all * 3 / 10).min(300) } else { 0 };
    let makers = if wanted(Operation::Codes) { MAKERS.min(all / 10) } else { 0 };
    let mut plan = vec![Has::Codes(arguments.codes); with_codes];
    plan.extend(vec![Has::App; apps]);
    plan.extend(vec![Has::Maker; makers]);
    plan.resize(all.max(plan.len() + 1), Has::Nothing);
    plan
}

/// Imports everybody. `mark` is the run's own.
pub(crate) async fn import(arguments: &Arguments, mark: &str) -> Result<Population> {
    let mut population = import_all(arguments, mark, &plan(arguments)).await?;
    // Neighbours belong to different people: several tries for one account at once are taken for guessing.
    population.codes.sort_by_key(|(_, code)| code.get(NUMBER..).map(str::to_owned));
    Ok(population)
}

/// Imports so many more with a password alone.
pub(crate) async fn import_plain(
    arguments: &Arguments,
    mark: &str,
    many: usize,
) -> Result<Vec<Rc<Person>>> {
    Ok(import_all(arguments, mark, &vec![Has::Nothing; many]).await?.plain)
}

async fn import_all(arguments: &Arguments, mark: &str, plan: &[Has]) -> Result<Population> {
    let hash = passwords::hash(
        &Hasher::default(),
        PASSWORD.as_bytes(),
        b"salt-of-everyone",
        &mut Memory::new(),
    )
    .map_err(|error| error.to_string())?;
    let mut http = Http::new(&arguments.admin)?;
    let mut population = Population::default();
    for (number, batch) in plan.chunks(BATCH).enumerate() {
        let numbered: Vec<(usize, Has)> = (number * BATCH..).zip(batch.iter().copied()).collect();
        let entries: Vec<Value> =
            numbered.iter().map(|(at, has)| entry(mark, *at, *has, &hash)).collect();
        let body = json!({ "identities": entries });
        let answer =
            http.call(hyper::Method::PATCH, "/admin/identities", None, Some(&body)).await?;
        let imported: Imported = answer.with(200)?.read()?;
        for ((at, has), entry) in numbered.iter().zip(imported.identities) {
            let entry = entry.ok_or("an identity was not imported")?;
            let id = entry
                .identity
                .ok_or_else(|| format!("an identity was refused: {:?}", entry.error))?;
            population.add(mark, *at, *has, id);
        }
    }
    Ok(population)
}

impl Population {
    fn add(&mut self, mark: &str, at: usize, has: Has, id: String) {
        let person = Rc::new(Person {
            email: address(mark, at),
            id,
            secret: secret(at),
            step: Cell::new(0),
        });
        match has {
            Has::Codes(many) => {
                self.codes.extend((0..many).map(|n| (person.clone(), code(at, n))));
            }
            Has::App => self.apps.push(person),
            Has::Maker => self.makers.push(person),
            Has::Nothing => self.plain.push(person),
        }
    }

    /// Those with the password alone, each once, in an order that jumps all over them.
    pub(crate) fn scattered(&self) -> Vec<Rc<Person>> {
        let count = self.plain.len();
        let step =
            [7919, 7907, 7901].into_iter().find(|prime| !count.is_multiple_of(*prime)).unwrap_or(1);
        let at = |n: usize| self.plain.get(n * step % count).cloned();
        (0..count).filter_map(at).collect()
    }
}

/// An address nobody else has.
pub(crate) fn address(mark: &str, at: usize) -> String {
    format!("bench-{mark}-{at}@example.org")
}

/// Where the code's number in its set begins.
const NUMBER: usize = 6;

fn code(at: usize, number: usize) -> String {
    format!("k{at:05}{number:02}")
}

/// 160 bits in Base32: the digits of the number as letters, which is unlike enough for this.
fn secret(at: usize) -> String {
    format!("{at:032}").bytes().map(|digit| char::from(digit - b'0' + b'A')).collect()
}

fn entry(mark: &str, at: usize, has: Has, hash: &str) -> Value {
    let email = address(mark, at);
    let mut credentials = json!({ "password": { "config": { "hashed_password": hash } } });
    if let Some(members) = credentials.as_object_mut() {
        if let Has::Codes(many) = has {
            let codes: Vec<Value> = (0..many).map(|n| json!({ "code": code(at, n) })).collect();
            members.insert("lookup_secret".into(), json!({ "config": { "codes": codes } }));
        }
        if has == Has::App {
            let url = format!("otpauth://totp/bench:{email}?secret={}&issuer=bench", secret(at));
            members.insert("totp".into(), json!({ "config": { "totp_url": url } }));
        }
    }
    json!({ "create": { "schema_id": "default", "traits": { "email": email }, "credentials": credentials } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_place_and_the_scattered_are_all() {
        let plan = plan(&Arguments::default());
        assert_eq!(plan.len(), 1000);
        let mut population = Population::default();
        for (at, has) in plan.iter().enumerate() {
            population.add("x", at, *has, at.to_string());
        }
        assert_eq!((population.apps.len(), population.makers.len()), (300, MAKERS));
        assert!(population.codes.len() >= 360 && population.plain.len() > 400);
        let mut ids: Vec<String> =
            population.scattered().iter().map(|person| person.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), population.plain.len());
    }
}
