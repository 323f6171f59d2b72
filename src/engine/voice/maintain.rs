//! What the job does on the media server, step by step: ends the rooms of interviews that are over, and sees to
//! respondents who wait for a worker.

use super::{VoiceSessions, job, told};
use crate::{
    livekit::{Livekit, LivekitError, ParticipantKind},
    model::{
        error::Result,
        voice_session::{Recovery, VoiceSignal},
    },
    store::{agent_rooms, voice_sessions},
};

/// How many rooms are ended in one step.
const AT_ONCE: u64 = 100;

/// What a step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MaintenanceOutcome {
    /// How many rooms on the media server were ended.
    pub ended: usize,
    /// How often a worker was sent for again.
    pub sent_again: usize,
    /// How many respondents are offered to write.
    pub without_agent: usize,
    /// Whether there is more to do.
    pub more: bool,
}

/// A step failed.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// The media server cannot be used.
    #[error(transparent)]
    Server(#[from] LivekitError),
    /// A fault of ours.
    #[error(transparent)]
    Ours(#[from] crate::model::error::EngineError),
}

impl From<crate::store::StoreError> for VoiceError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Ours(error.into())
    }
}

impl VoiceSessions {
    /// One step. Does nothing without a media server.
    pub async fn maintain(&self) -> Result<MaintenanceOutcome, VoiceError> {
        let Some(livekit) = self.core.livekit.as_ref() else {
            return Ok(MaintenanceOutcome::default());
        };
        voice_sessions::end_for_finished_rooms(self.core.store.writer(), self.core.clock.now()).await?;
        let unclosed = voice_sessions::ended_not_closed(self.core.store.reader(), AT_ONCE).await?;
        for name in &unclosed {
            livekit.delete_room(name).await?;
            voice_sessions::close(self.core.store.writer(), name, self.core.clock.now()).await?;
        }
        let outlasting = agent_rooms::ended_with_livekit_room(self.core.store.reader(), AT_ONCE).await?;
        for (room, name) in &outlasting {
            livekit.delete_room(name).await?;
            agent_rooms::set_livekit_room(self.core.store.writer(), *room, None).await?;
        }
        let mut tended = MaintenanceOutcome {
            ended: unclosed.len() + outlasting.len(),
            more: [unclosed.len(), outlasting.len()]
                .iter()
                .any(|found| *found as u64 == AT_ONCE),
            ..MaintenanceOutcome::default()
        };
        for name in voice_sessions::waiting_for_agent(self.core.store.reader(), self.core.clock.now()).await? {
            match self.see_to(livekit, &name).await? {
                Some(Recovery::SendAgain) => tended.sent_again += 1,
                Some(Recovery::OfferText) => tended.without_agent += 1,
                None => {}
            }
        }
        Ok(tended)
    }

    /// Sees to one attempt. What is to be done is written first, so that of several replicas one does it.
    async fn see_to(&self, livekit: &Livekit, name: &str) -> Result<Option<Recovery>, VoiceError> {
        let mut need = None;
        let change = self.change_attempt(name, None, |attempt, now| {
            need = attempt.care(now);
            need.map_or_else(|| attempt.clone(), |care| attempt.cared_for(care, now))
        });
        let Some((room, _)) = change.await? else {
            return Ok(None);
        };
        if need == Some(Recovery::SendAgain) {
            let there = livekit.list_participants(name).await?;
            if there.iter().any(|one| one.kind == ParticipantKind::Agent) {
                // It is there, only the news were lost.
                self.change_attempt(name, None, told(VoiceSignal::AgentJoined, None))
                    .await?;
                return Ok(None);
            }
            // What was sent for before must not come as well.
            for dispatch in livekit.list_dispatch(name).await? {
                if dispatch.agent_name == livekit.agent_name() {
                    livekit.delete_dispatch(name, &dispatch.id).await?;
                }
            }
            livekit.create_dispatch(name, &job(&room)).await?;
        }
        Ok(need)
    }
}
