//! Creates, finds and changes worlds: groups of an agent's rooms.

use super::{agents::own_world, require_size};
use crate::{
    engine::{AgentRooms, unit_of_work::UnitOfWork},
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        agent::{Agent, World},
        agent_room::{MAX_METADATA_BYTES, Metadata},
        cursor::Cursor,
        error::{EngineError, FieldError, Resource, Result},
        ids::{AgentId, WorldId},
        listing::Rows,
        storage::StorageUse,
    },
    store::agents,
};

const METADATA_TOO_LARGE: FieldError = FieldError {
    field: "metadata",
    problem: "should have at most 65536 bytes of JSON",
};

/// A new world.
#[derive(Clone, Debug)]
pub struct NewWorld {
    /// An id that the caller chose. A world of the agent's that has it already is returned as it is.
    pub id: Option<WorldId>,
    /// Its name.
    pub name: String,
    /// The external server that it represents.
    pub message_server: Option<String>,
    /// The team's own data.
    pub metadata: Option<Metadata>,
}

impl AgentRooms {
    /// Creates a world for an agent.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such agent; `IdTaken` if the team has another world with the id; `TeamFull` if the
    /// team stores as much as it may.
    #[tracing::instrument(name = "agent_rooms.create_world", skip_all, fields(agent.id = %agent))]
    pub async fn create_world(&self, permit: CanUseAgentRooms, agent: AgentId, new: NewWorld) -> Result<World> {
        let now = self.core.clock.now();
        self.get_agent(permit.to_read(), agent).await?;
        self.core.take_storage(permit.scope.team, StorageUse::rows(1)).await?;
        let world = World {
            id: match new.id {
                Some(id) => id,
                None => WorldId(self.core.new_id(now, 0)?),
            },
            team: permit.scope.team,
            agent,
            name: new.name,
            message_server: new.message_server,
            metadata: new.metadata,
            created_at: now,
        };
        match agents::insert_world(self.core.store.writer(), world.clone()).await {
            Ok(()) => Ok(world),
            Err(error) if error.is_conflict() => {
                let existing = agents::find_world(self.core.store.reader(), permit.scope, world.id).await?;
                existing
                    .filter(|existing| existing.agent == agent)
                    .ok_or(EngineError::IdTaken)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns a world of the caller's.
    ///
    /// # Errors
    ///
    /// `NotFound` if there is none with this id, or the caller does not see its agent.
    #[tracing::instrument(name = "agent_rooms.get_world", skip_all)]
    pub async fn get_world(&self, permit: CanReadAgentRooms, id: WorldId) -> Result<World> {
        let world = agents::find_world(self.core.store.reader(), permit.scope, id).await?;
        Ok(world.ok_or(Resource::World)?)
    }

    /// Returns a world of an agent.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such agent, or the agent no such world.
    #[tracing::instrument(name = "agent_rooms.get_world_of", skip_all, fields(agent.id = %agent))]
    pub async fn get_world_of(&self, permit: CanReadAgentRooms, agent: AgentId, id: WorldId) -> Result<World> {
        self.get_agent(permit, agent).await?;
        let world = Some(self.get_world(permit, id).await?);
        Ok(world.filter(|world| world.agent == agent).ok_or(Resource::World)?)
    }

    /// Deletes a world of an agent's. Its rooms stay. The agent's own world is created again, because a runtime expects it.
    ///
    /// # Errors
    ///
    /// `NotFound` as for [`Self::update_world`].
    #[tracing::instrument(name = "agent_rooms.delete_world", skip_all, fields(agent.id = %agent))]
    pub async fn delete_world(&self, permit: CanUseAgentRooms, agent: AgentId, id: WorldId) -> Result<()> {
        let work = self.core.begin().await?;
        let (agent, world) = lock_world(&work, permit, agent, id).await?;
        agents::delete_world(work.transaction(), world.team, world.id).await?;
        let own = own_world(&agent);
        if own.id == world.id {
            agents::insert_world(work.transaction(), own).await?;
        }
        work.commit().await
    }

    /// Returns a page of the caller's worlds, or of one agent's, and the cursor of the next page if there is one.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "agent_rooms.list_worlds", skip_all)]
    pub async fn list_worlds(
        &self,
        permit: CanReadAgentRooms,
        of: Option<AgentId>,
        rows: Rows,
    ) -> Result<(Vec<World>, Option<Cursor>)> {
        let (worlds, limit) = agents::list_worlds(self.core.store.reader(), permit.scope, of, rows).await?;
        Ok(Cursor::split_page(worlds, limit, |last| last.id.0))
    }

    /// Changes a world of an agent's: replaces its name, and merges the metadata into its metadata.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such agent or may not change it, because the agent is the whole team's and the key is
    /// bound to a project, or if the agent has no such world; `Invalid` if the merged metadata is too large.
    #[tracing::instrument(name = "agent_rooms.update_world", skip_all, fields(agent.id = %agent))]
    pub async fn update_world(
        &self,
        permit: CanUseAgentRooms,
        agent: AgentId,
        id: WorldId,
        name: Option<String>,
        metadata: Option<Metadata>,
    ) -> Result<World> {
        let work = self.core.begin().await?;
        let (_, mut world) = lock_world(&work, permit, agent, id).await?;
        world.name = name.unwrap_or(world.name);
        if let Some(new) = metadata {
            let merged = world.metadata.get_or_insert_default();
            merged.extend(new);
            require_size(merged, MAX_METADATA_BYTES, METADATA_TOO_LARGE)?;
        }
        let (team, name) = (world.team, world.name.clone());
        agents::set_world(work.transaction(), team, id, name, world.metadata.as_ref()).await?;
        work.commit().await?;
        Ok(world)
    }
}

/// Locks a world, and the agent that owns it, which the caller may change.
async fn lock_world(
    work: &UnitOfWork<'_>,
    permit: CanUseAgentRooms,
    agent: AgentId,
    id: WorldId,
) -> Result<(Agent, World)> {
    let agent = agents::lock(work.transaction(), permit.scope, agent).await?;
    let agent = agent.ok_or(Resource::Agent)?;
    let world = agents::lock_world(work.transaction(), agent.team, agent.id, id).await?;
    Ok((agent, world.ok_or(Resource::World)?))
}
