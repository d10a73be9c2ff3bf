//! A mail server for tests: speaks enough SMTP (RFC 5321) to take mails, and can be told to refuse.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use crate::secrets::Known;

/// A mail that arrived.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Recipients of the envelope.
    pub to: Vec<String>,
    /// The subject line, as sent.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// Everything that was sent.
    pub raw: String,
    known: Arc<Known>,
}

impl Mail {
    /// The first run of six or more digits outside links.
    pub fn code(&self) -> String {
        let outside: String = self
            .text
            .split_whitespace()
            .filter(|word| !word.contains("://"))
            .collect::<Vec<_>>()
            .join(" ");
        outside
            .split(|c: char| !c.is_ascii_digit())
            .find(|run| run.len() >= 6)
            .unwrap_or_else(|| panic!("no code in {}", self.text))
            .to_owned()
    }

    /// The first link in it.
    pub fn link(&self) -> String {
        let link = self.text.split_whitespace().find(|word| word.contains("://"));
        let link = link.unwrap_or_else(|| panic!("no link in {}", self.text)).to_owned();
        if let Some((_, token)) = link.split_once("token=") {
            self.known.note("link", token);
        }
        link
    }
}

/// The server.
#[derive(Clone)]
pub struct MailServer {
    port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
    down: Arc<AtomicBool>,
    refuses: Arc<AtomicBool>,
    busy: Arc<AtomicBool>,
    silent_to: Arc<Mutex<Option<String>>>,
    pub(crate) known: Arc<Known>,
    /// Not in what serves: it would keep itself open.
    _open: Option<Arc<Open>>,
}

/// Listens as long as anybody holds it: a process with many servers, one after the other, has few sockets.
struct Open(AbortHandle);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl MailServer {
    /// Starts one on a free port of this machine.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = Self {
            port,
            mails: Arc::default(),
            down: Arc::default(),
            refuses: Arc::default(),
            busy: Arc::default(),
            silent_to: Arc::default(),
            known: Arc::default(),
            _open: None,
        };
        let serving = server.clone();
        #[expect(clippy::disallowed_methods, reason = "there is no App to spawn on")]
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.converse(stream).await });
            }
        });
        Self { _open: Some(Arc::new(Open(listening.abort_handle()))), ..server }
    }

    /// For `courier.smtp.connection_uri`.
    pub fn uri(&self) -> String {
        format!("smtp://127.0.0.1:{}/?disable_starttls=true", self.port)
    }

    /// Refuses connections from now on, or takes them again.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// Knows no recipient from now on, or takes mails again.
    pub fn set_refusing(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    /// Asks everybody to come back later from now on (451), or takes mails again.
    pub fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::SeqCst);
    }

    /// Does not answer any more who has a mail for this recipient, but keeps the connection.
    pub fn set_silent_to(&self, address: &str) {
        *self.silent_to.lock().expect("address") = Some(address.to_owned());
    }

    /// All mails so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().expect("mails").clone()
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        if self.down.load(Ordering::SeqCst) {
            return None;
        }
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 testkit\r\n").await.ok()?;
        let mut to = Vec::new();
        while let Ok(Some(line)) = lines.next_line().await {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            if self.down.load(Ordering::SeqCst) {
                return None;
            }
            let answer: &[u8] = match verb.as_str() {
                "EHLO" | "HELO" => b"250 testkit\r\n",
                "RCPT" if self.refuses.load(Ordering::SeqCst) => b"550 5.1.1 no such user\r\n",
                "RCPT" if self.busy.load(Ordering::SeqCst) => b"451 4.3.2 later\r\n",
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                    if self.silent_to.lock().expect("address").as_deref() == Some(address) {
                        return std::future::pending().await;
                    }
                    to.push(address.to_owned());
                    b"250 ok\r\n"
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    let mut raw = String::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                        raw.push('\n');
                    }
                    self.take(std::mem::take(&mut to), raw);
                    b"250 taken\r\n"
                }
                "QUIT" => {
                    write.write_all(b"221 bye\r\n").await.ok()?;
                    return Some(());
                }
                _ => b"250 ok\r\n",
            };
            write.write_all(answer).await.ok()?;
        }
        Some(())
    }

    fn take(&self, to: Vec<String>, raw: String) {
        let header = |name: &str| {
            raw.lines()
                .take_while(|l| !l.is_empty())
                .find_map(|l| l.strip_prefix(name))
                .unwrap_or_default()
                .to_owned()
        };
        let (subject, text, known) = (header("Subject: "), plain_part(&raw), self.known.clone());
        let mail = Mail { to, subject, text, raw, known };
        self.mails.lock().expect("mails").push(mail);
    }
}

/// The text of the part that is `text/plain`, whatever it is encoded as.
fn plain_part(raw: &str) -> String {
    let lower = raw.to_ascii_lowercase();
    let start = lower.find("content-type: text/plain").unwrap_or(0);
    let part = raw.get(start..).unwrap_or_default();
    let (head, body) = part.split_once("\n\n").unwrap_or(("", part));
    let body = body.split("\n--").next().unwrap_or_default();
    let head = head.to_ascii_lowercase();
    if head.contains("base64") {
        let packed: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes =
            base64::engine::general_purpose::STANDARD.decode(packed).expect("base64 in a mail");
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    if head.contains("quoted-printable") { unquote(body) } else { body.to_owned() }
}

fn unquote(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut out = Vec::new();
    let mut bytes = joined.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let pair: Vec<u8> = bytes.by_ref().take(2).collect();
        let pair = String::from_utf8_lossy(&pair).into_owned();
        out.push(u8::from_str_radix(&pair, 16).unwrap_or(b'?'));
    }
    String::from_utf8_lossy(&out).into_owned()
}
