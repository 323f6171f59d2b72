//! A respondent's session: a token of our own, checked against the link at which it is used.

use super::Interviews;
use crate::{
    clock::Timestamp,
    engine::unit_of_work::UnitOfWork,
    live::Follower,
    model::{
        error::{EngineError, Result},
        ids::RoomId,
        interview_start::InterviewStart,
        respondent::{RespondentPass, respondent_id},
        room::InterviewRoom,
        token::AccessToken,
        turn::Turn,
    },
    store::{interview_starts, rooms, turns},
};

/// A respondent who has joined the room that a link leads to.
pub struct RespondentSession {
    /// The room.
    pub room: InterviewRoom,
    /// What was fixed when the respondent started.
    pub start: InterviewStart,
    pub(in crate::engine) pass: RespondentPass,
}

impl RespondentSession {
    /// The end of the talk time; a grace period then lets the last turn finish.
    pub fn talk_ends_at(&self) -> Option<Timestamp> {
        let duration = self.room.interview.terms.max_duration.span();
        self.room.base.life.started_at.map(|started| started + duration)
    }

    /// Locks the respondent's room, and checks that the session still gives access to it.
    pub(in crate::engine) async fn lock(&self, work: &mut UnitOfWork<'_>) -> Result<InterviewRoom> {
        let room = work.lock_interview(None, self.room.base.id).await?;
        let room = room.ok_or(EngineError::NoSession)?;
        // A link that was replaced since the session was checked gives no access any more.
        if room.interview.link.hash != self.room.interview.link.hash {
            return Err(EngineError::LinkReplaced);
        }
        check(&room, &self.pass)?;
        Ok(room)
    }
}

impl Interviews {
    /// Returns the session of a respondent who holds `token` and uses `link`.
    ///
    /// # Errors
    ///
    /// `NoSession` if the token is invalid, has expired or is of another link or respondent; `NotFound` or `LinkReplaced`
    /// if the link leads to no room.
    #[tracing::instrument(name = "interviews.respondent_session", skip_all)]
    pub async fn respondent_session(&self, link: &AccessToken, token: &str) -> Result<RespondentSession> {
        let now = self.core.clock.now();
        let pass = RespondentPass::open(token, link.hash(), &self.core.sealer, now).ok_or(EngineError::NoSession)?;
        let connection = self.core.store.reader();
        let Some(room) = rooms::find_by_link(connection, link.hash()).await? else {
            return Err(self.unknown_link(link).await?);
        };
        let room = room.at(now);
        check(&room, &pass)?;
        let start = interview_starts::find(connection, room.base.id).await?;
        let start = start.ok_or(EngineError::NoSession)?;
        Ok(RespondentSession { room, start, pass })
    }

    /// Returns the turns of a room after the turn with `number`, in order.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "interviews.turns_after", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn turns_after(&self, session: &RespondentSession, number: i32) -> Result<Vec<Turn>> {
        Ok(turns::after(self.core.store.reader(), session.room.base.id, number).await?)
    }

    /// Returns at most `limit` turns of a room after the turn with `number`, in order.
    ///
    /// # Errors
    ///
    /// `Internal` if the database cannot be read.
    #[tracing::instrument(name = "interviews.some_turns_after", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn some_turns_after(&self, session: &RespondentSession, number: i32, limit: u64) -> Result<Vec<Turn>> {
        let connection = self.core.store.reader();
        Ok(turns::some_after(connection, session.room.base.id, number, limit).await?)
    }

    /// Returns the latest turns of a room, in order: as many as a page shows.
    ///
    /// # Errors
    ///
    /// `Internal` if the database cannot be read.
    #[tracing::instrument(name = "interviews.recent_turns", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn recent_turns(&self, session: &RespondentSession) -> Result<Vec<Turn>> {
        Ok(turns::recent(self.core.store.reader(), &session.room.base).await?)
    }

    /// Follows a room: wakes the follower when its turns or its status may have changed.
    pub fn follow(&self, room: RoomId) -> Follower {
        self.core.hub.follow(room)
    }
}

fn check(room: &InterviewRoom, pass: &RespondentPass) -> Result<()> {
    let respondent = room.interview.respondent.as_ref();
    let respondent = respondent.map(|email| respondent_id(room.base.id, email));
    if pass.room == room.base.id && respondent == Some(pass.respondent_id) {
        Ok(())
    } else {
        Err(EngineError::NoSession)
    }
}
