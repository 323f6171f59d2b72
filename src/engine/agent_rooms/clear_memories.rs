//! Deletes all memories of a room, or of the rooms of an owner.

use super::{delete::require_owner, lock_visible};
use crate::{
    engine::{AgentRooms, unit_of_work::UnitOfWork},
    model::{
        access::CanUseAgentRooms,
        error::{EngineError, Result},
        event::NewEvent,
        ids::{AgentId, RoomHandle},
        listing::RoomOwner,
        memory::MemoryKind,
        room::AgentRoom,
    },
    store::{agent_rooms, memories},
};

impl AgentRooms {
    /// Deletes all memories of a room, or those of one kind, and returns how many there were.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room; `InterviewReadOnly` if it is an interview.
    #[tracing::instrument(name = "agent_rooms.clear_memories", skip_all, fields(room.id = %id))]
    pub async fn clear_memories(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
        kind: Option<&MemoryKind>,
    ) -> Result<u64> {
        let mut work = self.core.begin().await?;
        let mut room = lock_visible(&mut work, permit, acting_agent, id).await?;
        if room.interview.is_some() {
            return Err(EngineError::InterviewReadOnly);
        }
        let deleted = clear(&mut work, &mut room, kind).await?;
        work.commit().await?;
        Ok(deleted)
    }

    /// Deletes all memories of the rooms of an owner, or those of one kind, of some rooms in each transaction, and returns how
    /// many there were.
    ///
    /// # Errors
    ///
    /// `NotFound` if the owner is not the caller's.
    #[tracing::instrument(name = "agent_rooms.clear_memories_of", skip_all)]
    pub async fn clear_memories_of(
        &self,
        permit: CanUseAgentRooms,
        owner: RoomOwner,
        kind: Option<&MemoryKind>,
    ) -> Result<u64> {
        let mut deleted = 0;
        loop {
            let mut work = self.core.begin().await?;
            require_owner(work.transaction(), permit, owner).await?;
            let reader = permit.acting_as(None);
            let some = agent_rooms::lock_some_with_messages(work.transaction(), reader, owner, kind).await?;
            if some.is_empty() {
                return Ok(deleted);
            }
            for stored in some {
                let mut room = work.judge(stored);
                deleted += clear(&mut work, &mut room, kind).await?;
            }
            work.commit().await?;
        }
    }
}

async fn clear(work: &mut UnitOfWork<'_>, room: &mut AgentRoom, kind: Option<&MemoryKind>) -> Result<u64> {
    let deleted = memories::clear(work.transaction(), &mut room.base, kind).await?;
    if deleted > 0 {
        work.deletes_content();
    }
    // Only messages have events.
    if deleted > 0 && kind.is_none_or(|kind| *kind == MemoryKind::MESSAGES) {
        let cleared = NewEvent::messages_cleared(room.base.handle(), deleted, work.now());
        work.append_events(&mut room.base, vec![cleared]).await?;
    }
    Ok(deleted)
}
