//! What this process is at work on, so that nobody begins the same a second time meanwhile.

use crate::model::{
    idempotency::{IdempotencyKey, IdempotentRequest},
    ids::KeyId,
};
use std::{
    collections::HashSet,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// A repeatable call.
pub(super) type Call = (KeyId, IdempotencyKey);

/// What is in flight.
#[derive(Clone)]
pub(super) struct InFlight<K>(Arc<Mutex<HashSet<K>>>);

/// One of them; it is over when this is dropped.
pub(super) struct Flight<K: Hash + Eq> {
    all: InFlight<K>,
    one: K,
}

impl<K: Hash + Eq + Clone> InFlight<K> {
    /// Enters `one`; `None` when the same is in flight already.
    pub(super) fn enter(&self, one: K) -> Option<Flight<K>> {
        let entered = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(one.clone());
        entered.then(|| Flight { all: self.clone(), one })
    }
}

impl<K> Default for InFlight<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Hash + Eq> Drop for Flight<K> {
    fn drop(&mut self) {
        self.all
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.one);
    }
}

/// What a repeatable call is known by.
pub(super) fn call(call: &IdempotentRequest) -> Call {
    (call.caller, call.key.clone())
}
