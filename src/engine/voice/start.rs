//! Starts and stops the voice session of a respondent.

use super::{VoiceSessions, by_signal, job_metadata};
use crate::{
    engine::{
        core::voice_unavailable,
        interviews::{Joined, RespondentSession, Start},
        unit_of_work::UnitOfWork,
    },
    entropy::random,
    livekit::{JoinToken, NewLivekitRoom},
    model::{
        email::Email,
        error::{EngineError, Result},
        room::InterviewRoom,
        status::Status,
        token::AccessToken,
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
    /// Joins by voice: prepares LiveKit, and then starts the interview or returns to it. As long as LiveKit cannot be used, an
    /// interview does not start, and its talk time does not run.
    ///
    /// # Errors
    ///
    /// `VoiceUnavailable` if LiveKit is not configured or cannot be reached; otherwise as [`Interviews::join`].
    ///
    /// [`Interviews::join`]: crate::engine::Interviews::join
    #[tracing::instrument(name = "voice.join", skip_all)]
    pub async fn join(&self, link: &AccessToken, start: Start) -> Result<(Joined, Voice)> {
        let prepared = self.prepare(link, &start.email).await?;
        if let Some((room, name)) = &prepared {
            self.open_livekit_room(room, name).await?;
        }
        let joined = self.interviews.join(link, start).await?;
        let voice = match prepared {
            Some((_, name)) => self.enter(&joined.session, name).await?,
            None => self.start(&joined.session).await?,
        };
        Ok((joined, voice))
    }

    /// Continues the interview by voice. Starting again leads to the same LiveKit room while that is open.
    ///
    /// # Errors
    ///
    /// `VoiceUnavailable` if LiveKit is not configured or cannot be reached; `NoSession`, `LinkReplaced` or `LinkEnded` if the
    /// respondent has lost access or the interview is over.
    #[tracing::instrument(name = "voice.start", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn start(&self, session: &RespondentSession) -> Result<Voice> {
        self.core.require_livekit()?;
        let mut work = self.core.begin().await?;
        let room = lock_active(&mut work, session).await?;
        let name = self.find_or_insert(work, &room).await?;
        self.open_livekit_room(&room, &name).await?;
        self.enter(session, name).await
    }

    /// Returns the room that `link` leads to, with the name of its voice session, if its interview has not started. Refuses
    /// what joining would refuse.
    async fn prepare(&self, link: &AccessToken, email: &Email) -> Result<Option<(InterviewRoom, String)>> {
        self.core.require_livekit()?;
        let mut work = self.core.begin().await?;
        let Some(room) = work.lock_interview_by_link(link.hash()).await? else {
            // SQLite has one writer: release it before the next query.
            drop(work);
            return Err(self.interviews.unknown_link(link).await?);
        };
        if room.base.life.status != Status::Pending {
            return Ok(None);
        }
        if room.interview.respondent.as_ref().is_some_and(|bound| bound != email) {
            return Err(EngineError::OtherRespondent);
        }
        let name = self.find_or_insert(work, &room).await?;
        Ok(Some((room, name)))
    }

    /// Creates the LiveKit room of a voice session, with a worker. Changes nothing while it is open.
    async fn open_livekit_room(&self, room: &InterviewRoom, name: &str) -> Result<()> {
        let livekit = self.core.require_livekit()?;
        let new = NewLivekitRoom {
            name,
            job: &job_metadata(room, self.core.clock.now()),
        };
        let created = livekit.create_room(new).await.map_err(voice_unavailable)?;
        let created = by_signal(VoiceSignal::Created, Some(&created.sid));
        let changed = self.change(name, None, created).await?;
        // The session was ended meanwhile, by `stop` or a new link. If the interview itself has ended, the start succeeds and
        // the browser finds the LiveKit room closed.
        let was_ended =
            |room: &InterviewRoom, voice: &VoiceSession| voice.ended_at.is_some() && !room.base.life.status.is_final();
        if changed.is_none_or(|(room, voice)| was_ended(&room, &voice)) {
            return Err(EngineError::VoiceUnavailable);
        }
        Ok(())
    }

    /// Holds the interview by voice, and returns what the respondent needs to enter the LiveKit room `name`.
    async fn enter(&self, session: &RespondentSession, name: String) -> Result<Voice> {
        let livekit = self.core.require_livekit()?;
        let id = session.room.base.id;
        let mut work = self.core.begin().await?;
        session.lock(&mut work).await?;
        interview_starts::set_channel(work.transaction(), id, Channel::Voice).await?;
        work.commit().await?;
        let identity = session.pass.respondent_id.to_string();
        let join = JoinToken {
            room: &name,
            identity: &identity,
            interview: id,
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
        let turns = turns::conversation(work.transaction(), &room.base).await?;
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

    /// Returns the name of the voice session of a locked room that is under way, or of a new one.
    async fn find_or_insert(&self, work: UnitOfWork<'_>, room: &InterviewRoom) -> Result<String> {
        let id = room.base.id;
        if let Some(voice) = voice_sessions::live(work.transaction(), id).await? {
            return Ok(voice.name);
        }
        let number = voice_sessions::last_number(work.transaction(), id).await? + 1;
        // The random part keeps a token of an earlier session from opening this one.
        let suffix = hex::encode(random::<6>(&*self.core.entropy)?);
        let name = format!("{}-{number}-{suffix}", room.base.name);
        let voice = VoiceSession::new(name.clone(), id, number, work.now());
        voice_sessions::insert(work.transaction(), voice).await?;
        work.commit().await?;
        Ok(name)
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
