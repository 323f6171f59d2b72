//! The respondent says something.

use super::{Rooms, Seated, seat::locked};
use crate::{
    clock::Timestamp,
    entropy::random,
    model::{
        error::{EngineError, Result},
        ids::{ID_ENTROPY, time_ordered},
        room::Room,
        status::Status,
        turn::{Answer, NewTurn, Turn},
    },
    store::{Transaction, sessions, turns},
};

impl Rooms {
    /// Keeps a turn of the respondent's and lets the interviewer answer it. A turn that comes again, by its id, is the
    /// same turn.
    pub async fn say(&self, seated: &Seated, answer: Answer) -> Result<Turn> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, seated).await?;
        if let Some(known) = turns::find_by_origin(&transaction, room.id, &answer.origin()).await? {
            return Ok(known);
        }
        let status = room.life.at(now).status;
        if status != Status::Active {
            return Err(EngineError::LinkEnded(status));
        }
        let turn = self.append(&transaction, &mut room, answer.into(), now).await?;
        let session = sessions::find(&transaction, room.id).await?;
        let session = session.ok_or(EngineError::NotSeated)?;
        let waits = self.reply_at_once(&transaction, &mut room, &session, now).await?;
        self.store.commit(transaction).await?;
        self.hub.tell(room.id);
        if waits {
            self.reply_soon(room.id);
        }
        Ok(turn)
    }

    /// Appends a turn to a room that is locked by the transaction.
    pub(super) async fn append(
        &self,
        transaction: &Transaction,
        room: &mut Room,
        said: NewTurn,
        now: Timestamp,
    ) -> Result<Turn> {
        let id = time_ordered(now, 0, random::<ID_ENTROPY>(&*self.entropy)?);
        let mut turns = turns::append(transaction, room, vec![(id, said)], now).await?;
        turns
            .pop()
            .ok_or_else(|| EngineError::Internal("a turn was appended".into()))
    }
}
