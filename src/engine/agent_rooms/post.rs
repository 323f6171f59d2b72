//! Speaking in a room, and keeping other memories there.

use crate::{
    engine::AgentRooms,
    model::{
        access::CanUseAgentRooms,
        error::Result,
        ids::{AgentId, MessageId, ParticipantId, RoomId},
        memory::{Memory, NewMemory},
        posting::PostBatch,
    },
};

impl AgentRooms {
    /// A new id for a message, the `position`th of those made together.
    pub fn new_message_id(&self, position: usize) -> Result<MessageId> {
        Ok(MessageId(self.core.new_id(self.core.clock.now(), position)?))
    }

    /// Keeps memories in a room that is active, all or none. One that comes again, by its id, is the same memory. Whoever
    /// speaks takes part; in an interview only agents that were let in speak, and for themselves.
    pub async fn post(
        &self,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        room: RoomId,
        memories: Vec<NewMemory>,
    ) -> Result<Vec<Memory>> {
        let now = self.core.clock.now();
        let participants = (0..memories.len()).map(|place| self.core.new_id(now, place).map(ParticipantId));
        let post = PostBatch {
            scope: permit.scope,
            through,
            room,
            participants: participants.collect::<Result<_>>()?,
            memories,
            now,
        };
        let posted = self.core.store.post(post).await?;
        self.core.hub.notify(room);
        Ok(posted)
    }
}
