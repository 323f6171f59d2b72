//! Changes what agents see of a room, and who takes part.

use super::lock_visible;
use crate::{
    engine::{AgentRooms, interviews::Change},
    model::{
        access::CanUseAgentRooms,
        agent_room::Metadata,
        error::Result,
        event::{EventKind, NewEvent},
        ids::{AgentId, EntityId, RoomHandle},
        room::AgentRoom,
    },
    store::agent_rooms,
};

/// A partial update.
#[derive(Clone, Debug)]
pub struct UpdateAgentRoom {
    /// The new name.
    pub name: Option<String>,
    /// The metadata, which is replaced.
    pub metadata: Change<Metadata>,
    /// Who takes part from now on. Everybody else leaves, except a respondent.
    pub members: Option<Vec<EntityId>>,
}

impl AgentRooms {
    /// Changes the name, the metadata and the participants of a room. An update that changes nothing leaves no event.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room, or a member is another team's agent; `WrongStatus` if members change and
    /// the room has ended; `RoomFull` if there are too many members.
    #[tracing::instrument(name = "agent_rooms.update", skip_all, fields(room.id = %id))]
    pub async fn update(
        &self,
        permit: CanUseAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
        update: UpdateAgentRoom,
    ) -> Result<AgentRoom> {
        let mut work = self.core.begin().await?;
        let mut room = lock_visible(&mut work, permit, acting_agent, id).await?;
        let dispatched = match &update.members {
            Some(members) => self.replace_participants(&mut work, permit, &mut room, members).await?,
            None => Vec::new(),
        };
        let before = room.details_or_default();
        let mut details = before.clone();
        details.name = update.name.unwrap_or(details.name);
        update.metadata.apply(&mut details.metadata);
        if details != before {
            agent_rooms::set(work.transaction(), room.base.id, &details).await?;
            let updated = NewEvent::now(EventKind::RoomUpdated, work.now());
            work.append_events(&mut room.base, vec![updated]).await?;
            room.details = Some(details);
        }
        work.commit().await?;
        self.cancel_dispatches(&dispatched).await;
        Ok(room)
    }
}
