//! Which repeatable calls are being worked on by this process, so that a repetition that comes too early hears so.

use crate::model::{
    idempotency::{IdempotencyKey, Repeatable},
    ids::KeyId,
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

type Call = (KeyId, IdempotencyKey);

/// The calls in flight.
#[derive(Clone, Default)]
pub(super) struct InFlight(Arc<Mutex<HashSet<Call>>>);

/// A call in flight; it is over when this is dropped.
pub(super) struct Flight {
    calls: InFlight,
    call: Call,
}

impl InFlight {
    /// Enters a call; `None` when the same is in flight already.
    pub(super) fn enter(&self, call: &Repeatable) -> Option<Flight> {
        let call = (call.caller, call.key.clone());
        let entered = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(call.clone());
        entered.then(|| Flight {
            calls: self.clone(),
            call,
        })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.calls
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.call);
    }
}
