//! Reading one room.

use super::{RoomView, Rooms};
use crate::{
    model::{
        access::CanRead,
        error::{EngineError, Result, Thing},
        ids::RoomId,
    },
    store::rooms,
};

impl Rooms {
    /// A room of the caller's.
    pub async fn get(&self, permit: CanRead, id: RoomId) -> Result<RoomView> {
        let room = rooms::find(self.store.reading(), permit.scope, id).await?;
        self.view(
            permit,
            room.ok_or(EngineError::NotFound(Thing::Room))?,
            self.clock.now(),
        )
    }
}
