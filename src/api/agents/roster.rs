//! Agents: making, finding and deleting them.

use super::{
    Tag,
    answer::{Data, Done, Made},
    auth::AgentCaller,
    errors::{Creating, Deleting, Finding, Listing, envelope::ApiResult},
    lists::rows,
    schema::{AgentFields, AgentItem, AgentList, CreateAgent, WorldBody, WorldList, profile, whole},
};
use crate::{
    api::{request::Body, request::Open},
    engine::Engine,
    model::ids::{AgentId, ProjectId},
};
use poem::web::Data as Shared;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

pub(super) struct AgentRoutes;

#[OpenApi(prefix_path = "/api/agents", tag = "Tag::Agents")]
impl AgentRoutes {
    /// List agents
    ///
    /// The team's agents: the highest id first, which of ids made here is the newest.
    #[oai(path = "/", method = "get", operation_id = "listAgents")]
    async fn list(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        /// The most agents to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin: `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Data<AgentList>, Listing> {
        let rows = rows(limit.0, cursor.0.as_deref())?;
        let (agents, next) = engine
            .agent_rooms
            .list_agents(caller.0.agent_room_reader(), rows)
            .await?;
        Ok(Data(AgentList {
            agents: agents.iter().map(AgentItem::from).collect(),
            next_cursor: next.map(|next| next.to_string()),
        }))
    }

    /// Create an agent
    ///
    /// Makes an agent, with a room of its own that has the agent's id.
    #[oai(path = "/", method = "post", operation_id = "createAgent")]
    async fn create(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        request: Body<Open<CreateAgent>>,
    ) -> ApiResult<Made<Open<AgentFields>>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let body = request.0.0;
        let id = |name: &str| {
            body.get(name)
                .and_then(Value::as_str)
                .and_then(|text| text.parse::<Uuid>().ok())
        };
        let inner = |name: &str| body.get(name)?.get("id")?.as_str()?.parse::<Uuid>().ok();
        let (own, project) = (
            id("id").or_else(|| inner("agent")).or_else(|| inner("characterJson")),
            id("projectId").map(ProjectId),
        );
        let profile = profile(body)?;
        let made = engine
            .agent_rooms
            .create_agent(permit, own.map(AgentId), project, profile)
            .await?;
        let mut answer = whole(&made);
        let character = answer.0.clone();
        answer.0.insert("character".to_owned(), Value::Object(character));
        Ok(Data(answer))
    }

    /// List all worlds
    ///
    /// The worlds of all agents of the team: the highest id first, which of ids made here is the newest.
    #[oai(path = "/worlds", method = "get", operation_id = "listWorlds")]
    async fn worlds(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        /// The most worlds to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin: `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Data<WorldList>, Listing> {
        let rows = rows(limit.0, cursor.0.as_deref())?;
        let (worlds, next) = engine
            .agent_rooms
            .list_worlds(caller.0.agent_room_reader(), None, rows)
            .await?;
        Ok(Data(WorldList {
            worlds: worlds.into_iter().map(WorldBody::from).collect(),
            next_cursor: next.map(|next| next.to_string()),
        }))
    }

    /// Get an agent
    #[oai(path = "/:agentId", method = "get", operation_id = "getAgent")]
    async fn get(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
    ) -> ApiResult<Data<Open<AgentFields>>, Finding> {
        let agent = engine
            .agent_rooms
            .get_agent(caller.0.agent_room_reader(), AgentId(agent_id.0))
            .await?;
        Ok(Data(whole(&agent)))
    }

    /// Delete an agent
    ///
    /// Deletes an agent, its worlds and the rooms that were made for it. It leaves all others; what it said there stays.
    #[oai(path = "/:agentId", method = "delete", operation_id = "deleteAgent")]
    async fn delete(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
    ) -> ApiResult<Done, Deleting> {
        engine
            .agent_rooms
            .delete_agent(caller.0.require_agent_rooms()?, AgentId(agent_id.0))
            .await?;
        Ok(Done)
    }
}

/// The rules that a schema cannot say stand with the operation.
impl<T> Validate for Open<T> {
    fn validate(&self) -> Result<(), validator::ValidationErrors> {
        Ok(())
    }
}
