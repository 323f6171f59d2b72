//! Voice maintenance: closes LiveKit rooms of voice sessions that have ended, dispatches workers again for respondents who
//! wait, and reconciles with LiveKit once a minute. Several replicas may run it; each step is done by one of them.

use crate::{
    clock::SharedClock,
    engine::{
        VoiceSessions,
        voice::{MaintenanceOutcome, VoiceError},
    },
};
use metrics::counter;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// The pause between two runs, unless an operation wakes the job.
const INTERVAL: Duration = Duration::from_secs(5);
/// The time between two reconciliations.
const RECONCILE_INTERVAL: Duration = Duration::from_mins(1);

/// Maintains voice sessions until `stop` is cancelled.
pub async fn maintain_voice(sessions: VoiceSessions, clock: SharedClock, stop: CancellationToken) {
    let mut reconcile_at = clock.uptime() + RECONCILE_INTERVAL;
    while !stop.is_cancelled() {
        let step = step(&sessions, clock.uptime(), &mut reconcile_at);
        let result = step.instrument(tracing::info_span!("job.voice")).await;
        if let Err(error) = &result {
            tracing::warn!(%error, "voice maintenance failed");
            counter!("interview_rooms_voice_maintenance_total", "outcome" => "failed").increment(1);
        }
        if matches!(result, Ok(MaintenanceOutcome { more: true, .. })) {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            // After an error, nothing shortens the pause.
            () = sessions.woken(), if result.is_ok() => {}
            () = clock.sleep(INTERVAL) => {}
        }
    }
}

async fn step(
    sessions: &VoiceSessions,
    uptime: Duration,
    reconcile_at: &mut Duration,
) -> Result<MaintenanceOutcome, VoiceError> {
    if *reconcile_at <= uptime {
        *reconcile_at = uptime + RECONCILE_INTERVAL;
        sessions.reconcile().await?;
    }
    let outcome = sessions.maintain().await?;
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
