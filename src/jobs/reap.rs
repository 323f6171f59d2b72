//! The reaper: ends rooms when their time has come, tells of it, and frees what they hold.
//!
//! It sleeps until the earliest deadline, is woken when an earlier one appears, and looks again after a while in any
//! case, because another replica may have made one. Nothing that is seen through the API depends on it.

use crate::{
    app::App,
    clock::SharedClock,
    config::ReaperConfig,
    engine::{Engine, ReapOutcome},
    model::{error::Result, status::Status},
    store::reap::Ended,
};
use chrono::TimeDelta;
use metrics::{counter, gauge};
use tokio_util::sync::CancellationToken;

/// How long the reaper rests after an error.
const AFTER_ERROR: TimeDelta = TimeDelta::seconds(5);

/// The reaper of this process.
pub struct Reaper {
    engine: Engine,
    clock: SharedClock,
    config: ReaperConfig,
}

impl Reaper {
    /// The reaper over the engine.
    pub fn new(app: &App) -> Self {
        Self {
            engine: app.engine.clone(),
            clock: app.clock.clone(),
            config: app.config().reaper.clone(),
        }
    }

    /// Reaps until `stop`.
    pub async fn run(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let rest = match self.step().await {
                Ok(ReapOutcome { more: true, .. }) => {
                    // Between two full batches whoever else waits gets a turn.
                    tokio::task::yield_now().await;
                    continue;
                }
                Ok(_) => self.until_next().await,
                Err(error) => {
                    tracing::error!(%error, "the reaper failed");
                    counter!("interview_rooms_reaper_passes_total", "outcome" => "failed").increment(1);
                    self.clock.now() + AFTER_ERROR
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.engine.deadline_watch().sleep_until(rest, &*self.clock) => {}
            }
        }
    }

    /// One batch, measured and logged.
    pub async fn step(&self) -> Result<ReapOutcome> {
        let pass = self.engine.end_due(self.config.batch.get()).await?;
        report(pass);
        Ok(pass)
    }

    async fn until_next(&self) -> crate::clock::Timestamp {
        let latest = self.clock.now() + TimeDelta::seconds(self.config.look_seconds.into());
        match self.engine.next_deadline().await {
            Ok(Some(due)) => due.min(latest),
            Ok(None) => latest,
            Err(error) => {
                tracing::error!(%error, "the reaper cannot look ahead");
                latest
            }
        }
    }
}

/// Ends everything that is due now, batch by batch.
pub async fn run_once(app: &App) -> Result<Ended> {
    let (reaper, mut ended) = (Reaper::new(app), Ended::default());
    loop {
        let pass = reaper.step().await?;
        ended += pass.ended;
        if !pass.more {
            return Ok(ended);
        }
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
            "ended what was due"
        );
    }
}
