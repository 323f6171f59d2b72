//! Posts messages and other memories to a room.

use crate::{
    engine::{AgentRooms, unit_of_work::Effects},
    model::{
        access::CanUseAgentRooms,
        audience::FoldedText,
        error::Result,
        ids::{AgentId, MessageId, ParticipantId, RoomHandle},
        memory::{Memory, NewMemory},
        posting::PostBatch,
        storage::StorageUse,
    },
    store::post,
};

impl AgentRooms {
    /// Returns a new id for a message, the `position`th of those created together.
    ///
    /// # Errors
    ///
    /// `Internal` if the operating system has no randomness.
    pub fn new_message_id(&self, position: usize) -> Result<MessageId> {
        Ok(MessageId(self.core.new_id(self.core.clock.now(), position)?))
    }

    /// Posts memories to an active room, all or none, sharing the commit with other posts. A memory that is posted again,
    /// by its id, is the same memory. An author who did not take part does so from now on.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller or the acting agent sees no such room; `WrongStatus` if the room is not active;
    /// `InterviewReadOnly` if it is an interview and the author is not an agent that takes part in it; `IdTaken` if an id
    /// belongs to another memory; `RoomFull` if nobody else may take part.
    #[tracing::instrument(name = "agent_rooms.post", skip_all, fields(room.id = %room))]
    pub async fn post(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        room: RoomHandle,
        memories: Vec<NewMemory>,
    ) -> Result<Vec<Memory>> {
        let now = self.core.clock.now();
        let sizes: Vec<usize> = memories.iter().map(NewMemory::bytes).collect();
        self.core
            .take_storage(permit.scope.team, StorageUse::bytes(sizes.iter().sum()))
            .await?;
        let folded_texts = memories.iter().map(|memory| FoldedText::new(&memory.text)).collect();
        let participants = (0..memories.len()).map(|position| self.core.new_id(now, position).map(ParticipantId));
        let batch = PostBatch {
            reader: permit.acting_as(acting_agent),
            room,
            folded_texts,
            sizes,
            participant_ids: participants.collect::<Result<_>>()?,
            memories,
            now,
        };
        let posted = post::apply(&self.core.store, batch).await?;
        if let Some(memory) = posted.first() {
            self.core.notify(&Effects::of_room(memory.room));
        }
        Ok(posted)
    }
}
