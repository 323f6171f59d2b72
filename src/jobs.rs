//! The background jobs: the reaper, voice maintenance, the retention purge, housekeeping, and listening to other replicas.
//!
//! A job is idempotent, takes no input, and stops between two steps when the service stops.

mod housekeeping;
mod listen;
mod purge;
mod reap;
mod voice;

pub use purge::{PurgeTotals, list_purgeable, purge};
pub use reap::{Reaper, run_once};

use crate::{app::App, model::retention::RetainedData};
use chrono::TimeDelta;
use std::sync::Arc;
use strum::VariantArray;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Pauses for `time`, or until `stop` is cancelled.
async fn pause(app: &App, stop: &CancellationToken, time: TimeDelta) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = app.clock.sleep_until(app.clock.now() + time) => {}
    }
}

/// Starts the jobs that the settings switch on. They end soon after `stop` is cancelled.
pub fn start(app: &App, tracker: &TaskTracker, stop: &CancellationToken) {
    tracker.spawn(housekeeping::run(app.clone(), stop.clone()));
    tracker.spawn(listen::run(app.clone(), stop.clone()));
    if app.engine.livekit().is_some() {
        tracker.spawn(voice::run(app.clone(), stop.clone()));
    }
    if RetainedData::VARIANTS
        .iter()
        .copied()
        .into_iter()
        .any(|what| app.config().retention.period(what).is_some())
    {
        tracker.spawn(purge::run(app.clone(), stop.clone()));
    }
    if app.config().reaper.enabled {
        let reaper = Arc::new(Reaper::new(app));
        let stop = stop.clone();
        tracker.spawn(async move { reaper.run(stop).await });
    }
}
