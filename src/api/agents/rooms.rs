//! Rooms of an agent: create, list, get, update, delete and connect, and the events of a room.

use super::{
    Tag,
    caller::{Authorized, InRoom, Reader, Writer},
    errors::{Acting, ApiResult, Creating, Deleting, Finding, HttpError},
    parameters::{MAX_PAGE, ids, limit_or, page},
    response::{Created, List, NoContent, Page, Success},
    schema::{Connect, Connected, CreateRoom, CreateRooms, DeletedRooms, EventBody, RoomBody, UpdateRoom},
};
use crate::{
    api::request::Body,
    engine::agent_rooms::{RoomFilter, RoomOwner, RoomSet},
    model::{
        error::EngineError,
        ids::{AgentId, WorldId},
        room::AgentRoom,
    },
};
use poem_openapi::{OpenApi, param::Query};
use uuid::Uuid;

pub(super) struct RoomRoutes;

#[OpenApi(prefix_path = "/api/agents/:agentId", tag = "Tag::Rooms")]
impl RoomRoutes {
    /// Create a room
    ///
    /// Creates a new room for an agent; the agent joins the room and follows it. An existing room with the requested ID
    /// is returned unchanged.
    #[oai(path = "/rooms", method = "post", operation_id = "createRoom")]
    async fn create(
        &self,
        caller: Writer<AgentId>,
        Body(request): Body<CreateRoom>,
    ) -> ApiResult<Created<RoomBody>, Creating> {
        let agent = caller.path;
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
    /// Creates 1 to 100 rooms for an agent, all or none, and returns them in the order of the request. Not in the ElizaOS API.
    #[oai(path = "/rooms/batch", method = "post", operation_id = "createRooms")]
    async fn create_many(
        &self,
        caller: Writer<AgentId>,
        Body(request): Body<CreateRooms>,
    ) -> ApiResult<Created<List<RoomBody>>, Creating> {
        let agent = caller.path;
        let rooms = request.rooms.into_iter().map(|room| room.into_command(agent));
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
    /// newest first.
    #[oai(path = "/rooms", method = "get", operation_id = "listRooms")]
    #[expect(clippy::too_many_arguments, reason = "each filter is a parameter of the operation")]
    async fn list(
        &self,
        caller: Reader<AgentId>,
        /// Only rooms of this world.
        #[oai(name = "worldId")]
        Query(world): Query<Option<Uuid>>,
        /// Only rooms in which any of these entities takes part, too: up to 100 comma-separated IDs.
        #[oai(name = "entityIds", validator(max_length = 4000))]
        Query(entity_ids): Query<Option<String>>,
        /// Only rooms with these IDs: up to 100, comma-separated.
        #[oai(name = "roomIds", validator(max_length = 4000))]
        Query(room_ids): Query<Option<String>>,
        /// Maximum number of rooms; 1000 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// `nextCursor` of the previous page.
        Query(cursor): Query<Option<String>>,
    ) -> ApiResult<Success<Page<RoomBody>>, Finding> {
        let agent = caller.path;
        let filter = RoomFilter {
            world: world.map(WorldId),
            with: entity_ids.map(|text| ids("entityIds", &text)).transpose()?,
            ids: room_ids.map(|text| ids("roomIds", &text)).transpose()?,
        };
        let page = page(limit, cursor.as_deref())?;
        let of = RoomSet::Of(agent, filter);
        let rooms = caller.engine.list(caller.permit, of, page).await?;
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
    async fn get(&self, caller: Reader<InRoom>) -> ApiResult<Success<RoomBody>, Finding> {
        let room = caller.room(caller.path).await?;
        Ok(Success(describe(&caller, &room, caller.path.0).await?))
    }

    /// Update a room
    ///
    /// Changes the name and the metadata of a room.
    #[oai(path = "/rooms/:roomId", method = "patch", operation_id = "updateRoom")]
    async fn update(
        &self,
        caller: Writer<InRoom>,
        Body(request): Body<UpdateRoom>,
    ) -> ApiResult<Success<RoomBody>, Creating> {
        let command = request.into_command()?;
        let update = |agent, id| caller.engine.update(caller.permit, agent, id, command.clone());
        let room = caller.in_room(caller.path, update).await?;
        Ok(Success(describe(&caller, &room, caller.path.0).await?))
    }

    /// Delete a room
    ///
    /// Deletes a room with everything in it. A room with an interview can be deleted only by an owner or a researcher.
    #[oai(path = "/rooms/:roomId", method = "delete", operation_id = "deleteRoom")]
    async fn delete(&self, caller: Writer<InRoom>) -> ApiResult<NoContent, Deleting> {
        let delete = |agent, id| caller.engine.delete(caller.permit, agent, id);
        caller.in_room(caller.path, delete).await?;
        Ok(NoContent::Done)
    }

    /// Delete the rooms of a world
    ///
    /// Deletes the rooms of a world that were created for the agent; the world remains. Not in the ElizaOS API.
    #[oai(
        path = "/worlds/:worldId/rooms",
        method = "delete",
        operation_id = "deleteRoomsOfWorld"
    )]
    async fn delete_of_world(&self, caller: Writer<(AgentId, WorldId)>) -> ApiResult<Success<DeletedRooms>, Acting> {
        let (agent, world) = caller.path;
        let owner = RoomOwner::AgentInWorld(agent, world);
        let deleted = caller.engine.delete_rooms_of(caller.permit, owner).await?;
        Ok(Success(DeletedRooms {
            deleted: i64::try_from(deleted).unwrap_or(i64::MAX),
        }))
    }

    /// Ensure a connection
    ///
    /// Adds an entity and the agent to a room of another platform, and creates the room and its world if they do not
    /// exist. Repeating the call changes nothing. Not in the ElizaOS API.
    #[oai(path = "/connections", method = "post", operation_id = "ensureConnection")]
    async fn connect(
        &self,
        caller: Writer<AgentId>,
        Body(request): Body<Connect>,
    ) -> ApiResult<Success<Connected>, Creating> {
        let agent = caller.path;
        let command = request.into_command(agent)?;
        let (room, _) = caller.engine.ensure_connection(caller.permit, agent, &command).await?;
        let room = describe(&caller, &room, agent).await?;
        Ok(Success(Connected { room }))
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
    ) -> ApiResult<Success<List<EventBody>>, Finding> {
        let (after, limit) = (after.unwrap_or_default(), limit_or(limit, MAX_PAGE));
        let list = |agent, id| caller.engine.list_events(caller.permit, agent, id, after, limit);
        let events = caller.in_room(caller.path, list).await?;
        Ok(Success(events.into_iter().map(EventBody::from).collect()))
    }
}

/// A room with its entities and the name of its world.
async fn describe<P, I>(caller: &Authorized<P, I>, room: &AgentRoom, agent: AgentId) -> Result<RoomBody, HttpError> {
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
