//! Guards against doing the same thing twice at the same time within this process.

use std::{
    collections::HashSet,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// The tasks that are under way, each identified by a key.
#[derive(Clone)]
pub(super) struct InFlight<K>(Arc<Mutex<HashSet<K>>>);

/// A task that is under way until this is dropped.
pub(super) struct Flight<K: Hash + Eq> {
    all: InFlight<K>,
    key: K,
}

impl<K: Hash + Eq + Clone> InFlight<K> {
    /// Begins a task; `None` if it is under way already.
    pub(super) fn enter(&self, key: K) -> Option<Flight<K>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(key.clone()).then(|| Flight { all: self.clone(), key })
    }
}

impl<K> Default for InFlight<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Hash + Eq> Drop for Flight<K> {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&self.key);
    }
}
