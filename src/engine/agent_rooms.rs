//! Rooms as agents and characters see them: making them, sitting down, speaking and remembering, ending and deleting.
//!
//! An operation may be asked for *through* an agent: then it finds only the rooms that the agent was given or sits in.

mod agents;
mod clear_memories;
mod create_batch;
mod delete;
mod end;
mod ensure_connection;
mod find;
mod memories;
mod participants;
mod post;
mod update;
mod voice;
mod worlds;

pub use create_batch::{CreateAgentRoom, CreatedAgentRoom};
pub use ensure_connection::Connection;
pub use find::RoomPage;
pub use memories::{MemoriesOf, MemoryChange};
pub use update::UpdateAgentRoom;
pub use voice::VoiceAccess;
pub use worlds::NewWorld;

pub use crate::model::listing::{MemoryFilter, RoomFilter, RoomOwner, RoomSet, Rows};

use super::core::Core;
use crate::{
    clock::Timestamp,
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms, Forbidden, Scope},
        agent::Agent,
        error::{EngineError, Resource, Result},
        ids::{AgentId, EntityId, ParticipantId, ProjectId, RoomId},
        participant::{NewParticipant, Participant},
        room::AgentRoom,
    },
    store::{self, StoreError, Transaction, agent_rooms, projects},
};
use std::sync::Arc;

/// The engine of agent rooms.
#[derive(Clone)]
pub struct AgentRooms {
    core: Arc<Core>,
}

impl AgentRooms {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Newcomers as participants in a room; who is an agent, `agents` tell. One of another team cannot sit down.
    fn new_participants_for(
        &self,
        room: RoomId,
        scope: Scope,
        new_participants: &[NewParticipant],
        agents: &[Agent],
        now: Timestamp,
    ) -> Result<Vec<Participant>> {
        let mut participants: Vec<Participant> = Vec::with_capacity(new_participants.len());
        for new_participant in new_participants {
            let agent = agents.iter().find(|agent| agent.id.0 == new_participant.entity.0);
            if agent.is_some_and(|agent| !agent.is_seen_by(scope)) {
                return Err(EngineError::NotFound(Resource::Agent));
            }
            if participants
                .iter()
                .any(|participant| participant.entity == new_participant.entity)
            {
                continue;
            }
            let id = ParticipantId(self.core.new_id(now, participants.len())?);
            participants.push(Participant::new(id, room, new_participant, agent, now));
        }
        Ok(participants)
    }
}

/// A room that may be seen, through an agent's eyes if one is given.
async fn seen(
    connection: &impl store::Connection,
    permit: CanReadAgentRooms,
    through: Option<AgentId>,
    id: RoomId,
) -> Result<AgentRoom> {
    let room = agent_rooms::find(connection, permit.scope, id).await?;
    check_seen(connection, permit, room, through).await
}

/// The same, locked until the end of the transaction.
async fn locked(
    transaction: &Transaction,
    permit: CanUseAgentRooms,
    through: Option<AgentId>,
    id: RoomId,
) -> Result<AgentRoom> {
    let room = agent_rooms::lock(transaction, permit.scope, id).await?;
    check_seen(transaction, permit.to_read(), room, through).await
}

async fn check_seen(
    connection: &impl store::Connection,
    permit: CanReadAgentRooms,
    room: Option<AgentRoom>,
    through: Option<AgentId>,
) -> Result<AgentRoom> {
    let rooms = seen_among(connection, permit, room.into_iter().collect(), through).await?;
    rooms.into_iter().next().ok_or(EngineError::NotFound(Resource::Room))
}

/// Those of the rooms that may be seen, through an agent's eyes if one is given.
async fn seen_among(
    connection: &impl store::Connection,
    permit: CanReadAgentRooms,
    mut rooms: Vec<AgentRoom>,
    through: Option<AgentId>,
) -> Result<Vec<AgentRoom>> {
    rooms.retain(|room| is_open_to(room, permit));
    let Some(agent) = through else {
        return Ok(rooms);
    };
    let foreign = rooms.iter().filter(|room| room.agent() != Some(agent));
    let foreign: Vec<RoomId> = foreign.map(|room| room.id).collect();
    if !foreign.is_empty() {
        let participants = store::participants::of_entities(connection, &foreign, &[EntityId(agent.0)]).await?;
        rooms.retain(|room| room.is_seen_by(agent, &participants));
    }
    Ok(rooms)
}

/// Whether a room is one that agents were let into, or an interview that its reader may see anyhow.
fn is_open_to(room: &AgentRoom, permit: CanReadAgentRooms) -> bool {
    room.open_to_agents || room.interview.is_none() || permit.sees_interviews
}

/// Only who has interviews ends or deletes one.
fn check_has(permit: CanUseAgentRooms, room: &AgentRoom) -> Result<(), Forbidden> {
    if room.interview.is_some() && !permit.has_interviews {
        return Err(Forbidden);
    }
    Ok(())
}

/// A new thing is made in a project that is there, and stays there until the end of the transaction.
async fn lock_project(transaction: &Transaction, scope: Scope, project: Option<ProjectId>) -> Result<()> {
    if let Some(project) = project {
        let live = projects::lock(transaction, scope, project).await?;
        live.ok_or(EngineError::NotFound(Resource::Project))?;
    }
    Ok(())
}

/// Somebody else's row in the way has the id that was chosen.
fn taken(error: StoreError) -> EngineError {
    if error.is_conflict() {
        EngineError::IdTaken
    } else {
        error.into()
    }
}
