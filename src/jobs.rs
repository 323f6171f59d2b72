//! The background jobs: the reaper, voice maintenance, the retention purge, housekeeping, and listening to other replicas.
//!
//! A job is idempotent, takes no input, and stops between two steps when the service stops. Which jobs run is decided by
//! the application.

mod housekeeping;
mod listen;
mod purge;
mod reap;
mod voice;

pub use housekeeping::Housekeeping;
pub use listen::listen;
pub use purge::{Purge, PurgeTotals};
pub use reap::Reaper;
pub use voice::maintain_voice;

use crate::clock::{Clock, SharedClock};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio_util::sync::CancellationToken;

/// The pause before a job that panicked starts again.
const AFTER_PANIC: Duration = Duration::from_secs(5);

/// Runs a job, and again after a panic, so that a fault in one step does not end the job for as long as the process lives.
pub async fn restart_after_panic<F: Future<Output = ()>>(
    name: &'static str,
    clock: SharedClock,
    stop: CancellationToken,
    run: impl Fn() -> F,
) {
    while AssertUnwindSafe(run()).catch_unwind().await.is_err() {
        tracing::error!(job = name, "job panicked and starts again");
        pause(&*clock, &stop, AFTER_PANIC).await;
    }
}

/// Pauses for `time`, or until `stop` is cancelled.
async fn pause(clock: &dyn Clock, stop: &CancellationToken, time: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = clock.sleep(time) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    #[tokio::test]
    async fn a_job_that_panics_starts_again() {
        let (runs, stop) = (AtomicUsize::new(0), CancellationToken::new());
        // The pause ends at once.
        stop.cancel();
        restart_after_panic("test", Arc::new(SystemClock::default()), stop, || async {
            assert!(runs.fetch_add(1, Ordering::Relaxed) > 1, "planted");
        })
        .await;
        assert_eq!(runs.load(Ordering::Relaxed), 3);
    }
}
