//! Changing the agents' side of a room.

use super::locked;
use crate::{
    engine::{AgentRooms, interviews::Change},
    model::{
        access::CanUseAgentRooms,
        agent_room::Metadata,
        error::Result,
        event::{EventKind, NewEvent},
        ids::{AgentId, EntityId, RoomId},
        room::AgentRoom,
    },
    store::{agent_rooms, events},
};

/// A partial update.
#[derive(Clone, Debug)]
pub struct UpdateAgentRoom {
    /// Its name for people.
    pub name: Option<String>,
    /// Whatever the team keeps with it; replaces all that was there.
    pub metadata: Change<Metadata>,
    /// Who takes part from now on; everybody else leaves who is no respondent.
    pub members: Option<Vec<EntityId>>,
}

impl AgentRooms {
    /// Changes name and metadata of a room, and who takes part. An update that changes nothing leaves no event.
    pub async fn update(
        &self,
        permit: CanUseAgentRooms,
        through: Option<AgentId>,
        id: RoomId,
        update: UpdateAgentRoom,
    ) -> Result<AgentRoom> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        let sent = match &update.members {
            Some(members) => {
                self.replace_participants(&transaction, permit, &mut room, members, now)
                    .await?
            }
            None => Vec::new(),
        };
        let before = room.details_or_default();
        let mut details = before.clone();
        details.name = update.name.unwrap_or(details.name);
        update.metadata.apply(&mut details.metadata);
        if details != before {
            agent_rooms::set(&transaction, room.id, &details).await?;
            let updated = NewEvent::now(EventKind::RoomUpdated, now);
            events::append(&transaction, &mut room, vec![updated]).await?;
            room.details = Some(details);
        }
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        self.call_back(&sent).await;
        room.life = room.life.at(now);
        Ok(room)
    }
}
