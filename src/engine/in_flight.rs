//! Guards against doing the same thing twice at the same time within this process.

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

/// The things that are being done.
#[derive(Clone)]
pub(super) struct InFlight<K>(Arc<Mutex<HashSet<K>>>);

/// A thing that is being done, until this is dropped.
pub(super) struct Flight<K: Hash + Eq> {
    all: InFlight<K>,
    one: K,
}

impl<K: Hash + Eq + Clone> InFlight<K> {
    /// Begins `one`; `None` if it is being done already.
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

/// Identifies a repeatable call.
pub(super) fn call(call: &IdempotentRequest) -> Call {
    (call.caller, call.key.clone())
}
