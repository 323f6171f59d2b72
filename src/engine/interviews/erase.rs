//! Erasing what was said and who said it: by the team, or by the respondent, who withdraws. The bare fact stays.

use super::{Interviews, RespondentSession, WITHDRAWAL, locked, respondent_session};
use crate::{
    clock::Timestamp,
    model::{
        access::CanWrite,
        error::{EngineError, Resource, Result},
        ids::RoomId,
        life_cycle::Action,
        room::InterviewRoom,
    },
    store::{Transaction, rooms},
};

impl Interviews {
    /// Erases a record of the caller's.
    pub async fn erase(&self, permit: CanWrite, record: RoomId) -> Result<()> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let gone = || EngineError::NotFound(Resource::Record);
        let room = locked(&transaction, permit, record)
            .await
            .map_err(|error| match error {
                EngineError::NotFound(_) => gone(),
                error => error,
            })?;
        let mut judged = room.clone();
        judged.life = room.life.at(now);
        judged.record().ok_or_else(gone)?;
        self.carry_out(transaction, room, now).await
    }

    /// Takes back what a respondent said: while the interview runs, which ends it, and for 24 hours after its end.
    /// Withdrawing again is harmless.
    pub async fn withdraw(&self, session: &RespondentSession) -> Result<()> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let room = respondent_session::locked(&transaction, session).await?;
        let life = room.life.at(now);
        let too_late = life.finished_at.is_some_and(|finished| now >= finished + WITHDRAWAL);
        if life.started_at.is_none() || too_late {
            return Err(EngineError::LinkEnded(life.status));
        }
        self.carry_out(transaction, room, now).await
    }

    async fn carry_out(&self, transaction: Transaction, mut room: InterviewRoom, now: Timestamp) -> Result<()> {
        let transition = room.life.apply(Action::Erase, now)?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        rooms::erase(&transaction, room.id, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        self.core.wake_voice();
        Ok(())
    }
}
