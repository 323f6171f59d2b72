//! The respondent says something.

use super::{Interviews, RespondentSession, respondent_session::locked};
use crate::{
    model::{
        error::{EngineError, Result},
        status::Status,
        turn::{Answer, Turn},
    },
    store::turns,
};

impl Interviews {
    /// Keeps a turn of the respondent's and lets the interviewer answer it. A turn that comes again, by its id, is the
    /// same turn.
    pub async fn answer(&self, session: &RespondentSession, answer: Answer) -> Result<Turn> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, session).await?;
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
            .go_on(
                &transaction,
                &mut room,
                &session.session,
                said,
                Some(answer.into()),
                now,
            )
            .await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        if kept.reply_waits {
            self.spawn_reply(room.id);
        }
        let turn = kept.turns.into_iter().next();
        turn.ok_or_else(|| EngineError::Internal("an answer was kept".into()))
    }
}
