//! The reaper's single step: ends one batch of what is due.

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

/// What one batch did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReapOutcome {
    /// How many rooms it ended.
    pub ended: Ended,
    /// How long the oldest of them had been due.
    pub lag: TimeDelta,
    /// Whether more may be due.
    pub more: bool,
}

impl Engine {
    /// Ends up to `limit` rooms that are due, oldest deadline first, in one transaction with their events.
    pub async fn end_due(&self, limit: u32) -> Result<ReapOutcome> {
        let now = self.core.clock.now();
        let lag = match rooms::earliest_deadline(self.core.store.reader()).await? {
            Some(deadline) if deadline <= now => now - deadline,
            _ => {
                return Ok(ReapOutcome {
                    ended: Ended::default(),
                    lag: TimeDelta::zero(),
                    more: false,
                });
            }
        };
        let ended = reap::end_due(&self.core.store, now, limit).await?;
        Ok(ReapOutcome {
            ended,
            lag,
            more: ended.total() >= limit.into(),
        })
    }

    /// When the next room falls due.
    pub async fn next_deadline(&self) -> Result<Option<Timestamp>> {
        Ok(rooms::earliest_deadline(self.core.store.reader()).await?)
    }
}
