//! The threads that hash passwords and recovery codes.
//!
//! Hashing takes tens of milliseconds and tens of megabytes on purpose, so it has threads of its own: as many as
//! cores, each with one block of memory that it uses again and again, and a short queue. A full queue is refused
//! at once (503) instead of being waited for. A thread that had nothing to do for a while gives its memory back.
//! The threads are named `hash-N`, so that their cost can be told from the rest of the process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::Problem;
use passwords::Memory;
use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// How many jobs may wait for one thread: about a second of work.
const QUEUE: usize = 64;
/// After so long without work a thread frees its memory.
const IDLE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

struct Worker {
    jobs: SyncSender<Job>,
    waiting: Arc<AtomicUsize>,
}

/// The pool.
pub(crate) struct Hashing {
    workers: Mutex<Vec<Worker>>,
}

impl Hashing {
    /// Starts `threads` of them.
    pub(crate) fn start(threads: usize) -> std::io::Result<Self> {
        let mut workers = Vec::new();
        for number in 0..threads.max(1) {
            let (jobs, queue) = sync_channel(QUEUE);
            let waiting = Arc::new(AtomicUsize::new(0));
            let counter = waiting.clone();
            std::thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || work(&queue, &counter))?;
            workers.push(Worker { jobs, waiting });
        }
        Ok(Self { workers: Mutex::new(workers) })
    }

    fn enqueue(&self, job: Job) -> Result<()> {
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let shortest = workers.iter().min_by_key(|w| w.waiting.load(Ordering::Relaxed));
        let Some(worker) = shortest else {
            return Err(Error::internal("no hash threads"));
        };
        worker.waiting.fetch_add(1, Ordering::Relaxed);
        worker.jobs.try_send(job).map_err(|error| {
            worker.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => Problem::new(
                    503,
                    "",
                    "Too many sign-ins at once. Please try again in a moment.",
                )
                .into(),
                TrySendError::Disconnected(_) => Error::internal("the hash threads have ended"),
            }
        })
    }

    /// Runs `job` on one of the threads and waits for what it gives.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Box::new(move |memory| {
            // Nobody waits any more: the request was dropped.
            let _ = reply.send(job(memory));
        }))?;
        answer.await.map_err(|_| Error::internal("a hash thread has died"))
    }
}

fn work(queue: &Receiver<Job>, waiting: &AtomicUsize) {
    let mut memory = Memory::default();
    loop {
        let job = match queue.recv_timeout(IDLE) {
            Ok(job) => job,
            Err(RecvTimeoutError::Timeout) => {
                memory.release();
                match queue.recv() {
                    Ok(job) => job,
                    Err(_) => return,
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        job(&mut memory);
        waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
