//! Ending a room.

use super::{check_has, locked};
use crate::{
    model::{access::CanStage, error::Result, ids::RoomId, life_cycle::Action, room::StagedRoom, status::EndReason},
    rooms::Rooms,
    store::rooms,
};

impl Rooms {
    /// Completes an active room. One that has ended stays as it ended; an interview is not the agents' to end.
    pub async fn end_stage(&self, permit: CanStage, id: RoomId) -> Result<StagedRoom> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, permit, None, id).await?;
        check_has(permit, &room)?;
        let judged = room.life.at(now);
        if judged.status.is_final() {
            room.life = judged;
            return Ok(room);
        }
        let transition = room.life.apply(Action::Complete(EndReason::Ended), now)?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        self.store.commit(transaction).await?;
        self.hub.tell(id);
        self.ring();
        room.life = transition.next;
        Ok(room)
    }
}
