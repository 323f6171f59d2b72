//! Deleting rooms with all that belongs to them: one, or those that were made for an agent.

use super::{check_has, seen};
use crate::{
    clock::Timestamp,
    engine::AgentRooms,
    model::{
        access::{CanUseAgentRooms, Scope},
        error::{EngineError, Resource, Result},
        ids::{AgentId, RoomId, WorldId},
        listing::RoomOwner,
        room::AgentRoom,
    },
    store::{Transaction, agent_rooms, agents},
};

impl AgentRooms {
    /// Deletes a room: its messages, participants and interview with it. What stands for it on the media server is ended first;
    /// if that cannot be done, nothing is deleted.
    pub async fn delete(&self, permit: CanUseAgentRooms, through: Option<AgentId>, id: RoomId) -> Result<()> {
        let room = seen(self.core.store.reader(), permit.to_read(), through, id).await?;
        check_has(permit, &room)?;
        self.end_media_of(&room).await?;
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let room = super::locked(&transaction, permit, through, id).await?;
        agent_rooms::delete(&transaction, &[room], now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(id);
        Ok(())
    }

    /// Deletes rooms that stand or fall with something else, and says how many there were. What they stood by stays.
    pub async fn delete_rooms_of(&self, permit: CanUseAgentRooms, own: RoomOwner) -> Result<u64> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        self.check_own(&transaction, permit, own).await?;
        let (deleted, media) = delete_rooms(&transaction, permit, own, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify_all();
        self.end_media(&media).await;
        Ok(deleted)
    }

    /// What rooms stand by must be the caller's. A world may be kept elsewhere.
    pub(super) async fn check_own(
        &self,
        transaction: &Transaction,
        permit: CanUseAgentRooms,
        own: RoomOwner,
    ) -> Result<()> {
        match own {
            RoomOwner::Agent(agent) | RoomOwner::AgentInWorld(agent, _) => {
                let agent = agents::find(transaction, permit.scope, agent).await?;
                agent.map(drop).ok_or(EngineError::NotFound(Resource::Agent))
            }
            RoomOwner::Group(group) => {
                let owners = agents::owners_of_worlds(transaction, &[WorldId(group)]).await?;
                let is_mine = owners.iter().all(|(_, team)| *team == permit.scope.team);
                is_mine.then_some(()).ok_or(EngineError::NotFound(Resource::World))
            }
        }
    }

    /// Deletes an agent, its worlds and the rooms that were made for it. It leaves the rooms of others; what it said
    /// there stays.
    pub async fn delete_agent(&self, permit: CanUseAgentRooms, id: AgentId) -> Result<()> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let agent = agents::lock(&transaction, permit.scope, id).await?;
        agent.ok_or(EngineError::NotFound(Resource::Agent))?;
        // Wherever it is known, also beyond the project of the key.
        let permit = CanUseAgentRooms {
            scope: Scope {
                project: None,
                ..permit.scope
            },
            ..permit
        };
        let (_, media) = delete_rooms(&transaction, permit, RoomOwner::Agent(id), now).await?;
        let sent = self.leave_all(&transaction, permit, id, now).await?;
        agents::delete(&transaction, id).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify_all();
        self.end_media(&media).await;
        self.call_back(&sent).await;
        Ok(())
    }
}

/// Deletes rooms, and says how many, and what may stand for them on the media server.
async fn delete_rooms(
    transaction: &Transaction,
    permit: CanUseAgentRooms,
    own: RoomOwner,
    now: Timestamp,
) -> Result<(u64, Vec<String>)> {
    let (mut deleted, mut media) = (0, Vec::new());
    loop {
        let some: Vec<AgentRoom> = agent_rooms::lock_some(transaction, permit.scope, own).await?;
        if some.is_empty() {
            return Ok((deleted, media));
        }
        for room in &some {
            media.extend(agent_rooms::livekit_rooms(transaction, room).await?);
        }
        agent_rooms::delete(transaction, &some, now).await?;
        deleted += some.len() as u64;
    }
}
