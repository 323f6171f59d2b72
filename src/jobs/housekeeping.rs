//! Once a minute: writes when keys were last used, forgets what is kept no longer, and measures.

use super::rest;
use crate::{
    app::App,
    model::{idempotency::KEPT_FOR, status::Status},
    store::{PoolUse, Result, idempotency, rooms, voice_sessions},
};
use chrono::TimeDelta;
use metrics::gauge;
use std::collections::HashMap;
use strum::VariantArray;
use tokio_util::sync::CancellationToken;

const EVERY: TimeDelta = TimeDelta::minutes(1);
/// How long it is known which events of the media server were heard; it repeats one for less than a minute.
const EVENTS_KEPT_FOR: TimeDelta = TimeDelta::days(3);

pub(super) async fn run(app: App, stop: CancellationToken) {
    loop {
        if let Err(error) = keep_house(&app).await {
            tracing::error!(%error, "housekeeping failed");
        }
        rest(&app, &stop, EVERY).await;
        if stop.is_cancelled() {
            break;
        }
    }
    if let Err(error) = app.keys.flush_use().await {
        tracing::warn!(%error, "the last uses of keys were not written");
    }
}

async fn keep_house(app: &App) -> Result<()> {
    app.limits.tidy();
    app.metrics.tidy();
    app.keys.flush_use().await?;
    idempotency::delete(app.store.writer(), app.clock.now() - KEPT_FOR).await?;
    voice_sessions::delete_livekit_events(app.store.writer(), app.clock.now() - EVENTS_KEPT_FOR).await?;
    measure_pools(app);
    let counted: HashMap<Status, i64> = rooms::count_by_status(app.store.reader()).await?.into_iter().collect();
    for status in Status::VARIANTS {
        let rooms = counted.get(status).copied().unwrap_or_default();
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
