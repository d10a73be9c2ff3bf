//! The operations as requests: native flows of the Kratos API (wire contract §1, §3).

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::Result;
use crate::arguments::Arguments;
use crate::browser;
use crate::http::{Answer, Http};
use crate::mail::Inbox;
use crate::operation::Operation;
use crate::population::{PASSWORD, Person};
use crate::ticket::Ticket;

const PERIOD: i64 = 30;

/// Somebody with a connection to each listener.
pub(crate) struct Client {
    public: Http,
    admin: Http,
}

impl Client {
    pub(crate) fn new(arguments: &Arguments) -> Result<Self> {
        Ok(Self { public: Http::new(&arguments.public)?, admin: Http::new(&arguments.admin)? })
    }
}

#[derive(Deserialize)]
struct Flow {
    id: String,
}

#[derive(Deserialize)]
struct Token {
    session_token: String,
}

/// What says that new codes are saved.
const CONFIRM: &str = "lookup_secret_confirm";

/// Does it once. Gives how long a mail took, where one was waited for.
pub(crate) async fn run(
    operation: Operation,
    client: &mut Client,
    inbox: &Inbox,
    ticket: &Ticket,
) -> Result<Option<Duration>> {
    match operation {
        Operation::Whoami => whoami(client, ticket).await?,
        Operation::Login => drop(login(client, &ticket.person).await?),
        Operation::SecondFactor => {
            let body = json!({ "method": "lookup_secret", "lookup_secret": ticket.code });
            let (flow, answer) = second_step(client, ticket, &body).await?;
            let answer = if answer.status == 400 && answer.text().contains(CONFIRM) {
                // The use of the code brings new ones, which have to be saved.
                let saved = json!({ "method": "lookup_secret", CONFIRM: true });
                submit(client, "login", &flow, Some(&ticket.token), &saved).await?
            } else {
                answer
            };
            answer.with(200)?;
        }
        Operation::Totp => {
            let body = json!({ "method": "totp", "totp_code": one_time_code(&ticket.person)? });
            second_step(client, ticket, &body).await?.1.with(200)?;
        }
        Operation::Codes => codes(client, ticket).await?,
        Operation::Recovery => return recovery(client, inbox, ticket).await.map(Some),
        Operation::RecoveryLink => {
            let address = &ticket.person.email;
            return browser::recover(&mut client.public, inbox, address).await.map(Some);
        }
        Operation::Verification => return verification(client, inbox, ticket).await.map(Some),
        Operation::AdminCode => {
            let body = json!({ "identity_id": ticket.person.id });
            client.admin.post("/admin/recovery/code", None, &body).await?.with(201)?;
        }
        Operation::Registration => registration(client, ticket).await?,
        // Measured by the many.
        Operation::Mails => drop(ask(client, "recovery", &ticket.person.email).await?),
    }
    Ok(None)
}

async fn whoami(client: &mut Client, ticket: &Ticket) -> Result<()> {
    client.public.get("/sessions/whoami", Some(&ticket.token)).await?.with(200).map(drop)
}

async fn begin(client: &mut Client, path: &str, token: Option<&str>) -> Result<String> {
    Ok(client.public.get(path, token).await?.with(200)?.read::<Flow>()?.id)
}

async fn submit(
    client: &mut Client,
    kind: &str,
    flow: &str,
    token: Option<&str>,
    body: &Value,
) -> Result<Answer> {
    client.public.post(&format!("/self-service/{kind}?flow={flow}"), token, body).await
}

/// Signs in with the password; the session's token.
pub(crate) async fn login(client: &mut Client, person: &Person) -> Result<String> {
    let flow = begin(client, "/self-service/login/api", None).await?;
    let body = json!({ "method": "password", "identifier": person.email, "password": PASSWORD });
    let answer = submit(client, "login", &flow, None, &body).await?.with(200)?;
    Ok(answer.read::<Token>()?.session_token)
}

/// The flow of the second step, and what became of it.
async fn second_step(
    client: &mut Client,
    ticket: &Ticket,
    body: &Value,
) -> Result<(String, Answer)> {
    let token = Some(ticket.token.as_str());
    let flow = begin(client, "/self-service/login/api?aal=aal2", token).await?;
    let answer = submit(client, "login", &flow, token, body).await?;
    Ok((flow, answer))
}

async fn codes(client: &mut Client, ticket: &Ticket) -> Result<()> {
    let token = Some(ticket.token.as_str());
    let flow = begin(client, "/self-service/settings/api", token).await?;
    for button in ["lookup_secret_regenerate", CONFIRM] {
        let body = json!({ "method": "lookup_secret", button: true });
        submit(client, "settings", &flow, token, &body).await?.with(200)?;
    }
    Ok(())
}

async fn registration(client: &mut Client, ticket: &Ticket) -> Result<()> {
    let flow = begin(client, "/self-service/registration/api", None).await?;
    let body = json!({
        "method": "password", "traits": { "email": ticket.person.email }, "password": PASSWORD
    });
    submit(client, "registration", &flow, None, &body).await?.with(200).map(drop)
}

/// A flow of this kind in which a code was asked for.
pub(crate) async fn ask(client: &mut Client, kind: &str, address: &str) -> Result<Asked> {
    let flow = begin(client, &format!("/self-service/{kind}/api"), None).await?;
    let at = Instant::now();
    let body = json!({ "method": "code", "email": address });
    submit(client, kind, &flow, None, &body).await?.with(200)?;
    Ok(Asked { flow, at })
}

/// What was asked for, and when.
pub(crate) struct Asked {
    flow: String,
    at: Instant,
}

/// Asks for a code, and submits the one that is mailed. How long the mail took, and the answer.
async fn by_code(
    client: &mut Client,
    inbox: &Inbox,
    kind: &str,
    address: &str,
) -> Result<(Duration, Answer)> {
    let waiter = inbox.watch(address);
    let asked = ask(client, kind, address).await?;
    let mail = waiter.wait().await?;
    let body = json!({ "method": "code", "code": mail.code()? });
    let answer = submit(client, kind, &asked.flow, None, &body).await?;
    Ok((mail.at.saturating_duration_since(asked.at), answer))
}

async fn verification(client: &mut Client, inbox: &Inbox, ticket: &Ticket) -> Result<Duration> {
    let (mail, answer) = by_code(client, inbox, "verification", &ticket.person.email).await?;
    let body: Value = answer.with(200)?.read()?;
    if body.get("state").and_then(Value::as_str) == Some("passed_challenge") {
        Ok(mail)
    } else {
        let messages = body.pointer("/ui/messages").unwrap_or(&Value::Null);
        Err(format!("not verified: {messages}"))
    }
}

async fn recovery(client: &mut Client, inbox: &Inbox, ticket: &Ticket) -> Result<Duration> {
    let (mail, answer) = by_code(client, inbox, "recovery", &ticket.person.email).await?;
    // Without `use_continue_with_transitions` the session is there, but its token is not told.
    if answer.status != 422 {
        let body: Value = answer.with(200)?.read()?;
        let next = body.pointer("/continue_with/0/action").and_then(Value::as_str);
        if next != Some("set_ory_session_token") {
            return Err(format!(
                "no session after recovery: {}",
                body.pointer("/ui/messages").unwrap_or(&Value::Null)
            ));
        }
    }
    Ok(mail)
}

/// The next code of this person's app that was not used yet, from the step before this one to the one after.
fn one_time_code(person: &Person) -> Result<String> {
    let now =
        SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?.as_secs();
    let now = i64::try_from(now).map_err(|error| error.to_string())?;
    let current = now / PERIOD;
    // A step that is about to end could be too old on arrival.
    let oldest = if now % PERIOD > PERIOD - 3 { current } else { current - 1 };
    let step = oldest.max(person.step.get() + 1);
    if step > current + 1 {
        return Err("this app has no unused code now".into());
    }
    person.step.set(step);
    let secret = Secret::try_from_base32(&person.secret).map_err(|error| format!("{error:?}"))?;
    let at = u64::try_from(step * PERIOD).map_err(|error| error.to_string())?;
    Ok(Builder::new().with_secret(secret).build_noncompliant().generate(at).to_string())
}
