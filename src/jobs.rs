//! What happens without being asked: ending what is due, tending to the media server, and keeping the house.
//!
//! A job is idempotent, takes no input and stops between two steps when the service does.

mod housekeeping;
mod listen;
mod purge;
mod reap;
mod voice;

pub use purge::{PurgeTotals, let_go, outlived};
pub use reap::{Reaper, run_once};

use crate::{app::App, model::retention::RetainedData};
use chrono::TimeDelta;
use std::sync::Arc;
use strum::VariantArray;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Rests for a time, or until `stop`.
async fn rest(app: &App, stop: &CancellationToken, time: TimeDelta) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = app.clock.sleep_until(app.clock.now() + time) => {}
    }
}

/// Starts the jobs that the settings ask for. They end soon after `stop`.
pub fn start(app: &App, tracker: &TaskTracker, stop: &CancellationToken) {
    tracker.spawn(housekeeping::run(app.clone(), stop.clone()));
    tracker.spawn(listen::run(app.clone(), stop.clone()));
    if app.engine.livekit().is_some() {
        tracker.spawn(voice::run(app.clone(), stop.clone()));
    }
    if RetainedData::VARIANTS
        .iter()
        .any(|what| app.config().retention.time(*what).is_some())
    {
        tracker.spawn(purge::run(app.clone(), stop.clone()));
    }
    if app.config().reaper.enabled {
        let reaper = Arc::new(Reaper::new(app));
        let stop = stop.clone();
        tracker.spawn(async move { reaper.run(stop).await });
    }
}
