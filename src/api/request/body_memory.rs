//! The memory that request bodies take together, so that the number of requests at the same time does not decide it.

use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// The memory for the texts of all bodies.
const TEXT_BYTES: usize = 32 * 1024 * 1024;
/// The memory for the values of all bodies.
const VALUE_BYTES: usize = 64 * 1024 * 1024;
/// The most that the values of one body take.
const MAX_VALUE_BYTES: usize = 48 * 1024 * 1024;
/// Permits are for so many bytes.
const UNIT: usize = 1024;

/// Memory for the bodies of requests, shared by all requests.
#[derive(Clone, Debug)]
pub struct BodyMemory {
    texts: Arc<Semaphore>,
    values: Arc<Semaphore>,
}

impl Default for BodyMemory {
    fn default() -> Self {
        Self {
            texts: Arc::new(Semaphore::new(TEXT_BYTES / UNIT)),
            values: Arc::new(Semaphore::new(VALUE_BYTES / UNIT)),
        }
    }
}

/// The memory that one body holds, until it is dropped.
#[derive(Debug, Default)]
pub struct HeldMemory {
    text: Option<OwnedSemaphorePermit>,
    text_bytes: usize,
    values: Option<OwnedSemaphorePermit>,
}

impl HeldMemory {
    /// Takes memory for more text. `None` if there is none left: nobody waits while holding memory, or two could wait for
    /// each other.
    pub(super) fn hold_text(&mut self, memory: &BodyMemory, bytes: usize) -> Option<()> {
        self.text_bytes += bytes;
        let held = self.text.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = self.text_bytes.div_ceil(UNIT).saturating_sub(held);
        let more = memory
            .texts
            .clone()
            .try_acquire_many_owned(missing.try_into().ok()?)
            .ok()?;
        match &mut self.text {
            Some(text) => text.merge(more),
            none => *none = Some(more),
        }
        Some(())
    }

    /// Takes the memory that values may take at most, waiting for it if need be, and returns how much it is. `None` if there
    /// is none for too long.
    pub(super) async fn reserve_values(
        &mut self,
        memory: &BodyMemory,
        bytes: usize,
        patience: Duration,
    ) -> Option<usize> {
        let units = bytes.min(MAX_VALUE_BYTES).div_ceil(UNIT);
        let permit = memory.values.clone().acquire_many_owned(units.try_into().ok()?);
        self.values = Some(timeout(patience, permit).await.ok()?.ok()?);
        Some(units * UNIT)
    }

    /// Gives back what the values did not take.
    pub(super) fn keep_values(&mut self, bytes: usize) {
        if let Some(values) = &mut self.values {
            let unused = values.num_permits().saturating_sub(bytes.div_ceil(UNIT));
            drop(values.split(unused));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_share_their_memory_and_give_it_back() {
        let memory = BodyMemory::default();
        let (mut large, mut other) = (HeldMemory::default(), HeldMemory::default());
        assert!(large.hold_text(&memory, TEXT_BYTES - UNIT).is_some());
        assert!(other.hold_text(&memory, 1).is_some());
        assert!(other.hold_text(&memory, UNIT - 1).is_some(), "the rest of its unit");
        assert!(other.hold_text(&memory, 1).is_none());
        drop(large);
        assert!(
            HeldMemory::default()
                .hold_text(&memory, TEXT_BYTES - 2 * UNIT)
                .is_some()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn values_wait_for_memory_and_keep_only_what_they_take() {
        let memory = BodyMemory::default();
        let patience = Duration::from_secs(1);
        let (mut first, mut second, mut third) = <(HeldMemory, HeldMemory, HeldMemory)>::default();
        assert_eq!(
            first.reserve_values(&memory, usize::MAX, patience).await,
            Some(MAX_VALUE_BYTES)
        );
        let rest = VALUE_BYTES - MAX_VALUE_BYTES;
        assert_eq!(second.reserve_values(&memory, rest, patience).await, Some(rest));
        assert_eq!(third.reserve_values(&memory, 1, patience).await, None);
        first.keep_values(10 * UNIT);
        assert_eq!(third.reserve_values(&memory, 1, patience).await, Some(UNIT));
    }
}
