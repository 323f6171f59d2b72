//! Agents: list, create, get and delete.

use super::{
    Tag,
    caller::{Reader, Writer},
    errors::{ApiResult, Creating, Deleting, Finding, Listing},
    parameters::page,
    response::{Created, NoContent, Page, Success},
    schema::{AgentFields, AgentItem, CreateAgent, WorldBody, chosen_agent_id, profile, project_id},
};
use crate::{
    api::request::{Body, Open},
    model::ids::AgentId,
};
use poem_openapi::{OpenApi, param::Query};
use serde_json::Value;
use validator::{Validate, ValidationErrors};

pub(super) struct AgentRoutes;

#[OpenApi(prefix_path = "/api/agents", tag = "Tag::Agents")]
impl AgentRoutes {
    /// List agents
    ///
    /// Lists the agents of the team, highest ID first; among generated IDs this is newest first.
    #[oai(path = "/", method = "get", operation_id = "listAgents")]
    async fn list(
        &self,
        caller: Reader,
        /// Maximum number of agents; 1000 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// `nextCursor` of the previous page.
        Query(cursor): Query<Option<String>>,
    ) -> ApiResult<Success<Page<AgentItem>>, Listing> {
        let page = page(limit, cursor.as_deref())?;
        let agents = caller.engine.list_agents(caller.permit, page).await?;
        Ok(Success(Page::new(agents, AgentItem::from)))
    }

    /// Create an agent
    ///
    /// Creates an agent, with its own room, whose ID is the agent's.
    #[oai(path = "/", method = "post", operation_id = "createAgent")]
    async fn create(
        &self,
        caller: Writer,
        Body(request): Body<Open<CreateAgent>>,
    ) -> ApiResult<Created<Open<AgentFields>>, Creating> {
        let (id, project) = (chosen_agent_id(&request.0), project_id(&request.0));
        let profile = profile(request.0)?;
        let agent = caller.engine.create_agent(caller.permit, id, project, profile).await?;
        let mut fields = Open::<AgentFields>::from(&agent);
        let character = fields.0.clone();
        fields.0.insert("character".to_owned(), Value::Object(character));
        Ok(Success(fields))
    }

    /// List all worlds
    ///
    /// Lists the worlds of all agents of the team, highest ID first; among generated IDs this is newest first.
    #[oai(path = "/worlds", method = "get", operation_id = "listWorlds")]
    async fn worlds(
        &self,
        caller: Reader,
        /// Maximum number of worlds; 1000 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// `nextCursor` of the previous page.
        Query(cursor): Query<Option<String>>,
    ) -> ApiResult<Success<Page<WorldBody>>, Listing> {
        let page = page(limit, cursor.as_deref())?;
        let worlds = caller.engine.list_worlds(caller.permit, None, page).await?;
        Ok(Success(Page::new(worlds, WorldBody::from)))
    }

    /// Get an agent
    #[oai(path = "/:agentId", method = "get", operation_id = "getAgent")]
    async fn get(&self, caller: Reader<AgentId>) -> ApiResult<Success<Open<AgentFields>>, Finding> {
        let agent = caller.engine.get_agent(caller.permit, caller.path).await?;
        Ok(Success(Open::from(&agent)))
    }

    /// Delete an agent
    ///
    /// Deletes the agent, its worlds and the rooms that were created for it. The agent leaves all other rooms; its
    /// messages there remain.
    #[oai(path = "/:agentId", method = "delete", operation_id = "deleteAgent")]
    async fn delete(&self, caller: Writer<AgentId>) -> ApiResult<NoContent, Deleting> {
        caller.engine.delete_agent(caller.permit, caller.path).await?;
        Ok(NoContent::Done)
    }
}

/// The operation itself checks the rules that a schema cannot state.
impl<T> Validate for Open<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}
