//! Cancels a room on behalf of its team.

use super::{Interviews, RoomView};
use crate::model::{
    access::CanWrite,
    error::{Resource, Result},
    ids::RoomId,
    life_cycle::Action,
    status::EndReason,
};

impl Interviews {
    /// Cancels a pending or active room. Cancelling a cancelled room changes nothing.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such room; `WrongStatus` if it has completed or expired.
    #[tracing::instrument(name = "interviews.cancel", skip_all, fields(room.id = %id))]
    pub async fn cancel(&self, permit: CanWrite, id: RoomId) -> Result<RoomView> {
        let mut work = self.core.begin().await?;
        let mut room = work.lock_interview(permit.scope, id).await?.ok_or(Resource::Room)?;
        work.apply(&mut room.base, Action::Cancel(EndReason::Cancelled)).await?;
        work.commit().await?;
        self.view(permit.to_read(), room)
    }
}
