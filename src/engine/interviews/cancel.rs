//! The team ends a room.

use super::{Interviews, RoomView, locked};
use crate::{
    model::{access::CanWrite, error::Result, ids::RoomId, life_cycle::Action, status::EndReason},
    store::rooms,
};

impl Interviews {
    /// Cancels a pending or active room. Cancelling again is harmless.
    pub async fn cancel(&self, permit: CanWrite, id: RoomId) -> Result<RoomView> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, id).await?;
        let transition = room.life.apply(Action::Cancel(EndReason::Cancelled), now)?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        self.core.wake_voice();
        room.life = transition.next;
        self.view(permit.to_read(), room, now)
    }
}
