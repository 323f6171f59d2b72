//! Asks the media server what it did not tell, or what was not heard: webhooks can be lost.

use super::{VoiceSessions, maintain::VoiceError, told};
use crate::{
    livekit::{Livekit, MediaRoom, ParticipantKind},
    model::{
        error::Result,
        voice_session::{VoiceSession, VoiceSignal},
    },
    store::voice_sessions,
};
use chrono::TimeDelta;

/// For how long after its end an attempt's room is still looked for. A browser that was connected holds a fresh token for
/// ten minutes, and could make the room anew with it.
const LATELY: TimeDelta = TimeDelta::minutes(20);
/// How many rooms are asked about in one call.
const AT_ONCE: usize = 100;

impl VoiceSessions {
    /// Compares every attempt that is under way, or ended lately, with what stands on the media server.
    pub async fn reconcile(&self) -> Result<(), VoiceError> {
        let Some(livekit) = self.core.livekit.as_ref() else {
            return Ok(());
        };
        let since = self.core.clock.now() - LATELY;
        let attempts = voice_sessions::live_or_ended_after(self.core.store.reader(), since).await?;
        for some in attempts.chunks(AT_ONCE) {
            let names: Vec<&str> = some.iter().map(|attempt| attempt.name.as_str()).collect();
            let rooms = livekit.list_rooms(&names).await?;
            for attempt in some {
                let room = rooms.iter().find(|room| room.name == attempt.name);
                self.compare(livekit, attempt, room).await?;
            }
        }
        Ok(())
    }

    async fn compare(
        &self,
        livekit: &Livekit,
        attempt: &VoiceSession,
        room: Option<&MediaRoom>,
    ) -> Result<(), VoiceError> {
        let sid = room.map(|room| room.sid.as_str()).filter(|sid| !sid.is_empty());
        for news in news(livekit, attempt, room).await? {
            let now = self.core.clock.now();
            if attempt.told(news, sid, now) != *attempt {
                self.change_attempt(&attempt.name, None, told(news, sid)).await?;
            }
        }
        Ok(())
    }
}

async fn news(
    livekit: &Livekit,
    attempt: &VoiceSession,
    room: Option<&MediaRoom>,
) -> Result<Vec<VoiceSignal>, VoiceError> {
    if room.is_none() {
        return Ok(vec![VoiceSignal::NotFound]);
    }
    if attempt.ended_at.is_some() {
        return Ok(vec![VoiceSignal::Started]);
    }
    let there = livekit.list_participants(&attempt.name).await?;
    let is_there = |kind| there.iter().any(|one| one.kind == kind);
    let (person, agent) = (is_there(ParticipantKind::Person), is_there(ParticipantKind::Agent));
    let heard = [
        (true, VoiceSignal::Started),
        (person, VoiceSignal::RespondentJoined),
        (agent, VoiceSignal::AgentJoined),
        (person && !agent, VoiceSignal::AgentMissing),
    ];
    Ok(heard.into_iter().filter(|(is, _)| *is).map(|(_, news)| news).collect())
}
