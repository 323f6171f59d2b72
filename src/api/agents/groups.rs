//! Groups: the rooms of several agents for one message server.

use super::{
    Tag,
    caller::Writer,
    derived_id::create_unique_uuid,
    errors::{Acting, ApiError, Creating, HttpError},
    memory::kind_of,
    names::room_type,
    response::{Empty, NoContent, documented, with_status},
    samples,
    schema::{DEFAULT_SOURCE, follower, metadata, not_blank, source},
};
use crate::{
    api::{
        request::{AnyObject, Body},
        response::Json,
    },
    engine::agent_rooms::{CreateAgentRoom, RoomOwner},
    model::{
        agent::Agent,
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        error::{EngineError, Resource},
        ids::{AgentId, RoomHandle, WorldId},
        room::AgentRoom,
    },
};
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::Query,
    registry::{MetaResponses, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

pub(super) struct GroupRoutes;

#[OpenApi(prefix_path = "/api/memory/groups/:groupId", tag = "Tag::Memory")]
impl GroupRoutes {
    /// Create a group
    ///
    /// Creates a room for each of the agents, with an ID that is derived from the agent and the message server, whose ID
    /// is in the path. Existing rooms stay unchanged. The status is 207 if some of the agents do not exist.
    #[oai(path = "/", method = "post", operation_id = "createGroup")]
    async fn create(&self, caller: Writer<Uuid>, mut request: Body<CreateGroup>) -> Result<Group, ApiError<Creating>> {
        let agents = request.0.agent_ids.take().unwrap_or_default();
        if agents.is_empty() {
            return Err(HttpError::bad_request("agentIds must be a non-empty array").into());
        }
        let metadata = metadata("metadata", request.0.metadata.take())?;
        let mut group = Group::default();
        for id in agents.into_iter().map(AgentId) {
            let agent = match caller.engine.get_agent(caller.reader, id).await {
                Ok(agent) => agent,
                Err(EngineError::NotFound(Resource::Agent)) => {
                    group.missing.push(id);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let command = room_of(&request.0, &agent, caller.path, metadata.clone());
            let created = caller.create_room(command, Some(agent)).await?;
            group.rooms.push(GroupRoom::from(&created.room));
        }
        if group.rooms.is_empty() {
            return Err(EngineError::NotFound(Resource::Agent).into());
        }
        Ok(group)
    }

    /// Delete a group
    ///
    /// Deletes the rooms of the message server or the world with this ID, for whichever agents they were created. Worlds
    /// and agents' own rooms remain.
    #[oai(path = "/", method = "delete", operation_id = "deleteGroup")]
    async fn delete(&self, caller: Writer<Uuid>) -> NoContent<Acting> {
        let owner = RoomOwner::Group(caller.path);
        caller.engine.delete_rooms_of(caller.permit, owner).await?;
        Ok(Empty::NoContent)
    }

    /// Clear group memories
    ///
    /// Deletes the memories of the rooms of the message server or the world with this ID: all, or those of one kind.
    #[oai(path = "/memories", method = "delete", operation_id = "clearGroupMemories")]
    async fn clear(
        &self,
        caller: Writer<Uuid>,
        /// Only memories of this kind; all kinds by default.
        #[oai(name = "tableName", validator(max_length = 100))]
        Query(table_name): Query<Option<String>>,
    ) -> NoContent<Acting> {
        let (owner, kind) = (RoomOwner::Group(caller.path), kind_of(table_name.as_deref())?);
        caller
            .engine
            .clear_memories_of(caller.permit, owner, kind.as_ref())
            .await?;
        Ok(Empty::NoContent)
    }
}

/// The room of one agent of a group.
fn room_of(request: &CreateGroup, agent: &Agent, server: Uuid, metadata: Option<Metadata>) -> CreateAgentRoom {
    let derived = create_unique_uuid(agent.id, &server.to_string());
    let name = not_blank(request.name.clone()).unwrap_or_else(|| format!("Chat {}", agent.profile.name));
    CreateAgentRoom {
        id: Some(RoomHandle(derived)),
        details: AgentRoomDetails {
            agent: Some(agent.id),
            world: Some(WorldId(request.world_id.unwrap_or(derived))),
            source: request.source.clone().unwrap_or_else(|| DEFAULT_SOURCE.to_owned()),
            channel_id: Some(derived.to_string()),
            server_id: Some(server.to_string()),
            metadata,
            ..AgentRoomDetails::new(name, RoomKind::Api)
        },
        makes_world: false,
        participants: vec![follower(agent.id.0)],
    }
}

/// The rooms of a group: 201 if all agents exist, otherwise 207 with the missing agents as errors.
#[derive(Default)]
struct Group {
    rooms: Vec<GroupRoom>,
    missing: Vec<AgentId>,
}

fn missing(agent: &str) -> Value {
    json!({ "agentId": agent, "code": "NOT_FOUND", "message": "Agent not found" })
}

impl IntoResponse for Group {
    fn into_response(self) -> Response {
        if self.missing.is_empty() {
            return with_status(201, Json(json!({ "success": true, "data": self.rooms })));
        }
        let errors: Vec<Value> = self.missing.iter().map(|id| missing(&id.to_string())).collect();
        let body = json!({ "success": false, "data": self.rooms, "errors": errors });
        with_status(207, Json(body))
    }
}

impl ApiResponse for Group {
    fn meta() -> MetaResponses {
        let room = samples::response("GroupRoom");
        let all = json!({ "success": true, "data": [room] });
        let some = json!({ "success": false, "data": [room], "errors": [missing(&Uuid::nil().to_string())] });
        let response = |status, description, example| {
            documented(
                status,
                description,
                "data",
                Vec::<GroupRoom>::schema_ref(),
                None,
                Some(example),
            )
        };
        MetaResponses {
            responses: vec![
                response(201, "The rooms of all agents.", all),
                response(
                    207,
                    "The rooms of the agents that exist; `errors` lists the others.",
                    some,
                ),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        GroupRoom::register(registry);
    }
}

/// Rooms to create for several agents and one message server.
#[derive(Clone, Debug, Object, Validate)]
#[oai(rename_all = "camelCase")]
pub struct CreateGroup {
    /// Name of the rooms; by default each is named after its agent.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// ID of the world that the rooms belong to; by default it is derived from the message server.
    pub world_id: Option<Uuid>,
    /// Platform that the rooms come from; defaults to `client`.
    #[oai(validator(max_length = 200))]
    pub source: Option<String>,
    /// Metadata of each room: any JSON object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
    /// IDs of 1 to 100 agents.
    #[oai(validator(max_items = 100))]
    pub agent_ids: Option<Vec<Uuid>>,
}

/// A room of a group.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct GroupRoom {
    /// Room ID, derived from the agent and the message server.
    pub id: String,
    pub name: String,
    /// Platform that the room comes from.
    pub source: String,
    /// ID of the world that the room belongs to.
    pub world_id: Option<String>,
    /// Type of the room: `API`.
    pub r#type: String,
}

impl From<&AgentRoom> for GroupRoom {
    fn from(room: &AgentRoom) -> Self {
        let details = room.details_or_default();
        Self {
            id: room.base.handle().to_string(),
            source: source(&details),
            name: details.name,
            world_id: details.world.map(|id| id.to_string()),
            r#type: room_type(details.kind).to_owned(),
        }
    }
}
