//! Recovery codes behind axum, for one account in memory: `cargo run -p recovery-codes --example axum`, and with
//! `-- keycloak`, `-- ory` or `-- auth0` at the end for the other models.
//!
//! Whoever asks counts as signed in with a password; a code is the second step. (A real server wants the second step before
//! it makes new codes, too.) Behind the lock lies what a database would keep, and each time it is taken is a transaction.
#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

#[cfg(test)]
mod tests;

use std::error::Error;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use recovery_codes::hash::{self, Digests};
use recovery_codes::set::{Set, Then};
use recovery_codes::{HashParams, Kit, Policy, generate, read};
use tokio::sync::Mutex;

type Refused = (StatusCode, &'static str);

const WRONG: Refused = (StatusCode::UNAUTHORIZED, "wrong code\n");
/// After so many wrong codes in a row none counts any more, until an administrator helps.
const MAX_WRONG: u8 = 20;

struct App {
    policy: Policy,
    account: Mutex<Account>,
}

#[derive(Default)]
struct Account {
    current: Option<Kept>,
    /// Shown and not confirmed yet; the current one stays valid until it is.
    pending: Option<Kept>,
    wrong: u8,
}

/// A set as it is stored: without the codes.
#[derive(Clone)]
struct Kept {
    digests: Digests,
    set: Set,
}

/// A new set and its sheet: as many hashes as codes.
fn draw(policy: Policy) -> Result<(Kept, String), hash::Error> {
    let codes = generate(&policy, &mut random);
    let (issuer, address, account) = ("Example", "http://127.0.0.1:3000", "ada@example.org");
    let kit = Kit { issuer, address, account, date: "today", policy: &policy, codes: &codes };
    let digests = Digests::of(&codes, HashParams::default(), &mut random)?;
    Ok((Kept { digests, set: Set::new(policy) }, kit.text().as_str().to_owned()))
}

/// The system's randomness. Without it there is nothing to be done.
fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).unwrap_or_else(|_| std::process::abort());
}

/// Runs what hashes, away from the threads that serve.
async fn slow<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, hash::Error> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await;
    done.ok().and_then(Result::ok).ok_or((StatusCode::SERVICE_UNAVAILABLE, "try again\n"))
}

async fn make(State(app): State<Arc<App>>) -> Result<String, Refused> {
    let policy = app.policy;
    let (kept, sheet) = slow(move || draw(policy)).await?;
    app.account.lock().await.pending = Some(kept);
    Ok(sheet)
}

async fn confirm(State(app): State<Arc<App>>) -> Result<&'static str, Refused> {
    let mut account = app.account.lock().await;
    let kept = account.pending.take().ok_or((StatusCode::CONFLICT, "nothing to confirm\n"))?;
    account.current = Some(kept);
    Ok("these codes count now, older ones no longer\n")
}

async fn ask(State(app): State<Arc<App>>) -> String {
    let asked_for = app.account.lock().await.current.as_ref().and_then(|kept| kept.set.asked_for());
    asked_for.map_or("any code\n".to_owned(), |number| format!("code {number}\n"))
}

async fn sign_in(State(app): State<Arc<App>>, typed: String) -> Result<String, Refused> {
    let (policy, mut account) = (app.policy, app.account.lock().await);
    let kept = account.current.clone().ok_or((StatusCode::NOT_FOUND, "no codes were made\n"))?;
    let code = read(&policy, &typed, kept.set.asked_for());
    let code = code.map_err(|_| (StatusCode::BAD_REQUEST, "that is not one code\n"))?;
    if account.wrong >= MAX_WRONG {
        return Err((StatusCode::TOO_MANY_REQUESTS, "too many wrong codes\n"));
    }
    // Counted before it is hashed: tries side by side do not outrun the limit.
    account.wrong += 1;
    drop(account);

    let salt = kept.digests.salt;
    let (number, fresh) = slow(move || {
        let number = kept.digests.number_of(&code)?;
        let used = number.and_then(|number| kept.set.consider(number).ok());
        let renews = used.is_some_and(|used| used.then != Then::Keep);
        Ok((number, renews.then(|| draw(policy)).transpose()?))
    })
    .await?;

    // UPDATE codes SET used_at = … WHERE set_id = … AND number = … AND used_at IS NULL, the session, and the new set.
    let mut account = app.account.lock().await;
    // Somebody may have been faster, with this code or with another set.
    let current = account.current.as_mut().filter(|kept| kept.digests.salt == salt);
    let used = current.ok_or(WRONG)?.set.spend(number.ok_or(WRONG)?).map_err(|_| WRONG)?;
    account.wrong = 0;
    let mut told = format!("signed in with code {}; {} left\n", used.number, used.left);
    match (used.then, fresh) {
        (Then::ReplaceAll, Some((kept, sheet))) => {
            account.current = Some(kept);
            told += &sheet;
        }
        (Then::Renew, Some((kept, sheet))) => {
            account.pending = Some(kept);
            told += &(sheet + "\nConfirm that you have saved these codes.\n");
        }
        _ if used.low => told += "make new codes soon\n",
        _ => {}
    }
    Ok(told)
}

/// There may be codes in it, so nothing on the way may keep it.
async fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let name = std::env::args().nth(1).unwrap_or("readmit".to_owned());
    let policy = Policy::preset(&name).ok_or("presets: readmit, ory, keycloak, auth0")?;
    let router = axum::Router::new()
        .route("/codes", post(make))
        .route("/codes/confirm", post(confirm))
        .route("/sign-in", get(ask).post(sign_in))
        .layer(map_response(no_store))
        .with_state(Arc::new(App { policy, account: Mutex::default() }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("POST /codes, POST /codes/confirm, GET and POST /sign-in: see README.md");
    Ok(axum::serve(listener, router).await?)
}
