//! Many clients doing the same thing at the same moment.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Barrier;

/// What a race gave.
pub struct Race<T> {
    /// What each runner came back with.
    pub results: Vec<T>,
}

impl<T> Race<T> {
    /// How many came back with this.
    pub fn count(&self, wanted: impl Fn(&T) -> bool) -> usize {
        self.results.iter().filter(|result| wanted(result)).count()
    }
}

/// Lets `runners` tasks wait for each other, then run at once.
pub async fn race<T, F, Fut>(runners: usize, mut make: F) -> Race<T>
where
    T: Send + 'static,
    F: FnMut(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
{
    let barrier = Arc::new(Barrier::new(runners));
    let mut tasks = Vec::new();
    for number in 0..runners {
        let (barrier, run) = (barrier.clone(), make(number));
        #[expect(clippy::disallowed_methods, reason = "there is no App to spawn on")]
        tasks.push(tokio::spawn(async move {
            barrier.wait().await;
            run.await
        }));
    }
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("a runner"));
    }
    Race { results }
}
