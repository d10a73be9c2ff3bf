//! Background work: cleaning up what has expired, and hashing imported recovery codes.
//!
//! One loop, woken when there is something to do and at the latest every minute. It takes small bites, so that it never
//! stands in the way of a request. Sending mail has a worker of its own in `courier`.

mod store;

use std::sync::Arc;
use std::time::Duration;

use crate::app::{App, Cx};
use crate::error::Result;
use crate::method::lookup_secret;

const EVERY: Duration = Duration::from_mins(1);

/// Starts the loop.
pub(crate) fn start(app: &Arc<App>) {
    let worker = app.clone();
    drop(app.spawn(async move {
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

/// Does what there is to do now.
pub(crate) async fn run(app: &Arc<App>) -> Result<()> {
    let cx = Cx::internal(app.clone());
    while lookup_secret::hash_imported(&cx).await? > 0 {}
    store::clean(&cx).await
}

impl App {
    /// Does the background work now; for tests.
    pub async fn run_jobs(self: &Arc<Self>) -> Result<()> {
        run(self).await
    }
}
