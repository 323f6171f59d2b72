//! Worlds of an agent: create, list and update.

use super::{
    Tag,
    caller::{Reader, Writer},
    errors::{ApiResult, Creating, Finding},
    parameters::page,
    response::{Created, Page, Success},
    schema::{CreateWorld, UpdateWorld, WorldBody, WorldOnly},
};
use crate::{
    api::request::Body,
    model::ids::{AgentId, WorldId},
};
use poem_openapi::{OpenApi, param::Query};

pub(super) struct WorldRoutes;

#[OpenApi(prefix_path = "/api/agents/:agentId/worlds", tag = "Tag::Agents")]
impl WorldRoutes {
    /// Create a world
    #[oai(path = "/", method = "post", operation_id = "createWorld")]
    async fn create(
        &self,
        caller: Writer<AgentId>,
        Body(request): Body<CreateWorld>,
    ) -> ApiResult<Created<WorldOnly>, Creating> {
        let command = request.into_command()?;
        let world = caller.engine.create_world(caller.permit, caller.path, command).await?;
        Ok(Success(WorldOnly { world: world.into() }))
    }

    /// List the worlds of an agent
    ///
    /// Lists the worlds of the agent, highest ID first. Not in the ElizaOS API.
    #[oai(path = "/", method = "get", operation_id = "listWorldsOfAgent")]
    async fn list(
        &self,
        caller: Reader<AgentId>,
        /// Maximum number of worlds; 1000 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// `nextCursor` of the previous page.
        Query(cursor): Query<Option<String>>,
    ) -> ApiResult<Success<Page<WorldBody>>, Finding> {
        caller.engine.get_agent(caller.permit, caller.path).await?;
        let page = page(limit, cursor.as_deref())?;
        let of = Some(caller.path);
        let worlds = caller.engine.list_worlds(caller.permit, of, page).await?;
        Ok(Success(Page::new(worlds, WorldBody::from)))
    }

    /// Update a world
    ///
    /// Changes the name of a world, and adds fields to its metadata or replaces fields there.
    #[oai(path = "/:worldId", method = "patch", operation_id = "updateWorld")]
    async fn update(
        &self,
        caller: Writer<(AgentId, WorldId)>,
        Body(request): Body<UpdateWorld>,
    ) -> ApiResult<Success<WorldOnly>, Creating> {
        let (agent, world) = caller.path;
        let (name, metadata) = request.into_changes()?;
        let world = caller
            .engine
            .update_world(caller.permit, agent, world, name, metadata)
            .await?;
        Ok(Success(WorldOnly { world: world.into() }))
    }
}
