//! Ends a room.

use super::{lock_visible, require_interview_access};
use crate::{
    engine::AgentRooms,
    model::{
        access::CanUseAgentRooms, error::Result, ids::RoomHandle, life_cycle::Action, room::AgentRoom,
        status::EndReason,
    },
};

impl AgentRooms {
    /// Completes an active room. A room that has ended stays as it ended.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room; `Forbidden` if it is an interview that the caller may not end.
    #[tracing::instrument(name = "agent_rooms.end", skip_all, fields(room.id = %id))]
    pub async fn end(&self, permit: CanUseAgentRooms, id: RoomHandle) -> Result<AgentRoom> {
        let mut work = self.core.begin().await?;
        let mut room = lock_visible(&mut work, permit, None, id).await?;
        require_interview_access(permit, &room)?;
        if !room.base.life.status.is_final() {
            work.apply(&mut room.base, Action::Complete(EndReason::Ended)).await?;
            work.commit().await?;
        }
        Ok(room)
    }
}
