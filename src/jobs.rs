//! What happens without being asked: ending what is due, tending to the media server, and keeping the house.
//!
//! A job is idempotent, takes no input and stops between two steps when the service does.

mod housekeeping;
mod listen;
mod media;
mod reap;
mod retention;

pub use reap::{Reaper, run_once};
pub use retention::{LetGo, let_go, outlived};

use crate::{app::App, model::retention::Kept};
use chrono::TimeDelta;
use std::sync::Arc;
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
    if app.rooms.livekit().is_some() {
        tracker.spawn(media::run(app.clone(), stop.clone()));
    }
    if Kept::ALL
        .into_iter()
        .any(|what| app.config().retention.time(what).is_some())
    {
        tracker.spawn(retention::run(app.clone(), stop.clone()));
    }
    if app.config().reaper.enabled {
        let reaper = Arc::new(Reaper::new(app));
        let stop = stop.clone();
        tracker.spawn(async move { reaper.run(stop).await });
    }
}
