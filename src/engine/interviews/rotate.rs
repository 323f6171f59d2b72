//! The team exchanges a link, because it went to the wrong person or leaked.

use super::{Interviews, RoomView, locked};
use crate::{
    model::{access::CanWrite, error::Result, ids::RoomId, life_cycle::Action},
    store::rooms,
};

impl Interviews {
    /// Gives a pending or active room a new link; the old one leads nowhere from now on.
    pub async fn rotate(&self, permit: CanWrite, id: RoomId) -> Result<RoomView> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, id).await?;
        let transition = room.life.apply(Action::Rotate, now)?;
        let (link, token) = self.new_link(id, &*self.core.entropy)?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        rooms::replace_link(&transaction, &room, link, now).await?;
        self.core.store.commit(transaction).await?;
        // Whoever came by the old link is out.
        self.core.hub.notify(id);
        room.life = transition.next;
        Ok(RoomView {
            room,
            token: Some(token),
        })
    }
}
