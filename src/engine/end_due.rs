//! Ends one batch of rooms that are due: the single step of the reaper.

use super::Engine;
use crate::{
    clock::Timestamp,
    model::error::Result,
    store::{
        reap::{self, Ended},
        rooms,
    },
};
use chrono::TimeDelta;

/// The result of one batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReapOutcome {
    /// How many rooms it ended.
    pub ended: Ended,
    /// How long the oldest of them had been due.
    pub lag: TimeDelta,
    /// Whether more rooms may be due.
    pub more: bool,
}

impl Engine {
    /// Ends up to `limit` rooms that are due, the oldest deadline first, in one transaction with their events.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database fails.
    #[tracing::instrument(name = "engine.end_due", skip_all)]
    pub async fn end_due(&self, limit: u32) -> Result<ReapOutcome> {
        let now = self.core.clock.now();
        let lag = match self.next_deadline().await? {
            Some(deadline) if deadline <= now => now - deadline,
            _ => return Ok(ReapOutcome::default()),
        };
        let ended = reap::end_due(&self.core.store, now, limit).await?;
        Ok(ReapOutcome {
            ended,
            lag,
            more: ended.total() >= limit.into(),
        })
    }

    /// Returns when the next room falls due.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "engine.next_deadline", skip_all)]
    pub async fn next_deadline(&self) -> Result<Option<Timestamp>> {
        Ok(rooms::earliest_deadline(self.core.store.reader()).await?)
    }
}
