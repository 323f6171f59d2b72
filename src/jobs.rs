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

use crate::clock::Clock;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Pauses for `time`, or until `stop` is cancelled.
async fn pause(clock: &dyn Clock, stop: &CancellationToken, time: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = clock.sleep(time) => {}
    }
}
