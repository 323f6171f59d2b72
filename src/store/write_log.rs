//! When a write last succeeded or failed, so that readiness need not write each time it is asked.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The outcome of the last write, by monotonic time.
#[derive(Debug, Default)]
pub(super) struct WriteLog(Mutex<Option<LastWrite>>);

#[derive(Clone, Copy, Debug)]
struct LastWrite {
    at: Instant,
    succeeded: bool,
}

impl WriteLog {
    /// Notes that a write succeeded or failed now.
    pub fn note(&self, succeeded: bool) {
        *self.last() = Some(LastWrite {
            at: Instant::now(),
            succeeded,
        });
    }

    /// Whether the last write succeeded and is not older than `time`.
    pub fn succeeded_within(&self, time: Duration) -> bool {
        let last = *self.last();
        last.is_some_and(|last| last.succeeded && last.at.elapsed() <= time)
    }

    fn last(&self) -> MutexGuard<'_, Option<LastWrite>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
