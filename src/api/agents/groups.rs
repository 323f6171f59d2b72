//! Groups: a room for each of several agents, for one outside server.

use super::{
    Tag,
    answer::Done,
    auth::AgentCaller,
    errors::{Acting, Creating, HttpError, envelope::ApiResult},
    schema::{CreateGroup, GroupRoom, metadata},
};
use crate::{
    api::{
        request::Body,
        response::{Json, json_response},
    },
    engine::{
        Engine,
        agent_rooms::{CreateAgentRoom, RoomOwner},
    },
    model::{
        access::CanUseAgentRooms,
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        derived_id::create_unique_uuid,
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, RoomId, WorldId},
        participant::{NewParticipant, ParticipantState},
        room::AgentRoom,
    },
};
use poem::{IntoResponse, Response, http::StatusCode, web::Data as Shared};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Path,
    registry::{MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) struct GroupRoutes;

#[OpenApi(prefix_path = "/api/memory/groups", tag = "Tag::Memory")]
impl GroupRoutes {
    /// Create a group
    ///
    /// Makes a room for each of these agents, with an id that is derived from agent and message server, which the path
    /// names, so the same again is the same room. 207 when some of the agents are not there.
    #[oai(path = "/:groupId", method = "post", operation_id = "createGroup")]
    async fn create(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "groupId")] group_id: Path<Uuid>,
        request: Body<CreateGroup>,
    ) -> ApiResult<Group, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let group = request.0;
        let agents = group.agent_ids.clone().unwrap_or_default();
        if agents.is_empty() {
            return Err(HttpError::bad_request("agentIds must be a non-empty array").into());
        }
        let kept = metadata("metadata", group.metadata.clone())?;
        let mut made = Group::default();
        for agent in agents.into_iter().map(AgentId) {
            match room_for(engine.0, permit, agent, group_id.0, &group, kept.clone()).await {
                Ok(room) => made.rooms.push(GroupRoom::from(&room)),
                Err(EngineError::NotFound(Resource::Agent)) => made.missing.push(agent),
                Err(error) => return Err(error.into()),
            }
        }
        if made.rooms.is_empty() {
            return Err(EngineError::NotFound(Resource::Agent).into());
        }
        Ok(made)
    }

    /// Delete a group
    ///
    /// Deletes the rooms of a message server or a world, whichever of them the path names, whichever agent they were made
    /// for. Worlds stay, and so do agents' own rooms.
    #[oai(path = "/:groupId", method = "delete", operation_id = "deleteGroup")]
    async fn delete(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "groupId")] group_id: Path<Uuid>,
    ) -> ApiResult<Done, Acting> {
        let own = RoomOwner::Group(group_id.0);
        engine
            .agent_rooms
            .delete_rooms_of(caller.0.require_agent_rooms()?, own)
            .await?;
        Ok(Done)
    }

    /// Clear group memories
    ///
    /// Deletes all memories of the rooms of a message server or a world, whichever of them the path names.
    #[oai(path = "/:groupId/memories", method = "delete", operation_id = "clearGroupMemories")]
    async fn clear(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "groupId")] group_id: Path<Uuid>,
    ) -> ApiResult<Done, Acting> {
        let own = RoomOwner::Group(group_id.0);
        engine
            .agent_rooms
            .clear_memories_of(caller.0.require_agent_rooms()?, own)
            .await?;
        Ok(Done)
    }
}

async fn room_for(
    engine: &Engine,
    permit: CanUseAgentRooms,
    agent: AgentId,
    server: Uuid,
    group: &CreateGroup,
    kept: Option<Metadata>,
) -> Result<AgentRoom, EngineError> {
    let known = engine.agent_rooms.get_agent(permit.to_read(), agent).await?;
    let derived = create_unique_uuid(agent, &server.to_string());
    let name = group.name.clone().filter(|name| !name.trim().is_empty());
    let wanted = CreateAgentRoom {
        id: Some(RoomId(derived)),
        details: AgentRoomDetails {
            agent: Some(agent),
            world: Some(WorldId(group.world_id.unwrap_or(derived))),
            source: group.source.clone().unwrap_or_else(|| "client".to_owned()),
            channel_id: Some(derived.to_string()),
            server_id: Some(server.to_string()),
            metadata: kept,
            ..AgentRoomDetails::new(
                name.unwrap_or_else(|| format!("Chat {}", known.profile.name)),
                RoomKind::Api,
            )
        },
        makes_world: false,
        participants: vec![NewParticipant {
            entity: EntityId(agent.0),
            name: None,
            state: Some(ParticipantState::Followed),
        }],
    };
    let project = known.project;
    let made = engine
        .agent_rooms
        .create_batch(permit, project, &[wanted], &[known])
        .await?;
    let made = made.into_iter().next().ok_or(EngineError::NotFound(Resource::Room))?;
    Ok(made.room)
}

/// The rooms of a group: 201 with all of them, or 207 with those of the agents that are there.
#[derive(Default)]
struct Group {
    rooms: Vec<GroupRoom>,
    missing: Vec<AgentId>,
}

impl IntoResponse for Group {
    fn into_response(self) -> Response {
        let missing = |agent: &AgentId| json!({ "agentId": agent.to_string(), "code": "NOT_FOUND", "message": "Agent not found" });
        let (status, body) = if self.missing.is_empty() {
            (StatusCode::CREATED, json!({ "success": true, "data": self.rooms }))
        } else {
            let errors: Vec<Value> = self.missing.iter().map(missing).collect();
            let body = json!({ "success": false, "data": self.rooms, "errors": errors });
            (StatusCode::MULTI_STATUS, body)
        };
        let mut response = Json(body).into_response();
        response.set_status(status);
        response
    }
}

impl ApiResponse for Group {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![
                group(
                    201,
                    "All rooms are there.",
                    &json!({ "success": true, "data": [GroupRoom::shown()] }),
                ),
                group(
                    207,
                    "The rooms of some agents are there; `errors` tells which agents are not.",
                    &json!({
                        "success": false, "data": [GroupRoom::shown()],
                        "errors": [{ "agentId": Uuid::nil().to_string(), "code": "NOT_FOUND", "message": "Agent not found" }],
                    }),
                ),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        GroupRoom::register(registry);
    }
}

fn group(status: u16, description: &'static str, example: &Value) -> MetaResponse {
    let schema = MetaSchema {
        required: vec!["success", "data"],
        properties: vec![
            ("success", MetaSchemaRef::Inline(Box::new(MetaSchema::new("boolean")))),
            ("data", Vec::<GroupRoom>::schema_ref()),
        ],
        example: Some(example.clone()),
        ..MetaSchema::new("object")
    };
    json_response(status, description, MetaSchemaRef::Inline(Box::new(schema)), vec![])
}
