//! The respondent begins to speak, or goes back to writing.

use super::{super::interviews::lock_session_room as locked, VoiceSessions, job, told};
use crate::{
    clock::Timestamp,
    engine::interviews::RespondentSession,
    entropy::random,
    livekit::{JoinToken, LivekitError, NewMediaRoom},
    model::{
        error::{EngineError, Result},
        hex::hex,
        room::InterviewRoom,
        status::Status,
        turn::Channel,
        voice_session::{VoiceSession, VoiceSignal},
    },
    store::{Transaction, interview_starts, turns, voice_sessions},
};

/// How a respondent's browser joins by voice.
pub struct Voice {
    /// Where the media server is.
    pub url: String,
    /// What it lets the browser in by.
    pub token: String,
    /// The name of the room there.
    pub room_name: String,
}

impl VoiceSessions {
    /// Holds the interview by voice from now on. Entering again leads to the same room while it stands.
    pub async fn start(&self, session: &RespondentSession) -> Result<Voice> {
        let livekit = self.core.require_livekit()?;
        let (room, attempt) = self.attempt(session).await?;
        let wanted = NewMediaRoom {
            name: &attempt.name,
            job: &job(&room),
        };
        let made = livekit.create_room(wanted).await.map_err(no_voice)?;
        let kept = self
            .change_attempt(&attempt.name, None, told(VoiceSignal::Created, Some(&made.sid)))
            .await?;
        if kept.is_none_or(|(_, attempt)| attempt.ended_at.is_some()) {
            return Err(EngineError::VoiceUnavailable); // somebody ended it meanwhile
        }
        interview_starts::set_channel(self.core.store.writer(), room.id, Channel::Voice).await?;
        self.core.hub.notify(room.id);
        let identity = session.pass.respondent_id.to_string();
        let join = JoinToken {
            room: &attempt.name,
            identity: &identity,
            interview: room.id,
        };
        Ok(Voice {
            url: livekit.url().socket(),
            token: livekit.join_token(join).map_err(no_voice)?,
            room_name: attempt.name,
        })
    }

    /// Holds the interview in writing from now on. Leaving again is harmless.
    pub async fn stop(&self, session: &RespondentSession) -> Result<()> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = running(&transaction, session, now).await?;
        if let Some(attempt) = voice_sessions::live(&transaction, room.id).await? {
            voice_sessions::update(&transaction, attempt.ended(now)).await?;
        }
        let session = interview_starts::find(&transaction, room.id).await?;
        let mut session = session.ok_or(EngineError::NoSession)?;
        session.channel = Channel::Text;
        interview_starts::set_channel(&transaction, room.id, Channel::Text).await?;
        let said = turns::after(&transaction, room.id, 0).await?;
        let kept = self
            .interviews
            .go_on(&transaction, &mut room, &session, said, None, now)
            .await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        self.core.wake_voice();
        if kept.reply_waits {
            self.interviews.spawn_reply(room.id);
        }
        Ok(())
    }

    /// Whether no worker has come to where the respondent speaks, so that writing should be offered.
    pub async fn agent_is_missing(&self, session: &RespondentSession) -> Result<bool> {
        let attempt = voice_sessions::live(self.core.store.reader(), session.room.id).await?;
        Ok(attempt.is_some_and(|attempt| attempt.without_agent_at.is_some()))
    }

    /// The attempt that is under way, or a new one.
    async fn attempt(&self, session: &RespondentSession) -> Result<(InterviewRoom, VoiceSession)> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let room = running(&transaction, session, now).await?;
        if let Some(attempt) = voice_sessions::live(&transaction, room.id).await? {
            return Ok((room, attempt));
        }
        let number = voice_sessions::last_number(&transaction, room.id).await? + 1;
        // Whoever still holds a token for an earlier attempt cannot join this one.
        let name = format!("{}-{number}-{}", room.name, hex(&random::<6>(&*self.core.entropy)?));
        let attempt = VoiceSession::new(name, room.id, number, now);
        voice_sessions::insert(&transaction, attempt.clone()).await?;
        self.core.store.commit(transaction).await?;
        Ok((room, attempt))
    }
}

async fn running(transaction: &Transaction, session: &RespondentSession, now: Timestamp) -> Result<InterviewRoom> {
    let room = locked(transaction, session).await?;
    match room.life.at(now).status {
        Status::Active => Ok(room),
        status => Err(EngineError::LinkEnded(status)),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn no_voice(error: LivekitError) -> EngineError {
    tracing::warn!(%error, "an interview cannot be held by voice");
    EngineError::VoiceUnavailable
}
