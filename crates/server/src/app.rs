//! What the whole server shares ([`App`]) and what one request is given ([`Cx`]).
//!
//! Time is read once per request and lies in `Cx`, so that everything in the request agrees on it; randomness is
//! drawn from `App::random` under a label. Background work is started by [`App::spawn`] only, so that shutdown
//! and tests can wait for it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use db::Db;
use model::id::ProjectId;
use model::time::Sleep;
use model::{Clock, Random, Timestamp};
use recovery_codes::hash::HashParams;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::courier;
use crate::hashing::Hashing;
use crate::http::Request;
use crate::http::client_ip::Proxies;
use crate::identity::schema::Schemas;
use crate::keys::Keys;
use crate::method::webauthn::party::Parties;
use crate::web::Pages;
use crate::web_hook::WebHooks;

/// One running server.
pub struct App {
    /// Everything the operator decided.
    pub config: Config,
    /// The database.
    pub db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) keys: Keys,
    pub(crate) hashing: Hashing,
    pub(crate) schemas: Schemas,
    pub(crate) pages: Pages,
    pub(crate) courier: courier::Courier,
    pub(crate) web_hooks: WebHooks,
    /// Whose word about the client's address counts.
    pub(crate) proxies: Proxies,
    /// Whom security keys and passkeys are made for.
    pub(crate) parties: Parties,
    pub(crate) project: ProjectId,
    /// How recovery codes are made from now on.
    pub(crate) code_policy: recovery_codes::Policy,
    pub(crate) code_hash: HashParams,
    pub(crate) answer_grid: Option<Duration>,
    /// Name of the CSRF cookie.
    pub(crate) csrf_cookie: String,
    pub(crate) jobs: Notify,
    pub(crate) tasks: TaskTracker,
    pub(crate) stopping: CancellationToken,
}

impl App {
    /// Starts background work that shutdown waits for.
    pub fn spawn<F>(&self, task: F) -> tokio::task::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tasks.spawn(task)
    }

    /// Ends background work and waits for it.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.db.close().await;
    }

    /// There is background work to do now.
    pub(crate) fn wake_jobs(&self) {
        self.jobs.notify_one();
    }

    /// The URL of the public listener, without a slash at its end.
    pub(crate) fn public_url(&self) -> &str {
        self.config.serve.public.base()
    }

    /// Where `schema_url`s begin.
    pub(crate) fn schemas_url(&self) -> String {
        format!("{}/schemas/", self.public_url())
    }
}

/// The operating system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time comes from")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let micros = since.map_or(0, |d| d.as_micros());
        Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place where sleeping is done")]
    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// What one request, or one run of a job, is given.
#[derive(Clone)]
pub(crate) struct Cx {
    pub(crate) app: Arc<App>,
    pub(crate) request: Arc<Request>,
    pub(crate) now: Timestamp,
    /// The database, counting this request's statements.
    db: Db,
}

impl Cx {
    pub(crate) fn new(app: Arc<App>, request: Request) -> Self {
        let now = app.clock.now();
        let db = app.db.counted();
        Self { app, request: Arc::new(request), now, db }
    }
    /// For work that no client asked for.
    pub(crate) fn internal(app: Arc<App>) -> Self {
        let request = Request::internal(&*app.random);
        Self::new(app, request)
    }
    pub(crate) fn project(&self) -> ProjectId {
        self.app.project
    }
    pub(crate) fn config(&self) -> &Config {
        &self.app.config
    }
    pub(crate) fn db(&self) -> &Db {
        &self.db
    }
    pub(crate) fn random(&self) -> &dyn Random {
        &*self.app.random
    }
    pub(crate) fn keys(&self) -> &Keys {
        &self.app.keys
    }
}
