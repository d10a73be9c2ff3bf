//! Background work: cleaning up what has expired, hashing imported recovery codes, and asking owners whether they still
//! have theirs.
//!
//! One loop, woken when there is something to do and at the latest every minute. It takes small bites, so that it never
//! stands in the way of a request. Sending mail has a worker of its own in `courier`.

mod store;

use std::sync::Arc;
use std::time::Duration;

use crate::app::{App, Cx};
use crate::error::Result;
use crate::identity::credentials;
use crate::method::{METHODS, Method, lookup_secret, webauthn};

const EVERY: Duration = Duration::from_mins(1);

/// Starts the loop.
pub(crate) fn start(app: &Arc<App>) {
    let worker = app.clone();
    drop(app.spawn(async move {
        if let Err(error) = tell_unused(&worker).await {
            tracing::error!("credentials could not be counted: {error}");
        }
        loop {
            tokio::select! {
                () = worker.stopping.cancelled() => return,
                () = worker.jobs.notified() => {}
                () = worker.clock.sleep(EVERY) => {}
            }
            if let Err(error) = run(&worker).await {
                tracing::error!("background work failed: {error}");
            }
        }
    }));
}

/// Second factors that are switched off do not count for the level of an account that has them: whoever switched one
/// off is told how many accounts that makes weaker.
async fn tell_unused(app: &App) -> Result<()> {
    let off = |m: &&&dyn Method| m.second_factor(&app.config) && !m.enabled(&app.config);
    for method in METHODS.iter().filter(off) {
        let owners = credentials::count(&app.db, app.project, method.id()).await?;
        if owners > 0 {
            tracing::warn!(
                method = method.id(),
                owners,
                "a second factor that accounts have is switched off"
            );
        }
    }
    let owners = webauthn::idle(app).await?;
    if owners > 0 {
        tracing::warn!(
            owners,
            "security keys that were added as a second step are not asked for (passwordless)"
        );
    }
    Ok(())
}

/// Does what there is to do now.
pub(crate) async fn run(app: &Arc<App>) -> Result<()> {
    let cx = Cx::internal(app.clone());
    while lookup_secret::hash_imported(&cx).await? > 0 {}
    lookup_secret::drill(&cx).await?;
    store::clean(&cx).await
}

impl App {
    /// Does the background work now; for tests.
    pub async fn run_jobs(self: &Arc<Self>) -> Result<()> {
        run(self).await
    }
}
