//! Recovery codes behind axum, for one account in memory: `cargo run -p recovery-codes --example axum`, and with
//! `-- keycloak`, `-- ory` or `-- auth0` at the end for the other models.
//!
//! Whoever asks counts as signed in with a password; a code is the second step. (A real server wants the second step
//! before it makes new codes, too.) Behind the lock lies what a database would keep, and each time it is taken stands for
//! one transaction. Hashing is slow and happens outside of it.
#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::routing::{get, post};
use recovery_codes::hash::{self, Digest, HashParams, Salt};
use recovery_codes::set::{Set, Then};
use recovery_codes::{Code, Kit, Policy, Unreadable, generate, read, typed};

type Refused = (StatusCode, &'static str);
type Told = ([(HeaderName, &'static str); 1], String);

const WRONG: Refused = (StatusCode::UNAUTHORIZED, "wrong code\n");

/// After so many wrong codes in a row none counts any more, until an administrator helps.
const MAX_WRONG: u8 = 20;

/// A set as it is stored: without the codes. The digest of code `n` is the `n`th.
#[derive(Clone)]
struct Kept {
    salt: Salt,
    params: HashParams,
    digests: Vec<Digest>,
    set: Set,
}

#[derive(Default)]
struct Account {
    current: Option<Kept>,
    /// Shown and not confirmed yet; the current one stays valid until it is.
    pending: Option<Kept>,
    wrong: u8,
}

struct App {
    policy: Policy,
    account: Mutex<Account>,
}

impl App {
    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    /// What is compared is counted, and before it is hashed: tries side by side do not outrun the limit.
    fn attempt(&mut self, typed: &str) -> Result<(Kept, Code), Refused> {
        let kept = self.current.as_ref().ok_or((StatusCode::NOT_FOUND, "no codes were made\n"))?;
        let code = read(kept.set.policy(), typed, kept.set.asked_for());
        let code = code.map_err(|unreadable| match unreadable {
            Unreadable::Several => (StatusCode::BAD_REQUEST, "several codes; give one\n"),
            Unreadable::NoCode | Unreadable::TooLong => WRONG,
        })?;
        if self.wrong >= MAX_WRONG {
            return Err((StatusCode::TOO_MANY_REQUESTS, "too many wrong codes\n"));
        }
        self.wrong += 1;
        Ok((kept.clone(), code))
    }

    /// `UPDATE codes SET used_at = … WHERE set_id = … AND number = … AND used_at IS NULL`, the session, and the new set.
    fn spend(&mut self, salt: &Salt, number: u8, fresh: Option<Drawn>) -> Result<String, Refused> {
        // Somebody may have been faster, with this code or with another set.
        let current = self.current.as_mut().filter(|kept| kept.salt == *salt).ok_or(WRONG)?;
        let used = current.set.spend(number).map_err(|_| WRONG)?;
        self.wrong = 0;
        let mut told = format!("signed in with code {number}; {} left\n", used.left);
        match (used.then, fresh) {
            (Then::ReplaceAll, Some(new)) => {
                self.current = Some(new.kept);
                told += &new.sheet;
            }
            (Then::Renew, Some(new)) => {
                self.pending = Some(new.kept);
                told += &(new.sheet + "\nConfirm that you have saved these codes.\n");
            }
            (Then::Keep, _) if !used.low => {}
            _ => told += "make new codes soon\n",
        }
        Ok(told)
    }
}

struct Drawn {
    kept: Kept,
    sheet: String,
}

/// A new set: as many hashes as codes.
fn draw(policy: Policy) -> Result<Drawn, hash::Error> {
    let codes = generate(&policy, &mut random);
    let (issuer, address, account) = ("Example", "http://127.0.0.1:3000", "ada@example.org");
    let kit = Kit { issuer, address, account, date: "today", policy: &policy, codes: &codes };
    let (mut salt, params, mut memory) = ([0; 16], HashParams::default(), Vec::new());
    random(&mut salt);
    let digests = codes.iter().map(|code| hash::digest(&params, &salt, code, &mut memory));
    let digests = digests.collect::<Result<_, _>>()?;
    let kept = Kept { salt, params, digests, set: Set::new(policy) };
    Ok(Drawn { kept, sheet: kit.text().as_str().to_owned() })
}

/// The number of the code, if it is one of the set: one hash. And a new set, if the use of this code calls for one.
fn judge(kept: &Kept, code: &Code) -> Result<(Option<u8>, Option<Drawn>), hash::Error> {
    let digest = hash::digest(&kept.params, &kept.salt, code, &mut Vec::new())?;
    let number = hash::find(&kept.digests, &digest).and_then(|at| u8::try_from(at + 1).ok());
    let used = number.and_then(|number| kept.set.consider(number).ok());
    let renew = used.is_some_and(|used| used.then != Then::Keep);
    Ok((number, renew.then(|| draw(*kept.set.policy())).transpose()?))
}

/// The system's randomness. Without it there is nothing to be done.
fn random(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        std::process::abort();
    }
}

/// Runs what hashes, away from the threads that serve.
async fn slow<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, hash::Error> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await;
    done.ok().and_then(Result::ok).ok_or((StatusCode::SERVICE_UNAVAILABLE, "try again\n"))
}

/// There may be codes in it, so nothing on the way may keep it.
fn told(text: String) -> Told {
    ([(CACHE_CONTROL, "no-store")], text)
}

async fn make(State(app): State<Arc<App>>) -> Result<Told, Refused> {
    let policy = app.policy;
    let drawn = slow(move || draw(policy)).await?;
    app.account().pending = Some(drawn.kept);
    Ok(told(drawn.sheet))
}

async fn confirm(State(app): State<Arc<App>>) -> Result<Told, Refused> {
    let mut account = app.account();
    let kept = account.pending.take().ok_or((StatusCode::CONFLICT, "nothing to confirm\n"))?;
    account.current = Some(kept);
    Ok(told("these codes count now, older ones no longer\n".to_owned()))
}

async fn ask(State(app): State<Arc<App>>) -> Told {
    let asked_for = app.account().current.as_ref().and_then(|kept| kept.set.asked_for());
    told(asked_for.map_or("any code\n".to_owned(), |number| format!("code {number}\n")))
}

async fn sign_in(State(app): State<Arc<App>>, typed: String) -> Result<Told, Refused> {
    let (kept, code) = app.account().attempt(&typed)?;
    let salt = kept.salt;
    let (number, fresh) = slow(move || judge(&kept, &code)).await?;
    Ok(told(app.account().spend(&salt, number.ok_or(WRONG)?, fresh)?))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let name = std::env::args().nth(1).unwrap_or("readmit".to_owned());
    let policy = Policy::preset(&name).ok_or("presets: readmit, ory, keycloak, auth0")?;
    policy.check()?;
    let router = axum::Router::new()
        .route("/codes", post(make))
        .route("/codes/confirm", post(confirm))
        .route("/sign-in", get(ask).post(sign_in))
        .layer(DefaultBodyLimit::max(2 * typed::MAX_PASTED))
        .with_state(Arc::new(App { policy, account: Mutex::default() }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!(
        "curl -X POST http://127.0.0.1:3000/codes | tee sheet.txt    # make a set\n\
         curl -X POST http://127.0.0.1:3000/codes/confirm            # it counts from now on\n\
         curl http://127.0.0.1:3000/sign-in                          # which code is asked for\n\
         curl http://127.0.0.1:3000/sign-in -d '3. xxxx-xxxx-…'      # a code, or --data-binary @sheet.txt"
    );
    Ok(axum::serve(listener, router).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn enrolled(policy: Policy) -> (State<Arc<App>>, String) {
        let app = State(Arc::new(App { policy, account: Mutex::default() }));
        let (_, sheet) = make(app.clone()).await.unwrap();
        confirm(app.clone()).await.unwrap();
        (app, sheet)
    }

    fn line(sheet: &str, number: usize) -> String {
        sheet
            .lines()
            .find(|line| line.trim().starts_with(&format!("{number}.")))
            .unwrap()
            .to_owned()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_code_signs_in_once_however_many_try_at_once() {
        let (app, sheet) = enrolled(Policy::READMIT).await;
        let typed = line(&sheet, 3);
        let once = || sign_in(app.clone(), typed.clone());
        let all: [Result<Told, Refused>; 4] = tokio::join!(once(), once(), once(), once()).into();
        assert_eq!(all.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(sign_in(app.clone(), sheet).await.unwrap_err().0, StatusCode::BAD_REQUEST);
    }

    #[tokio::test]
    async fn the_sheet_signs_in_by_number_and_the_last_code_brings_a_new_one() {
        let (app, mut sheet) =
            enrolled(Policy { count: 2, warn_below: 0, ..Policy::KEYCLOAK }).await;
        for round in 0..2 {
            let (_, first) = sign_in(app.clone(), sheet.clone()).await.unwrap();
            assert!(first.starts_with("signed in with code 1; 1 left"), "{round}: {first}");
            let (_, last) = sign_in(app.clone(), sheet).await.unwrap();
            assert!(last.contains("0 left") && last.contains("Confirm"), "{round}: {last}");
            confirm(app.clone()).await.unwrap();
            sheet = last;
        }
    }

    #[tokio::test]
    async fn a_single_code_is_replaced_by_its_use() {
        let (app, sheet) = enrolled(Policy::AUTH0).await;
        let (_, next) = sign_in(app.clone(), sheet.clone()).await.unwrap();
        assert_eq!(sign_in(app.clone(), sheet).await.unwrap_err(), WRONG);
        assert!(sign_in(app, next).await.is_ok());
    }

    #[tokio::test]
    async fn twenty_wrong_codes_close_the_door() {
        let (app, sheet) = enrolled(Policy { count: 1, warn_below: 0, ..Policy::READMIT }).await;
        for _ in 0..MAX_WRONG {
            assert_eq!(sign_in(app.clone(), "0".repeat(16)).await.unwrap_err(), WRONG);
        }
        let refused = sign_in(app, line(&sheet, 1)).await.unwrap_err();
        assert_eq!(refused.0, StatusCode::TOO_MANY_REQUESTS);
    }
}
