//! Who sits in a room: the holder of a respondent's pass, checked against the link that it is used at.

use super::Interviews;
use crate::{
    clock::Timestamp,
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
    store::{Transaction, interview_starts, rooms, turns},
};

/// A respondent in the room that a link leads to.
pub struct RespondentSession {
    /// The room, its life cycle judged by the clock.
    pub room: InterviewRoom,
    /// What was fixed at the start.
    pub session: InterviewStart,
    pub(in crate::engine) pass: RespondentPass,
}

impl RespondentSession {
    /// When the talk time is over; after it, only the last turn may finish.
    pub fn talk_ends_at(&self) -> Option<Timestamp> {
        let time = self.room.interview.terms.max_duration.span();
        self.room.life.started_at.map(|started| started + time)
    }
}

impl Interviews {
    /// The respondent who holds `token`, a pass for the room that `link` leads to.
    pub async fn respondent_session(&self, link: &AccessToken, token: &str) -> Result<RespondentSession> {
        let now = self.core.clock.now();
        let pass = RespondentPass::open(token, &self.core.sealer, now).ok_or(EngineError::NoSession)?;
        let connection = self.core.store.reader();
        let Some(mut room) = rooms::find_by_link(connection, link.hash()).await? else {
            return Err(self.no_such_link(link).await?);
        };
        check(&room, &pass)?;
        let session = interview_starts::find(connection, room.id)
            .await?
            .ok_or(EngineError::NoSession)?;
        room.life = room.life.at(now);
        Ok(RespondentSession { room, session, pass })
    }

    /// The turns of a room after a number, in order.
    pub async fn turns_after(&self, session: &RespondentSession, number: i32) -> Result<Vec<Turn>> {
        Ok(turns::after(self.core.store.reader(), session.room.id, number).await?)
    }

    /// Follows a room: the follower is woken when its turns or its status may have changed.
    pub fn follow(&self, room: RoomId) -> Follower {
        self.core.hub.follow(room)
    }
}

/// The respondent's room as it is now, locked until the end of the transaction.
pub(in crate::engine) async fn locked(transaction: &Transaction, session: &RespondentSession) -> Result<InterviewRoom> {
    let room = rooms::lock_by_id(transaction, session.room.id).await?;
    let room = room.ok_or(EngineError::NoSession)?;
    check(&room, &session.pass)?;
    Ok(room)
}

fn check(room: &InterviewRoom, pass: &RespondentPass) -> Result<()> {
    let participants = room
        .interview
        .respondent
        .as_ref()
        .map(|email| respondent_id(room.id, email));
    if pass.room == room.id && participants == Some(pass.respondent_id) {
        Ok(())
    } else {
        Err(EngineError::NoSession)
    }
}
