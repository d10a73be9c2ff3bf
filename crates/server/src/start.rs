//! From a configuration to a running [`App`]: the database, its keys, the schemas, the pages.
//!
//! Everything that can be wrong is found here, before the first request: a database with another key, migrations that
//! are due, a schema or template that is broken.

mod store;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use db::{Db, Kind, Migration};
use model::id::ProjectId;
use model::random::{ALPHANUMERIC, OsRandom};
use model::{Clock, Random};
use recovery_codes::hash::HashParams;
use recovery_codes::{Normalise, OnUse, Order, Policy, RequiredWith, Reveal};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, SystemClock};
use crate::config::{self, Config, LookupSecretConfig, SchemaSource};
use crate::courier::Courier;
use crate::error::{Error, Result};
use crate::hashing::Hashing;
use crate::http::client_ip::Proxies;
use crate::identity::schema::{Schema, Schemas};
use crate::job;
use crate::keys::Keys;
use crate::method::webauthn::party::Parties;
use crate::outbound::{Outbound, is_web};
use crate::web::Pages;
use crate::web_hook::WebHooks;

/// Longer than the work takes that is done for known addresses alone, and short for whoever waits for a mail.
const ANSWER_GRID: Duration = Duration::from_millis(50);

/// Every migration, oldest first.
pub fn migrations() -> &'static [Migration] {
    macro_rules! files {
        ($($name:literal)*) => {
            &[$(Migration {
                name: $name,
                sql: include_str!(concat!("../../../migrations/", $name, ".sql")),
            }),*]
        };
    }
    files! {
        "0001_base"
        "0002_repudiation"
        "0003_bind_only"
        "0004_held_changes"
        "0005_required_actions"
        "0006_code_drill"
        "0007_indexes"
        "0008_location"
        "0009_by_number"
    }
}

/// What a server is given from outside: tests hand in their own.
pub struct Parts {
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub random: Arc<dyn Random>,
    /// An open, migrated database; `None` opens the configured one.
    pub db: Option<Db>,
    /// What one hash of a recovery code costs; tests make it cheap.
    pub code_hash: HashParams,
    /// How many threads hash; `None`: as many as cores.
    pub hash_threads: Option<usize>,
    /// Answers whose time could tell whether there is an account are given at multiples of this; tests do not wait.
    pub answer_grid: Option<Duration>,
    /// Whether it sends mails and cleans up; commands beside a server that runs leave that to it.
    pub background: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
            db: None,
            code_hash: HashParams::FLOOR,
            hash_threads: None,
            answer_grid: Some(ANSWER_GRID),
            background: true,
        }
    }
}

impl App {
    /// Makes a server and starts its background work.
    pub async fn build(mut config: Config, parts: Parts) -> Result<Arc<Self>> {
        // Before the database, which is made where there is none.
        let named = Named::read(&mut config, parts.background).await?;
        let now = parts.clock.now();
        let db = match parts.db {
            Some(db) => db,
            None => open(&config, now).await?,
        };
        let keys = keys(&config, &db, &*parts.random)?;
        check_key(&db, &keys).await?;
        let project = project(&db, &*parts.random, now).await?;
        let threads = parts
            .hash_threads
            .or_else(|| std::thread::available_parallelism().ok().map(usize::from));
        let hashing = Hashing::start(threads.unwrap_or(1))
            .map_err(|e| Error::caused("no hash threads", e))?;
        let app = Arc::new(Self {
            courier: named.courier,
            web_hooks: named.web_hooks,
            pages: named.pages,
            schemas: named.schemas,
            proxies: named.proxies,
            code_policy: named.code_policy,
            parties: named.parties,
            csrf_cookie: crate::http::csrf_cookie_name(&config),
            code_hash: parts.code_hash,
            answer_grid: parts.answer_grid,
            clock: parts.clock,
            random: parts.random,
            db,
            keys,
            hashing,
            project,
            jobs: Notify::new(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            config,
        });
        if parts.background {
            Courier::start(&app).await;
            job::start(&app);
        }
        Ok(app)
    }
}

/// What is made of the configuration and of the files it names, without a database.
struct Named {
    courier: Courier,
    web_hooks: WebHooks,
    pages: Pages,
    schemas: Schemas,
    proxies: Proxies,
    code_policy: Policy,
    parties: Parties,
}

impl Named {
    async fn read(config: &mut Config, mails: bool) -> Result<Self> {
        // One crypto provider for everything that speaks TLS. A second call finds the first's in place.
        let _ = rustls::crypto::ring::default_provider().install_default();
        fetch(config, mails).await.map_err(Error::internal)?;
        let schemas = schemas(config).map_err(Error::internal)?;
        Ok(Self {
            courier: Courier::new(config, schemas.have_phones()).await?,
            web_hooks: WebHooks::load(config).await.map_err(Error::internal)?,
            pages: Pages::load(config).map_err(Error::internal)?,
            schemas,
            proxies: Proxies::read(&config.serve.public.trusted_proxies)
                .map_err(|why| Error::internal(format!("serve.public.trusted_proxies: {why}")))?,
            code_policy: code_policy(&config.selfservice.methods.lookup_secret.config)
                .map_err(Error::internal)?,
            parties: Parties::read(config).map_err(Error::internal)?,
        })
    }
}

/// Looks at what the configuration names as a start does: schemas, templates, programs, certificates, and what stands on
/// the web. Only the database is left alone.
pub async fn check(mut config: Config) -> Result<()> {
    Named::read(&mut config, true).await.map(drop)
}

/// Schemas that stand on the web are read before anything else, templates before the first mail (`mails`). From then on
/// they are like those in the configuration.
async fn fetch(config: &mut Config, mails: bool) -> std::result::Result<(), String> {
    let client = config.clients.http.clone();
    let schemas = config.identity.schemas.iter_mut().map(|s| ("identity.schemas", &mut s.url));
    let templates = mails.then_some(&mut config.courier.templates).into_iter();
    let templates = templates.flat_map(|t| t.uris_mut().map(|uri| ("courier.templates", uri)));
    for (key, uri) in schemas.chain(templates).filter(|(_, uri)| is_web(uri)) {
        let bytes = Outbound::new(&client)?.fetched(uri).await;
        // The URL may hold a password.
        let bytes = bytes.map_err(|why| format!("{key}: one cannot be fetched: {why}"))?;
        *uri = format!("base64://{}", data_encoding::BASE64.encode(&bytes));
    }
    Ok(())
}

/// The DSN, or that of the embedded default.
pub(crate) fn dsn(config: &Config) -> String {
    match &config.dsn {
        Some(dsn) => dsn.expose().to_owned(),
        None => format!("sqlite://{}", config.data_dir.join("readmit.db").display()),
    }
}

async fn open(config: &Config, now: model::Timestamp) -> Result<Db> {
    let dsn = dsn(config);
    if dsn.starts_with("sqlite") {
        private_folder(&config.data_dir)?;
    }
    let db = Db::open(&db::Options::new(dsn)).await?;
    match db.kind() {
        Kind::Sqlite => {
            db::migrate(&db, migrations(), now).await?;
        }
        Kind::Postgres => {
            let due = db::pending(&db, migrations()).await?;
            if !due.is_empty() {
                let names = due.join(", ");
                return Err(Error::internal(format!(
                    "migrations are due ({names}): run `readmit migrate` first"
                )));
            }
        }
    }
    Ok(db)
}

/// Brings the configured database up to date; the names of what was applied.
pub async fn migrate(config: &Config, now: model::Timestamp) -> Result<Vec<&'static str>> {
    let db = Db::open(&db::Options::new(dsn(config))).await?;
    let applied = db::migrate(&db, migrations(), now).await?;
    db.close().await;
    Ok(applied.now)
}

fn private_folder(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|e| Error::caused("the data folder cannot be made", e))
}

/// The configured secrets; those of the embedded default lie beside its database.
fn keys(config: &Config, db: &Db, random: &dyn Random) -> Result<Keys> {
    let secrets = &config.secrets.default;
    if !secrets.is_empty() {
        if secrets.iter().any(|s| s.expose().len() < 32) {
            tracing::warn!(
                "a secret in secrets.default is shorter than 32 characters; longer ones are safer"
            );
        }
        return Ok(Keys::new(secrets.iter().map(config::SecretText::expose)));
    }
    if db.kind() == Kind::Postgres {
        return Err(Error::internal(
            "secrets.default is missing: on PostgreSQL every node has to have the same",
        ));
    }
    if config.dsn.as_ref().is_some_and(|dsn| dsn.expose() == "memory") {
        let drawn =
            model::Secret::new(model::random::text(random, "server-secret", ALPHANUMERIC, 48));
        return Ok(Keys::new([drawn.expose().as_str()]));
    }
    private_folder(&config.data_dir)?;
    let secret = kept_secret(&config.data_dir.join("secrets.yml"), random)?;
    Ok(Keys::new([secret.expose().as_str()]))
}

/// The secret of the embedded default: made once, readable by its owner alone.
fn kept_secret(path: &PathBuf, random: &dyn Random) -> Result<model::Secret<String>> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let prefix = "secret: ";
    if let Ok(text) = std::fs::read_to_string(path) {
        let found = text.lines().find_map(|line| line.strip_prefix(prefix)).map(str::trim);
        return match found.filter(|secret| secret.len() >= 32) {
            Some(secret) => Ok(model::Secret::new(secret.to_owned())),
            None => Err(Error::internal(format!("{} holds no secret", path.display()))),
        };
    }
    let secret = model::Secret::new(model::random::text(random, "server-secret", ALPHANUMERIC, 48));
    let written = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).and_then(|mut f| {
        writeln!(f, "# The key of this server's database. Without it nothing sealed can be opened: keep a copy.")?;
        writeln!(f, "{prefix}{}", secret.expose())?;
        f.sync_all()
    });
    written.map_err(|e| Error::caused("secrets.yml cannot be written", e))?;
    Ok(secret)
}

/// A database knows the key it was begun with; another one refuses to start.
async fn check_key(db: &Db, keys: &Keys) -> Result<()> {
    let mine = keys.fingerprints();
    let Some(newest) = mine.first() else {
        return Err(Error::internal("there are no keys"));
    };
    let known = store::key(db, newest).await?;
    if !mine.contains(&known) {
        return Err(Error::internal(
            "the database was written with another secret: give the old one in secrets.default, after the new one",
        ));
    }
    Ok(())
}

/// The one project there is, made at the first start.
async fn project(db: &Db, random: &dyn Random, now: model::Timestamp) -> Result<ProjectId> {
    if let Some(id) = store::project(db).await? {
        return Ok(id);
    }
    store::insert_project(db, ProjectId::draw(random, "project"), now).await?;
    // Two nodes may have started at once: the older row counts for both.
    store::project(db).await?.ok_or_else(|| Error::internal("there is no project"))
}

fn schemas(config: &Config) -> Result<Schemas, String> {
    let mut all = Vec::new();
    for schema in &config.identity.schemas {
        let name = &schema.id;
        let bytes = match schema.source() {
            Some(SchemaSource::Bytes(bytes)) => bytes,
            Some(SchemaSource::File(path)) => std::fs::read(&path).map_err(|e| {
                format!("identity schema `{name}`: {} cannot be read: {e}", path.display())
            })?,
            // Those on the web have been fetched.
            Some(SchemaSource::Web(_)) | None => {
                return Err(format!(
                    "identity schema `{name}`: `{}` is no URL of a schema",
                    schema.url
                ));
            }
        };
        let json = serde_json::from_slice(&bytes)
            .map_err(|e| format!("identity schema `{name}` is no JSON: {e}"))?;
        all.push(
            Schema::compile(name, json).map_err(|e| format!("identity schema `{name}`: {e}"))?,
        );
    }
    Schemas::new(all, &config.identity.default_schema_id)
}

/// The preset with what the configuration changes of it.
fn code_policy(config: &LookupSecretConfig) -> Result<Policy, String> {
    let Some(mut policy) = Policy::preset(config.preset.name()) else {
        return Err(format!("there is no preset `{}` of recovery codes", config.preset.name()));
    };
    let small = |value: u32| u8::try_from(value).unwrap_or(u8::MAX);
    policy.count = config.count.map_or(policy.count, small);
    policy.length = config.length.map_or(policy.length, small);
    policy.group = config.group.map_or(policy.group, small);
    policy.warn_below = config.warn_below.map_or(policy.warn_below, small);
    if let Some(alphabet) = &config.alphabet {
        let named = serde_json::from_value(alphabet.as_str().into());
        policy.alphabet =
            named.map_err(|_| format!("there is no alphabet `{alphabet}` of recovery codes"))?;
    }
    match config.order {
        Some(config::Order::Any) => policy.order = Order::Any,
        Some(config::Order::Sequence) => policy.order = Order::InSequence,
        None => {}
    }
    match config.on_use {
        Some(config::OnUse::Spend) => policy.on_use = OnUse::Spend,
        Some(config::OnUse::Replace) => policy.on_use = OnUse::ReplaceAll,
        None => {}
    }
    match config.reveal {
        Some(true) => policy.reveal = Reveal::WhileUnused,
        Some(false) => policy.reveal = Reveal::Once,
        None => {}
    }
    match config.normalise {
        Some(config::Normalise::Exact) => policy.normalise = Normalise::Exact,
        Some(config::Normalise::CaseAndSeparators) => {
            policy.normalise = Normalise::CaseAndSeparators;
        }
        Some(config::Normalise::Crockford) => policy.normalise = Normalise::Crockford,
        None => {}
    }
    if let Some(with) = &config.required_with {
        let has = |name: &str| with.iter().any(|w| w == name);
        policy.required_with = match (has("totp"), has("webauthn")) {
            (true, true) => RequiredWith::Any,
            (true, false) => RequiredWith::Totp,
            (false, true) => RequiredWith::Webauthn,
            (false, false) => RequiredWith::Nothing,
        };
    }
    policy.check().map_err(|e| format!("selfservice.methods.lookup_secret.config: {e}"))?;
    Ok(policy)
}
