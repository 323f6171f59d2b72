//! The team ends a room.

use super::{RoomView, Rooms, locked};
use crate::{
    model::{access::CanWrite, error::Result, ids::RoomId, life_cycle::Action, status::EndReason},
    store::rooms,
};

impl Rooms {
    /// Cancels a pending or active room. Cancelling again is harmless.
    pub async fn cancel(&self, permit: CanWrite, id: RoomId) -> Result<RoomView> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, permit, id).await?;
        let transition = room.life.apply(Action::Cancel(EndReason::Cancelled), now)?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        self.store.commit(transaction).await?;
        self.hub.tell(room.id);
        self.ring();
        room.life = transition.next;
        self.view(permit.reads(), room, now)
    }
}
