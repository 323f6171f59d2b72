//! Deletes rooms with everything that belongs to them: one, the rooms of an owner, or an agent with its rooms.

use super::{lock_visible, require_interview_access};
use crate::{
    engine::{AgentRooms, unit_of_work::UnitOfWork},
    model::{
        access::{CanUseAgentRooms, Scope},
        agent_room::RoomKind,
        error::{EngineError, Resource, Result},
        ids::{AgentId, RoomHandle},
        listing::RoomOwner,
        room::AgentRoom,
    },
    store::{Transaction, agent_rooms, agents},
};

impl AgentRooms {
    /// Deletes a room with its messages, participants and interview. Its LiveKit rooms are closed first. An agent's own room
    /// is created again, because a runtime expects it.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room; `Forbidden` if it is an interview that the caller may not delete;
    /// `VoiceUnavailable` if LiveKit cannot be reached, and nothing is deleted then.
    #[tracing::instrument(name = "agent_rooms.delete", skip_all, fields(room.id = %id))]
    pub async fn delete(&self, permit: CanUseAgentRooms, acting_agent: Option<AgentId>, id: RoomHandle) -> Result<()> {
        let room = self.get(permit.to_read(), acting_agent, id).await?;
        require_interview_access(permit, &room)?;
        self.close_livekit_rooms_of(&room).await?;
        let mut work = self.core.begin().await?;
        let mut room = lock_visible(&mut work, permit, acting_agent, id).await?;
        work.delete_rooms(std::slice::from_mut(&mut room)).await?;
        if let (RoomKind::Own, Some(agent)) = (room.kind(), room.agent()) {
            let has_chosen_id = room.base.chosen_id.is_some();
            self.insert_own_room(&work, permit, agent, has_chosen_id).await?;
        }
        work.commit().await
    }

    /// Deletes the rooms of an owner, some in each transaction, and returns how many there were. The owner itself stays.
    ///
    /// # Errors
    ///
    /// `NotFound` if the owner is not the caller's.
    #[tracing::instrument(name = "agent_rooms.delete_rooms_of", skip_all)]
    pub async fn delete_rooms_of(&self, permit: CanUseAgentRooms, owner: RoomOwner) -> Result<u64> {
        let mut deleted = 0;
        loop {
            let mut work = self.core.begin().await?;
            require_owner(work.transaction(), permit, owner).await?;
            let some = delete_some(&mut work, permit, owner).await?;
            work.commit().await?;
            self.close_livekit_rooms(&some.livekit_rooms).await;
            deleted += some.rooms;
            if some.is_all() {
                return Ok(deleted);
            }
        }
    }

    /// Deletes an agent, its worlds and the rooms that were created for it. It leaves all other rooms; its messages there
    /// stay. An agent with many rooms goes in several transactions, the agent itself in the last.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such agent.
    #[tracing::instrument(name = "agent_rooms.delete_agent", skip_all, fields(agent.id = %id))]
    pub async fn delete_agent(&self, permit: CanUseAgentRooms, id: AgentId) -> Result<()> {
        // Its rooms may lie in any project of the team, also if the key is bound to one.
        let of_team = CanUseAgentRooms {
            scope: Scope {
                project: None,
                ..permit.scope
            },
            ..permit
        };
        loop {
            let mut work = self.core.begin().await?;
            let agent = agents::lock(work.transaction(), permit.scope, id).await?;
            agent.ok_or(Resource::Agent)?;
            let deleted = delete_some(&mut work, of_team, RoomOwner::Agent(id)).await?;
            let left = self.leave_some_rooms(&mut work, of_team, id).await?;
            let is_last = deleted.is_all() && left.is_all;
            if is_last {
                agents::delete(work.transaction(), permit.scope.team, id).await?;
            }
            work.commit().await?;
            self.close_livekit_rooms(&deleted.livekit_rooms).await;
            self.cancel_dispatches(&left.dispatched).await;
            if is_last {
                return Ok(());
            }
        }
    }
}

/// Checks that the owner of rooms is the caller's. A group is whatever has the id within the team, also nothing.
pub(super) async fn require_owner(transaction: &Transaction, permit: CanUseAgentRooms, owner: RoomOwner) -> Result<()> {
    match owner {
        RoomOwner::Agent(agent) | RoomOwner::AgentInWorld(agent, _) => {
            let agent = agents::find(transaction, permit.scope, agent).await?;
            agent.map(drop).ok_or(EngineError::NotFound(Resource::Agent))
        }
        RoomOwner::Group(_) => Ok(()),
    }
}

/// Rooms that were deleted.
struct Deleted {
    /// How many.
    rooms: u64,
    /// The names of the LiveKit rooms that may be open for them.
    livekit_rooms: Vec<String>,
}

impl Deleted {
    /// Whether the owner has no more rooms.
    const fn is_all(&self) -> bool {
        self.rooms < agent_rooms::LOCKED_AT_ONCE
    }
}

/// Deletes some rooms of an owner: not all, because the caller chooses how many there are.
async fn delete_some(work: &mut UnitOfWork<'_>, permit: CanUseAgentRooms, owner: RoomOwner) -> Result<Deleted> {
    let stored = agent_rooms::lock_some(work.transaction(), permit.acting_as(None), owner).await?;
    let mut rooms: Vec<AgentRoom> = stored.into_iter().map(|room| work.judge(room)).collect();
    let mut livekit_rooms = Vec::new();
    for room in &rooms {
        livekit_rooms.extend(agent_rooms::livekit_rooms(work.transaction(), room).await?);
    }
    work.delete_rooms(&mut rooms).await?;
    Ok(Deleted {
        rooms: rooms.len() as u64,
        livekit_rooms,
    })
}
