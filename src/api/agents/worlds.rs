//! Worlds of an agent.

use super::{
    Tag,
    answer::{Data, Made},
    auth::AgentCaller,
    errors::{Creating, Finding, envelope::ApiResult},
    lists::rows,
    schema::{CreateWorld, UpdateWorld, WorldBody, WorldList, WorldOnly},
};
use crate::{
    api::request::Body,
    engine::Engine,
    model::ids::{AgentId, WorldId},
};
use poem::web::Data as Shared;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};
use uuid::Uuid;

pub(super) struct WorldRoutes;

#[OpenApi(prefix_path = "/api/agents", tag = "Tag::Agents")]
impl WorldRoutes {
    /// Create a world
    #[oai(path = "/:agentId/worlds", method = "post", operation_id = "createWorld")]
    async fn create(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        request: Body<CreateWorld>,
    ) -> ApiResult<Made<WorldOnly>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let world = request.0.wanted()?;
        let world = engine
            .agent_rooms
            .create_world(permit, AgentId(agent_id.0), world)
            .await?;
        Ok(Data(WorldOnly { world: world.into() }))
    }

    /// List the worlds of an agent
    ///
    /// Our addition.
    #[oai(path = "/:agentId/worlds", method = "get", operation_id = "listWorldsOfAgent")]
    async fn list(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        /// The most worlds to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin: `nextCursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Data<WorldList>, Finding> {
        let (permit, agent) = (caller.0.agent_room_reader(), AgentId(agent_id.0));
        engine.agent_rooms.get_agent(permit, agent).await?;
        let rows = rows(limit.0, cursor.0.as_deref())?;
        let (worlds, next) = engine.agent_rooms.list_worlds(permit, Some(agent), rows).await?;
        Ok(Data(WorldList {
            worlds: worlds.into_iter().map(WorldBody::from).collect(),
            next_cursor: next.map(|next| next.to_string()),
        }))
    }

    /// Update a world
    ///
    /// Changes the name of a world, and puts new metadata into those that there are.
    #[oai(path = "/:agentId/worlds/:worldId", method = "patch", operation_id = "updateWorld")]
    async fn update(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
        #[oai(name = "worldId")] world_id: Path<Uuid>,
        request: Body<UpdateWorld>,
    ) -> ApiResult<Data<WorldOnly>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let (name, metadata) = request.0.wanted()?;
        let world = engine
            .agent_rooms
            .update_world(permit, AgentId(agent_id.0), WorldId(world_id.0), name, metadata)
            .await?;
        Ok(Data(WorldOnly { world: world.into() }))
    }
}
