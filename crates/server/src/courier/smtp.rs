//! Handing mails to the SMTP server (RFC 5321).
//!
//! Connections are kept for a while and reused. Every step has a time limit. TLS is demanded unless the URI says
//! otherwise, and there is no falling back to plain text. It says of each failure whether trying again may help: only
//! a recipient that the server does not want is final, so a misconfigured or broken server loses no mail.

use std::future::Future;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Identity, TlsParameters};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use model::{Secret, Timestamp};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::timeout;

use super::letter::Letterhead;
use super::uri::{Protection, Uri};
use crate::config::Smtp;

/// Limit of each step.
const STEP: Duration = Duration::from_secs(10);
/// Limit of the answer to the whole mail: servers scan it before they answer, and giving up too early sends it twice.
const LAST_STEP: Duration = Duration::from_secs(30);
/// Limit of everything; the lease of a message is longer.
pub(super) const WHOLE: Duration = Duration::from_secs(100);
/// How much of what a server said is kept.
const KEPT: usize = 300;

/// Why a mail was not taken.
#[derive(Debug)]
pub(super) struct Failure {
    /// Trying again is of no use.
    pub(super) is_final: bool,
    /// For the log: no word of what the server said, as it may repeat what it was sent.
    pub(super) kind: String,
    /// For the operator's eyes.
    pub(super) text: String,
}

impl Failure {
    fn of(error: &SmtpError) -> Self {
        let text: String =
            error.to_string().chars().filter(|c| !c.is_control()).take(KEPT).collect();
        let kind = error
            .status()
            .map_or_else(|| text.clone(), |code| format!("the server answered {code}"));
        Self { is_final: false, kind, text }
    }

    /// One that trying again may mend.
    pub(super) fn passing(text: &str) -> Self {
        Self { is_final: false, kind: text.into(), text: text.into() }
    }

    /// What it holds is worthless by now.
    pub(super) fn expired() -> Self {
        Self::lasting("it expired before it could be sent")
    }

    /// One that nothing will mend.
    pub(super) fn lasting(text: &str) -> Self {
        Self { is_final: true, kind: text.into(), text: text.into() }
    }
}

/// A mail as it goes over the wire.
pub(super) struct Letter {
    pub(super) to: Address,
    pub(super) text: Vec<u8>,
    /// Not to be sent from then on.
    pub(super) expires_at: Timestamp,
}

impl Letter {
    fn is_utf8(&self) -> bool {
        std::str::from_utf8(&self.text).is_ok()
    }
}

/// The way to the SMTP server.
pub(super) struct Sender {
    uri: Uri,
    pub(super) letterhead: Letterhead,
    hello: ClientId,
    tls: TlsParameters,
    idle: Mutex<Vec<Line>>,
}

/// A connection.
struct Line {
    smtp: AsyncSmtpConnection,
    /// Whether the server takes several commands at once (RFC 2920).
    pipelining: bool,
}

impl Sender {
    /// Reads the settings of a mail server; `None` where there is none to send to. What is wrong begins with the key's name.
    pub(super) fn new(smtp: &Smtp) -> Result<Option<Self>, String> {
        let Some(text) = &smtp.connection_uri else {
            return Ok(None);
        };
        let uri = Uri::parse(text.expose()).map_err(|why| format!("connection_uri: {why}"))?;
        let letterhead = Letterhead::new(smtp)?;
        let hello = smtp.local_name.trim();
        if hello.is_empty() || !hello.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("local_name is not a host name".into());
        }
        let hello = hello
            .parse()
            .map(ClientId::Ipv4)
            .or_else(|_| hello.parse().map(ClientId::Ipv6))
            .unwrap_or_else(|_| ClientId::Domain(hello.to_owned()));
        let mut tls = TlsParameters::builder(uri.server_name.clone())
            .dangerous_accept_invalid_certs(!uri.verify)
            .dangerous_accept_invalid_hostnames(!uri.verify);
        if let Some(identity) = identity(smtp)? {
            tls = tls.identify_with(identity);
        }
        let tls = tls.build().map_err(|e| format!("connection_uri: TLS cannot be set up: {e}"))?;
        Ok(Some(Self { uri, letterhead, hello, tls, idle: Mutex::default() }))
    }

    /// Hands mails over, one after the other; what became of each. For those with `Ok` the server is responsible.
    pub(super) async fn send(
        &self,
        letters: &[Letter],
        now: &(dyn Fn() -> Timestamp + Sync),
    ) -> Vec<Result<(), Failure>> {
        let mut outcomes = Vec::with_capacity(letters.len());
        let whole = async {
            let mut line = None;
            for (at, letter) in letters.iter().enumerate() {
                let good = |letter: &&Letter| now() < letter.expires_at;
                // One that was announced already is under way.
                outcomes.push(if line.is_some() || good(&letter) {
                    let next = letters.get(at + 1).filter(good);
                    self.hand_over(&mut line, letter, next).await
                } else {
                    Err(Failure::expired())
                });
            }
        };
        // Whoever waits for the time limit cannot be told from whoever was not reached; both are tried again.
        drop(timeout(WHOLE, Box::pin(whole)).await);
        outcomes.resize_with(letters.len(), || Err(Failure::passing("the server was too slow")));
        outcomes
    }

    /// Hands over one mail, on the connection on which it was announced, if it was. Where the server takes several
    /// commands at once, `next` is announced with it (RFC 2920 §3.1), and the connection left in `line`.
    async fn hand_over(
        &self,
        line: &mut Option<Line>,
        letter: &Letter,
        next: Option<&Letter>,
    ) -> Result<(), Failure> {
        let mut announced = match line.take() {
            Some(line) => line,
            None => self.announced(letter).await?,
        };
        let next = next.filter(|next| announced.pipelining && letter.is_utf8() && next.is_utf8());
        let Some(next) = next else {
            step(LAST_STEP, content(&mut announced.smtp, letter, "")).await?;
            self.idle().push(announced);
            return Ok(());
        };
        let commands = self.commands(next);
        let begun = commands.concat();
        step(LAST_STEP, content(&mut announced.smtp, letter, &begun)).await?;
        // Should it be refused, it is told so when it is announced by itself.
        if self.accepted(&mut announced, &commands, true).await.is_ok() {
            *line = Some(announced);
        }
        Ok(())
    }

    /// Closes the connections that nobody uses.
    pub(super) async fn rest(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for mut line in idle {
            // They are closed anyway when dropped; this is only polite.
            drop(step(STEP, line.smtp.quit()).await);
        }
    }

    /// A connection that waits for the mail: sender and recipient were accepted. A parked connection that turns out to
    /// be closed is no failure, since nothing was handed over.
    async fn announced(&self, letter: &Letter) -> Result<Line, Failure> {
        loop {
            let parked = self.idle().pop();
            let was_parked = parked.is_some();
            let mut line = match parked {
                Some(line) => line,
                None => self.connect().await?,
            };
            match self.accepted(&mut line, &self.commands(letter), false).await {
                Ok(()) => return Ok(line),
                Err(Announced::Gone(_)) if was_parked => {}
                Err(Announced::Gone(failure) | Announced::Refused(failure)) => return Err(failure),
            }
        }
    }

    /// What announces a mail: `MAIL`, `RCPT`, `DATA`.
    fn commands(&self, letter: &Letter) -> [String; 3] {
        let from = &self.letterhead.from.email;
        let mut options = Vec::new();
        if !letter.text.is_ascii() {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let international = |address: &Address| !AsRef::<str>::as_ref(address).is_ascii();
        if international(from) || international(&letter.to) {
            options.push(MailParameter::SmtpUtfEight);
        }
        let mail = Mail::new(Some(from.clone()), options).to_string();
        [mail, Rcpt::new(letter.to.clone(), Vec::new()).to_string(), Data.to_string()]
    }

    /// Waits until all three commands were accepted, after saying what was not `said` yet.
    async fn accepted(
        &self,
        line: &mut Line,
        commands: &[String; 3],
        said_before: bool,
    ) -> Result<(), Announced> {
        let [mail, rcpt, data] = commands;
        let (smtp, pipelining) = (&mut line.smtp, line.pipelining);
        let first = if pipelining { commands.concat() } else { mail.clone() };
        let sender = timeout(STEP, said(smtp, said_before, first)).await;
        if let Err(error) = sender.map_err(|_| Announced::Gone(too_slow()))? {
            let failure = Failure::of(&error);
            // Without an answer the connection was lost; 421 says that the server is about to close it.
            let gone = error.status().is_none_or(|code| u16::from(code) == 421);
            return Err(if gone { Announced::Gone } else { Announced::Refused }(failure));
        }
        let recipient = timeout(STEP, said(smtp, pipelining, rcpt.clone())).await;
        if let Err(error) = recipient.map_err(|_| Announced::Refused(too_slow()))? {
            let failure = Failure { is_final: unwanted(&error), ..Failure::of(&error) };
            return Err(Announced::Refused(failure));
        }
        step(STEP, said(smtp, pipelining, data.clone())).await.map_err(Announced::Refused)
    }

    async fn connect(&self) -> Result<Line, Failure> {
        let server = (self.uri.host.as_str(), self.uri.port);
        let tls = (self.uri.protection == Protection::Tls).then(|| self.tls.clone());
        let opening =
            AsyncSmtpConnection::connect_tokio1(server, Some(STEP), &self.hello, tls, None);
        // Connecting has a limit of its own, for each of the host's addresses.
        let mut connection = timed(LAST_STEP, Box::pin(opening)).await?;
        if self.uri.protection == Protection::StartTls {
            step(STEP, Box::pin(connection.starttls(self.tls.clone(), &self.hello))).await?;
        }
        if let Some(login) = &self.uri.login {
            let credentials = Credentials::new(login.user.clone(), login.password.expose().clone());
            step(STEP, connection.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        // Asked once more: the library keeps to itself what it does not use.
        let offers = timeout(STEP, connection.command(Ehlo::new(self.hello.clone()))).await;
        let offers = offers.map_err(|_| too_slow())?;
        let pipelining = offers
            .is_ok_and(|offers| offers.message().any(|o| o.eq_ignore_ascii_case("PIPELINING")));
        Ok(Line { smtp: connection, pipelining })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Line>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The certificate by which this server proves who it is.
fn identity(smtp: &Smtp) -> Result<Option<Identity>, String> {
    let (Some(certificate), Some(key)) = (&smtp.client_cert_path, &smtp.client_key_path) else {
        return Ok(None);
    };
    let read = |name: &str, path: &Path| {
        std::fs::read(path).map_err(|error| format!("{name}: {}: {error}", path.display()))
    };
    let wrong = || "client_cert_path, client_key_path: they are no certificate and its key (PEM)";
    let certificate = read("client_cert_path", certificate)?;
    let key = Secret::new(read("client_key_path", key)?);
    // What the library calls PEM is PEM for the key alone: it takes one certificate, as its bytes are.
    let certificate = CertificateDer::from_pem_slice(&certificate).map_err(|_| wrong())?;
    Identity::from_pem(&certificate, key.expose()).map(Some).map_err(|_| wrong().into())
}

/// The answer to a command, which was sent already where the server takes several at once.
async fn said(
    smtp: &mut AsyncSmtpConnection,
    sent: bool,
    command: String,
) -> Result<Response, SmtpError> {
    if sent { smtp.read_response().await } else { smtp.command(command).await }
}

/// Why a mail could not be announced.
enum Announced {
    /// The server does not listen any more.
    Gone(Failure),
    Refused(Failure),
}

/// Hands over the content (RFC 5321 §4.1.1.4, §4.5.2), its end and what follows in the same write: sent by itself, the
/// end would wait in the kernel until the server acknowledged the rest, which it puts off by tens of milliseconds.
async fn content(
    connection: &mut AsyncSmtpConnection,
    letter: &Letter,
    following: &str,
) -> Result<Response, SmtpError> {
    match std::str::from_utf8(&letter.text) {
        Ok(text) => connection.command(stuffed(text) + following).await,
        Err(_) => connection.message(&letter.text).await,
    }
}

fn stuffed(letter: &str) -> String {
    let dot = if letter.starts_with('.') { "." } else { "" };
    let end = if letter.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" };
    format!("{dot}{}{end}", letter.replace("\r\n.", "\r\n.."))
}

fn too_slow() -> Failure {
    Failure::passing("the server did not answer in time")
}

async fn timed<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Failure> {
    timeout(limit, work).await.map_err(|_| too_slow())?.map_err(|error| Failure::of(&error))
}

async fn step<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<(), Failure> {
    timed(limit, work).await.map(drop)
}

/// Whether the answer to `RCPT` is about this recipient and final. Refusals for policy (RFC 3463 §3.8: X.7.X) and
/// «authentication required» are about us, and may be mended.
fn unwanted(error: &SmtpError) -> bool {
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    error.is_permanent() && !about_us(error.status().map(u16::from), &said)
}

fn about_us(code: Option<u16>, said: &str) -> bool {
    matches!(code, Some(503 | 530 | 535)) || said.trim_start().starts_with("5.7.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SecretText;

    #[test]
    fn only_refused_recipients_are_final() {
        assert!(!about_us(Some(550), "5.1.1 no such user"));
        assert!(!about_us(Some(553), "sorry"));
        assert!(about_us(Some(550), "5.7.1 relaying denied"));
        assert!(about_us(Some(530), "authentication required"));
    }

    #[test]
    fn lines_that_begin_with_a_dot_do_not_end_the_mail() {
        assert_eq!(stuffed(".a\r\n.\r\nb"), "..a\r\n..\r\nb\r\n.\r\n");
        assert_eq!(stuffed("a\r\n"), "a\r\n.\r\n");
        assert_eq!(stuffed("a\r\n.\r\n"), "a\r\n..\r\n.\r\n");
    }

    #[test]
    fn nothing_is_sent_without_a_server_and_mistakes_are_named() {
        assert!(Sender::new(&Smtp::default()).unwrap().is_none());
        let uri = |text: &str| Some(SecretText::new(text.into()));
        let smtp = Smtp { connection_uri: uri("ftp://hush:hush@host"), ..Smtp::default() };
        let error = Sender::new(&smtp).err().unwrap();
        assert!(error.contains("connection_uri") && !error.contains("hush"), "{error}");
        let local_name = "a\r\nMAIL FROM:<eve@example.org>".into();
        assert!(
            Sender::new(&Smtp {
                connection_uri: uri("smtp://host"),
                local_name,
                ..Smtp::default()
            })
            .is_err()
        );
    }
}
