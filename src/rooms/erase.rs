//! Erasing what was said and who said it: by the team, or by the respondent, who withdraws. The bare fact stays.

use super::{Rooms, Seated, WITHDRAWAL, locked, seat};
use crate::{
    clock::Timestamp,
    model::{
        access::CanWrite,
        error::{EngineError, Result, Thing},
        ids::RoomId,
        life_cycle::Action,
        room::InterviewRoom,
    },
    store::{Transaction, rooms},
};

impl Rooms {
    /// Erases a record of the caller's.
    pub async fn erase(&self, permit: CanWrite, record: RoomId) -> Result<()> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let gone = || EngineError::NotFound(Thing::Record);
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
    pub async fn withdraw(&self, seated: &Seated) -> Result<()> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let room = seat::locked(&transaction, seated).await?;
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
        self.store.commit(transaction).await?;
        self.hub.tell(room.id);
        self.ring();
        Ok(())
    }
}
