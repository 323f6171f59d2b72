//! Tends to the media server: ends the rooms of interviews that are over, sees to respondents who wait for a worker, and
//! asks once a minute about what it was not told. Several replicas may; what one has done, the others find done.

use crate::{
    app::App,
    clock::Timestamp,
    engine::voice::{MaintenanceOutcome, VoiceError},
};
use chrono::TimeDelta;
use metrics::counter;
use tokio_util::sync::CancellationToken;

/// How long it rests when nothing calls it.
const EVERY: TimeDelta = TimeDelta::seconds(5);
/// How often it asks.
const RECONCILE_EVERY: TimeDelta = TimeDelta::minutes(1);

pub(super) async fn run(app: App, stop: CancellationToken) {
    let mut asks_at = app.clock.now() + RECONCILE_EVERY;
    while !stop.is_cancelled() {
        let done = turn(&app, &mut asks_at).await;
        if let Err(error) = &done {
            tracing::warn!(%error, "the media server was not tended to");
            counter!("interview_rooms_media_passes_total", "outcome" => "failed").increment(1);
        }
        if matches!(done, Ok(MaintenanceOutcome { more: true, .. })) {
            continue;
        }
        let next = app.clock.now() + EVERY;
        tokio::select! {
            () = stop.cancelled() => {}
            // After an error it rests, whoever calls.
            () = app.engine.voice.woken(), if done.is_ok() => {}
            () = app.clock.sleep_until(next) => {}
        }
    }
}

async fn turn(app: &App, asks_at: &mut Timestamp) -> Result<MaintenanceOutcome, VoiceError> {
    let now = app.clock.now();
    if *asks_at <= now {
        *asks_at = now + RECONCILE_EVERY;
        app.engine.voice.reconcile().await?;
    }
    let tended = app.engine.voice.maintain().await?;
    counter!("interview_rooms_media_passes_total", "outcome" => "done").increment(1);
    if tended != MaintenanceOutcome::default() {
        let MaintenanceOutcome {
            ended,
            sent_again,
            without_agent,
            ..
        } = tended;
        tracing::info!(ended, sent_again, without_agent, "tended to the media server");
    }
    Ok(tended)
}
