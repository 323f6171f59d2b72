//! Ensures that a room of an external channel exists, with its world, and that an entity and an agent take part in it.
//! Repeating the call changes nothing.

use super::{
    create_batch::{self, CreateAgentRoom},
    lock_project, lock_visible, map_conflict,
};
use crate::{
    engine::{AgentRooms, unit_of_work::UnitOfWork},
    model::{
        access::{CanUseAgentRooms, Scope},
        agent::{Agent, World},
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        error::{EngineError, Resource, Result},
        ids::{AgentId, EntityId, RoomHandle, WorldId},
        participant::{NewParticipant, Participant, ParticipantState},
        room::AgentRoom,
        storage::StorageUse,
    },
    store::{agent_rooms, agents},
};

/// A connection of an entity with an agent through an external channel.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The entity that takes part besides the agent.
    pub entity: EntityId,
    /// Display name of `entity`.
    pub entity_name: Option<String>,
    /// The id of the room.
    pub room: RoomHandle,
    /// The name of the room, if it is created.
    pub room_name: String,
    /// The type of the room, if it is created.
    pub kind: RoomKind,
    /// The platform that the channel belongs to.
    pub source: String,
    /// The platform's id of the channel.
    pub channel_id: Option<String>,
    /// The platform's id of the server.
    pub server_id: Option<String>,
    /// The world, if there is one.
    pub world: Option<WorldId>,
    /// The name of the world.
    pub world_name: Option<String>,
    /// Metadata of the world, if it is created.
    pub metadata: Option<Metadata>,
}

impl AgentRooms {
    /// Ensures a connection, and returns the room with the participants that it is about. What exists stays as it is.
    ///
    /// # Errors
    ///
    /// `NotFound` if the agent is not the caller's; `IdTaken` if the room's id belongs to a room of the team that the
    /// caller does not see; `RoomFull` if nobody else may take part; `WrongStatus` if the room has ended.
    #[tracing::instrument(name = "agent_rooms.ensure_connection", skip_all, fields(agent.id = %agent))]
    pub async fn ensure_connection(
        &self,
        permit: CanUseAgentRooms,
        agent: AgentId,
        wanted: &Connection,
    ) -> Result<(AgentRoom, Vec<Participant>)> {
        let agent = self.get_agent(permit.to_read(), agent).await?;
        match self.try_connect(permit, &agent, wanted).await {
            // Created by a concurrent call: now it exists.
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
        let team = permit.scope.team;
        if agent_rooms::count_existing(self.core.store.reader(), team, &[wanted.room]).await? == 0 {
            self.core.take_storage(team, StorageUse::rows(2)).await?;
        }
        let mut work = self.core.begin().await?;
        let world = ensure_world(&work, permit, agent.id, wanted).await?;
        let existing = agent_rooms::count_existing(work.transaction(), permit.scope.team, &[wanted.room]).await?;
        if existing == 0 {
            let project = agent.project.or(permit.scope.project);
            lock_project(work.transaction(), permit.scope, project).await?;
            let new = new_room(agent.id, world, wanted);
            let new = self.new_agent_room(permit, project, &new, &[], work.now(), 0)?;
            create_batch::insert(&work, new).await?;
        }
        let room = lock_visible(&mut work, permit, None, wanted.room).await;
        // The id belongs to a room that the caller does not see.
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
        let new: Vec<NewParticipant> = other.into_iter().chain([followed]).collect();
        let participants = self.add_to_room(&mut work, permit, &mut room, &new).await?;
        work.commit().await?;
        Ok((room, participants))
    }
}

/// Returns the id of the connection's world, which is created if it does not exist; none if no world is named.
async fn ensure_world(
    work: &UnitOfWork<'_>,
    permit: CanUseAgentRooms,
    agent: AgentId,
    wanted: &Connection,
) -> Result<Option<WorldId>> {
    let Some(id) = wanted.world else {
        return Ok(None);
    };
    let whole_team = Scope {
        project: None,
        ..permit.scope
    };
    if agents::find_world(work.transaction(), whole_team, id).await?.is_some() {
        return Ok(Some(id));
    }
    let server = wanted.server_id.as_deref();
    let name = wanted.world_name.clone();
    let name = name.or(server.map(|id| format!("World for server {id}")));
    let world = World {
        id,
        team: permit.scope.team,
        agent,
        name: name.unwrap_or_else(|| format!("World for {}", wanted.room_name)),
        message_server: server.map(str::to_owned),
        metadata: wanted.metadata.clone(),
        created_at: work.now(),
    };
    let inserted = agents::insert_world(work.transaction(), world).await;
    inserted.map_err(map_conflict)?;
    Ok(Some(id))
}

/// The room, if it does not exist yet.
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
