//! Speaking in a room, and keeping other memories there.

use crate::{
    model::{
        access::CanStage,
        error::{EngineError, Result, Thing},
        ids::{AgentId, MessageId, ParticipantId, RoomId},
        memory::{Memory, NewMemory},
        posting::Post,
    },
    rooms::Rooms,
};

impl Rooms {
    /// A new id for a message, the `position`th of those made together.
    pub fn message_id(&self, position: usize) -> Result<MessageId> {
        Ok(MessageId(self.new_id(self.clock.now(), position)?))
    }

    /// Keeps memories in a room that is active, all or none. One that comes again, by its id, is the same memory. Whoever
    /// speaks takes part; in an interview only agents that were let in speak, and for themselves.
    pub async fn post(
        &self,
        permit: CanStage,
        through: Option<AgentId>,
        room: RoomId,
        memories: Vec<NewMemory>,
    ) -> Result<Vec<Memory>> {
        let now = self.clock.now();
        let seats = (0..memories.len()).map(|place| self.new_id(now, place).map(ParticipantId));
        let post = Post {
            scope: permit.scope,
            through,
            room,
            seats: seats.collect::<Result<_>>()?,
            memories,
            now,
        };
        match self.store.post(post).await {
            Ok(kept) => {
                self.hub.tell(room);
                Ok(kept)
            }
            Err(error @ EngineError::NotFound(Thing::Room)) => Err(match through {
                Some(agent) => self.no_such_room(permit.attends(), agent, error).await?,
                None => error,
            }),
            Err(error) => Err(error),
        }
    }
}
