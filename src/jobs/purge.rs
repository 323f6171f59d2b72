//! Retention: erases once an hour what has been kept as long as the settings say.

use super::rest;
use crate::{
    app::App,
    engine::interviews::PurgeOutcome,
    model::{error::Result, retention::RetainedData},
};
use chrono::TimeDelta;
use metrics::counter;
use strum::VariantArray;
use tokio_util::sync::CancellationToken;

const EVERY: TimeDelta = TimeDelta::hours(1);
/// How many rooms are erased in one transaction.
const BATCH: u64 = 100;

/// What went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurgeTotals {
    /// Rooms whose words went.
    pub transcripts: u64,
    /// Rooms whose respondent's e-mail went.
    pub emails: u64,
}

pub(super) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = let_go(&app, &stop).await {
            tracing::error!(%error, "retention failed");
        }
        rest(&app, &stop, EVERY).await;
    }
}

/// Erases, batch by batch, what has been kept long enough by now; stops between two batches.
pub async fn let_go(app: &App, stop: &CancellationToken) -> Result<PurgeTotals> {
    let mut gone = PurgeTotals::default();
    for what in RetainedData::VARIANTS.iter().copied() {
        while !stop.is_cancelled() {
            let rooms = app
                .engine
                .interviews
                .purge(&app.config().retention, what, BATCH)
                .await?;
            match what {
                RetainedData::Transcript => gone.transcripts += rooms,
                RetainedData::Email => gone.emails += rooms,
            }
            let counted = counter!("interview_rooms_retention_rooms_total", "what" => <&str>::from(what));
            counted.increment(rooms);
            if rooms < BATCH {
                break;
            }
            // Between two full batches whoever else waits gets a turn.
            tokio::task::yield_now().await;
        }
    }
    if gone != PurgeTotals::default() {
        tracing::info!(gone.transcripts, gone.emails, "erased what had been kept long enough");
    }
    Ok(gone)
}

/// Everything that would go now.
pub async fn outlived(app: &App) -> Result<Vec<PurgeOutcome>> {
    let mut all = Vec::new();
    for what in RetainedData::VARIANTS.iter().copied() {
        all.extend(
            app.engine
                .interviews
                .count_purgeable(&app.config().retention, what, i64::MAX.unsigned_abs())
                .await?,
        );
    }
    Ok(all)
}
