//! Housekeeping, once a minute: writes the last uses of API keys, empties SQLite's log of what was deleted, deletes
//! outdated idempotency keys and webhook ids, drops full rate-limit buckets and updates the gauges.

use super::pause;
use crate::{
    clock::SharedClock,
    limits::Limits,
    model::{idempotency::REPLAY_WINDOW, status::Status},
    store::{PoolUse, Result, Store, idempotency, rooms, voice_sessions},
    teams::Keys,
    telemetry::Metrics,
};
use chrono::TimeDelta;
use metrics::gauge;
use std::{collections::HashMap, sync::Arc, time::Duration};
use strum::VariantArray;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// The pause between two runs.
const INTERVAL: Duration = Duration::from_mins(1);
/// How long the ids of LiveKit's webhooks are kept to recognize repetitions; LiveKit repeats one for less than a minute.
const WEBHOOK_IDS_KEPT_FOR: TimeDelta = TimeDelta::days(3);

/// The housekeeping of this process.
pub struct Housekeeping {
    /// Where last uses are written and outdated rows deleted.
    pub store: Store,
    /// Decides what is outdated.
    pub clock: SharedClock,
    /// The API keys whose last uses are written.
    pub keys: Keys,
    /// The rate limits whose full buckets are dropped.
    pub limits: Arc<Limits>,
    /// The metrics that need regular upkeep.
    pub metrics: Metrics,
}

impl Housekeeping {
    /// Runs once a minute until `stop` is cancelled, and then writes the last uses of API keys once more.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let run = self.run_once().instrument(tracing::info_span!("job.housekeeping"));
            if let Err(error) = run.await {
                tracing::error!(%error, "housekeeping failed");
            }
            pause(&*self.clock, &stop, INTERVAL).await;
        }
        if let Err(error) = self.keys.flush_last_used().await {
            tracing::warn!(%error, "housekeeping: the last uses of API keys were not written");
        }
    }

    async fn run_once(&self) -> Result<()> {
        self.limits.drop_idle();
        self.metrics.run_upkeep();
        self.keys.flush_last_used().await?;
        self.store.scrub().await;
        let (reader, writer, now) = (self.store.reader(), self.store.writer(), self.clock.now());
        idempotency::delete(writer, now - REPLAY_WINDOW).await?;
        voice_sessions::delete_livekit_events(writer, now - WEBHOOK_IDS_KEPT_FOR).await?;
        for (pool, connection) in [("read", reader), ("write", writer)] {
            let PoolUse { open, idle } = connection.usage();
            gauge!("interview_rooms_pool_connections", "pool" => pool, "state" => "open").set(open);
            gauge!("interview_rooms_pool_connections", "pool" => pool, "state" => "idle").set(idle);
        }
        let counts: HashMap<Status, i64> = rooms::count_by_status(reader).await?.into_iter().collect();
        for &status in Status::VARIANTS {
            let rooms = counts.get(&status).copied().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
            gauge!("interview_rooms_rooms", "status" => <&str>::from(status)).set(rooms as f64);
        }
        Ok(())
    }
}
