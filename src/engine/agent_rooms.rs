//! Rooms as agents and characters see them: agents and their worlds, rooms, participants, messages and memories.
//!
//! An operation may have an *acting agent*: it then finds only rooms that were created for the agent or in which it takes
//! part.

mod agents;
mod clear_memories;
mod create_batch;
mod default_project;
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

pub use agents::AgentChange;
pub use create_batch::{CreateAgentRoom, CreatedAgentRoom};
pub use ensure_connection::Connection;
pub use find::{AgentEvent, RoomPage};
pub use memories::{MemoriesOf, MemoryChange};
pub use update::UpdateAgentRoom;
pub use voice::VoiceAccess;
pub use worlds::NewWorld;

pub use crate::model::listing::{MemoryFilter, RoomFilter, RoomOwner, RoomSet, Rows};

use super::{core::Core, unit_of_work::UnitOfWork};
use crate::{
    clock::Timestamp,
    model::{
        access::{CanUseAgentRooms, Forbidden, Scope},
        agent::{Agent, find_agent},
        agent_room::Metadata,
        error::{EngineError, FieldError, Resource, Result},
        ids::{AgentId, ParticipantId, ProjectId, RoomHandle, RoomId},
        participant::{NewParticipant, Participant},
        room::AgentRoom,
    },
    store::{StoreError, Transaction, projects},
};
use std::sync::Arc;

/// The engine of agent rooms.
#[derive(Clone)]
pub struct AgentRooms {
    pub(super) core: Arc<Core>,
}

impl AgentRooms {
    /// New participants of a room, each entity once. Those whose id is an agent's take part as that agent.
    ///
    /// # Errors
    ///
    /// `NotFound` if an agent belongs to another project.
    fn new_participants(
        &self,
        room: RoomId,
        scope: Scope,
        new: &[NewParticipant],
        agents: &[Agent],
        now: Timestamp,
    ) -> Result<Vec<Participant>> {
        let mut participants: Vec<Participant> = Vec::with_capacity(new.len());
        for new in new {
            let agent = find_agent(agents, new.entity);
            if agent.is_some_and(|agent| !agent.is_seen_by(scope)) {
                return Err(EngineError::NotFound(Resource::Agent));
            }
            if participants.iter().any(|other| other.entity == new.entity) {
                continue;
            }
            let id = ParticipantId(self.core.new_id(now, participants.len())?);
            participants.push(Participant::new(id, room, new, agent, now));
        }
        Ok(participants)
    }
}

/// Locks a room that the caller may see, as the acting agent if there is one.
async fn lock_visible(
    work: &mut UnitOfWork<'_>,
    permit: CanUseAgentRooms,
    acting_agent: Option<AgentId>,
    id: RoomHandle,
) -> Result<AgentRoom> {
    let room = work.lock_agent_room(permit.acting_as(acting_agent), id).await?;
    Ok(room.ok_or(Resource::Room)?)
}

/// Refuses a caller without access to interviews the end or the deletion of one.
fn require_interview_access(permit: CanUseAgentRooms, room: &AgentRoom) -> Result<(), Forbidden> {
    if room.interview.is_some() && !permit.has_interviews {
        return Err(Forbidden);
    }
    Ok(())
}

/// Refuses a change of participants in a room that has ended.
fn require_open(room: &AgentRoom) -> Result<()> {
    let status = room.base.life.status;
    if status.is_final() {
        return Err(EngineError::WrongStatus(status));
    }
    Ok(())
}

/// Refuses a JSON object of more than `max` bytes, with `error`.
fn require_size(object: &Metadata, max: usize, error: FieldError) -> Result<()> {
    let size = serde_json::to_vec(object).map_or(usize::MAX, |text| text.len());
    (size <= max).then_some(()).ok_or(EngineError::Invalid(error))
}

/// The project in which something is created: `chosen`, or else the one that the key is bound to.
fn project_within(scope: Scope, chosen: Option<ProjectId>) -> Result<Option<ProjectId>> {
    let is_in_scope = chosen.is_none_or(|project| scope.covers(project));
    is_in_scope
        .then_some(chosen.or(scope.project))
        .ok_or(EngineError::NotFound(Resource::Project))
}

/// Locks the project, if there is one, so that it is not deleted before the transaction ends.
async fn lock_project(transaction: &Transaction, scope: Scope, project: Option<ProjectId>) -> Result<()> {
    if let Some(project) = project {
        let live = projects::lock(transaction, scope, project).await?;
        live.ok_or(Resource::Project)?;
    }
    Ok(())
}

/// Maps a violated unique index to [`EngineError::IdTaken`].
fn map_conflict(error: StoreError) -> EngineError {
    if error.is_conflict() {
        EngineError::IdTaken
    } else {
        error.into()
    }
}
