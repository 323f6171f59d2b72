//! Creates agents, each with a room and a world of its own, and finds them.

use super::{
    create_batch::{self, CreateAgentRoom},
    lock_project, map_conflict, project_within, require_size,
};
use crate::{
    clock::Timestamp,
    engine::{AgentRooms, interviews::Change, unit_of_work::UnitOfWork},
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        agent::{Agent, MAX_CHARACTER_BYTES, Profile, World},
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        cursor::Cursor,
        error::{EngineError, FieldError, Resource, Result},
        ids::{AgentId, EntityId, ProjectId, RoomHandle, RoomId, WorldId},
        listing::Rows,
        participant::{NewParticipant, ParticipantState},
        storage::StorageUse,
    },
    store::{agent_rooms, agents, create_agent_rooms::NewAgentRoom},
};
use std::slice;

const CHARACTER_TOO_LARGE: FieldError = FieldError {
    field: "character",
    problem: "should have at most 262144 bytes of JSON",
};

/// A change to an agent. Fields of the character that it does not name stay.
#[derive(Clone, Debug)]
pub struct AgentChange {
    /// The name, unless it stays.
    pub name: Option<String>,
    /// The description.
    pub description: Change<String>,
    /// The id of the voice.
    pub voice_id: Change<String>,
    /// The description of the voice.
    pub voice_description: Change<String>,
    /// Fields of the character to replace, or to remove if they are null.
    pub character: Metadata,
}

impl AgentChange {
    fn apply(self, mut profile: Profile) -> Result<Profile> {
        let character = profile.character.get_or_insert_default();
        for (name, value) in self.character {
            if value.is_null() {
                character.remove(&name);
            } else {
                character.insert(name, value);
            }
        }
        require_size(character, MAX_CHARACTER_BYTES, CHARACTER_TOO_LARGE)?;
        profile.name = self.name.unwrap_or(profile.name);
        self.description.apply(&mut profile.description);
        self.voice_id.apply(&mut profile.voice_id);
        self.voice_description.apply(&mut profile.voice_description);
        Ok(profile)
    }
}

impl AgentRooms {
    /// Creates an agent, with an id that the caller chose if there is one, in a project if one is given or the key is bound
    /// to one.
    ///
    /// # Errors
    ///
    /// `NotFound` if the project is not the caller's; `IdTaken` if the team has another agent, room or world with the id;
    /// `Invalid` if the character is too large; `TeamFull` if the team stores as much as it may.
    #[tracing::instrument(name = "agent_rooms.create_agent", skip_all)]
    pub async fn create_agent(
        &self,
        permit: CanUseAgentRooms,
        id: Option<AgentId>,
        project: Option<ProjectId>,
        profile: Profile,
    ) -> Result<Agent> {
        let (now, scope) = (self.core.clock.now(), permit.scope);
        if let Some(character) = &profile.character {
            require_size(character, MAX_CHARACTER_BYTES, CHARACTER_TOO_LARGE)?;
        }
        self.core.take_storage(scope.team, StorageUse::rows(3)).await?;
        let project = project_within(scope, project)?;
        let has_chosen_id = id.is_some();
        let id = match id {
            Some(id) => id,
            None => AgentId(self.core.new_id(now, 0)?),
        };
        let agent = Agent {
            id,
            team: scope.team,
            project,
            profile,
            created_at: now,
            updated_at: now,
        };
        let mut room = self.new_own_room(permit, &agent, has_chosen_id, now)?;
        room.world = Some(own_world(&agent));
        let work = self.core.begin().await?;
        lock_project(work.transaction(), scope, agent.project).await?;
        // The own room is named by the agent's id, which may be the id of a room that the service named.
        let own = [RoomHandle(agent.id.0)];
        if agent_rooms::count_existing(work.transaction(), scope.team, &own).await? > 0 {
            return Err(EngineError::IdTaken);
        }
        let inserted = agents::insert(work.transaction(), agent.clone()).await;
        inserted.map_err(map_conflict)?;
        create_batch::insert(&work, room).await?;
        work.commit().await?;
        Ok(agent)
    }

    /// Changes an agent: the fields of its profile and of its character that the change names.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such agent, or may not change it; `Invalid` if the character becomes too large.
    #[tracing::instrument(name = "agent_rooms.update_agent", skip_all, fields(agent.id = %id))]
    pub async fn update_agent(&self, permit: CanUseAgentRooms, id: AgentId, change: AgentChange) -> Result<Agent> {
        let work = self.core.begin().await?;
        let agent = agents::lock(work.transaction(), permit.scope, id).await?;
        let mut agent = agent.ok_or(Resource::Agent)?;
        agent.profile = change.apply(agent.profile)?;
        agent.updated_at = work.now();
        agents::update(work.transaction(), agent.clone()).await?;
        work.commit().await?;
        Ok(agent)
    }

    /// Inserts the own room of an agent whose own room was deleted by the same unit of work.
    pub(super) async fn insert_own_room(
        &self,
        work: &UnitOfWork<'_>,
        permit: CanUseAgentRooms,
        id: AgentId,
        has_chosen_id: bool,
    ) -> Result<()> {
        let agent = agents::find(work.transaction(), permit.scope, id).await?;
        let agent = agent.ok_or(Resource::Agent)?;
        let room = self.new_own_room(permit, &agent, has_chosen_id, work.now())?;
        create_batch::insert(work, room).await
    }

    fn new_own_room(
        &self,
        permit: CanUseAgentRooms,
        agent: &Agent,
        has_chosen_id: bool,
        now: Timestamp,
    ) -> Result<NewAgentRoom> {
        let room = self.new_agent_room(permit, agent.project, &own_room(agent), slice::from_ref(agent), now, 0)?;
        Ok(if has_chosen_id {
            room
        } else {
            room.with_own_id(RoomId(agent.id.0))
        })
    }

    /// Returns an agent of the caller's.
    ///
    /// # Errors
    ///
    /// `NotFound` if there is none with this id.
    #[tracing::instrument(name = "agent_rooms.get_agent", skip_all, fields(agent.id = %id))]
    pub async fn get_agent(&self, permit: CanReadAgentRooms, id: AgentId) -> Result<Agent> {
        let agent = agents::find(self.core.store.reader(), permit.scope, id).await?;
        agent.ok_or(EngineError::NotFound(Resource::Agent))
    }

    /// Returns a page of the caller's agents, and the cursor of the next page if there is one.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "agent_rooms.list_agents", skip_all)]
    pub async fn list_agents(&self, permit: CanReadAgentRooms, rows: Rows) -> Result<(Vec<Agent>, Option<Cursor>)> {
        let (agents, limit) = agents::list(self.core.store.reader(), permit.scope, rows).await?;
        Ok(Cursor::split_page(agents, limit, |last| last.id.0))
    }
}

/// The agent's own room, which has the agent's id.
fn own_room(agent: &Agent) -> CreateAgentRoom {
    let id = agent.id.0;
    CreateAgentRoom {
        id: Some(RoomHandle(id)),
        details: AgentRoomDetails {
            agent: Some(agent.id),
            world: Some(WorldId(id)),
            channel_id: Some(id.to_string()),
            server_id: Some(id.to_string()),
            ..AgentRoomDetails::new(agent.profile.name.clone(), RoomKind::Own)
        },
        makes_world: false,
        participants: vec![NewParticipant {
            entity: EntityId(id),
            name: None,
            state: Some(ParticipantState::Followed),
        }],
    }
}

/// The agent's own world, which has the agent's id.
pub(super) fn own_world(agent: &Agent) -> World {
    World {
        id: WorldId(agent.id.0),
        team: agent.team,
        agent: agent.id,
        name: format!("{}'s World", agent.profile.name),
        message_server: Some(agent.id.to_string()),
        metadata: None,
        created_at: agent.created_at,
    }
}
