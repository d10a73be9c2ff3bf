//! Who holds a write transaction.
//!
//! A task that begins a second one while it holds the first would wait for itself: for ever on SQLite,
//! where there is one writer, and on PostgreSQL as soon as a row is touched twice. So it is an error at
//! once, on both. Code that runs outside any task (`block_on`) is known by its thread.
//!
//! One that asks for a second connection, be it for a read, while its transaction holds the first, would wait
//! for others who wait for the first. That shows under load alone, so builds with debug assertions refuse it always.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// The tasks that hold or wait for a write transaction of one database, and whether it has its connection.
#[derive(Default)]
pub(crate) struct Writers(Mutex<HashMap<Owner, bool>>);

impl Writers {
    /// Notes that the current task is about to begin a write transaction.
    pub(crate) fn claim(self: &Arc<Self>) -> Result<Slot> {
        let owner = Owner::current();
        let mut owners = self.owners();
        if owners.contains_key(&owner) {
            return Err(Fault::Nested.into());
        }
        owners.insert(owner, false);
        Ok(Slot { writers: Arc::clone(self), owner })
    }

    /// Refuses a single write of a task that holds a write transaction.
    pub(crate) fn check(&self) -> Result<()> {
        if self.owners().contains_key(&Owner::current()) {
            Err(Fault::Nested.into())
        } else {
            Ok(())
        }
    }

    /// With debug assertions, refuses another connection to a task whose transaction has one.
    pub(crate) fn check_connection(&self) -> Result<()> {
        if cfg!(debug_assertions) && self.owners().get(&Owner::current()) == Some(&true) {
            return Err(Fault::SecondConnection.into());
        }
        Ok(())
    }

    fn owners(&self) -> MutexGuard<'_, HashMap<Owner, bool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The claim of one write transaction; ends when dropped.
pub(crate) struct Slot {
    writers: Arc<Writers>,
    owner: Owner,
}

impl Slot {
    /// Notes that the transaction has a connection now.
    pub(crate) fn connected(&self) {
        self.writers.owners().insert(self.owner, true);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.writers.owners().remove(&self.owner);
    }
}
