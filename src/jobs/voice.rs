//! Voice maintenance: closes LiveKit rooms of voice sessions that have ended, dispatches workers again for respondents who
//! wait, and reconciles with LiveKit once a minute. Several replicas may run it; each step is done by one of them.

use crate::{
    app::App,
    clock::Timestamp,
    engine::voice::{MaintenanceOutcome, VoiceError},
};
use chrono::TimeDelta;
use metrics::counter;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// The pause between two runs, unless an operation wakes the job.
const INTERVAL: TimeDelta = TimeDelta::seconds(5);
/// The time between two reconciliations.
const RECONCILE_INTERVAL: TimeDelta = TimeDelta::minutes(1);

pub(super) async fn run(app: App, stop: CancellationToken) {
    let mut reconcile_at = app.clock.now() + RECONCILE_INTERVAL;
    while !stop.is_cancelled() {
        let step = step(&app, &mut reconcile_at).instrument(tracing::info_span!("job.voice"));
        let result = step.await;
        if let Err(error) = &result {
            tracing::warn!(%error, "voice maintenance failed");
            counter!("interview_rooms_voice_maintenance_total", "outcome" => "failed").increment(1);
        }
        if matches!(result, Ok(MaintenanceOutcome { more: true, .. })) {
            continue;
        }
        let next = app.clock.now() + INTERVAL;
        tokio::select! {
            () = stop.cancelled() => {}
            // After an error, nothing shortens the pause.
            () = app.engine.voice.woken(), if result.is_ok() => {}
            () = app.clock.sleep_until(next) => {}
        }
    }
}

async fn step(app: &App, reconcile_at: &mut Timestamp) -> Result<MaintenanceOutcome, VoiceError> {
    let now = app.clock.now();
    if *reconcile_at <= now {
        *reconcile_at = now + RECONCILE_INTERVAL;
        app.engine.voice.reconcile().await?;
    }
    let outcome = app.engine.voice.maintain().await?;
    counter!("interview_rooms_voice_maintenance_total", "outcome" => "done").increment(1);
    if outcome != MaintenanceOutcome::default() {
        let MaintenanceOutcome {
            ended,
            dispatched_again,
            without_agent,
            ..
        } = outcome;
        tracing::info!(
            ended,
            dispatched_again,
            without_agent,
            "voice maintenance: closed rooms and dispatched workers"
        );
    }
    Ok(outcome)
}
