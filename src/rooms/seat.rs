//! Who sits in a room: the holder of a respondent's pass, checked against the link that it is used at.

use super::Rooms;
use crate::{
    clock::Timestamp,
    live::Follower,
    model::{
        error::{EngineError, Result},
        ids::RoomId,
        respondent::{RespondentPass, seat},
        room::InterviewRoom,
        session::Session,
        token::AccessToken,
        turn::Turn,
    },
    store::{Transaction, rooms, sessions, turns},
};

/// A respondent in the room that a link leads to.
pub struct Seated {
    /// The room, its life cycle judged by the clock.
    pub room: InterviewRoom,
    /// What was fixed at the start.
    pub session: Session,
    pub(super) pass: RespondentPass,
}

impl Seated {
    /// When the talk time is over; after it, only the last turn may finish.
    pub fn talk_ends_at(&self) -> Option<Timestamp> {
        let time = self.room.interview.terms.max_duration.span();
        self.room.life.started_at.map(|started| started + time)
    }
}

impl Rooms {
    /// The respondent who holds `token`, a pass for the room that `link` leads to.
    pub async fn seated(&self, link: &AccessToken, token: &str) -> Result<Seated> {
        let now = self.clock.now();
        let pass = RespondentPass::open(token, &self.sealer, now).ok_or(EngineError::NotSeated)?;
        let connection = self.store.reading();
        let Some(mut room) = rooms::find_by_link(connection, link.hash()).await? else {
            return Err(self.no_such_link(link).await?);
        };
        check(&room, &pass)?;
        let session = sessions::find(connection, room.id)
            .await?
            .ok_or(EngineError::NotSeated)?;
        room.life = room.life.at(now);
        Ok(Seated { room, session, pass })
    }

    /// The turns of a room after a number, in order.
    pub async fn turns_after(&self, seated: &Seated, number: i32) -> Result<Vec<Turn>> {
        Ok(turns::after(self.store.reading(), seated.room.id, number).await?)
    }

    /// Follows a room: the follower is woken when its turns or its status may have changed.
    pub fn follow(&self, room: RoomId) -> Follower {
        self.hub.follow(room)
    }
}

/// The respondent's room as it is now, locked until the end of the transaction.
pub(super) async fn locked(transaction: &Transaction, seated: &Seated) -> Result<InterviewRoom> {
    let room = rooms::lock_by_id(transaction, seated.room.id).await?;
    let room = room.ok_or(EngineError::NotSeated)?;
    check(&room, &seated.pass)?;
    Ok(room)
}

fn check(room: &InterviewRoom, pass: &RespondentPass) -> Result<()> {
    let seats = room.interview.respondent.as_ref().map(|email| seat(room.id, email));
    if pass.room == room.id && seats == Some(pass.seat) {
        Ok(())
    } else {
        Err(EngineError::NotSeated)
    }
}
