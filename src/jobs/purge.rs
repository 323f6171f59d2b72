//! The retention purge: erases transcripts and e-mail addresses when their retention period is over. Runs once an hour.

use super::pause;
use crate::{
    app::App,
    engine::interviews::Purgeable,
    model::{error::Result, retention::RetainedData},
};
use chrono::TimeDelta;
use metrics::counter;
use strum::VariantArray;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// The pause between two runs.
const INTERVAL: TimeDelta = TimeDelta::hours(1);
/// The most rooms that are purged in one transaction.
const BATCH: u64 = 100;

/// How many rooms were purged, by kind of data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurgeTotals {
    /// Rooms whose transcript was erased.
    pub transcripts: u64,
    /// Rooms whose respondent's e-mail address was erased.
    pub emails: u64,
}

pub(super) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let purged = purge(&app, &stop).instrument(tracing::info_span!("job.purge")).await;
        if let Err(error) = purged {
            tracing::error!(%error, "retention purge failed");
        }
        pause(&app, &stop, INTERVAL).await;
    }
}

/// Purges everything whose retention period is over now, batch by batch. Stops between two batches.
///
/// # Errors
///
/// `Internal` if the database fails; batches that were committed before stay purged.
pub async fn purge(app: &App, stop: &CancellationToken) -> Result<PurgeTotals> {
    let mut totals = PurgeTotals::default();
    for data in RetainedData::VARIANTS.iter().copied() {
        let Some(period) = app.config().retention.period(data) else {
            continue;
        };
        while !stop.is_cancelled() {
            let rooms = app.engine.interviews.purge(data, period, BATCH).await?;
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

/// Returns everything that [`purge`] would purge now.
///
/// # Errors
///
/// `Internal` if the database cannot be read.
pub async fn list_purgeable(app: &App) -> Result<Vec<Purgeable>> {
    let mut all = Vec::new();
    for data in RetainedData::VARIANTS.iter().copied() {
        if let Some(period) = app.config().retention.period(data) {
            let limit = i64::MAX.unsigned_abs();
            all.extend(app.engine.interviews.list_purgeable(data, period, limit).await?);
        }
    }
    Ok(all)
}
