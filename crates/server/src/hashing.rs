//! The threads that hash passwords and recovery codes.
//!
//! Hashing takes tens of milliseconds and tens of megabytes on purpose, so it has threads of its own: as many as
//! cores, each with one block of memory that it uses again and again, and a short queue. A full queue is refused
//! at once (503) instead of being waited for. A thread that had nothing to do for a while gives its memory back.
//! The threads are named `hash-N`, so that their cost can be told from the rest of the process.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel,
};
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

/// Work, and perhaps more of it, for which the others in the queue come first.
struct Job(Box<Run>);

type Run = dyn FnOnce(&mut Memory) -> Option<Job> + Send;

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
        self.enqueue(Job(Box::new(move |memory| {
            // Nobody waits any more: the request was dropped.
            let _ = reply.send(job(memory));
            None
        })))?;
        answer.await.map_err(|_| Error::internal("a hash thread has died"))
    }

    /// Runs all `jobs`, spread over the threads, and waits for what they give, in their order. Between two of them a
    /// thread takes what others wait for.
    pub(crate) async fn run_all<T: Send + 'static>(
        &self,
        jobs: Vec<impl FnOnce(&mut Memory) -> T + Send + 'static>,
    ) -> Result<Vec<T>> {
        let threads = self.workers.lock().unwrap_or_else(PoisonError::into_inner).len();
        let share = jobs.len().div_ceil(threads.max(1)).max(1);
        let mut jobs = jobs.into_iter();
        let mut answers = Vec::new();
        loop {
            let strand: VecDeque<_> = jobs.by_ref().take(share).collect();
            if strand.is_empty() {
                break;
            }
            let (reply, answer) = oneshot::channel();
            self.enqueue(next(strand, Vec::with_capacity(share), reply))?;
            answers.push(answer);
        }
        let mut done = Vec::new();
        for answer in answers {
            done.extend(answer.await.map_err(|_| Error::internal("a hash thread has died"))?);
        }
        Ok(done)
    }
}

/// The first of `strand`, and then the others.
fn next<T: Send + 'static>(
    mut strand: VecDeque<impl FnOnce(&mut Memory) -> T + Send + 'static>,
    mut done: Vec<T>,
    reply: oneshot::Sender<Vec<T>>,
) -> Job {
    Job(Box::new(move |memory| {
        if reply.is_closed() {
            return None;
        }
        done.extend(strand.pop_front().map(|job| job(memory)));
        if strand.is_empty() {
            let _ = reply.send(done);
            return None;
        }
        Some(next(strand, done, reply))
    }))
}

fn work(queue: &Receiver<Job>, waiting: &AtomicUsize) {
    let mut memory = Memory::default();
    let mut begun: VecDeque<Job> = VecDeque::new();
    loop {
        let new = if begun.is_empty() { wait(queue, &mut memory) } else { look(queue) };
        // One of each, so that neither keeps the other waiting.
        let jobs = match new {
            Ok(new) => new.into_iter().chain(begun.pop_front()),
            Err(Ended) => return,
        };
        for Job(run) in jobs {
            match run(&mut memory) {
                Some(rest) => begun.push_back(rest),
                None => drop(waiting.fetch_sub(1, Ordering::Relaxed)),
            }
        }
    }
}

/// The server ends.
struct Ended;

fn look(queue: &Receiver<Job>) -> Result<Option<Job>, Ended> {
    match queue.try_recv() {
        Ok(job) => Ok(Some(job)),
        Err(TryRecvError::Empty) => Ok(None),
        Err(TryRecvError::Disconnected) => Err(Ended),
    }
}

fn wait(queue: &Receiver<Job>, memory: &mut Memory) -> Result<Option<Job>, Ended> {
    let job = queue.recv_timeout(IDLE).or_else(|ended| match ended {
        RecvTimeoutError::Timeout => {
            memory.release();
            queue.recv().map_err(|_| Ended)
        }
        RecvTimeoutError::Disconnected => Err(Ended),
    })?;
    Ok(Some(job))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_jobs_run_and_their_answers_come_in_order() {
        for threads in [1, 2, 3] {
            let pool = Hashing::start(threads).unwrap();
            let jobs: Vec<_> = (0..7).map(|n| move |_: &mut Memory| n * n).collect();
            assert_eq!(pool.run_all(jobs).await.unwrap(), [0, 1, 4, 9, 16, 25, 36]);
            assert_eq!(pool.run(|_| 5).await.unwrap(), 5);
            let none: Vec<fn(&mut Memory) -> u8> = Vec::new();
            assert!(pool.run_all(none).await.unwrap().is_empty());
        }
    }

    #[tokio::test]
    async fn between_two_of_many_others_get_their_turn() {
        let pool = Hashing::start(1).unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let (begun, begins) = std::sync::mpsc::channel();
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let jobs: Vec<_> = (0..4)
            .map(|n| {
                let (order, gate, begun) = (order.clone(), gate.clone(), begun.clone());
                move |_: &mut Memory| {
                    if n == 0 {
                        begun.send(()).unwrap();
                        gate.lock().unwrap().recv().unwrap();
                    }
                    order.lock().unwrap().push(format!("many {n}"));
                }
            })
            .collect();
        let seen = order.clone();
        let many = pool.run_all(jobs);
        let other = async {
            tokio::task::yield_now().await;
            begins.recv().unwrap();
            let asked = pool.run(move |_| seen.lock().unwrap().push("other".to_owned()));
            tokio::join!(asked, async { go.send(()).unwrap() }).0.unwrap();
        };
        let (done, ()) = tokio::join!(many, other);
        done.unwrap();
        let order = order.lock().unwrap();
        let place = order.iter().position(|what| what == "other").unwrap();
        assert!(place < 3, "{order:?}");
    }
}
