//! When API keys were last used: collected in memory and stored from time to time, so that no request writes to the
//! database for it.

use crate::{
    clock::Timestamp,
    model::ids::KeyId,
    store::{Result, Store, keys},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The uses that are not stored yet. A crash loses them.
#[derive(Clone, Debug, Default)]
pub(super) struct RecentUse(Arc<Mutex<HashMap<KeyId, Timestamp>>>);

impl RecentUse {
    /// Records that a key is used.
    pub(super) fn record(&self, key: KeyId, now: Timestamp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, now);
    }

    /// Stores the recorded uses.
    pub(super) async fn flush(&self, store: &Store) -> Result<()> {
        let uses = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if uses.is_empty() {
            return Ok(());
        }
        let transaction = store.begin().await?;
        keys::note_use(&transaction, uses).await?;
        store.commit(transaction).await
    }
}
