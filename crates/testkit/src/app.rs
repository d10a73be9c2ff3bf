//! A whole server in process.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use model::time::ManualClock;
use model::{Clock as _, Timestamp};
use recovery_codes::hash::HashParams;
use serde_json::{Value, json};
use server::config::{Config, Options, Sources, load};
use server::{App, Parts};
use tower::ServiceExt as _;

use crate::client::{Answer, Client, Current};
use crate::counted::CountedRandom;
use crate::database::Database;
use crate::golden::Server;
use crate::log;
use crate::openapi::{self, Asked};
use crate::smtp::{Mail, MailServer};

/// When every test begins.
const BEGINNING: &str = "2026-03-01T12:00:00Z";

/// What every test's configuration begins with: all methods on, hashes cheap, mail over SMTP.
const BASE: &str = r#"
serve:
  public: { base_url: "http://127.0.0.1:4433/" }
  admin: { base_url: "http://127.0.0.1:4434/" }
secrets: { default: ["a secret of the tests, long enough for all"] }
security: { allow_weak_hashing: true }
hashers: { argon2: { memory: 1MB, iterations: 1, parallelism: 1 } }
selfservice:
  default_browser_return_url: http://127.0.0.1:4433/
  flows:
    registration: { style: unified, after: { password: { hooks: [ { hook: session } ] } } }
    recovery: { enabled: true }
    verification: { enabled: true }
  methods:
    totp: { enabled: true, config: { issuer: Test } }
    lookup_secret: { enabled: true }
"#;

/// A server under test.
pub struct TestApp {
    /// The server itself.
    pub app: Arc<App>,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Where its mails arrive.
    pub mail: MailServer,
    database: Arc<Database>,
    config: Box<Config>,
    starts: u64,
    random: Arc<CountedRandom>,
    /// The server that clients talk to: the newest one.
    current: Current,
}

impl TestApp {
    /// A server of the tests' base configuration.
    pub async fn new() -> Self {
        Self::with("").await
    }

    /// The same with this YAML laid over it.
    pub async fn with(yaml: &str) -> Self {
        let texts = [schema().as_str(), BASE, yaml].map(|text| ("test".into(), text.to_owned()));
        Self::configured(texts.into(), false).await
    }

    /// A server of these texts, laid over each other, but with the tests' identity schema.
    pub async fn of(mut texts: Vec<(String, String)>, ignore_unsupported: bool) -> Self {
        texts.push(("testkit".into(), schema()));
        Self::configured(texts, ignore_unsupported).await
    }

    async fn configured(mut texts: Vec<(String, String)>, ignore_unsupported: bool) -> Self {
        log::begin();
        let mail = MailServer::start().await;
        let smtp =
            json!({ "dsn": "memory", "courier": { "smtp": { "connection_uri": mail.uri() } } });
        texts.push(("testkit".into(), smtp.to_string()));
        let sources = Sources { files: Vec::new(), texts, environment: Vec::new() };
        let loaded =
            load(&sources, Options { ignore_unsupported, dev: false }).unwrap_or_else(|mistakes| {
                let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
                panic!("the test's configuration is wrong:\n{}", told.join("\n"));
            });
        let clock = Arc::new(ManualClock::new(Timestamp::parse(BEGINNING).expect("a time")));
        let database = Arc::new(Database::new(clock.now()).await);
        let config = Box::new(loaded.config);
        let random = Arc::new(CountedRandom::new(7));
        let app = start(&config, &clock, &database, random.clone()).await;
        let current = Arc::new(RwLock::new(app.clone()));
        Self { app, clock, mail, database, config, starts: 0, random, current }
    }

    /// The same with another configuration.
    pub async fn restart_with(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
        self.restart().await;
    }

    /// Stops the server and starts another on the same data; clients go on with the new one.
    pub async fn restart(&mut self) {
        self.app.stop().await;
        self.starts += 1;
        self.random = Arc::new(CountedRandom::new(7 + self.starts));
        let random = self.random.clone();
        self.app = start(&self.config, &self.clock, &self.database, random).await;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = self.app.clone();
    }

    /// Stops the server and removes its data.
    pub async fn finish(self) {
        self.app.stop().await;
        self.database.remove().await;
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    fn client(&self, cookies: bool) -> Client {
        Client::new(self.current.clone(), self.mail.known.clone(), self.clock.clone(), cookies)
    }
    /// A native app.
    pub fn native(&self) -> Client {
        self.client(false)
    }
    /// A single-page app.
    pub fn spa(&self) -> Client {
        self.client(true)
    }
    /// A browser that posts forms.
    pub fn browser(&self) -> Client {
        self.client(true).html()
    }

    /// One request to the admin listener. Its answer is held to the document of the admin API.
    pub async fn admin(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request =
            Request::builder().method(method).uri(path).header("host", "127.0.0.1:4434");
        request = request.header("accept", "application/json");
        let body = body.map(|body| body.to_string());
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let sent = Body::from(body.clone().unwrap_or_default());
        let request = request.body(sent).expect("a request");
        let answer = Answer::read(self.dispatch_admin(request).await).await;
        let body = body.as_deref().map(|body| ("application/json", body));
        openapi::hold(Server::Admin, &Asked { method, path, body }, &answer);
        self.mail.known.hold(&format!("{method} {path}"), &answer);
        answer
    }

    /// Hands a request to the public listener.
    pub async fn dispatch(&self, request: Request<Body>) -> Response<Body> {
        self.clock.advance(Duration::from_millis(1));
        server::public(self.app.clone()).oneshot(request).await.expect("an answer")
    }
    /// Hands a request to the admin listener.
    pub async fn dispatch_admin(&self, request: Request<Body>) -> Response<Body> {
        self.clock.advance(Duration::from_millis(1));
        server::admin(self.app.clone()).oneshot(request).await.expect("an answer")
    }

    /// All mails, once nothing is on its way any more.
    pub async fn mails(&self) -> Vec<Mail> {
        for _ in 0..200 {
            let waiting: i64 = self
                .app
                .db
                .one(
                    "SELECT COUNT(*) FROM messages WHERE status IN ('queued', 'processing')",
                    Vec::new(),
                )
                .await
                .expect("counting messages");
            if waiting == 0 {
                break;
            }
            pause().await;
        }
        self.mail.mails()
    }

    /// Lets what the server does by itself go on, for so many milliseconds of real time.
    pub async fn pause(&self, milliseconds: u64) {
        #[expect(clippy::disallowed_methods, reason = "waits for what is not asked for")]
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    /// The newest mail to an address.
    pub async fn mail_to(&self, address: &str) -> Mail {
        let mails = self.mails().await;
        let found = mails.into_iter().rev().find(|mail| mail.to.iter().any(|to| to == address));
        found.unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// Makes an identity over the admin API.
    pub fn identity(&self, email: &str) -> IdentityBuilder<'_> {
        let credentials = json!({ "password": { "config": { "password": "correct horse 9" } } });
        IdentityBuilder {
            app: self,
            body: json!({ "traits": { "email": email }, "credentials": credentials }),
        }
    }

    /// How often this server drew randomness for a use since its start: `password-salt` tells of each password that was
    /// hashed or checked.
    pub fn drawn(&self, label: &str) -> u64 {
        self.random.count(label)
    }

    /// Everything that is stored, as bytes: the files of SQLite with the journal, every row of PostgreSQL.
    pub async fn dump(&self) -> Vec<u8> {
        let files = self.stored();
        if !files.is_empty() {
            return files;
        }
        let tables: Vec<(String,)> = self.app.db.all(TABLES, Vec::new()).await.expect("the tables");
        let mut out = Vec::new();
        for (table,) in tables {
            let sql: &'static str = format!("SELECT CAST(t AS TEXT) AS row FROM {table} t").leak();
            let rows: Vec<(String,)> = self.app.db.all(sql, Vec::new()).await.expect("rows");
            for (row,) in rows {
                out.extend(row.as_bytes());
                out.push(b'\n');
                out.extend(unhexed(&row));
                out.push(b'\n');
            }
        }
        out
    }

    /// Everything in the database's files (SQLite), for looking for what must not be there.
    pub fn stored(&self) -> Vec<u8> {
        let files = self.database.files();
        files.iter().flat_map(|path| std::fs::read(path).expect("a database file")).collect()
    }
}

/// An identity to be made.
pub struct IdentityBuilder<'a> {
    app: &'a TestApp,
    body: Value,
}

impl IdentityBuilder<'_> {
    /// With these recovery codes.
    #[must_use]
    pub fn codes(mut self, codes: &[&str]) -> Self {
        let codes: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
        self.body["credentials"]["lookup_secret"] = json!({ "config": { "codes": codes } });
        self
    }
    /// With a sign-in app of this secret (base32).
    #[must_use]
    pub fn totp(mut self, secret: &str) -> Self {
        let url = format!(
            "otpauth://totp/Test:x?algorithm=SHA1&digits=6&issuer=Test&period=30&secret={secret}"
        );
        self.body["credentials"]["totp"] = json!({ "config": { "totp_url": url } });
        self
    }
    /// With more members of the admin API's body.
    #[must_use]
    pub fn member(mut self, name: &str, value: Value) -> Self {
        self.body[name] = value;
        self
    }
    /// Makes it; its id.
    pub async fn create(self) -> String {
        let answer = self.app.admin("POST", "/admin/identities", Some(self.body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }
}

async fn start(
    config: &Config,
    clock: &Arc<ManualClock>,
    database: &Database,
    random: Arc<CountedRandom>,
) -> Arc<App> {
    let parts = Parts {
        clock: clock.clone(),
        random,
        db: Some(database.open().await),
        code_hash: HashParams { memory_kib: 32, iterations: 1, parallelism: 1 },
        hash_threads: Some(2),
        answer_grid: None,
        background: true,
    };
    Box::pin(App::build(config.clone(), parts))
        .await
        .unwrap_or_else(|error| panic!("the server does not start: {error}"))
}

/// The bytes of the `\x…` values in a row as PostgreSQL writes it.
fn unhexed(row: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for part in row.split("\\x").skip(1) {
        let digits: String = part.chars().take_while(char::is_ascii_hexdigit).collect();
        let even = digits.get(..digits.len() / 2 * 2).unwrap_or_default();
        out.extend(data_encoding::HEXLOWER_PERMISSIVE.decode(even.as_bytes()).unwrap_or_default());
        out.push(b'\n');
    }
    out
}

/// The tables of a PostgreSQL schema.
const TABLES: &str = "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables \
                      WHERE table_schema = current_schema() ORDER BY 1";

/// The configuration of the tests' identity schema.
fn schema() -> String {
    use base64::Engine as _;
    let schema = include_bytes!("../../../conformance/identity.schema.json");
    let url = format!("base64://{}", base64::engine::general_purpose::STANDARD.encode(schema));
    let schemas = json!([{ "id": "default", "url": url }]);
    json!({ "identity": { "default_schema_id": "default", "schemas": schemas } }).to_string()
}

/// The code of a sign-in app at this instant.
pub fn totp_code(secret: &str, at: Timestamp) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("base32");
    let totp = totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_skew(0)
        .with_step_duration(30)
        .with_secret(secret)
        .build_noncompliant();
    totp.generate(u64::try_from(at.as_seconds()).expect("after 1970")).to_string()
}

#[expect(clippy::disallowed_methods, reason = "waits for a real conversation with the mail server")]
async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}
