//! The reaper: ends rooms that are due and writes the events of their end.
//!
//! It sleeps until the earliest deadline. An operation of this process that sets an earlier one wakes it; because another
//! replica may set one, too, it looks again after `reaper.look_seconds` in any case. No answer of the API depends on it.

use crate::{
    clock::{SharedClock, Timestamp},
    config::ReaperConfig,
    engine::{Engine, ReapOutcome},
    model::{error::Result, status::Status},
    store::reap::Ended,
};
use metrics::{counter, gauge};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// The pause after an error.
const AFTER_ERROR: Duration = Duration::from_secs(5);

/// The reaper of this process.
pub struct Reaper {
    /// Ends the rooms.
    pub engine: Engine,
    /// The clock that decides which rooms are due.
    pub clock: SharedClock,
    /// The size of a batch, and the longest sleep.
    pub config: ReaperConfig,
}

impl Reaper {
    /// Ends due rooms until `stop` is cancelled.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let (deadline, at_most) = match self.step().await {
                Ok(ReapOutcome { more: true, .. }) => {
                    // Let other tasks run between two full batches.
                    tokio::task::yield_now().await;
                    continue;
                }
                Ok(_) => (self.next_deadline().await, self.look_interval()),
                Err(error) => {
                    tracing::error!(%error, "reaper failed");
                    counter!("interview_rooms_reaper_passes_total", "outcome" => "failed").increment(1);
                    (None, AFTER_ERROR)
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.engine.deadline_watch().sleep(deadline, at_most, &*self.clock) => {}
            }
        }
    }

    /// Ends one batch, and logs and measures it.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database fails.
    pub async fn step(&self) -> Result<ReapOutcome> {
        let end_due = self.engine.end_due(self.config.batch.get());
        let outcome = end_due.instrument(tracing::info_span!("job.reaper")).await?;
        report(outcome);
        Ok(outcome)
    }

    /// Ends all rooms that are due now, batch by batch.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database fails; batches that were committed before stay ended.
    pub async fn run_once(&self) -> Result<Ended> {
        let mut ended = Ended::default();
        loop {
            let outcome = self.step().await?;
            ended += outcome.ended;
            if !outcome.more {
                return Ok(ended);
            }
        }
    }

    fn look_interval(&self) -> Duration {
        Duration::from_secs(self.config.look_seconds.into())
    }

    async fn next_deadline(&self) -> Option<Timestamp> {
        self.engine.next_deadline().await.unwrap_or_else(|error| {
            tracing::error!(%error, "reaper: cannot read the next deadline");
            None
        })
    }
}

fn report(ReapOutcome { ended, lag, .. }: ReapOutcome) {
    gauge!("interview_rooms_reaper_lag_seconds").set(lag.as_seconds_f64());
    counter!("interview_rooms_reaper_passes_total", "outcome" => "done").increment(1);
    for (status, rooms) in [(Status::Expired, ended.expired), (Status::Completed, ended.completed)] {
        counter!("interview_rooms_reaper_rooms_ended_total", "status" => <&str>::from(status)).increment(rooms);
    }
    if ended.total() > 0 {
        let lag_ms = lag.num_milliseconds();
        tracing::info!(
            rooms.expired = ended.expired,
            rooms.completed = ended.completed,
            lag_ms,
            "reaper: ended {} rooms",
            ended.total()
        );
    }
}
