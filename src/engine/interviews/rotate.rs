//! Replaces a link that went to the wrong person or leaked.

use super::{Interviews, RoomView};
use crate::{
    model::{
        access::CanWrite,
        error::{Resource, Result},
        ids::RoomId,
        life_cycle::Action,
    },
    store::rooms,
};

impl Interviews {
    /// Gives a pending or active room a new link. The old link stops working: its pages, its live streams and a voice
    /// session that was opened by it.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such room; `WrongStatus` if it has ended.
    #[tracing::instrument(name = "interviews.rotate", skip_all, fields(room.id = %id))]
    pub async fn rotate(&self, permit: CanWrite, id: RoomId) -> Result<RoomView> {
        let mut work = self.core.begin().await?;
        let mut room = work.lock_interview(permit.scope, id).await?.ok_or(Resource::Room)?;
        work.apply(&mut room.base, Action::Rotate).await?;
        let (link, token) = self.new_link(id, &*self.core.entropy)?;
        rooms::replace_link(work.transaction(), &room, link, work.now()).await?;
        work.commit().await?;
        Ok(RoomView {
            room,
            token: Some(token),
        })
    }
}
