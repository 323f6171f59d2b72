//! Rooms of an agent: making, finding, changing, deleting and connecting them.

use super::{
    Tag,
    answer::{Data, Done, Made},
    auth::AgentCaller,
    errors::{Acting, Creating, Deleting, Finding, HttpError, envelope::ApiResult},
    lists::{ids, rows},
    schema::{
        Connect, Connected, CreateRoom, CreateRooms, DeletedRooms, EventBody, EventList, RoomBody, RoomList,
        RoomPageBody, UpdateRoom,
    },
};
use crate::{
    api::request::Body,
    engine::{
        Engine,
        agent_rooms::{CreateAgentRoom, CreatedAgentRoom, RoomFilter, RoomOwner, RoomSet},
    },
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        error::{EngineError, Resource},
        ids::{AgentId, RoomId, WorldId},
        participant::Participant,
        room::AgentRoom,
    },
};
use poem::web::Data as Shared;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

pub(super) struct RoomRoutes;

const MAX_EVENTS: u16 = 1_000;

#[OpenApi(prefix_path = "/api/agents", tag = "Tag::Rooms")]
impl RoomRoutes {
    /// Create a room
    ///
    /// Creates a new room for an agent, which takes part in it and follows it. A room whose id the caller chose and that
    /// is there already stays as it is, and is the answer.
    #[oai(path = "/:agentId/rooms", method = "post", operation_id = "createRoom")]
    async fn create(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        request: Body<CreateRoom>,
    ) -> ApiResult<Made<RoomBody>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let made = make(engine.0, permit, agent, &[request.0.wanted(agent)?]).await?;
        let CreatedAgentRoom { room, participants } =
            made.into_iter().next().ok_or(EngineError::NotFound(Resource::Room))?;
        let participants = match participants {
            Some(participants) => participants,
            None => {
                engine
                    .agent_rooms
                    .participants_of_rooms(std::slice::from_ref(&room))
                    .await?
            }
        };
        Ok(Data(RoomBody::new(&room, agent).with(&participants)))
    }

    /// Create several rooms
    ///
    /// Creates 1 to 100 rooms for an agent, all or none. Our addition.
    #[oai(path = "/:agentId/rooms/batch", method = "post", operation_id = "createRooms")]
    async fn create_many(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        request: Body<CreateRooms>,
    ) -> ApiResult<Made<RoomList>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let wanted = request.0.rooms.into_iter().map(|room| room.wanted(agent));
        let made = make(engine.0, permit, agent, &wanted.collect::<Result<Vec<_>, _>>()?).await?;
        Ok(Data(RoomList {
            rooms: made.iter().map(|made| RoomBody::new(&made.room, agent)).collect(),
        }))
    }

    /// List rooms
    ///
    /// The rooms that the agent takes part in, its own included: the highest id first, which of ids made here is the
    /// newest.
    #[oai(path = "/:agentId/rooms", method = "get", operation_id = "listRooms")]
    #[expect(clippy::too_many_arguments, reason = "a filter is an argument here")]
    async fn list(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        /// Only the rooms of this world.
        #[oai(name = "worldId")]
        world_id: Query<Option<Uuid>>,
        /// Only the rooms that any of these entities takes part in, too: up to 100 ids with commas between them.
        #[oai(name = "entityIds", validator(max_length = 4000))]
        entity_ids: Query<Option<String>>,
        /// Only the rooms with these ids: up to 100, with commas between them.
        #[oai(name = "roomIds", validator(max_length = 4000))]
        room_ids: Query<Option<String>>,
        /// The most rooms to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin: `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Data<RoomPageBody>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        let among = RoomFilter {
            world: world_id.0.map(WorldId),
            with: entity_ids.0.map(|text| ids("entityIds", &text)).transpose()?,
            ids: room_ids.0.map(|text| ids("roomIds", &text)).transpose()?,
        };
        let rows = rows(limit.0, cursor.0.as_deref())?;
        let (found, next) = engine.agent_rooms.list(permit, RoomSet::Of(agent, among), rows).await?;
        if found.is_empty() {
            engine.agent_rooms.get_agent(permit, agent).await?;
        }
        Ok(Data(RoomPageBody {
            rooms: found.iter().map(|room| RoomBody::new(room, agent)).collect(),
            next_cursor: next.map(|next| next.to_string()),
        }))
    }

    /// Get a room
    ///
    /// A room that the agent takes part in: the one with this id, else the one whose id is derived from it.
    #[oai(path = "/:agentId/rooms/:roomId", method = "get", operation_id = "getRoom")]
    async fn get(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
    ) -> ApiResult<Data<RoomBody>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        let room = engine
            .agent_rooms
            .get_for_agent(permit, agent, RoomId(room_id.0))
            .await?;
        Ok(Data(whole(engine.0, permit, &room, agent).await?))
    }

    /// Update a room
    ///
    /// Changes name and metadata of a room.
    #[oai(path = "/:agentId/rooms/:roomId", method = "patch", operation_id = "updateRoom")]
    async fn update(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        request: Body<UpdateRoom>,
    ) -> ApiResult<Data<RoomBody>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let update = request.0.wanted()?;
        let room = engine
            .agent_rooms
            .get_for_agent(permit.to_read(), agent, RoomId(room_id.0))
            .await?;
        let room = engine
            .agent_rooms
            .update(permit, Some(agent), room.base.id, update)
            .await?;
        Ok(Data(whole(engine.0, permit.to_read(), &room, agent).await?))
    }

    /// Delete a room
    ///
    /// Deletes a room with all that belongs to it. With an interview in it, only an owner or a researcher may do so.
    #[oai(path = "/:agentId/rooms/:roomId", method = "delete", operation_id = "deleteRoom")]
    async fn delete(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
    ) -> ApiResult<Done, Deleting> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let room = engine
            .agent_rooms
            .get_for_agent(permit.to_read(), agent, RoomId(room_id.0))
            .await?;
        engine.agent_rooms.delete(permit, Some(agent), room.base.id).await?;
        Ok(Done)
    }

    /// Delete the rooms of a world
    ///
    /// Deletes the rooms of a world that were made for the agent. The world stays. Our addition.
    #[oai(
        path = "/:agentId/worlds/:worldId/rooms",
        method = "delete",
        operation_id = "deleteRoomsOfWorld"
    )]
    async fn delete_of_world(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "worldId")] world_id: Path<Uuid>,
    ) -> ApiResult<Data<DeletedRooms>, Acting> {
        let own = RoomOwner::AgentInWorld(AgentId(agent_id.0), WorldId(world_id.0));
        let deleted = engine
            .agent_rooms
            .delete_rooms_of(caller.0.require_agent_rooms()?, own)
            .await?;
        Ok(Data(DeletedRooms {
            deleted: i64::try_from(deleted).unwrap_or(i64::MAX),
        }))
    }

    /// Ensure a connection
    ///
    /// Makes a world and a room of an outside system unless they are there, and lets somebody and the agent in: in one
    /// call, however often it is repeated. Our addition.
    #[oai(path = "/:agentId/connections", method = "post", operation_id = "ensureConnection")]
    async fn connect(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        request: Body<Connect>,
    ) -> ApiResult<Data<Connected>, Creating> {
        let (permit, agent) = (caller.0.require_agent_rooms()?, AgentId(agent_id.0));
        let (room, _) = engine
            .agent_rooms
            .ensure_connection(permit, agent, &request.0.wanted()?)
            .await?;
        let room = whole(engine.0, permit.to_read(), &room, agent).await?;
        Ok(Data(Connected { room }))
    }

    /// Get room events
    ///
    /// What happened in a room, in order: who came and went, what was said and who is asked to answer. Our addition.
    #[oai(
        path = "/:agentId/rooms/:roomId/events",
        method = "get",
        operation_id = "getRoomEvents"
    )]
    async fn events(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "roomId")] room_id: Path<Uuid>,
        /// Only what happened after the event with this number.
        #[oai(validator(minimum(value = "0"), maximum(value = "2147483647")))]
        after: Query<Option<i32>>,
        /// The most events to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
    ) -> ApiResult<Data<EventList>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        let room = engine
            .agent_rooms
            .get_for_agent(permit, agent, RoomId(room_id.0))
            .await?;
        let limit = limit
            .0
            .and_then(|limit| u16::try_from(limit).ok())
            .unwrap_or(MAX_EVENTS);
        let events = engine
            .agent_rooms
            .list_events(permit, room.base.id, after.0.unwrap_or_default(), limit)
            .await?;
        Ok(Data(EventList {
            events: events.into_iter().map(EventBody::from).collect(),
        }))
    }
}

async fn make(
    engine: &Engine,
    permit: CanUseAgentRooms,
    agent: AgentId,
    wanted: &[CreateAgentRoom],
) -> Result<Vec<CreatedAgentRoom>, HttpError> {
    let known = engine.agent_rooms.get_agent(permit.to_read(), agent).await?;
    let project = known.project;
    Ok(engine
        .agent_rooms
        .create_batch(permit, project, wanted, &[known])
        .await?)
}

/// A room with who is in it, and the name of its world.
async fn whole(
    engine: &Engine,
    permit: CanReadAgentRooms,
    room: &AgentRoom,
    agent: AgentId,
) -> Result<RoomBody, HttpError> {
    let participants: Vec<Participant> = engine
        .agent_rooms
        .participants_of_rooms(std::slice::from_ref(room))
        .await?;
    let mut body = RoomBody::new(room, agent).with(&participants);
    if let Some(world) = room.details.as_ref().and_then(|details| details.world) {
        body.world_name = match engine.agent_rooms.get_world(permit, world).await {
            Ok(world) => Some(world.name),
            // A world may be kept elsewhere.
            Err(EngineError::NotFound(_)) => None,
            Err(error) => return Err(error.into()),
        };
    }
    Ok(body)
}
