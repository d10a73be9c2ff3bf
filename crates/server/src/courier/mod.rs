//! The courier: mails and text messages leave the server through an outbox.
//!
//! A mail is rendered before the transaction that decides it ([`render`]) and lies sealed in a row written by that
//! transaction ([`enqueue`]): both or none. The commit hands it to the worker, which sends and then erases the body. Nothing
//! is sent after it expired, and an outage loses nothing before that. What mails say is the templates' part, when one
//! is due that of whoever calls.

mod again;
mod backoff;
mod carriers;
#[cfg(test)]
mod conversation;
mod http;
mod letter;
pub(crate) mod mailbox;
mod messages;
mod smtp;
mod store;
mod uri;
mod worker;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::Tx;
use model::id::{MessageId, ProjectId};
use model::identity::{Identity, Via, View};
use model::{Secret, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast, mpsc};
use url::Url;
use zeroize::{Zeroize, ZeroizeOnDrop};

pub(crate) use self::again::resend;
pub use self::again::{Letter, letters, send_again};
use self::carriers::Carriers;
pub(crate) use self::messages::{message, messages};
use self::store::{Taken, Way};
use crate::app::{App, Cx};
use crate::config::Config;
use crate::error::Result;
use crate::identity;
use crate::keys::{Keys, Owner, Purpose, Unopened};
use crate::web::RenderedMail;
use crate::web_hook;

/// How long the development mailbox keeps a mail.
const DAY: Duration = Duration::from_hours(24);
/// How many mails may be on their way from commits to the worker; more wait in the outbox until it looks.
const HANDED: usize = 16;
/// How many mails a reader of the mailbox's events may lag behind before it is told of several at once.
const ARRIVALS: usize = 64;

/// What the server keeps for its mails.
pub(crate) struct Courier {
    carriers: Carriers,
    /// Whether text messages get anywhere.
    texts: bool,
    wake: Notify,
    /// Mails on their way from a commit to the worker, which need not look for them.
    handed: mpsc::UnboundedSender<Handed>,
    /// The other end, until the worker has it.
    hands: Mutex<Option<mpsc::UnboundedReceiver<Handed>>>,
    /// How many more of them there may be.
    room: Arc<Semaphore>,
    /// Whoever hands mails to a mail server holds it.
    turn: Semaphore,
    arrivals: broadcast::Sender<MessageId>,
}

impl Courier {
    /// Reads `courier`; `phones`: there are accounts with phone numbers. An error names the key that is wrong; nothing is connected yet.
    pub(crate) async fn new(config: &Config, phones: bool) -> Result<Self> {
        let carriers = Carriers::new(config).await?;
        let (handed, hands) = mpsc::unbounded_channel();
        Ok(Self {
            texts: carriers.any_for(Via::Sms) || phones && config.development_mailbox(),
            carriers,
            wake: Notify::new(),
            handed,
            hands: Mutex::new(Some(hands)),
            room: Arc::new(Semaphore::new(HANDED)),
            turn: Semaphore::new(1),
            arrivals: broadcast::channel(ARRIVALS).0,
        })
    }

    /// Takes over what a server before this one left, then starts the worker; it ends with the server.
    pub(crate) async fn start(app: &Arc<App>) {
        let carriers = &app.courier.carriers;
        if !carriers.any_for(Via::Email) && !app.config.development_mailbox() {
            tracing::warn!(
                "courier.smtp.connection_uri is not set: mails wait until it is, or until they expire"
            );
        }
        // Before the first commit: what this server hands to its worker must not be released under its hands.
        worker::take_over(app).await;
        drop(app.spawn(worker::run(Arc::clone(app))));
    }

    /// Whether a phone can be written to.
    pub(crate) const fn texts(&self) -> bool {
        self.texts
    }

    /// A message was committed.
    fn committed(&self, id: MessageId, handed: Option<Handed>) {
        match handed {
            // Where the worker has ended, the lease runs out.
            Some(handed) => drop(self.handed.send(handed)),
            None if self.carriers.any() => self.wake.notify_one(),
            None => {}
        }
        // Nobody may be looking into the mailbox.
        drop(self.arrivals.send(id));
    }

    /// Ids of messages as they are committed.
    fn arrivals(&self) -> broadcast::Receiver<MessageId> {
        self.arrivals.subscribe()
    }
}

/// A mail, or text message, to be rendered.
pub(crate) struct Mail<'a> {
    /// The address as its owner wrote it.
    pub(crate) to: String,
    pub(crate) via: Via,
    /// Folder under `templates/mail/`; also told as `template_type`.
    pub(crate) template: &'static str,
    /// What the template is given beside `page`, `brand`, and what every mail is told of its request.
    pub(crate) context: Value,
    /// Whose account it is about.
    pub(crate) account: &'a Account,
    /// When it is worthless. It is never sent after that, nor after `courier.give_up_after`.
    pub(crate) expires_at: Timestamp,
}

/// A mail as it will be sent. It holds secrets and cannot be printed.
pub(crate) struct Rendered {
    to: String,
    via: Via,
    template: &'static str,
    expires_at: Timestamp,
    body: Body,
    urgent: bool,
}

/// A message that is the worker's from the moment it is written, as long as nothing keeps the worker.
struct Handed {
    message: Taken,
    body: Body,
    /// Until then it is the worker's.
    until: Timestamp,
    /// Somebody stands waiting for it.
    urgent: bool,
    room: OwnedSemaphorePermit,
}

/// What lies sealed in a message's row.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Body {
    subject: String,
    text: String,
    html: String,
    /// What it was rendered of, where it leaves by HTTP (JSON).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    facts: Option<String>,
}

impl Body {
    fn new(mail: RenderedMail, facts: Option<String>) -> Self {
        Self { subject: mail.subject, text: mail.text, html: mail.html, facts }
    }

    fn open(keys: &Keys, project: ProjectId, id: MessageId, sealed: &[u8]) -> Result<Self> {
        let owner: [&[u8]; 2] = [project.bytes(), id.bytes()];
        let plain = keys.open(Purpose::Mail, Owner(&owner), sealed)?;
        serde_json::from_slice(plain.expose()).map_err(|_| Unopened.into())
    }
}

/// What mails know of the account that they are about. The default is nobody's.
#[derive(Default)]
pub(crate) struct Account {
    /// As mails may show it to its owner; `None` where no mail does.
    shown: Option<Value>,
    /// The language that its owner chose.
    language: Option<String>,
}

/// What mails are told of an account.
pub(crate) fn account(cx: &Cx, identity: &Identity) -> Result<Account> {
    let language = identity::language(cx, identity).map(str::to_owned);
    // A program of the operator's may want it as well.
    let http = [Via::Email, Via::Sms].into_iter().any(|via| cx.app.courier.carriers.is_http(via));
    if !http && !cx.app.pages.mails_show_account() {
        return Ok(Account { shown: None, language });
    }
    let schemas = cx.app.schemas_url();
    let shown = identity.wire(View::Public { schemas: &schemas });
    Ok(Account { shown: Some(serde_json::to_value(shown)?), language })
}

/// Renders a mail in the language of the account, or of whoever asked for it. Belongs before the transaction, as it may take its time.
pub(crate) fn render(cx: &Cx, mail: &Mail<'_>) -> Result<Rendered> {
    let pages = &cx.app.pages;
    let locale = pages.locale(cx, mail.account.language.as_deref());
    let mut context = mail.context.clone();
    if let Some(members) = context.as_object_mut() {
        members.insert("to".into(), mail.to.as_str().into());
        members.insert("at".into(), json!(cx.now));
        if mail.via == Via::Sms {
            let host = domain(cx, members.get("request_url"));
            members.insert("request_url_domain".into(), host.into());
        }
        if let Some(account) = &mail.account.shown {
            members.insert("identity".into(), account.clone());
        }
        members.extend(whence(cx, &locale));
    }
    let facts = facts(cx, mail.via, &context);
    let done = match mail.via {
        Via::Email => pages.mail(mail.template, &locale, context)?,
        Via::Sms => pages.text_message(mail.template, &locale, context)?,
    };
    let body = Body::new(done, facts);
    let (to, template, expires_at) = (mail.to.clone(), mail.template, mail.expires_at);
    Ok(Rendered { to, via: mail.via, template, expires_at, body, urgent: true })
}

/// The site for which a phone fills in a code: that on which it was asked for.
fn domain(cx: &Cx, request_url: Option<&Value>) -> String {
    let url = request_url.and_then(Value::as_str).and_then(|url| Url::parse(url).ok());
    let url = url.as_ref().unwrap_or(&cx.config().serve.public.base_url);
    url.host_str().unwrap_or_default().to_owned()
}

/// What a message that leaves by HTTP tells besides itself.
fn facts(cx: &Cx, via: Via, context: &impl Serialize) -> Option<String> {
    let headers = || web_hook::headers(cx);
    cx.app
        .courier
        .carriers
        .is_http(via)
        .then(|| json!({ "template_data": context, "request_headers": headers() }).to_string())
}

/// Tells an address what happened to its account, in the transaction in which it happens. Notices hold no secret
/// and are filled in quickly, so that may stand inside the transaction. Nobody waits for them, so they may wait for each
/// other.
///
/// `not_me` is the link that undoes it.
pub(crate) fn notice(
    cx: &Cx,
    tx: &mut Tx,
    (identity, via, to): (&Identity, Via, &str),
    template: &'static str,
    not_me: Option<&str>,
) -> Result<MessageId> {
    let pages = &cx.app.pages;
    let locale = pages.locale(cx, identity::language(cx, identity));
    let mut told = Map::from_iter([("to".into(), json!(to)), ("at".into(), json!(cx.now))]);
    told.extend(not_me.map(|url| ("not_me_url".into(), url.into())));
    let told_of = facts(cx, via, &told);
    let done = match via {
        Via::Email => {
            told.extend(whence(cx, &locale));
            pages.mail(template, &locale, told.into())?
        }
        Via::Sms => {
            told.insert("notice".into(), template.into());
            pages.text_message("notice", &locale, told.into())?
        }
    };
    let body = Body::new(done, told_of);
    let (to, expires_at) = (to.to_owned(), given_up(cx));
    enqueue(cx, tx, Rendered { to, via, template, expires_at, body, urgent: false })
}

/// Tells an address that those of its account have changed (hook `notify_previous_addresses`).
pub(crate) fn address_changed(
    cx: &Cx,
    tx: &mut Tx,
    (via, to): (Via, &str),
    account: &Account,
) -> Result<MessageId> {
    let (template, expires_at) = ("verifiable_address_changed", given_up(cx));
    let context = json!({});
    let mail = Mail { to: to.to_owned(), via, template, context, account, expires_at };
    let rendered = render(cx, &mail)?;
    enqueue(cx, tx, Rendered { urgent: false, ..rendered })
}

/// When a message that goes out now is tried no more.
fn given_up(cx: &Cx) -> Timestamp {
    cx.now.after(cx.config().courier.give_up_after)
}

/// With what and from where the owner of the account sent the request, as far as that is known. What an administrator uses
/// says nothing to them.
fn whence(cx: &Cx, locale: &str) -> impl Iterator<Item = (String, Value)> {
    let agent = cx.request.user_agent();
    let agent = Some(agent).filter(|agent| cx.request.is_public && !agent.is_empty());
    let device = agent.map(|agent| cx.app.pages.device(locale, agent));
    let place = cx.request.place();
    let device = device.map(|device| ("device".into(), device.into()));
    device.into_iter().chain(place.map(|place| ("place".into(), place.into())))
}

/// Puts a message into the outbox, within the caller's transaction; its commit sends it off.
///
/// Without a way out the development mailbox is where mails go, so there it counts as sent at once.
pub(crate) fn enqueue(cx: &Cx, tx: &mut Tx, mail: Rendered) -> Result<MessageId> {
    let id = MessageId::draw(cx.random(), "message");
    let project = cx.project();
    let owner: [&[u8]; 2] = [project.bytes(), id.bytes()];
    let body = Secret::new(serde_json::to_vec(&mail.body)?);
    let sealed = cx.keys().seal(cx.random(), Purpose::Mail, Owner(&owner), body.expose());
    let courier = &cx.app.courier;
    let until = cx.now.after(worker::LEASE);
    let leaves = courier.carriers.any_for(mail.via);
    let room = courier.room.clone().try_acquire_owned().ok().filter(|_| leaves);
    let way = match &room {
        Some(_) => Way::Taken(until),
        None if !leaves && cx.config().development_mailbox() => Way::Delivered,
        None => Way::Waits,
    };
    let row = store::New {
        project,
        id,
        channel: mail.via.word(),
        recipient: &mail.to,
        template: mail.template,
        sealed,
        way,
        expires_at: mail.expires_at.min(given_up(cx)),
        now: cx.now,
    };
    let expires_at = row.expires_at;
    store::insert(tx, row);
    let handed = room.map(|room| Handed {
        message: Taken {
            project_id: project,
            id,
            channel: mail.via.word().to_owned(),
            recipient: mail.to,
            template: mail.template.to_owned(),
            sealed: None,
            send_count: 1,
            expires_at,
            created_at: cx.now,
        },
        body: mail.body,
        until,
        urgent: mail.urgent,
        room,
    });
    let app = Arc::clone(&cx.app);
    tx.on_commit(move || app.courier.committed(id, handed));
    Ok(id)
}
