//! Memories: list, create, update, delete and clear.

use super::{
    Tag,
    caller::{Address, InRoom, Reader, Speaker, Writer},
    errors::{Acting, Creating, Finding, HttpError},
    memory::{CreateMemory, MemoryBody, UpdateMemory, kind_of, memory_kind},
    parameters::{room_ids, time},
    response::{ApiResult, Created, Data, Empty, Item, List, NoContent, Success},
};
use crate::{
    api::request::{Body, Params},
    engine::agent_rooms::{MemoriesOf, MemoryFilter, RoomOwner},
    model::{
        error::{EngineError, Resource},
        ids::{AgentId, MessageId, RoomHandle},
        listing::Listed,
        memory::{MAX_LISTED, Memory},
    },
};
use chrono::TimeDelta;
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Query},
    registry::{MetaSchemaRef, Registry},
    types::Type,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

pub(super) struct MemoryRoutes;

#[OpenApi(prefix_path = "/api/agents/:agentId", tag = "Tag::Memory")]
impl MemoryRoutes {
    /// Get room memories
    ///
    /// Retrieves memories for a specific room, newest first. An answer has about 2 MiB of content at most; a longer list is
    /// cut, and `nextOffset` says where to go on.
    #[oai(path = "/rooms/:roomId/memories", method = "get", operation_id = "getRoomMemories")]
    async fn of_room(
        &self,
        caller: Reader<InRoom>,
        /// Number of memories to retrieve; 0 for the maximum of 1000.
        #[oai(default = "default_count", validator(minimum(value = "0"), maximum(value = "1000")))]
        Query(count): Query<i32>,
        /// Alias of `count`; takes precedence.
        #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// Return only unique memories.
        #[oai(default = "default_unique")]
        Query(unique): Query<bool>,
        filters: Params<MemoryFilters>,
    ) -> ApiResult<RoomMemories, Finding> {
        let filter = filters.0.into_filter(limit.unwrap_or(count), unique)?;
        let memories = memories_of_room(&caller, caller.path, &filter).await;
        let address = caller.address;
        let memories = match address {
            Address::Documented => memories?,
            Address::OfClient => none_if_unknown(memories)?,
        };
        let memories = list(memories, &filter, caller.path.0);
        Ok(Success(RoomMemories { address, memories }))
    }

    /// Create a memory
    ///
    /// Stores a message of a room, or another memory. The author joins the room if it is not in it. Creating a memory
    /// again with the same ID changes nothing. A worker may send the agent secret instead of an API key, with the
    /// `interview_room_id` of its job as the room ID. Not in the ElizaOS API.
    #[oai(path = "/rooms/:roomId/memories", method = "post", operation_id = "createMemory")]
    async fn create(
        &self,
        caller: Speaker,
        /// The agent secret, if one is configured; replaces the API key.
        #[oai(name = "x-agent-secret")]
        _agent_secret: Header<Option<String>>,
        request: Body<CreateMemory>,
    ) -> Created<MemoryBody, Creating> {
        let memories = post(&caller.0, vec![request.0]).await?;
        let memory = memories.into_iter().next();
        Ok(Success(memory.ok_or(EngineError::NotFound(Resource::Memory))?))
    }

    /// Create several memories
    ///
    /// Stores 1 to 100 memories in a room, all or none, and returns them in the order of the request. A worker may send the
    /// agent secret, as for one memory. Not in the ElizaOS API.
    #[oai(
        path = "/rooms/:roomId/memories/batch",
        method = "post",
        operation_id = "createMemories"
    )]
    async fn create_many(
        &self,
        caller: Speaker,
        /// The agent secret, if one is configured; replaces the API key.
        #[oai(name = "x-agent-secret")]
        _agent_secret: Header<Option<String>>,
        request: Body<CreateMemories>,
    ) -> Created<List<MemoryBody>, Creating> {
        let memories = post(&caller.0, request.0.memories).await?;
        Ok(Success(memories.into_iter().collect()))
    }

    /// Get agent memories
    ///
    /// Retrieves memories of all rooms in which the agent takes part, or of some of them, newest first. An answer has about
    /// 2 MiB of content at most; a longer list is cut, and `nextOffset` says where to go on.
    #[oai(path = "/memories", method = "get", operation_id = "getAgentMemories")]
    #[expect(clippy::too_many_arguments, reason = "the ElizaOS contract has as many parameters")]
    async fn of_agent(
        &self,
        caller: Reader<AgentId>,
        /// Only memories of this room.
        #[oai(name = "roomId")]
        Query(room): Query<Option<Uuid>>,
        /// Only memories of this channel.
        #[oai(name = "channelId")]
        Query(channel): Query<Option<Uuid>>,
        /// Only memories of rooms with these IDs, or with IDs that are derived from them: up to 100, comma-separated.
        #[oai(name = "roomIds", validator(max_length = 4000))]
        Query(rooms): Query<Option<String>>,
        /// Maximum number of memories; 1000 by default.
        #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// Return only unique memories.
        Query(unique): Query<Option<bool>>,
        filters: Params<MemoryFilters>,
    ) -> ApiResult<List<MemoryBody>, Finding> {
        let agent = caller.path;
        let (limit, unique) = (limit.unwrap_or_default(), unique.unwrap_or_default());
        let filter = filters.0.into_filter(limit, unique)?;
        let memories = match (room.or(channel), &rooms) {
            (Some(room), _) => none_if_unknown(memories_of_room(&caller, (agent, RoomHandle(room)), &filter).await)?,
            (None, rooms) => {
                let rooms = rooms
                    .as_deref()
                    .map(|text| room_ids("roomIds", text, agent))
                    .transpose()?;
                let of = rooms.map_or(MemoriesOf::Agent(agent), |rooms| MemoriesOf::Rooms(agent, rooms));
                caller.engine.list_memories(caller.permit, of, &filter).await?
            }
        };
        Ok(Success(list(memories, &filter, agent)))
    }

    /// Count room memories
    ///
    /// Counts the memories of a room. Not in the ElizaOS API.
    #[oai(
        path = "/rooms/:roomId/memories/count",
        method = "get",
        operation_id = "countRoomMemories"
    )]
    async fn count(
        &self,
        caller: Reader<InRoom>,
        /// Count only unique memories.
        #[oai(default = "default_unique")]
        Query(unique): Query<bool>,
        /// Kind of the memories: `messages` (default), or any other name, such as `facts`.
        #[oai(name = "tableName", validator(max_length = 100))]
        Query(table_name): Query<Option<String>>,
    ) -> ApiResult<Count, Finding> {
        let kind = memory_kind(table_name.as_deref())?;
        let room = caller.room(caller.path).await?;
        let count = caller.engine.count_memories(&room, &kind, unique).await?;
        Ok(Success(Count {
            count: i64::try_from(count).unwrap_or(i64::MAX),
        }))
    }

    /// Get a memory
    ///
    /// Gets a memory of any room that the agent sees. Not in the ElizaOS API.
    #[oai(path = "/memories/:memoryId", method = "get", operation_id = "getMemory")]
    async fn get(&self, caller: Reader<(AgentId, MessageId)>) -> ApiResult<MemoryBody, Finding> {
        let (agent, memory) = caller.path;
        let memory = caller.engine.get_memory(caller.permit, agent, memory).await?;
        Ok(Success(MemoryBody::new(memory, agent)))
    }

    /// Update a memory
    ///
    /// Replaces the content or the metadata of a memory. Messages of an interview cannot be changed.
    #[oai(path = "/memories/:memoryId", method = "patch", operation_id = "updateMemory")]
    async fn update(
        &self,
        caller: Writer<(AgentId, MessageId)>,
        request: Body<UpdateMemory>,
    ) -> ApiResult<Changed, Creating> {
        let (agent, memory) = caller.path;
        let change = request.0.into_command()?;
        caller
            .engine
            .update_memory(caller.permit, Some(agent), memory, change)
            .await?;
        Ok(Success(Changed {
            id: memory.to_string(),
            message: "Memory updated successfully".to_owned(),
        }))
    }

    /// Delete a memory
    ///
    /// Deletes a memory. Messages of an interview cannot be deleted.
    #[oai(path = "/memories/:memoryId", method = "delete", operation_id = "deleteMemory")]
    async fn delete(&self, caller: Writer<(AgentId, MessageId)>) -> ApiResult<Deleted, Acting> {
        let (agent, memory) = caller.path;
        caller
            .engine
            .delete_memory(caller.permit, Some(agent), None, memory)
            .await?;
        Ok(Success(Deleted {
            message: "Memory deleted successfully".to_owned(),
        }))
    }

    /// Clear agent memories
    ///
    /// Deletes the memories of the rooms that were created for the agent: all, or those of one kind.
    #[oai(path = "/memories", method = "delete", operation_id = "clearAgentMemories")]
    async fn clear(
        &self,
        caller: Writer<AgentId>,
        /// Only memories of this kind; all kinds by default.
        #[oai(name = "tableName", validator(max_length = 100))]
        Query(table_name): Query<Option<String>>,
    ) -> ApiResult<Cleared, Acting> {
        let (owner, kind) = (RoomOwner::Agent(caller.path), kind_of(table_name.as_deref())?);
        let deleted = caller
            .engine
            .clear_memories_of(caller.permit, owner, kind.as_ref())
            .await?;
        Ok(Success(Cleared {
            deleted: i64::try_from(deleted).unwrap_or(i64::MAX),
            message: "All agent memories cleared successfully".to_owned(),
        }))
    }

    /// Clear room memories
    ///
    /// Deletes the memories of a room: all, or those of one kind. Messages of an interview cannot be deleted.
    #[oai(
        path = "/memories/all/:roomId",
        method = "delete",
        operation_id = "clearRoomMemories"
    )]
    async fn clear_room(
        &self,
        caller: Writer<InRoom>,
        /// Only memories of this kind; all kinds by default.
        #[oai(name = "tableName", validator(max_length = 100))]
        Query(table_name): Query<Option<String>>,
    ) -> NoContent<Acting> {
        let kind = kind_of(table_name.as_deref())?;
        let clear = |agent, id| caller.engine.clear_memories(caller.permit, agent, id, kind.as_ref());
        caller.in_room(caller.path, clear).await?;
        Ok(Empty::NoContent)
    }
}

fn default_count() -> i32 {
    50
}

fn default_unique() -> bool {
    true
}

/// The filters that both lists of memories have.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
struct MemoryFilters {
    /// Number of newest memories to skip.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    offset: Option<i32>,
    /// Start timestamp filter, in milliseconds; inclusive.
    start: Option<i64>,
    /// End timestamp filter, in milliseconds; inclusive.
    end: Option<i64>,
    /// Alias of `end`; the earlier of both applies.
    before: Option<i64>,
    /// Kind of the memories: `messages` (default), or any other name, such as `facts`.
    #[oai(validator(max_length = 100))]
    table_name: Option<String>,
}

impl MemoryFilters {
    /// With at most `limit` memories; 0 for the maximum.
    fn into_filter(self, limit: i32, unique: bool) -> Result<MemoryFilter, HttpError> {
        let limit = u16::try_from(limit).ok().filter(|limit| *limit > 0);
        let end = self.end.into_iter().chain(self.before).min();
        let until = end.map(|millis| time("end", millis)).transpose()?;
        let offset = self.offset.and_then(|offset| offset.try_into().ok());
        Ok(MemoryFilter {
            kind: memory_kind(self.table_name.as_deref())?,
            unique,
            from: self.start.map(|millis| time("start", millis)).transpose()?,
            // The whole millisecond is included.
            until: until.map(|time| time + TimeDelta::microseconds(999)),
            offset: offset.unwrap_or_default(),
            limit: limit.unwrap_or(MAX_LISTED).min(MAX_LISTED).into(),
        })
    }
}

/// The memories of a room of an agent.
async fn memories_of_room<I>(
    caller: &Reader<I>,
    (agent, room): InRoom,
    filter: &MemoryFilter,
) -> Result<Listed<Memory>, EngineError> {
    let room = caller.room((agent, room)).await?;
    let of = MemoriesOf::Room(Some(agent), room.base.id);
    caller.engine.list_memories(caller.permit, of, filter).await
}

/// No memories instead of the error that their room is unknown, as on the real server.
fn none_if_unknown(memories: Result<Listed<Memory>, EngineError>) -> Result<Listed<Memory>, EngineError> {
    match memories {
        Err(EngineError::NotFound(Resource::Room)) => Ok(Listed::default()),
        memories => memories,
    }
}

/// A list of memories that an agent reads. If it was cut, it says at which offset it goes on.
fn list(memories: Listed<Memory>, filter: &MemoryFilter, agent: AgentId) -> List<MemoryBody> {
    let shown = filter.offset + memories.items.len() as u64;
    let next = memories.is_cut.then(|| i64::try_from(shown).unwrap_or(i64::MAX));
    let list: List<MemoryBody> = bodies(memories.items, agent).collect();
    list.with_remainder(next)
}

/// The bodies of memories that an agent reads.
fn bodies(memories: Vec<Memory>, agent: AgentId) -> impl Iterator<Item = MemoryBody> {
    memories.into_iter().map(move |memory| MemoryBody::new(memory, agent))
}

/// Creates memories in a room of an agent.
async fn post(caller: &Writer<InRoom>, requests: Vec<CreateMemory>) -> Result<Vec<MemoryBody>, HttpError> {
    let (agent, _) = caller.path;
    let mut memories = Vec::with_capacity(requests.len());
    for (position, request) in requests.into_iter().enumerate() {
        memories.push(request.into_command(agent, caller.engine.new_message_id(position)?)?);
    }
    let post = |agent, id| caller.engine.post(caller.permit, agent, id, memories.clone());
    let memories = caller.in_room(caller.path, post).await?;
    Ok(bodies(memories, agent).collect())
}

/// The memories of a room, in the shape of the address that was called.
struct RoomMemories {
    address: Address,
    memories: List<MemoryBody>,
}

impl Serialize for RoomMemories {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.address {
            Address::Documented => self.memories.items().serialize(serializer),
            Address::OfClient => self.memories.serialize(serializer),
        }
    }
}

/// Documented as at the documented address; `openapi` documents the client's.
impl Data for RoomMemories {
    const REMAINDER: Option<(&'static str, &'static str)> = <MemoryBody as Item>::REMAINDER;

    fn remainder(&self) -> Option<i64> {
        self.memories.remainder()
    }

    fn schema() -> MetaSchemaRef {
        Vec::<MemoryBody>::schema_ref()
    }

    fn register(registry: &mut Registry) {
        <MemoryBody as Type>::register(registry);
    }

    fn example() -> Option<Value> {
        MemoryBody::example().map(|memory| json!([memory]))
    }
}

/// Memories to create: all or none.
#[derive(Clone, Debug, Object, Validate)]
pub struct CreateMemories {
    /// 1 to 100 memories, in order.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub memories: Vec<CreateMemory>,
}

/// How many memories there are.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "MemoryCount")]
pub struct Count {
    pub count: i64,
}

/// The result of changing a memory.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Changed {
    pub id: String,
    /// Result of the operation, for a person.
    pub message: String,
}

/// The result of deleting a memory.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Deleted {
    /// Result of the operation, for a person.
    pub message: String,
}

/// The result of deleting the memories of an agent.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Cleared {
    pub deleted: i64,
    /// Result of the operation, for a person.
    pub message: String,
}
