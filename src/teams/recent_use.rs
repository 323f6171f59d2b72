//! When keys were last used, gathered in memory and written now and then: no write per request.

use crate::{
    clock::Timestamp,
    model::ids::KeyId,
    store::{Result, Store, keys},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The uses since the last writing. A crash loses at most these.
#[derive(Clone, Debug, Default)]
pub struct RecentUse(Arc<Mutex<HashMap<KeyId, Timestamp>>>);

impl RecentUse {
    /// Notes that a key was used.
    pub fn note(&self, key: KeyId, now: Timestamp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, now);
    }

    /// Writes what was noted.
    pub async fn flush(&self, store: &Store) -> Result<()> {
        let uses = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if uses.is_empty() {
            return Ok(());
        }
        let transaction = store.begin().await?;
        keys::note_use(&transaction, uses).await?;
        store.commit(transaction).await
    }
}
