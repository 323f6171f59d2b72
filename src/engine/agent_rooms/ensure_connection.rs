//! Ensuring that a room of an outside system is there, with its world, and that somebody and an agent sit in it: in one
//! call, however often it is repeated.

use super::{
    create_batch::{CreateAgentRoom, go_on_counting},
    lock_project, locked, taken,
};
use crate::{
    engine::AgentRooms,
    model::{
        access::CanUseAgentRooms,
        agent::{Agent, World},
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        error::{EngineError, Resource, Result},
        ids::{AgentId, EntityId, RoomId, WorldId},
        participant::{NewParticipant, Participant, ParticipantState},
        room::AgentRoom,
    },
    store::{Transaction, agent_rooms, agents},
};
use uuid::Uuid;

/// What is to be connected.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Who takes part besides the agent.
    pub entity: EntityId,
    /// The name of that.
    pub entity_name: Option<String>,
    /// The room.
    pub room: RoomId,
    /// Its name.
    pub room_name: String,
    /// Its type.
    pub kind: RoomKind,
    /// The platform.
    pub source: String,
    /// What the platform calls the room.
    pub channel_id: Option<String>,
    /// What the platform calls its server.
    pub server_id: Option<String>,
    /// The world, if there is one.
    pub world: Option<WorldId>,
    /// The name of the world.
    pub world_name: Option<String>,
    /// Kept with the world, if it is made now.
    pub metadata: Option<Metadata>,
}

impl AgentRooms {
    /// Connects somebody with an agent's room. What is there already stays as it is.
    pub async fn ensure_connection(
        &self,
        permit: CanUseAgentRooms,
        agent: AgentId,
        wanted: &Connection,
    ) -> Result<(AgentRoom, Vec<Participant>)> {
        let agent = self.get_agent(permit.to_read(), agent).await?;
        match self.try_connect(permit, &agent, wanted).await {
            // Somebody else made the same at the same time: now it is there.
            Err(EngineError::IdTaken) => self.try_connect(permit, &agent, wanted).await,
            connected => connected,
        }
    }

    async fn try_connect(
        &self,
        permit: CanUseAgentRooms,
        agent: &Agent,
        wanted: &Connection,
    ) -> Result<(AgentRoom, Vec<Participant>)> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let world = self.ensure_world(&transaction, permit, agent.id, wanted).await?;
        if agent_rooms::taken(&transaction, &[wanted.room]).await?.is_empty() {
            let project = agent.project.or(permit.scope.project);
            lock_project(&transaction, permit.scope, project).await?;
            let new = new_room(agent.id, world, wanted);
            let mut new = [self.new_agent_room(permit, project, &new, &[], now, 0)?];
            go_on_counting(&transaction, permit.scope, &mut new).await?;
            agent_rooms::insert(&transaction, &new).await.map_err(taken)?;
        }
        let room = locked(&transaction, permit, None, wanted.room).await;
        // Taken by a room that the caller does not see.
        let mut room = room.map_err(|error| match error {
            EngineError::NotFound(Resource::Room) => EngineError::IdTaken,
            error => error,
        })?;
        let followed = NewParticipant {
            entity: EntityId(agent.id.0),
            name: None,
            state: Some(ParticipantState::Followed),
        };
        let other = (wanted.entity != followed.entity).then(|| NewParticipant {
            entity: wanted.entity,
            name: wanted.entity_name.clone(),
            state: None,
        });
        let new_participants: Vec<NewParticipant> = other.into_iter().chain([followed]).collect();
        let participants = self
            .add_participants_to(&transaction, permit, &mut room, &new_participants, now)
            .await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        Ok((room, participants))
    }

    async fn ensure_world(
        &self,
        transaction: &Transaction,
        permit: CanUseAgentRooms,
        agent: AgentId,
        wanted: &Connection,
    ) -> Result<Option<WorldId>> {
        let Some(id) = wanted.world else {
            return Ok(None);
        };
        match agents::owners_of_worlds(transaction, &[id]).await?.first() {
            Some((_, team)) if *team == permit.scope.team => return Ok(Some(id)),
            Some(_) => return Err(EngineError::NotFound(Resource::World)),
            None => {}
        }
        let server = wanted.server_id.as_deref();
        let name = wanted
            .world_name
            .clone()
            .or(server.map(|id| format!("World for server {id}")));
        let world = World {
            id,
            team: permit.scope.team,
            agent,
            name: name.unwrap_or_else(|| format!("World for {}", wanted.room_name)),
            message_server: server.and_then(|id| id.parse::<Uuid>().ok()),
            metadata: wanted.metadata.clone(),
            created_at: self.core.clock.now(),
        };
        agents::insert_worlds(transaction, vec![world]).await.map_err(taken)?;
        Ok(Some(id))
    }
}

/// The room as it is made when it is not there.
fn new_room(agent: AgentId, world: Option<WorldId>, wanted: &Connection) -> CreateAgentRoom {
    CreateAgentRoom {
        id: Some(wanted.room),
        details: AgentRoomDetails {
            agent: Some(agent),
            world,
            source: wanted.source.clone(),
            channel_id: wanted.channel_id.clone(),
            server_id: wanted.server_id.clone(),
            ..AgentRoomDetails::new(wanted.room_name.clone(), wanted.kind)
        },
        makes_world: false,
        participants: Vec::new(),
    }
}
