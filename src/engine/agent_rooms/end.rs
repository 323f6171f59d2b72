//! Ending a room.

use super::{check_has, locked};
use crate::{
    engine::AgentRooms,
    model::{
        access::CanUseAgentRooms, error::Result, ids::RoomId, life_cycle::Action, room::AgentRoom, status::EndReason,
    },
    store::rooms,
};

impl AgentRooms {
    /// Completes an active room. One that has ended stays as it ended; an interview is not the agents' to end.
    pub async fn end(&self, permit: CanUseAgentRooms, id: RoomId) -> Result<AgentRoom> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, None, id).await?;
        check_has(permit, &room)?;
        let judged = room.life.at(now);
        if judged.status.is_final() {
            room.life = judged;
            return Ok(room);
        }
        let transition = room.life.apply(Action::Complete(EndReason::Ended), now)?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(id);
        self.core.wake_voice();
        room.life = transition.next;
        Ok(room)
    }
}
