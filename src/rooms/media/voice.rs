//! The respondent begins to speak, or goes back to writing.

use super::{super::seat::locked, job, told};
use crate::{
    clock::Timestamp,
    entropy::random,
    livekit::{JoinToken, LivekitError, NewMediaRoom},
    model::{
        error::{EngineError, Result},
        hex::hex,
        media::{Attempt, News},
        room::InterviewRoom,
        status::Status,
        turn::Channel,
    },
    rooms::{Rooms, Seated},
    store::{Transaction, media, sessions, turns},
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

impl Rooms {
    /// Holds the interview by voice from now on. Entering again leads to the same room while it stands.
    pub async fn enter_voice(&self, seated: &Seated) -> Result<Voice> {
        let livekit = self.server()?;
        let (room, attempt) = self.attempt(seated).await?;
        let wanted = NewMediaRoom {
            name: &attempt.name,
            job: &job(&room),
        };
        let made = livekit.create_room(wanted).await.map_err(no_voice)?;
        let kept = self
            .change_attempt(&attempt.name, None, told(News::Made, Some(&made.sid)))
            .await?;
        if kept.is_none_or(|(_, attempt)| attempt.ended_at.is_some()) {
            return Err(EngineError::NoVoice); // somebody ended it meanwhile
        }
        sessions::set_channel(self.store.writing(), room.id, Channel::Voice).await?;
        self.hub.tell(room.id);
        let identity = seated.pass.seat.to_string();
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
    pub async fn leave_voice(&self, seated: &Seated) -> Result<()> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = running(&transaction, seated, now).await?;
        if let Some(attempt) = media::live(&transaction, room.id).await? {
            media::update(&transaction, attempt.ended(now)).await?;
        }
        let session = sessions::find(&transaction, room.id).await?;
        let mut session = session.ok_or(EngineError::NotSeated)?;
        session.channel = Channel::Text;
        sessions::set_channel(&transaction, room.id, Channel::Text).await?;
        let said = turns::after(&transaction, room.id, 0).await?;
        let kept = self.go_on(&transaction, &mut room, &session, said, None, now).await?;
        self.store.commit(transaction).await?;
        self.hub.tell(room.id);
        self.ring();
        if kept.reply_waits {
            self.reply_soon(room.id);
        }
        Ok(())
    }

    /// Whether no worker has come to where the respondent speaks, so that writing should be offered.
    pub async fn waits_in_vain(&self, seated: &Seated) -> Result<bool> {
        let attempt = media::live(self.store.reading(), seated.room.id).await?;
        Ok(attempt.is_some_and(|attempt| attempt.without_agent_at.is_some()))
    }

    /// The attempt that is under way, or a new one.
    async fn attempt(&self, seated: &Seated) -> Result<(InterviewRoom, Attempt)> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let room = running(&transaction, seated, now).await?;
        if let Some(attempt) = media::live(&transaction, room.id).await? {
            return Ok((room, attempt));
        }
        let number = media::last_number(&transaction, room.id).await? + 1;
        // Whoever still holds a token for an earlier attempt cannot join this one.
        let name = format!("{}-{number}-{}", room.name, hex(&random::<6>(&*self.entropy)?));
        let attempt = Attempt::new(name, room.id, number, now);
        media::insert(&transaction, attempt.clone()).await?;
        self.store.commit(transaction).await?;
        Ok((room, attempt))
    }
}

async fn running(transaction: &Transaction, seated: &Seated, now: Timestamp) -> Result<InterviewRoom> {
    let room = locked(transaction, seated).await?;
    match room.life.at(now).status {
        Status::Active => Ok(room),
        status => Err(EngineError::LinkEnded(status)),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn no_voice(error: LivekitError) -> EngineError {
    tracing::warn!(%error, "an interview cannot be held by voice");
    EngineError::NoVoice
}
