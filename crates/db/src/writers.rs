//! Who holds a write transaction.
//!
//! A task that begins a second one while it holds the first would wait for itself: for ever on SQLite,
//! where there is one writer, and on PostgreSQL as soon as a row is touched twice. So it is an error at
//! once, on both. Code that runs outside any task (`block_on`) is known by its thread.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;

use crate::error::{Fault, Result};

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Task(tokio::task::Id),
    Thread(ThreadId),
}

impl Owner {
    fn current() -> Self {
        tokio::task::try_id().map_or_else(|| Self::Thread(std::thread::current().id()), Self::Task)
    }
}

/// The tasks that hold or wait for a write transaction of one database.
#[derive(Default)]
pub(crate) struct Writers(Mutex<HashSet<Owner>>);

impl Writers {
    /// Notes that the current task is about to begin a write transaction.
    pub(crate) fn claim(self: &Arc<Self>) -> Result<Slot> {
        let owner = Owner::current();
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if owners.insert(owner) {
            Ok(Slot { writers: Arc::clone(self), owner })
        } else {
            Err(Fault::Nested.into())
        }
    }

    /// Refuses a single write of a task that holds a write transaction.
    pub(crate) fn check(&self) -> Result<()> {
        let owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if owners.contains(&Owner::current()) { Err(Fault::Nested.into()) } else { Ok(()) }
    }
}

/// The claim of one write transaction; ends when dropped.
pub(crate) struct Slot {
    writers: Arc<Writers>,
    owner: Owner,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.writers.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.owner);
    }
}
