//! The retention purge: erases transcripts and e-mail addresses when their retention period is over. Runs once an hour.

use super::pause;
use crate::{
    clock::SharedClock,
    config::RetentionConfig,
    engine::{Interviews, interviews::Purgeable},
    model::{error::Result, retention::RetainedData},
};
use metrics::counter;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// The pause between two runs.
const INTERVAL: Duration = Duration::from_hours(1);
/// The most rooms that are purged in one transaction.
const BATCH: u64 = 100;

/// The retention purge of this process.
pub struct Purge {
    /// Holds the data.
    pub interviews: Interviews,
    /// The clock that times the runs.
    pub clock: SharedClock,
    /// For how long data is kept.
    pub config: RetentionConfig,
}

/// How many rooms were purged, by kind of data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurgeTotals {
    /// Rooms whose transcript was erased.
    pub transcripts: u64,
    /// Rooms whose respondent's e-mail address was erased.
    pub emails: u64,
}

impl Purge {
    /// Purges once an hour until `stop` is cancelled.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let run = self.run_once(&stop).instrument(tracing::info_span!("job.purge"));
            if let Err(error) = run.await {
                tracing::error!(%error, "retention purge failed");
            }
            pause(&*self.clock, &stop, INTERVAL).await;
        }
    }

    /// Purges everything whose retention period is over now, batch by batch. Stops between two batches.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database fails; batches that were committed before stay purged.
    pub async fn run_once(&self, stop: &CancellationToken) -> Result<PurgeTotals> {
        let mut totals = PurgeTotals::default();
        for (data, period) in self.config.periods() {
            while !stop.is_cancelled() {
                let rooms = self.interviews.purge(data, period, BATCH).await?;
                match data {
                    RetainedData::Transcript => totals.transcripts += rooms,
                    RetainedData::Email => totals.emails += rooms,
                }
                counter!("interview_rooms_retention_rooms_total", "what" => <&str>::from(data)).increment(rooms);
                if rooms < BATCH {
                    break;
                }
                // Let other tasks run between two full batches.
                tokio::task::yield_now().await;
            }
        }
        let PurgeTotals { transcripts, emails } = totals;
        if totals != PurgeTotals::default() {
            tracing::info!(
                transcripts,
                emails,
                "retention purge: erased {transcripts} transcripts and {emails} e-mail addresses"
            );
        }
        Ok(totals)
    }

    /// Returns everything that [`run_once`](Self::run_once) would purge now.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    pub async fn list_due(&self) -> Result<Vec<Purgeable>> {
        let mut due = Vec::new();
        for (data, period) in self.config.periods() {
            let limit = i64::MAX.unsigned_abs();
            due.extend(self.interviews.list_purgeable(data, period, limit).await?);
        }
        Ok(due)
    }
}
