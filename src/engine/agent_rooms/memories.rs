//! Reading what was said and remembered, and changing or deleting a piece of it.

use super::{locked, seen, seen_among};
use crate::{
    engine::AgentRooms,
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        agent_room::Metadata,
        error::{EngineError, Resource, Result},
        event::NewEvent,
        ids::{AgentId, EntityId, MessageId, RoomId},
        listing::MemoryFilter,
        memory::Memory,
        room::AgentRoom,
    },
    store::{Transaction, agent_rooms, events, memories},
};

/// Which memories.
#[derive(Clone, Debug)]
pub enum MemoriesOf {
    /// Those of a room that the caller was shown before.
    Room(RoomId),
    /// Those of rooms that an agent sits in.
    Rooms(AgentId, Vec<RoomId>),
    /// Those of all rooms that an agent sits in.
    Agent(AgentId),
}

/// What is changed of a memory; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct MemoryChange {
    /// Words and what belongs to them, which replace all that was there.
    pub content: Option<(String, Metadata)>,
    /// Whatever the agent keeps with it.
    pub metadata: Option<Metadata>,
}

impl AgentRooms {
    /// The latest memories first.
    pub async fn list_memories(
        &self,
        permit: CanReadAgentRooms,
        of: MemoriesOf,
        filter: &MemoryFilter,
    ) -> Result<Vec<Memory>> {
        let connection = self.core.store.reader();
        Ok(match of {
            MemoriesOf::Room(room) => memories::of_rooms(connection, &[room], filter).await?,
            MemoriesOf::Rooms(agent, rooms) => {
                self.get_agent(permit, agent).await?;
                // Nothing was said in a room that is not there.
                let there = agent_rooms::find_all(connection, permit.scope, &rooms).await?;
                let there = seen_among(connection, permit, there, Some(agent)).await?;
                let there: Vec<RoomId> = there.iter().map(|room| room.id).collect();
                memories::of_rooms(connection, &there, filter).await?
            }
            MemoriesOf::Agent(agent) => {
                self.get_agent(permit, agent).await?;
                memories::of_entity(connection, permit.scope, EntityId(agent.0), filter).await?
            }
        })
    }

    /// What was said in a room after a number, in the order of arrival.
    pub async fn list_messages(
        &self,
        permit: CanReadAgentRooms,
        id: RoomId,
        after: i32,
        limit: u16,
    ) -> Result<Vec<Memory>> {
        let room = seen(self.core.store.reader(), permit, None, id).await?;
        Ok(memories::turns_after(self.core.store.reader(), room.id, after, limit.into()).await?)
    }

    /// Changes a memory in a room that an agent sees. What is said in an interview stays as it was said.
    pub async fn update_memory(
        &self,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        id: MessageId,
        change: MemoryChange,
    ) -> Result<Memory> {
        let transaction = self.core.store.begin().await?;
        let (_, mut memory) = self.changeable(&transaction, permit, through, None, id).await?;
        if let Some((text, content)) = change.content {
            (memory.text, memory.content) = (text, content);
        }
        if let Some(metadata) = change.metadata {
            memory.metadata = Some(metadata);
        }
        memories::update(&transaction, &memory).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(memory.room);
        Ok(memory)
    }

    /// Deletes a memory in a room that an agent sees; of a certain room, if one is given.
    pub async fn delete_memory(
        &self,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        within: Option<RoomId>,
        id: MessageId,
    ) -> Result<Memory> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let (mut room, memory) = self.changeable(&transaction, permit, through, within, id).await?;
        memories::delete(&transaction, id).await?;
        let deleted = NewEvent::message_deleted(room.id, id, now);
        events::append(&transaction, &mut room, vec![deleted]).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        Ok(memory)
    }

    async fn changeable(
        &self,
        transaction: &Transaction,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        within: Option<RoomId>,
        id: MessageId,
    ) -> Result<(AgentRoom, Memory)> {
        let missing = || EngineError::NotFound(Resource::Memory);
        let memory = memories::by_ids(transaction, &[id]).await?.pop();
        let memory = memory.filter(|memory| within.is_none_or(|room| room == memory.room));
        let memory = memory.ok_or_else(missing)?;
        let room = locked(transaction, permit, through, memory.room).await;
        let room = room.map_err(|error| match error {
            EngineError::NotFound(_) => missing(),
            error => error,
        })?;
        if room.interview.is_some() {
            return Err(EngineError::InterviewKept);
        }
        // As it is now that nobody else can change it.
        let memory = memories::by_ids(transaction, &[id]).await?.pop().ok_or_else(missing)?;
        Ok((room, memory))
    }
}
