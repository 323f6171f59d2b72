//! The respondent says something.

use super::{Rooms, Seated, seat::locked};
use crate::{
    model::{
        error::{EngineError, Result},
        status::Status,
        turn::{Answer, Turn},
    },
    store::turns,
};

impl Rooms {
    /// Keeps a turn of the respondent's and lets the interviewer answer it. A turn that comes again, by its id, is the
    /// same turn.
    pub async fn say(&self, seated: &Seated, answer: Answer) -> Result<Turn> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, seated).await?;
        let said = turns::after(&transaction, room.id, 0).await?;
        let origin = answer.origin();
        if let Some(known) = said.iter().find(|turn| turn.said.origin.as_ref() == Some(&origin)) {
            return Ok(known.clone());
        }
        let status = room.life.at(now).status;
        if status != Status::Active {
            return Err(EngineError::LinkEnded(status));
        }
        let kept = self
            .go_on(&transaction, &mut room, &seated.session, said, Some(answer.into()), now)
            .await?;
        self.store.commit(transaction).await?;
        self.hub.tell(room.id);
        if kept.reply_waits {
            self.reply_soon(room.id);
        }
        let turn = kept.turns.into_iter().next();
        turn.ok_or_else(|| EngineError::Internal("an answer was kept".into()))
    }
}
