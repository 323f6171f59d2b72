//! Voice maintenance: closes the LiveKit rooms of sessions and agent rooms that have ended, and dispatches a worker again
//! for a respondent who waits for one.

use super::{VoiceSessions, by_signal, job_metadata, unless_inconsistent};
use crate::{
    livekit::{Livekit, LivekitError, ParticipantKind},
    model::{
        error::Result,
        voice_session::{Recovery, VoiceSignal},
    },
    store::{agent_rooms, voice_sessions},
};

/// The most rooms that are closed in one step.
const BATCH: u64 = 100;

/// The result of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaintenanceOutcome {
    /// How many LiveKit rooms were closed.
    pub ended: usize,
    /// How many workers were dispatched again.
    pub dispatched_again: usize,
    /// How many respondents are offered to continue in writing, for want of a worker.
    pub without_agent: usize,
    /// Whether there is more to close.
    pub more: bool,
}

/// Voice maintenance failed.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// LiveKit cannot be used.
    #[error(transparent)]
    Livekit(#[from] LivekitError),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] crate::model::error::EngineError),
}

impl From<crate::store::StoreError> for VoiceError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl VoiceSessions {
    /// Does one step of the maintenance; nothing if LiveKit is not configured.
    ///
    /// # Errors
    ///
    /// If LiveKit cannot be reached or the database fails; the next step continues.
    #[tracing::instrument(name = "voice.maintain", skip_all)]
    pub async fn maintain(&self) -> Result<MaintenanceOutcome, VoiceError> {
        let Some(livekit) = self.livekit() else {
            return Ok(MaintenanceOutcome::default());
        };
        let store = &self.core.store;
        // First, so that this step closes the LiveKit rooms of these sessions, too.
        voice_sessions::end_for_finished_rooms(store.writer(), self.core.clock.now()).await?;
        let sessions = voice_sessions::ended_not_closed(store.reader(), BATCH).await?;
        for name in &sessions {
            livekit.delete_room(name).await?;
            voice_sessions::close(store.writer(), name, self.core.clock.now()).await?;
        }
        let rooms = agent_rooms::ended_with_livekit_room(store.reader(), BATCH).await?;
        for (room, name) in &rooms {
            livekit.delete_room(name).await?;
            agent_rooms::set_livekit_room(store.writer(), *room, None).await?;
        }
        let mut outcome = MaintenanceOutcome {
            ended: sessions.len() + rooms.len(),
            more: sessions.len() as u64 == BATCH || rooms.len() as u64 == BATCH,
            ..MaintenanceOutcome::default()
        };
        for name in voice_sessions::waiting_for_agent(store.reader(), self.core.clock.now()).await? {
            match unless_inconsistent(&name, self.recover(livekit, &name).await)?.flatten() {
                Some(Recovery::Redispatch) => outcome.dispatched_again += 1,
                Some(Recovery::OfferText) => outcome.without_agent += 1,
                None => {}
            }
        }
        Ok(outcome)
    }

    /// Recovers a session without a worker. The recovery is written before it is carried out, so that one of several
    /// replicas does it.
    async fn recover(&self, livekit: &Livekit, name: &str) -> Result<Option<Recovery>, VoiceError> {
        let mut recovery = None;
        let change = self.change(name, None, |session, now| {
            recovery = session.recovery(now);
            recovery.map_or_else(|| session.clone(), |recovery| session.after_recovery(recovery, now))
        });
        let Some((room, _)) = change.await? else {
            return Ok(None);
        };
        if recovery == Some(Recovery::Redispatch) {
            let participants = livekit.list_participants(name).await?;
            if participants.iter().any(|one| one.kind == ParticipantKind::Agent) {
                // The worker is there; only its webhook was lost.
                self.change(name, None, by_signal(VoiceSignal::AgentJoined, None))
                    .await?;
                return Ok(None);
            }
            // The job that was dispatched before must not start as well.
            for dispatch in livekit.list_dispatch(name).await? {
                if dispatch.agent_name == livekit.agent_name() {
                    livekit.delete_dispatch(name, &dispatch.id).await?;
                }
            }
            livekit
                .create_dispatch(name, &job_metadata(&room, self.core.clock.now()))
                .await?;
        }
        Ok(recovery)
    }
}
