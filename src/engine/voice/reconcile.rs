//! Reconciles voice sessions with LiveKit, because webhooks can be lost.

use super::{VoiceSessions, by_signal, maintain::VoiceError, unless_inconsistent};
use crate::{
    livekit::{Livekit, LivekitRoom, ParticipantKind},
    model::voice_session::{VoiceSession, VoiceSignal},
    store::voice_sessions,
};
use chrono::TimeDelta;

/// How long after the end of a session its LiveKit room is still looked for: a browser that was connected holds a fresh
/// token for ten minutes, and could create the room again by it.
const ENDED_WITHIN: TimeDelta = TimeDelta::minutes(20);
/// The most rooms that are listed by one call to LiveKit.
const MAX_ROOMS_PER_CALL: usize = 100;

impl VoiceSessions {
    /// Compares every session that is under way, or ended recently, with LiveKit.
    ///
    /// # Errors
    ///
    /// If LiveKit cannot be reached or the database fails.
    #[tracing::instrument(name = "voice.reconcile", skip_all)]
    pub async fn reconcile(&self) -> Result<(), VoiceError> {
        let Some(livekit) = self.livekit() else { return Ok(()) };
        let since = self.core.clock.now() - ENDED_WITHIN;
        let sessions = voice_sessions::live_or_ended_after(self.core.store.reader(), since).await?;
        for some in sessions.chunks(MAX_ROOMS_PER_CALL) {
            let names: Vec<&str> = some.iter().map(|session| session.name.as_str()).collect();
            let rooms = livekit.list_rooms(&names).await?;
            for session in some {
                let room = rooms.iter().find(|room| room.name == session.name);
                unless_inconsistent(&session.name, self.compare(livekit, session, room).await)?;
            }
        }
        Ok(())
    }

    async fn compare(
        &self,
        livekit: &Livekit,
        session: &VoiceSession,
        room: Option<&LivekitRoom>,
    ) -> Result<(), VoiceError> {
        let sid = room.map(|room| room.sid.as_str()).filter(|sid| !sid.is_empty());
        for signal in signals(livekit, session, room).await? {
            let now = self.core.clock.now();
            if session.apply_signal(signal, sid, now) != *session {
                self.change(&session.name, None, by_signal(signal, sid)).await?;
            }
        }
        Ok(())
    }
}

/// The signals that LiveKit's present state amounts to.
async fn signals(
    livekit: &Livekit,
    session: &VoiceSession,
    room: Option<&LivekitRoom>,
) -> Result<Vec<VoiceSignal>, VoiceError> {
    if room.is_none() {
        return Ok(vec![VoiceSignal::NotFound]);
    }
    if session.ended_at.is_some() {
        return Ok(vec![VoiceSignal::Started]);
    }
    let participants = livekit.list_participants(&session.name).await?;
    let has = |kind| participants.iter().any(|participant| participant.kind == kind);
    let (person, agent) = (has(ParticipantKind::Person), has(ParticipantKind::Agent));
    let signals = [
        (true, VoiceSignal::Started),
        (person, VoiceSignal::RespondentJoined),
        (agent, VoiceSignal::AgentJoined),
        (person && !agent, VoiceSignal::AgentMissing),
    ];
    Ok(signals
        .into_iter()
        .filter_map(|(applies, signal)| applies.then_some(signal))
        .collect())
}
