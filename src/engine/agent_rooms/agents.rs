//! Creates agents, each with a room and a world of its own, and finds them.

use super::{
    create_batch::{self, CreateAgentRoom},
    lock_project, map_conflict, project_within,
};
use crate::{
    engine::AgentRooms,
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        agent::{Agent, Profile, World},
        agent_room::{AgentRoomDetails, RoomKind},
        cursor::Cursor,
        error::{EngineError, Resource, Result},
        ids::{AgentId, EntityId, ProjectId, RoomHandle, RoomId, WorldId},
        listing::Rows,
        participant::{NewParticipant, ParticipantState},
        storage::StorageUse,
    },
    store::{agent_rooms, agents},
};

impl AgentRooms {
    /// Creates an agent, with an id that the caller chose if there is one, in a project if one is given or the key is bound
    /// to one.
    ///
    /// # Errors
    ///
    /// `NotFound` if the project is not the caller's; `IdTaken` if the team has another agent, room or world with the id;
    /// `TeamFull` if the team stores as much as it may.
    #[tracing::instrument(name = "agent_rooms.create_agent", skip_all)]
    pub async fn create_agent(
        &self,
        permit: CanUseAgentRooms,
        id: Option<AgentId>,
        project: Option<ProjectId>,
        profile: Profile,
    ) -> Result<Agent> {
        let (now, scope) = (self.core.clock.now(), permit.scope);
        self.core.take_storage(scope.team, StorageUse::rows(3)).await?;
        let project = project_within(scope, project)?;
        let is_chosen = id.is_some();
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
        };
        let command = own_room(&agent);
        let mut room = self.new_agent_room(permit, agent.project, &command, std::slice::from_ref(&agent), now, 0)?;
        room.world = Some(own_world(&agent));
        if !is_chosen {
            room = room.with_own_id(RoomId(agent.id.0));
        }
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
        let agents = agents::list(self.core.store.reader(), permit.scope, rows).await?;
        Ok(Cursor::split_page(agents, rows.limit, |last| last.id.0))
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

fn own_world(agent: &Agent) -> World {
    World {
        id: WorldId(agent.id.0),
        team: agent.team,
        agent: agent.id,
        name: format!("{}'s World", agent.profile.name),
        message_server: Some(agent.id.0),
        metadata: None,
        created_at: agent.created_at,
    }
}
