//! Deleting all memories of a room, or of the rooms that were made for an agent.

use super::locked;
use crate::{
    clock::Timestamp,
    engine::AgentRooms,
    model::{
        access::CanUseAgentRooms,
        error::{EngineError, Result},
        event::NewEvent,
        ids::{AgentId, RoomId},
        listing::RoomOwner,
        room::AgentRoom,
    },
    store::{Transaction, agent_rooms, events, memories},
};

impl AgentRooms {
    /// Deletes all memories of a room and says how many there were. What is said in an interview stays.
    pub async fn clear_memories(&self, permit: CanUseAgentRooms, through: Option<AgentId>, id: RoomId) -> Result<u64> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        if room.interview.is_some() {
            return Err(EngineError::InterviewKept);
        }
        let deleted = clear(&transaction, &mut room, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        Ok(deleted)
    }

    /// Deletes all memories of rooms that stand or fall with something else, and says how many there were.
    pub async fn clear_memories_of(&self, permit: CanUseAgentRooms, own: RoomOwner) -> Result<u64> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        self.check_own(&transaction, permit, own).await?;
        let mut deleted = 0;
        for mut room in agent_rooms::lock_with_messages(&transaction, permit.scope, own).await? {
            deleted += clear(&transaction, &mut room, now).await?;
        }
        self.core.store.commit(transaction).await?;
        self.core.hub.notify_all();
        Ok(deleted)
    }
}

async fn clear(transaction: &Transaction, room: &mut AgentRoom, now: Timestamp) -> Result<u64> {
    let deleted = memories::clear(transaction, room.id).await?;
    if deleted > 0 {
        let cleared = NewEvent::messages_cleared(room.id, deleted, now);
        events::append(transaction, room, vec![cleared]).await?;
    }
    Ok(deleted)
}
