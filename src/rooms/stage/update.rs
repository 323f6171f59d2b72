//! Changing the agents' side of a room.

use super::locked;
use crate::{
    model::{
        access::CanStage,
        error::Result,
        event::{EventKind, NewEvent},
        ids::{AgentId, EntityId, RoomId},
        room::StagedRoom,
        stage::Metadata,
    },
    rooms::{Change, Rooms},
    store::{events, stages},
};

/// A partial update.
#[derive(Clone, Debug)]
pub struct UpdateStage {
    /// Its name for people.
    pub name: Option<String>,
    /// Whatever the team keeps with it; replaces all that was there.
    pub metadata: Change<Metadata>,
    /// Who takes part from now on; everybody else leaves who is no respondent.
    pub members: Option<Vec<EntityId>>,
}

impl Rooms {
    /// Changes name and metadata of a room, and who takes part. An update that changes nothing leaves no event.
    pub async fn update_stage(
        &self,
        permit: CanStage,
        through: Option<AgentId>,
        id: RoomId,
        update: UpdateStage,
    ) -> Result<StagedRoom> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut room = locked(&transaction, permit, through, id).await?;
        let sent = match &update.members {
            Some(members) => {
                self.replace_seats(&transaction, permit, &mut room, members, now)
                    .await?
            }
            None => Vec::new(),
        };
        let before = room.stage_or_default();
        let mut stage = before.clone();
        stage.name = update.name.unwrap_or(stage.name);
        update.metadata.apply(&mut stage.metadata);
        if stage != before {
            stages::set(&transaction, room.id, &stage).await?;
            let updated = NewEvent::now(EventKind::RoomUpdated, now, None);
            events::tell(&transaction, &mut room, vec![updated]).await?;
            room.stage = Some(stage);
        }
        self.store.commit(transaction).await?;
        self.hub.tell(room.id);
        self.call_back(&sent).await;
        room.life = room.life.at(now);
        Ok(room)
    }
}
