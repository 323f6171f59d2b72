//! Lists memories and messages, and changes or deletes one.

use super::lock_visible;
use crate::{
    engine::{AgentRooms, unit_of_work::UnitOfWork},
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        agent_room::Metadata,
        error::{EngineError, Resource, Result},
        event::NewEvent,
        ids::{AgentId, MessageId, RoomHandle, RoomId},
        listing::{Listed, MemoryFilter},
        memory::{Memory, MemoryKind, content_bytes},
        room::AgentRoom,
        storage::StorageUse,
    },
    store::{memories, turns},
};

/// Which memories to list.
#[derive(Clone, Debug)]
pub enum MemoriesOf {
    /// Memories of a room, if the caller sees it, as the acting agent if there is one.
    Room(Option<AgentId>, RoomId),
    /// Memories of those of these rooms that the agent sees.
    Rooms(AgentId, Vec<RoomHandle>),
    /// Memories of all rooms in which the agent takes part.
    Agent(AgentId),
}

/// A change to a memory; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct MemoryChange {
    /// The text and the other content, which are replaced together.
    pub content: Option<(String, Metadata)>,
    /// The metadata, which is replaced.
    pub metadata: Option<Metadata>,
}

impl MemoryChange {
    fn bytes(&self) -> usize {
        let content = self.content.as_ref();
        content_bytes(
            content.map_or("", |(text, _)| text),
            content.map(|(_, content)| content),
            self.metadata.as_ref(),
        )
    }
}

impl AgentRooms {
    /// Lists memories, the latest first, as many as fit into an answer.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such agent.
    #[tracing::instrument(name = "agent_rooms.list_memories", skip_all)]
    pub async fn list_memories(
        &self,
        permit: CanReadAgentRooms,
        of: MemoriesOf,
        filter: &MemoryFilter,
    ) -> Result<Listed<Memory>> {
        let connection = self.core.store.reader();
        Ok(match of {
            MemoriesOf::Room(agent, room) => {
                memories::of_room(connection, permit.acting_as(agent), room, filter).await?
            }
            MemoriesOf::Rooms(agent, rooms) => {
                self.get_agent(permit, agent).await?;
                memories::of_rooms(connection, permit.acting_as(Some(agent)), &rooms, filter).await?
            }
            MemoriesOf::Agent(agent) => {
                self.get_agent(permit, agent).await?;
                memories::of_agent(connection, permit.acting_as(Some(agent)), agent, filter).await?
            }
        })
    }

    /// Returns a memory in a room that the agent sees.
    ///
    /// # Errors
    ///
    /// `NotFound` if the agent sees no such memory, or the caller has no such agent.
    #[tracing::instrument(name = "agent_rooms.get_memory", skip_all)]
    pub async fn get_memory(&self, permit: CanReadAgentRooms, agent: AgentId, id: MessageId) -> Result<Memory> {
        self.get_agent(permit, agent).await?;
        let memory = memories::find(self.core.store.reader(), permit.acting_as(Some(agent)), id).await?;
        Ok(memory.ok_or(Resource::Memory)?)
    }

    /// Counts the memories of one kind in a room that the caller has read; all, or those that are unique.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "agent_rooms.count_memories", skip_all, fields(room.id = %room.base.id))]
    pub async fn count_memories(&self, room: &AgentRoom, kind: &MemoryKind, unique: bool) -> Result<u64> {
        Ok(memories::count(self.core.store.reader(), room.base.id, kind, unique).await?)
    }

    /// Lists the messages of a room after the message with the number `after`, in the order of arrival, as many as fit into
    /// an answer.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room.
    #[tracing::instrument(name = "agent_rooms.list_messages", skip_all, fields(room.id = %id))]
    pub async fn list_messages(
        &self,
        permit: CanReadAgentRooms,
        id: RoomHandle,
        after: i32,
        limit: u16,
    ) -> Result<Listed<Memory>> {
        let room = self.get(permit, None, id).await?;
        Ok(memories::turns_after(self.core.store.reader(), &room.base, after, limit.into()).await?)
    }

    /// Changes a memory in a room that the caller sees, as the acting agent if there is one.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such memory; `InterviewReadOnly` if it is part of an interview.
    #[tracing::instrument(name = "agent_rooms.update_memory", skip_all)]
    pub async fn update_memory(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        id: MessageId,
        change: MemoryChange,
    ) -> Result<Memory> {
        self.core
            .take_storage(permit.scope.team, StorageUse::bytes(change.bytes()))
            .await?;
        let mut work = self.core.begin().await?;
        let (mut room, mut memory) = lock_editable(&mut work, permit, acting_agent, None, id).await?;
        room.base.uncount_message(memory.bytes());
        if let Some((text, content)) = change.content {
            (memory.text, memory.content) = (text, content);
        }
        if let Some(metadata) = change.metadata {
            memory.metadata = Some(metadata);
        }
        room.base.count_message(memory.bytes());
        memories::update(work.transaction(), permit.scope.team, &memory).await?;
        turns::set_message_bytes(work.transaction(), room.base.id, room.base.message_bytes).await?;
        work.deletes_content();
        work.commit().await?;
        Ok(memory)
    }

    /// Deletes a memory in a room that the caller sees, as the acting agent if there is one; only in the room `in_room` if
    /// that is given.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such memory; `InterviewReadOnly` if it is part of an interview.
    #[tracing::instrument(name = "agent_rooms.delete_memory", skip_all)]
    pub async fn delete_memory(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        in_room: Option<RoomHandle>,
        id: MessageId,
    ) -> Result<Memory> {
        let mut work = self.core.begin().await?;
        let (mut room, memory) = lock_editable(&mut work, permit, acting_agent, in_room, id).await?;
        memories::delete(work.transaction(), permit.scope.team, id).await?;
        room.base.uncount_message(memory.bytes());
        turns::set_message_bytes(work.transaction(), room.base.id, room.base.message_bytes).await?;
        work.deletes_content();
        let deleted = NewEvent::message_deleted(room.base.handle(), id, work.now());
        work.append_events(&mut room.base, vec![deleted]).await?;
        work.commit().await?;
        Ok(memory)
    }
}

/// Locks the room of a memory that may be changed, and returns both.
async fn lock_editable(
    work: &mut UnitOfWork<'_>,
    permit: CanUseAgentRooms,
    acting_agent: Option<AgentId>,
    in_room: Option<RoomHandle>,
    id: MessageId,
) -> Result<(AgentRoom, Memory)> {
    let missing = || EngineError::NotFound(Resource::Memory);
    let found = memories::by_ids(work.transaction(), permit.scope.team, &[id])
        .await?
        .pop();
    let found = found.filter(|memory| in_room.is_none_or(|room| room == memory.room_handle));
    let found = found.ok_or_else(missing)?;
    let room = lock_visible(work, permit, acting_agent, found.room_handle).await;
    let room = room.map_err(|error| match error {
        EngineError::NotFound(_) => missing(),
        error => error,
    })?;
    if room.interview.is_some() {
        return Err(EngineError::InterviewReadOnly);
    }
    // Read again: another transaction may have changed the memory before the room was locked.
    let memory = memories::by_ids(work.transaction(), permit.scope.team, &[id])
        .await?
        .pop();
    Ok((room, memory.ok_or_else(missing)?))
}
