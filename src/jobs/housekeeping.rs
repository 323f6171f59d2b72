//! Housekeeping, once a minute: writes the last uses of API keys, deletes outdated idempotency keys and webhook ids, drops
//! full rate-limit buckets and updates the gauges.

use super::pause;
use crate::{
    app::App,
    model::{idempotency::REPLAY_WINDOW, status::Status},
    store::{PoolUse, Result, idempotency, rooms, voice_sessions},
};
use chrono::TimeDelta;
use metrics::gauge;
use std::collections::HashMap;
use strum::VariantArray;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// The pause between two runs.
const INTERVAL: TimeDelta = TimeDelta::minutes(1);
/// How long the ids of LiveKit's webhooks are kept to recognize repetitions; LiveKit repeats one for less than a minute.
const WEBHOOK_IDS_KEPT_FOR: TimeDelta = TimeDelta::days(3);

pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        if let Err(error) = run_once(&app).instrument(tracing::info_span!("job.housekeeping")).await {
            tracing::error!(%error, "housekeeping failed");
        }
        pause(&app, &stop, INTERVAL).await;
        if stop.is_cancelled() {
            break;
        }
    }
    if let Err(error) = app.keys.flush_last_used().await {
        tracing::warn!(%error, "housekeeping: the last uses of API keys were not written");
    }
}

async fn run_once(app: &App) -> Result<()> {
    app.limits.drop_idle();
    app.metrics.run_upkeep();
    app.keys.flush_last_used().await?;
    idempotency::delete(app.store.writer(), app.clock.now() - REPLAY_WINDOW).await?;
    voice_sessions::delete_livekit_events(app.store.writer(), app.clock.now() - WEBHOOK_IDS_KEPT_FOR).await?;
    measure_pools(app);
    let counts: HashMap<Status, i64> = rooms::count_by_status(app.store.reader()).await?.into_iter().collect();
    for &status in Status::VARIANTS {
        let rooms = counts.get(&status).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
        gauge!("interview_rooms_rooms", "status" => <&str>::from(status)).set(rooms as f64);
    }
    Ok(())
}

fn measure_pools(app: &App) {
    for (pool, connection) in [("read", app.store.reader()), ("write", app.store.writer())] {
        let PoolUse { open, idle } = PoolUse::of(connection);
        gauge!("interview_rooms_pool_connections", "pool" => pool, "state" => "open").set(open);
        gauge!("interview_rooms_pool_connections", "pool" => pool, "state" => "idle").set(idle);
    }
}
