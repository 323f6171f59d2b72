//! Takes an answer of the respondent's and lets the interviewer reply.

use super::{Interviews, RespondentSession};
use crate::{
    model::{
        error::{EngineError, Result},
        status::Status,
        turn::{Answer, Turn},
    },
    store::turns,
};

impl Interviews {
    /// Appends an answer as a turn, with the interviewer's reply if that needs no waiting. An answer that is sent again, by
    /// its id, is the same turn.
    ///
    /// # Errors
    ///
    /// `NoSession` if the respondent has lost access; `LinkEnded` if the interview is over.
    #[tracing::instrument(name = "interviews.answer", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn answer(&self, session: &RespondentSession, answer: Answer) -> Result<Turn> {
        let mut work = self.core.begin().await?;
        let mut room = session.lock(&mut work).await?;
        let turns = turns::conversation(work.transaction(), &room.base).await?;
        let origin = answer.origin();
        if let Some(known) = turns.iter().find(|turn| turn.said.origin.as_ref() == Some(&origin)) {
            return Ok(known.clone());
        }
        let status = room.base.life.status;
        if status != Status::Active {
            return Err(EngineError::LinkEnded(status));
        }
        let appended = self
            .append_with_reply(&mut work, &mut room, &session.start, turns, Some(answer.into()))
            .await?;
        work.commit().await?;
        if appended.reply_is_due {
            self.spawn_reply(room.base.id);
        }
        let turn = appended.turns.into_iter().next();
        turn.ok_or_else(|| EngineError::Internal("append returned no turn".into()))
    }
}
