//! Reproducible randomness that remembers how often each use drew: a draw that belongs to some work (a password's
//! salt, say) tells that the work was done.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::Random;
use model::random::SeededRandom;

/// Seeded randomness with a count for each label.
pub(crate) struct CountedRandom {
    inner: SeededRandom,
    counts: Mutex<HashMap<&'static str, u64>>,
}

impl CountedRandom {
    pub(crate) fn new(seed: u64) -> Self {
        Self { inner: SeededRandom::new(seed), counts: Mutex::default() }
    }
    pub(crate) fn count(&self, label: &str) -> u64 {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(label).copied().unwrap_or(0)
    }
}

impl Random for CountedRandom {
    fn fill(&self, label: &'static str, out: &mut [u8]) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(label).or_default() += 1;
        self.inner.fill(label, out);
    }
}
