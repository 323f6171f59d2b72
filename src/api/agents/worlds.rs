//! Worlds of an agent: create, list and update.

use super::{
    Tag,
    caller::{Reader, Writer},
    errors::{Creating, Finding},
    parameters::{next_cursor, page},
    response::{ApiResult, Created, Success},
    schema::{CreateWorld, UpdateWorld, WorldBody, WorldList, WorldOnly},
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
    /// Not in the ElizaOS API.
    #[oai(path = "/", method = "get", operation_id = "listWorldsOfAgent")]
    async fn list(
        &self,
        caller: Reader<AgentId>,
        /// Maximum number of worlds; 1000 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// `nextCursor` of the previous page.
        Query(cursor): Query<Option<String>>,
    ) -> ApiResult<Success<WorldList>, Finding> {
        caller.engine.get_agent(caller.permit, caller.path).await?;
        let page = page(limit, cursor.as_deref())?;
        let (worlds, next) = caller
            .engine
            .list_worlds(caller.permit, Some(caller.path), page)
            .await?;
        Ok(Success(WorldList {
            worlds: worlds.into_iter().map(WorldBody::from).collect(),
            next_cursor: next_cursor(next),
        }))
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
