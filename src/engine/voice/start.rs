//! Starts and stops the voice session of a respondent.

use super::{VoiceSessions, by_signal, job_metadata};
use crate::{
    engine::{core::voice_unavailable, interviews::RespondentSession, unit_of_work::UnitOfWork},
    entropy::random,
    livekit::{JoinToken, NewLivekitRoom},
    model::{
        error::{EngineError, Result},
        room::InterviewRoom,
        status::Status,
        turn::Channel,
        voice_session::{VoiceSession, VoiceSignal},
    },
    store::{interview_starts, turns, voice_sessions},
};

/// What a respondent's browser needs to join by voice.
pub struct Voice {
    /// The address of LiveKit, for web sockets.
    pub url: String,
    /// The LiveKit token.
    pub token: String,
    /// The name of the LiveKit room.
    pub room_name: String,
}

impl VoiceSessions {
    /// Continues the interview by voice. Starting again leads to the same LiveKit room while that is open.
    ///
    /// # Errors
    ///
    /// `VoiceUnavailable` if LiveKit is not configured or cannot be reached; `NoSession`, `LinkReplaced` or `LinkEnded` if the
    /// respondent has lost access or the interview is over.
    #[tracing::instrument(name = "voice.start", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn start(&self, session: &RespondentSession) -> Result<Voice> {
        let livekit = self.core.require_livekit()?;
        let (room, VoiceSession { name, .. }) = self.find_or_insert(session).await?;
        let new = NewLivekitRoom {
            name: &name,
            job: &job_metadata(&room),
        };
        let created = livekit.create_room(new).await.map_err(voice_unavailable)?;
        let created = by_signal(VoiceSignal::Created, Some(&created.sid));
        let changed = self.change(&name, None, created).await?;
        // The session was ended meanwhile, by `stop` or a new link. If the interview itself has ended, the start succeeds and
        // the browser finds the LiveKit room closed.
        let was_ended = |room: &InterviewRoom, voice: &VoiceSession| {
            voice.ended_at.is_some() && room.base.life.status == Status::Active
        };
        if changed.is_none_or(|(room, voice)| was_ended(&room, &voice)) {
            return Err(EngineError::VoiceUnavailable);
        }
        let mut work = self.core.begin().await?;
        session.lock(&mut work).await?;
        interview_starts::set_channel(work.transaction(), room.base.id, Channel::Voice).await?;
        work.commit().await?;
        let identity = session.pass.respondent_id.to_string();
        let join = JoinToken {
            room: &name,
            identity: &identity,
            interview: room.base.id,
        };
        Ok(Voice {
            url: livekit.url().socket(),
            token: livekit.join_token(join).map_err(voice_unavailable)?,
            room_name: name,
        })
    }

    /// Continues the interview in writing. Stopping again changes nothing.
    ///
    /// # Errors
    ///
    /// `NoSession`, `LinkReplaced` or `LinkEnded` if the respondent has lost access or the interview is over.
    #[tracing::instrument(name = "voice.stop", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn stop(&self, session: &RespondentSession) -> Result<()> {
        let mut work = self.core.begin().await?;
        let mut room = lock_active(&mut work, session).await?;
        let id = room.base.id;
        voice_sessions::end_of_room(work.transaction(), id, work.now()).await?;
        work.wake_voice();
        let start = interview_starts::find(work.transaction(), id).await?;
        let mut start = start.ok_or(EngineError::NoSession)?;
        start.channel = Channel::Text;
        interview_starts::set_channel(work.transaction(), id, Channel::Text).await?;
        let turns = turns::after(work.transaction(), id, 0).await?;
        let appended = self
            .interviews
            .append_with_reply(&mut work, &mut room, &start, turns, None);
        let appended = appended.await?;
        work.commit().await?;
        if appended.reply_is_due {
            self.interviews.spawn_reply(id);
        }
        Ok(())
    }

    /// Whether no worker has come to the respondent's voice session, so that the page should offer to continue in writing.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "voice.agent_is_missing", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn agent_is_missing(&self, session: &RespondentSession) -> Result<bool> {
        let voice = voice_sessions::live(self.core.store.reader(), session.room.base.id).await?;
        Ok(voice.is_some_and(|voice| voice.without_agent_at.is_some()))
    }

    /// Returns the voice session that is under way, or a new one.
    async fn find_or_insert(&self, session: &RespondentSession) -> Result<(InterviewRoom, VoiceSession)> {
        let mut work = self.core.begin().await?;
        let room = lock_active(&mut work, session).await?;
        let id = room.base.id;
        if let Some(voice) = voice_sessions::live(work.transaction(), id).await? {
            return Ok((room, voice));
        }
        let number = voice_sessions::last_number(work.transaction(), id).await? + 1;
        // The random part keeps a token of an earlier session from opening this one.
        let suffix = hex::encode(random::<6>(&*self.core.entropy)?);
        let name = format!("{}-{number}-{suffix}", room.base.name);
        let voice = VoiceSession::new(name, id, number, work.now());
        voice_sessions::insert(work.transaction(), voice.clone()).await?;
        work.commit().await?;
        Ok((room, voice))
    }
}

/// Locks the respondent's room, which must be active.
async fn lock_active(work: &mut UnitOfWork<'_>, session: &RespondentSession) -> Result<InterviewRoom> {
    let room = session.lock(work).await?;
    match room.base.life.status {
        Status::Active => Ok(room),
        status => Err(EngineError::LinkEnded(status)),
    }
}
