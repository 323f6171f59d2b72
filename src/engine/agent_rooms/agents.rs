//! Agents: making them, with the room and the world that each has of its own, and finding them.

use super::{
    create_batch::{CreateAgentRoom, go_on_counting},
    find::Rows,
    lock_project, taken,
};
use crate::{
    engine::AgentRooms,
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms},
        agent::{Agent, Profile, World},
        agent_room::{AgentRoomDetails, RoomKind},
        cursor::Cursor,
        error::{EngineError, Resource, Result},
        ids::{AgentId, EntityId, ProjectId, RoomId, WorldId},
        participant::{NewParticipant, ParticipantState},
    },
    store::{agent_rooms, agents},
};

impl AgentRooms {
    /// Makes an agent, by an id of the caller's own if one is given, in a project if one is given. The key of a project
    /// makes agents of that.
    pub async fn create_agent(
        &self,
        permit: CanUseAgentRooms,
        id: Option<AgentId>,
        project: Option<ProjectId>,
        profile: Profile,
    ) -> Result<Agent> {
        let (now, scope) = (self.core.clock.now(), permit.scope);
        if !project.is_none_or(|project| scope.covers(project)) {
            return Err(EngineError::NotFound(Resource::Project));
        }
        let id = match id {
            Some(id) => id,
            None => AgentId(self.core.new_id(now, 0)?),
        };
        let agent = Agent {
            id,
            team: scope.team,
            project: project.or(scope.project),
            profile,
            created_at: now,
        };
        let own = own_room(&agent);
        let mut own = [self.new_agent_room(permit, agent.project, &own, std::slice::from_ref(&agent), now, 0)?];
        let transaction = self.core.store.begin().await?;
        go_on_counting(&transaction, scope, &mut own).await?;
        lock_project(&transaction, scope, agent.project).await?;
        let made = async {
            agents::insert(&transaction, agent.clone()).await?;
            agents::insert_worlds(&transaction, vec![own_world(&agent)]).await?;
            agent_rooms::insert(&transaction, &own).await
        };
        made.await.map_err(taken)?;
        self.core.store.commit(transaction).await?;
        Ok(agent)
    }

    /// An agent of the caller's.
    pub async fn get_agent(&self, permit: CanReadAgentRooms, id: AgentId) -> Result<Agent> {
        let agent = agents::find(self.core.store.reader(), permit.scope, id).await?;
        agent.ok_or(EngineError::NotFound(Resource::Agent))
    }

    /// A page of the caller's agents, and where the next page begins if there is one.
    pub async fn list_agents(&self, permit: CanReadAgentRooms, rows: Rows) -> Result<(Vec<Agent>, Option<Cursor>)> {
        let limit = Cursor::probe(rows.limit);
        let mut agents = agents::list(self.core.store.reader(), permit.scope, rows.after, limit).await?;
        let next = Cursor::cut(&mut agents, rows.limit, |last| last.id.0);
        Ok((agents, next))
    }
}

/// The room in which an agent is by itself: it has the agent's id.
fn own_room(agent: &Agent) -> CreateAgentRoom {
    let id = agent.id.0;
    CreateAgentRoom {
        id: Some(RoomId(id)),
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
