//! Worlds: what an agent sorts its rooms into.

use crate::{
    engine::AgentRooms,
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        agent::World,
        agent_room::{MAX_METADATA_BYTES, Metadata},
        cursor::Cursor,
        error::{EngineError, FieldError, Resource, Result},
        ids::{AgentId, WorldId},
        listing::Rows,
    },
    store::agents,
};
use uuid::Uuid;

/// A world to be made.
#[derive(Clone, Debug)]
pub struct NewWorld {
    /// Its id, if the caller chose one: a world of the agent's that has it already stays as it is, and is the answer.
    pub id: Option<WorldId>,
    /// Its name.
    pub name: String,
    /// The outside server that it stands for.
    pub message_server: Option<Uuid>,
    /// Whatever the team keeps with it.
    pub metadata: Option<Metadata>,
}

impl AgentRooms {
    /// Makes a world for an agent.
    pub async fn create_world(&self, permit: CanUseAgentRooms, agent: AgentId, new: NewWorld) -> Result<World> {
        let now = self.core.clock.now();
        self.get_agent(permit.to_read(), agent).await?;
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
        match agents::insert_worlds(self.core.store.writer(), vec![world.clone()]).await {
            Ok(()) => Ok(world),
            Err(error) if error.is_conflict() => {
                let there = agents::find_world(self.core.store.reader(), permit.scope.team, world.id).await?;
                there.filter(|there| there.agent == agent).ok_or(EngineError::IdTaken)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A world of the caller's.
    pub async fn get_world(&self, permit: CanReadAgentRooms, id: WorldId) -> Result<World> {
        let world = agents::find_world(self.core.store.reader(), permit.scope.team, id).await?;
        let world = world.ok_or(EngineError::NotFound(Resource::World))?;
        // Seen where its agent is.
        let agent = agents::find(self.core.store.reader(), permit.scope, world.agent).await?;
        agent.map(|_| world).ok_or(EngineError::NotFound(Resource::World))
    }

    /// A page of the caller's worlds, or of one agent's, and where the next page begins if there is one.
    pub async fn list_worlds(
        &self,
        permit: CanReadAgentRooms,
        of: Option<AgentId>,
        rows: Rows,
    ) -> Result<(Vec<World>, Option<Cursor>)> {
        let mut worlds = agents::list_worlds(self.core.store.reader(), permit.scope, of, rows).await?;
        let next = Cursor::cut(&mut worlds, rows.limit, |last| last.id.0);
        Ok((worlds, next))
    }

    /// Changes a world of an agent's: its name, and the metadata, into which the new ones are put.
    pub async fn update_world(
        &self,
        permit: CanUseAgentRooms,
        agent: AgentId,
        id: WorldId,
        name: Option<String>,
        metadata: Option<Metadata>,
    ) -> Result<World> {
        self.get_agent(permit.to_read(), agent).await?;
        let transaction = self.core.store.begin().await?;
        let world = agents::lock_world(&transaction, permit.scope.team, id).await?;
        let mut world = world
            .filter(|world| world.agent == agent)
            .ok_or(EngineError::NotFound(Resource::World))?;
        world.name = name.unwrap_or(world.name);
        if let Some(new) = metadata {
            let whole = world.metadata.get_or_insert_default();
            whole.extend(new);
            check_size(whole)?;
        }
        agents::set_world(&transaction, id, world.name.clone(), world.metadata.as_ref()).await?;
        self.core.store.commit(transaction).await?;
        Ok(world)
    }
}

/// What is put together in several calls is no larger than what is given in one.
fn check_size(metadata: &Metadata) -> Result<()> {
    let size = serde_json::to_vec(metadata).map_or(usize::MAX, |text| text.len());
    if size > MAX_METADATA_BYTES {
        return Err(EngineError::Invalid(FieldError {
            field: "metadata",
            problem: "should have at most 65536 bytes of JSON",
        }));
    }
    Ok(())
}
