//! Rooms as agents and characters see them: making them, sitting down, speaking and remembering, ending and deleting.
//!
//! An operation may be asked for *through* an agent: then it finds only the rooms that the agent was given or sits in.

mod agents;
mod clear;
mod connect;
mod create;
mod delete;
mod end;
mod find;
mod media;
mod post;
mod remember;
mod seats;
mod update;
mod worlds;

pub use connect::Connection;
pub use create::{CreateStage, Staged};
pub use find::{RoomPage, Rows};
pub use media::StageVoice;
pub use remember::{MemoriesOf, MemoryChange};
pub use update::UpdateStage;
pub use worlds::NewWorld;

pub use crate::store::{
    memories::Filter as MemoryFilter,
    stages::{Among, OwnRooms, Whose},
};

use super::Rooms;
use crate::{
    clock::Timestamp,
    entropy::random,
    model::{
        access::{CanAttend, CanStage, Forbidden, Scope},
        agent::Agent,
        error::{EngineError, Result, Thing},
        ids::{AgentId, EntityId, ID_ENTROPY, ParticipantId, ProjectId, RoomId, time_ordered},
        participant::{Newcomer, Participant},
        room::StagedRoom,
    },
    store::{StoreError, Transaction, participants, projects, stages},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

impl Rooms {
    /// A new id, the `position`th of those made together.
    pub(super) fn new_id(&self, now: Timestamp, position: usize) -> Result<Uuid> {
        Ok(time_ordered(now, position, random::<ID_ENTROPY>(&*self.entropy)?))
    }

    /// Newcomers as seats in a room; who is an agent, `agents` tell. One of another team cannot sit down.
    fn seats_for(
        &self,
        room: RoomId,
        scope: Scope,
        newcomers: &[Newcomer],
        agents: &[Agent],
        now: Timestamp,
    ) -> Result<Vec<Participant>> {
        let mut seats: Vec<Participant> = Vec::with_capacity(newcomers.len());
        for newcomer in newcomers {
            let agent = agents.iter().find(|agent| agent.id.0 == newcomer.entity.0);
            if agent.is_some_and(|agent| !agent.is_seen_by(scope)) {
                return Err(EngineError::NotFound(Thing::Agent));
            }
            if seats.iter().any(|seat| seat.entity == newcomer.entity) {
                continue;
            }
            let id = ParticipantId(self.new_id(now, seats.len())?);
            seats.push(Participant::new(id, room, newcomer, agent, now));
        }
        Ok(seats)
    }
}

/// A room that may be seen, through an agent's eyes if one is given.
async fn seen(
    connection: &impl ConnectionTrait,
    permit: CanAttend,
    through: Option<AgentId>,
    id: RoomId,
) -> Result<StagedRoom> {
    let room = stages::find(connection, permit.scope, id).await?;
    check_seen(connection, permit, room, through).await
}

/// The same, locked until the end of the transaction.
async fn locked(
    transaction: &Transaction,
    permit: CanStage,
    through: Option<AgentId>,
    id: RoomId,
) -> Result<StagedRoom> {
    let room = stages::lock(transaction, permit.scope, id).await?;
    check_seen(transaction, permit.attends(), room, through).await
}

async fn check_seen(
    connection: &impl ConnectionTrait,
    permit: CanAttend,
    room: Option<StagedRoom>,
    through: Option<AgentId>,
) -> Result<StagedRoom> {
    let rooms = seen_among(connection, permit, room.into_iter().collect(), through).await?;
    rooms.into_iter().next().ok_or(EngineError::NotFound(Thing::Room))
}

/// Those of the rooms that may be seen, through an agent's eyes if one is given.
async fn seen_among(
    connection: &impl ConnectionTrait,
    permit: CanAttend,
    mut rooms: Vec<StagedRoom>,
    through: Option<AgentId>,
) -> Result<Vec<StagedRoom>> {
    rooms.retain(|room| is_open_to(room, permit));
    let Some(agent) = through else {
        return Ok(rooms);
    };
    let foreign = rooms.iter().filter(|room| room.agent() != Some(agent));
    let foreign: Vec<RoomId> = foreign.map(|room| room.id).collect();
    if !foreign.is_empty() {
        let seats = participants::of_entities(connection, &foreign, &[EntityId(agent.0)]).await?;
        rooms.retain(|room| room.is_seen_by(agent, &seats));
    }
    Ok(rooms)
}

/// Whether a room is one that agents were let into, or an interview that its reader may see anyhow.
fn is_open_to(room: &StagedRoom, permit: CanAttend) -> bool {
    room.staged || room.interview.is_none() || permit.sees_interviews
}

/// Only who has interviews ends or deletes one.
fn check_has(permit: CanStage, room: &StagedRoom) -> Result<(), Forbidden> {
    if room.interview.is_some() && !permit.has_interviews {
        return Err(Forbidden);
    }
    Ok(())
}

/// A new thing is made in a project that is there, and stays there until the end of the transaction.
async fn lock_project(transaction: &Transaction, scope: Scope, project: Option<ProjectId>) -> Result<()> {
    if let Some(project) = project {
        let live = projects::lock(transaction, scope, project).await?;
        live.ok_or(EngineError::NotFound(Thing::Project))?;
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
