//! Deleting all memories of a room, or of the rooms that were made for an agent.

use super::locked;
use crate::{
    clock::Timestamp,
    model::{
        access::CanStage,
        error::{EngineError, Result},
        event::{EventKind, NewEvent},
        ids::{AgentId, RoomId},
        room::StagedRoom,
    },
    rooms::Rooms,
    store::{
        Transaction, events, memories,
        stages::{self, OwnRooms},
    },
};
use serde_json::json;

impl Rooms {
    /// Deletes all memories of a room and says how many there were. What is said in an interview stays.
    pub async fn clear_stage(&self, permit: CanStage, through: Option<AgentId>, id: RoomId) -> Result<u64> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        if room.interview.is_some() {
            return Err(EngineError::InterviewKept);
        }
        let deleted = clear(&transaction, &mut room, now).await?;
        self.store.commit(transaction).await?;
        self.hub.tell(room.id);
        Ok(deleted)
    }

    /// Deletes all memories of rooms that stand or fall with something else, and says how many there were.
    pub async fn clear_own(&self, permit: CanStage, own: OwnRooms) -> Result<u64> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        self.check_own(&transaction, permit, own).await?;
        let mut deleted = 0;
        for mut room in stages::lock_spoken_in(&transaction, permit.scope, own).await? {
            deleted += clear(&transaction, &mut room, now).await?;
        }
        self.store.commit(transaction).await?;
        self.hub.tell_all();
        Ok(deleted)
    }
}

async fn clear(transaction: &Transaction, room: &mut StagedRoom, now: Timestamp) -> Result<u64> {
    let deleted = memories::clear(transaction, room.id).await?;
    if deleted > 0 {
        let ids = json!({ "roomId": room.id.to_string(), "memoryCount": deleted });
        let cleared = NewEvent::now(EventKind::ChannelCleared, now, Some(ids));
        events::tell(transaction, room, vec![cleared]).await?;
    }
    Ok(deleted)
}
