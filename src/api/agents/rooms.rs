//! Rooms of an agent: create, list, get, update, delete and connect, and the events of a room.

use super::{
    Tag,
    caller::{Address, Authorized, InRoom, Reader, Writer},
    errors::{Acting, Creating, Deleting, Finding, HttpError},
    names::{room_kind, room_type},
    parameters::{MAX_PAGE, ids, limit_or, room_ids},
    participants::{EventBody, present},
    response::{ApiResult, Created, Empty, Item, List, NoContent, Page, Success, millis},
    schema::{DEFAULT_SOURCE, follower, metadata, new_name, not_blank, source},
};
use crate::{
    api::request::{AnyObject, Body, PageQuery, Params},
    engine::{
        agent_rooms::{CreateAgentRoom, RoomFilter, RoomOwner, RoomSet, UpdateAgentRoom},
        interviews::Change,
    },
    model::{
        agent_room::{AgentRoomDetails, RoomKind},
        error::EngineError,
        ids::{AgentId, EntityId, RoomHandle, WorldId},
        participant::{NewParticipant, Participant},
        room::AgentRoom,
    },
};
use poem_openapi::{Object, OpenApi, param::Query, types::MaybeUndefined};
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

pub(super) struct RoomRoutes;

/// The name of a room that is created without one, as in the runtime of `ElizaOS`.
const UNNAMED: &str = "default";

#[OpenApi(prefix_path = "/api/agents/:agentId", tag = "Tag::Rooms")]
impl RoomRoutes {
    /// Create a room
    ///
    /// Creates a new room for an agent; the agent joins the room and follows it. An existing room with the requested ID
    /// is returned unchanged.
    #[oai(path = "/rooms", method = "post", operation_id = "createRoom")]
    async fn create(&self, caller: Writer<AgentId>, request: Body<CreateRoom>) -> Created<RoomBody, Creating> {
        let agent = caller.path;
        let mut request = request.0;
        if caller.address == Address::Documented {
            request.name = not_blank(request.name).or_else(|| Some(UNNAMED.to_owned()));
        }
        let command = request.into_command(agent)?;
        let owner = caller.engine.get_agent(caller.reader, agent).await?;
        let created = caller.create_room(command, Some(owner)).await?;
        let participants = match created.participants {
            Some(participants) => participants,
            None => caller.participants(&created.room).await?,
        };
        Ok(Success(RoomBody::new(&created.room, agent).with(&participants)))
    }

    /// Create several rooms
    ///
    /// Creates 1 to 100 rooms for an agent, all or none, and returns them in the order of the request. Not in the ElizaOS
    /// API.
    #[oai(path = "/rooms/batch", method = "post", operation_id = "createRooms")]
    async fn create_many(
        &self,
        caller: Writer<AgentId>,
        request: Body<CreateRooms>,
    ) -> Created<List<RoomBody>, Creating> {
        let agent = caller.path;
        let rooms = request.0.rooms.into_iter().map(|room| room.into_command(agent));
        let commands: Vec<_> = rooms.collect::<Result<_, _>>()?;
        let owner = caller.engine.get_agent(caller.reader, agent).await?;
        let (project, known) = (owner.project, [owner]);
        let created = caller
            .engine
            .create_batch(caller.permit, project, &commands, &known)
            .await?;
        let rooms = created.iter().map(|created| RoomBody::new(&created.room, agent));
        Ok(Success(rooms.collect()))
    }

    /// List rooms
    ///
    /// Lists the rooms in which the agent takes part, its own included, highest ID first; among generated IDs this is
    /// newest first. With `roomIds` or `worldId`, lists the rooms that the agent sees, whether or not it takes part in them.
    #[oai(path = "/rooms", method = "get", operation_id = "listRooms")]
    async fn list(
        &self,
        caller: Reader<AgentId>,
        /// Only rooms of this world.
        #[oai(name = "worldId")]
        Query(world): Query<Option<Uuid>>,
        /// Only rooms in which any of these entities also takes part: up to 100 comma-separated IDs.
        #[oai(name = "entityIds", validator(max_length = 4000))]
        Query(entity_ids): Query<Option<String>>,
        /// Only rooms with these IDs, or with IDs that are derived from them: up to 100, comma-separated.
        #[oai(name = "roomIds", validator(max_length = 4000))]
        Query(rooms): Query<Option<String>>,
        page: Params<PageQuery>,
    ) -> ApiResult<Page<RoomBody>, Finding> {
        let agent = caller.path;
        let filter = RoomFilter {
            world: world.map(WorldId),
            with: entity_ids.map(|text| ids("entityIds", &text)).transpose()?,
            ids: rooms.map(|text| room_ids("roomIds", &text, agent)).transpose()?,
        };
        let (of, page) = (RoomSet::Of(agent, filter), page.0.page()?);
        let rooms = caller.engine.list(caller.permit, of, page.into()).await?;
        if rooms.0.is_empty() {
            caller.engine.get_agent(caller.permit, agent).await?;
        }
        Ok(Success(Page::new(rooms, |room| RoomBody::new(&room, agent))))
    }

    /// Get a room
    ///
    /// Gets a room in which the agent takes part: the room with this ID or, if there is none, the room whose ID is
    /// derived from it.
    #[oai(path = "/rooms/:roomId", method = "get", operation_id = "getRoom")]
    async fn get(&self, caller: Reader<InRoom>) -> ApiResult<RoomBody, Finding> {
        let room = caller.room(caller.path).await?;
        Ok(Success(describe(&caller, &room, caller.path.0).await?))
    }

    /// Update a room
    ///
    /// Changes the name and the metadata of a room.
    #[oai(path = "/rooms/:roomId", method = "patch", operation_id = "updateRoom")]
    async fn update(&self, caller: Writer<InRoom>, request: Body<UpdateRoom>) -> ApiResult<RoomBody, Creating> {
        let command = request.0.into_command()?;
        let update = |agent, id| caller.engine.update(caller.permit, agent, id, command.clone());
        let room = caller.in_room(caller.path, update).await?;
        Ok(Success(describe(&caller, &room, caller.path.0).await?))
    }

    /// Delete a room
    ///
    /// Deletes a room with everything in it. The agent's own room is created again. A room with an interview can be deleted
    /// only by an owner or a researcher.
    #[oai(path = "/rooms/:roomId", method = "delete", operation_id = "deleteRoom")]
    async fn delete(&self, caller: Writer<InRoom>) -> NoContent<Deleting> {
        let delete = |agent, id| caller.engine.delete(caller.permit, agent, id);
        caller.in_room(caller.path, delete).await?;
        Ok(Empty::NoContent)
    }

    /// Delete the rooms of a world
    ///
    /// Deletes the rooms of a world that were created for the agent; the world and the agent's own room remain. Not in the
    /// ElizaOS API.
    #[oai(
        path = "/worlds/:worldId/rooms",
        method = "delete",
        operation_id = "deleteRoomsOfWorld"
    )]
    async fn delete_of_world(&self, caller: Writer<(AgentId, WorldId)>) -> ApiResult<DeletedRooms, Acting> {
        let (agent, world) = caller.path;
        let owner = RoomOwner::AgentInWorld(agent, world);
        let deleted = caller.engine.delete_rooms_of(caller.permit, owner).await?;
        Ok(Success(DeletedRooms {
            deleted: i64::try_from(deleted).unwrap_or(i64::MAX),
        }))
    }

    /// Get room events
    ///
    /// Lists what happened in a room, in order: who joined and left, which messages were sent, and which agents are asked
    /// to answer. Not in the ElizaOS API.
    #[oai(path = "/rooms/:roomId/events", method = "get", operation_id = "getRoomEvents")]
    async fn events(
        &self,
        caller: Reader<InRoom>,
        /// Only events with a greater number.
        #[oai(validator(minimum(value = "0"), maximum(value = "2147483647")))]
        Query(after): Query<Option<i32>>,
        /// Maximum number of events; 1000 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
    ) -> ApiResult<List<EventBody>, Finding> {
        let (after, limit) = (after.unwrap_or_default(), limit_or(limit, MAX_PAGE));
        let list = |agent, id| caller.engine.list_events(caller.permit, agent, id, after, limit);
        let events = caller.in_room(caller.path, list).await?;
        Ok(Success(events.into_iter().map(EventBody::from).collect()))
    }
}

/// A room with its entities and the name of its world.
pub async fn describe<P, I>(
    caller: &Authorized<P, I>,
    room: &AgentRoom,
    agent: AgentId,
) -> Result<RoomBody, HttpError> {
    let participants = caller.participants(room).await?;
    let mut body = RoomBody::new(room, agent).with(&participants);
    if let Some(world) = room.details.as_ref().and_then(|details| details.world) {
        body.world_name = match caller.engine.get_world(caller.reader, world).await {
            Ok(world) => Some(world.name),
            // The world may exist on another platform only.
            Err(EngineError::NotFound(_)) => None,
            Err(error) => return Err(error.into()),
        };
    }
    Ok(body)
}

/// The result of deleting rooms.
#[derive(Clone, Debug, Object, Serialize)]
pub struct DeletedRooms {
    pub deleted: i64,
}

/// A room to create.
#[derive(Clone, Debug, Object, Validate)]
#[oai(rename_all = "camelCase")]
pub struct CreateRoom {
    /// Name of the room.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// ID of the world, which need not exist here; by default a world is created for the room.
    pub world_id: Option<Uuid>,
    /// Room ID; generated by default. An existing room with this ID is returned unchanged.
    pub room_id: Option<Uuid>,
    /// ID of an entity to add to the room besides the agent.
    pub entity_id: Option<Uuid>,
    /// Type of the room: `DM` (default), `GROUP`, `VOICE_DM`, `VOICE_GROUP`, `FEED`, `THREAD`, `WORLD`, `FORUM` or `API`;
    /// `SELF` for the agent's own room, whose ID is the agent's.
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: Option<String>,
    /// Platform that the room comes from; defaults to `client`.
    #[oai(validator(max_length = 200))]
    pub source: Option<String>,
    /// ID of the room on that platform; defaults to the room ID.
    #[oai(validator(max_length = 200))]
    pub channel_id: Option<String>,
    /// ID of the message server on that platform.
    #[oai(validator(max_length = 200))]
    pub message_server_id: Option<String>,
    /// Older name of `messageServerId`.
    #[oai(validator(max_length = 200))]
    pub server_id: Option<String>,
    /// Any JSON object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
}

impl CreateRoom {
    pub fn into_command(self, agent: AgentId) -> Result<CreateAgentRoom, HttpError> {
        let name = not_blank(self.name).ok_or_else(|| HttpError::missing("Room name is required"))?;
        let other = self.entity_id.filter(|entity| *entity != agent.0);
        let other = other.map(|entity| NewParticipant::of(EntityId(entity)));
        Ok(CreateAgentRoom {
            id: self.room_id.map(RoomHandle),
            details: AgentRoomDetails {
                agent: Some(agent),
                world: self.world_id.map(WorldId),
                source: self.source.unwrap_or_else(|| DEFAULT_SOURCE.to_owned()),
                channel_id: self.channel_id,
                server_id: self.message_server_id.or(self.server_id),
                metadata: metadata("metadata", self.metadata)?,
                ..AgentRoomDetails::new(name, kind_of(self.kind.as_deref(), agent, self.room_id)?)
            },
            makes_world: true,
            participants: [follower(agent.0)].into_iter().chain(other).collect(),
        })
    }
}

/// The type with a name, `DM` by default. Only the agent's own room, whose id is the agent's, has the type `SELF`; a runtime
/// asks for that room when it starts.
pub fn kind_of(name: Option<&str>, agent: AgentId, room: Option<Uuid>) -> Result<RoomKind, HttpError> {
    let is_own = room == Some(agent.0) && name.is_some_and(|name| name.eq_ignore_ascii_case("SELF"));
    if is_own {
        return Ok(RoomKind::Own);
    }
    kind_or(name, RoomKind::Dm)
}

/// The type with a name, or the default.
pub fn kind_or(name: Option<&str>, default: RoomKind) -> Result<RoomKind, HttpError> {
    let Some(name) = name else { return Ok(default) };
    room_kind(name).ok_or_else(|| {
        HttpError::bad_request("type: should be DM, GROUP, VOICE_DM, VOICE_GROUP, FEED, THREAD, WORLD, FORUM or API")
    })
}

/// Rooms to create: all or none.
#[derive(Clone, Debug, Object, Validate)]
pub struct CreateRooms {
    /// 1 to 100 rooms.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub rooms: Vec<CreateRoom>,
}

/// Changes to a room; absent fields stay unchanged.
#[derive(Clone, Debug, Object, Validate)]
pub struct UpdateRoom {
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// New metadata, which replaces the old; null removes it.
    pub metadata: MaybeUndefined<AnyObject>,
}

impl UpdateRoom {
    pub fn into_command(self) -> Result<UpdateAgentRoom, HttpError> {
        Ok(UpdateAgentRoom {
            name: new_name(self.name)?,
            metadata: match self.metadata {
                MaybeUndefined::Undefined => Change::Keep,
                MaybeUndefined::Null => Change::Clear,
                MaybeUndefined::Value(object) => metadata("metadata", Some(object))?.map_or(Change::Clear, Change::Set),
            },
            members: None,
        })
    }
}

/// An entity in a room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Entity {
    pub id: String,
    /// Name of the entity, if known.
    pub name: Option<String>,
}

/// A room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Room", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct RoomBody {
    pub id: String,
    pub name: String,
    /// ID of the agent that the room was created for; if there is none, of the requesting agent.
    pub agent_id: String,
    /// Creation time, in milliseconds since 1970.
    pub created_at: i64,
    /// Platform that the room comes from.
    pub source: String,
    pub r#type: String,
    /// ID of the world that the room belongs to.
    pub world_id: Option<String>,
    /// Name of the world, if it exists here; null in lists.
    pub world_name: Option<String>,
    /// ID of the room on its platform.
    pub channel_id: Option<String>,
    /// ID of the message server on that platform.
    pub message_server_id: Option<String>,
    /// Older name of `messageServerId`.
    pub server_id: Option<String>,
    pub metadata: Option<AnyObject>,
    /// Entities in the room; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entities: Option<Vec<Entity>>,
    /// Status of the room: `pending`, `active`, `completed`, `expired` or `cancelled`.
    pub status: String,
    /// Time at which the room ended, in milliseconds since 1970.
    pub ended_at: Option<i64>,
}

impl Item for RoomBody {
    const LIST: &'static str = "rooms";
}

impl RoomBody {
    /// A room as an agent sees it, without its entities.
    pub fn new(room: &AgentRoom, agent: AgentId) -> Self {
        let details = room.details_or_default();
        Self {
            id: room.base.handle().to_string(),
            agent_id: room.agent().unwrap_or(agent).to_string(),
            created_at: millis(room.base.created_at),
            source: source(&details),
            name: details.name,
            r#type: room_type(details.kind).to_owned(),
            world_id: details.world.map(|id| id.to_string()),
            world_name: None,
            channel_id: details.channel_id.or_else(|| Some(room.base.handle().to_string())),
            server_id: details.server_id.clone(),
            message_server_id: details.server_id,
            metadata: details.metadata.map(AnyObject::from),
            entities: None,
            status: room.base.life.status.to_string(),
            ended_at: room.base.life.finished_at.map(millis),
        }
    }

    /// The room with its entities.
    pub fn with(mut self, participants: &[Participant]) -> Self {
        let entity = |participant: &Participant| Entity {
            id: participant.entity.to_string(),
            name: participant.name.clone(),
        };
        self.entities = Some(present(participants).map(entity).collect());
        self
    }
}
