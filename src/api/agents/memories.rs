//! Memories: keeping, reading, changing and deleting them.

use super::{
    Tag,
    answer::{Data, Done, Made},
    auth::AgentCaller,
    errors::{Acting, Creating, Finding, HttpError, envelope::ApiResult},
    lists::ids,
    memory_requests::{Wanted, new_memory, said},
    schema::{Changed, Cleared, CreateMemories, CreateMemory, Deleted, MemoryBody, MemoryList, UpdateMemory, metadata},
};
use crate::{
    api::request::Body,
    engine::{
        Engine,
        agent_rooms::{MemoriesOf, MemoryChange, RoomOwner},
    },
    model::{
        access::CanUseAgentRooms,
        derived_id::create_unique_uuid,
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, MessageId, RoomId},
        memory::{Memory, NewMemory},
    },
};
use poem::web::Data as Shared;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

pub(super) struct MemoryRoutes;

#[OpenApi(prefix_path = "/api/agents", tag = "Tag::Memory")]
impl MemoryRoutes {
    /// Get room memories
    ///
    /// Retrieves memories for a specific room, the latest first.
    #[oai(
        path = "/:agentId/rooms/:roomId/memories",
        method = "get",
        operation_id = "getRoomMemories"
    )]
    #[expect(clippy::too_many_arguments, reason = "the outside contract has as many parameters")]
    async fn of_room(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        /// Number of memories to retrieve, at most 1000.
        #[oai(default = "fifty", validator(minimum(value = "0"), maximum(value = "1000")))]
        count: Query<i32>,
        /// The same, under another name; 0 for as many as there are, up to 1000.
        #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// How many of the latest to pass over.
        #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
        offset: Query<Option<i32>>,
        /// Return only unique memories.
        #[oai(default = "yes")]
        unique: Query<bool>,
        /// Start timestamp filter, in milliseconds; inclusive.
        start: Query<Option<i64>>,
        /// End timestamp filter, in milliseconds; inclusive.
        end: Query<Option<i64>>,
        /// The same as `end`; the earlier of the two counts.
        before: Query<Option<i64>>,
        /// What they are: `messages`, which it is when left out, `facts`, `documents` or `memories`.
        #[oai(name = "tableName")]
        table_name: Query<Option<String>>,
    ) -> ApiResult<Data<MemoryList>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        let wanted = Wanted {
            count: Some(count.0),
            limit: limit.0,
            offset: offset.0,
            unique: Some(unique.0),
            start: start.0,
            end: end.0,
            before: before.0,
            table_name: table_name.0.as_deref(),
        };
        let filter = wanted.filter()?;
        let room = match engine.agent_rooms.get_for_agent(permit, agent, RoomId(room_id.0)).await {
            Ok(room) => room,
            // As the real server has it, and its clients expect.
            Err(EngineError::NotFound(Resource::Room)) => return Ok(Data(MemoryList { memories: Vec::new() })),
            Err(error) => return Err(error.into()),
        };
        let memories = engine
            .agent_rooms
            .list_memories(permit, MemoriesOf::Room(room.base.id), &filter)
            .await?;
        Ok(Data(MemoryList::new(memories, agent)))
    }

    /// Create a memory
    ///
    /// Keeps what was said in a room, or something else that is worth remembering. Whoever speaks takes part. The same id
    /// again is the same memory. Our addition.
    #[oai(
        path = "/:agentId/rooms/:roomId/memories",
        method = "post",
        operation_id = "createMemory"
    )]
    async fn create(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        request: Body<CreateMemory>,
    ) -> ApiResult<Made<MemoryBody>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let memory = new_memory(&engine.agent_rooms, EntityId(agent.0), request.0, 0)?;
        let kept = post(engine.0, permit, agent, RoomId(room_id.0), vec![memory]).await?;
        let kept = kept.into_iter().next().ok_or(EngineError::NotFound(Resource::Memory))?;
        Ok(Data(MemoryBody::new(kept, agent)))
    }

    /// Create several memories
    ///
    /// Keeps 1 to 100 memories in a room, all or none. Our addition.
    #[oai(
        path = "/:agentId/rooms/:roomId/memories/batch",
        method = "post",
        operation_id = "createMemories"
    )]
    async fn create_many(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        request: Body<CreateMemories>,
    ) -> ApiResult<Made<MemoryList>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let given = request.0.memories.into_iter().enumerate();
        let memories = given
            .map(|(position, memory)| new_memory(&engine.agent_rooms, EntityId(agent.0), memory, position))
            .collect::<Result<_, _>>()?;
        let kept = post(engine.0, permit, agent, RoomId(room_id.0), memories).await?;
        Ok(Data(MemoryList::new(kept, agent)))
    }

    /// Get agent memories
    ///
    /// The memories of all rooms that the agent takes part in, or of some of them, the latest first.
    #[oai(path = "/:agentId/memories", method = "get", operation_id = "getAgentMemories")]
    #[expect(clippy::too_many_arguments, reason = "the outside contract has as many parameters")]
    async fn of_agent(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        /// Only those of this room.
        #[oai(name = "roomId")]
        room_id: Query<Option<Uuid>>,
        /// Only those of this channel.
        #[oai(name = "channelId")]
        channel_id: Query<Option<Uuid>>,
        /// Only those of these rooms: up to 100 ids with commas between them.
        #[oai(name = "roomIds", validator(max_length = 4000))]
        room_ids: Query<Option<String>>,
        /// The most memories; 1000 when left out.
        #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// How many of the latest to pass over.
        #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
        offset: Query<Option<i32>>,
        /// Only unique memories.
        unique: Query<Option<bool>>,
        /// Start timestamp filter, in milliseconds; inclusive.
        start: Query<Option<i64>>,
        /// End timestamp filter, in milliseconds; inclusive.
        end: Query<Option<i64>>,
        /// The same as `end`; the earlier of the two counts.
        before: Query<Option<i64>>,
        /// What they are: `messages`, which it is when left out, `facts`, `documents` or `memories`.
        #[oai(name = "tableName")]
        table_name: Query<Option<String>>,
    ) -> ApiResult<Data<MemoryList>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        let wanted = Wanted {
            count: Some(0),
            limit: limit.0,
            offset: offset.0,
            unique: Some(unique.0.unwrap_or_default()),
            start: start.0,
            end: end.0,
            before: before.0,
            table_name: table_name.0.as_deref(),
        };
        let filter = wanted.filter()?;
        let of = match (room_id.0.or(channel_id.0), &room_ids.0) {
            (Some(room), _) => match engine.agent_rooms.get_for_agent(permit, agent, RoomId(room)).await {
                Ok(room) => MemoriesOf::Room(room.base.id),
                Err(EngineError::NotFound(Resource::Room)) => return Ok(Data(MemoryList { memories: Vec::new() })),
                Err(error) => return Err(error.into()),
            },
            (None, Some(rooms)) => MemoriesOf::Rooms(agent, ids("roomIds", rooms)?),
            (None, None) => MemoriesOf::Agent(agent),
        };
        let memories = engine.agent_rooms.list_memories(permit, of, &filter).await?;
        Ok(Data(MemoryList::new(memories, agent)))
    }

    /// Update a memory
    ///
    /// Replaces content or metadata of a memory. What is said in an interview stays as it was said.
    #[oai(
        path = "/:agentId/memories/:memoryId",
        method = "patch",
        operation_id = "updateMemory"
    )]
    async fn update(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "memoryId")] memory_id: Path<Uuid>,
        request: Body<UpdateMemory>,
    ) -> ApiResult<Data<Changed>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let change = MemoryChange {
            content: request.0.content.map(said).transpose()?,
            metadata: metadata("metadata", request.0.metadata)?,
        };
        let id = MessageId(memory_id.0);
        engine
            .agent_rooms
            .update_memory(permit, Some(agent), id, change)
            .await?;
        Ok(Data(Changed {
            id: id.to_string(),
            message: "Memory updated successfully".to_owned(),
        }))
    }

    /// Delete a memory
    ///
    /// Deletes a memory. What is said in an interview stays.
    #[oai(
        path = "/:agentId/memories/:memoryId",
        method = "delete",
        operation_id = "deleteMemory"
    )]
    async fn delete(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "memoryId")] memory_id: Path<Uuid>,
    ) -> ApiResult<Data<Deleted>, Acting> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        engine
            .agent_rooms
            .delete_memory(permit, Some(agent), None, MessageId(memory_id.0))
            .await?;
        Ok(Data(Deleted {
            message: "Memory deleted successfully".to_owned(),
        }))
    }

    /// Clear agent memories
    ///
    /// Deletes all memories of the rooms that were made for the agent.
    #[oai(path = "/:agentId/memories", method = "delete", operation_id = "clearAgentMemories")]
    async fn clear(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
    ) -> ApiResult<Data<Cleared>, Acting> {
        let own = RoomOwner::Agent(AgentId(agent_id.0));
        let deleted = engine
            .agent_rooms
            .clear_memories_of(caller.0.require_agent_rooms()?, own)
            .await?;
        Ok(Data(Cleared::new(deleted)))
    }

    /// Clear room memories
    ///
    /// Deletes all memories of a room. What is said in an interview stays.
    #[oai(
        path = "/:agentId/memories/all/:roomId",
        method = "delete",
        operation_id = "clearRoomMemories"
    )]
    async fn clear_room(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
    ) -> ApiResult<Done, Acting> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let room = engine
            .agent_rooms
            .get_for_agent(permit.to_read(), agent, RoomId(room_id.0))
            .await?;
        engine
            .agent_rooms
            .clear_memories(permit, Some(agent), room.base.id)
            .await?;
        Ok(Done)
    }
}

fn fifty() -> i32 {
    50
}

fn yes() -> bool {
    true
}

/// Keeps memories in the room with this id, else in the one whose id is derived from it.
async fn post(
    engine: &Engine,
    permit: CanUseAgentRooms,
    agent: AgentId,
    room: RoomId,
    memories: Vec<NewMemory>,
) -> Result<Vec<Memory>, HttpError> {
    let derived = RoomId(create_unique_uuid(agent, &room.to_string()));
    match engine
        .agent_rooms
        .post(permit, Some(agent), room, memories.clone())
        .await
    {
        Err(EngineError::NotFound(Resource::Room)) if derived != room => {
            Ok(engine.agent_rooms.post(permit, Some(agent), derived, memories).await?)
        }
        kept => Ok(kept?),
    }
}
