//! What the job does on the media server, step by step: ends the rooms of interviews that are over, and sees to
//! respondents who wait for a worker.

use super::{super::Rooms, job, told};
use crate::{
    livekit::{Livekit, LivekitError, ParticipantKind},
    model::{
        error::Result,
        media::{Care, News},
    },
    store::{media, stages},
};

/// How many rooms are ended in one step.
const AT_ONCE: u64 = 100;

/// What a step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tended {
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
pub enum MediaFailed {
    /// The media server cannot be used.
    #[error(transparent)]
    Server(#[from] LivekitError),
    /// A fault of ours.
    #[error(transparent)]
    Ours(#[from] crate::model::error::EngineError),
}

impl From<crate::store::StoreError> for MediaFailed {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Ours(error.into())
    }
}

impl Rooms {
    /// One step. Does nothing without a media server.
    pub async fn tend_media(&self) -> Result<Tended, MediaFailed> {
        let Some(livekit) = self.livekit() else {
            return Ok(Tended::default());
        };
        media::end_of_over(self.store.writing(), self.clock.now()).await?;
        let unclosed = media::unclosed(self.store.reading(), AT_ONCE).await?;
        for name in &unclosed {
            livekit.delete_room(name).await?;
            media::close(self.store.writing(), name, self.clock.now()).await?;
        }
        let outlasting = stages::outlasting(self.store.reading(), AT_ONCE).await?;
        for (room, name) in &outlasting {
            livekit.delete_room(name).await?;
            stages::set_media(self.store.writing(), *room, None).await?;
        }
        let mut tended = Tended {
            ended: unclosed.len() + outlasting.len(),
            more: [unclosed.len(), outlasting.len()]
                .iter()
                .any(|found| *found as u64 == AT_ONCE),
            ..Tended::default()
        };
        for name in media::unattended(self.store.reading(), self.clock.now()).await? {
            match self.see_to(livekit, &name).await? {
                Some(Care::SendAgain) => tended.sent_again += 1,
                Some(Care::OfferText) => tended.without_agent += 1,
                None => {}
            }
        }
        Ok(tended)
    }

    /// Sees to one attempt. What is to be done is written first, so that of several replicas one does it.
    async fn see_to(&self, livekit: &Livekit, name: &str) -> Result<Option<Care>, MediaFailed> {
        let mut need = None;
        let change = self.change_attempt(name, None, |attempt, now| {
            need = attempt.care(now);
            need.map_or_else(|| attempt.clone(), |care| attempt.cared_for(care, now))
        });
        let Some((room, _)) = change.await? else {
            return Ok(None);
        };
        if need == Some(Care::SendAgain) {
            let there = livekit.list_participants(name).await?;
            if there.iter().any(|one| one.kind == ParticipantKind::Agent) {
                // It is there, only the news were lost.
                self.change_attempt(name, None, told(News::AgentJoined, None)).await?;
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
