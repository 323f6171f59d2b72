//! Cancels a room on behalf of its team.

use super::Interviews;
use crate::model::{
    access::CanWrite,
    error::{Resource, Result},
    ids::RoomId,
    life_cycle::Action,
    status::{EndReason, Status},
};

impl Interviews {
    /// Cancels a pending or active room and returns its status. Cancelling a cancelled room changes nothing.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such room; `WrongStatus` if it has completed or expired.
    #[tracing::instrument(name = "interviews.cancel", skip_all, fields(room.id = %id))]
    pub async fn cancel(&self, permit: CanWrite, id: RoomId) -> Result<Status> {
        let mut work = self.core.begin().await?;
        let mut room = work
            .lock_interview_base(permit.scope, id)
            .await?
            .ok_or(Resource::Room)?;
        work.apply(&mut room, Action::Cancel(EndReason::Cancelled)).await?;
        work.commit().await?;
        Ok(room.life.status)
    }
}
