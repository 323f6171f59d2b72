//! Reading one room.

use super::{Interviews, RoomView};
use crate::{
    model::{
        access::CanRead,
        error::{EngineError, Resource, Result},
        ids::RoomId,
    },
    store::rooms,
};

impl Interviews {
    /// A room of the caller's.
    pub async fn get(&self, permit: CanRead, id: RoomId) -> Result<RoomView> {
        let room = rooms::find(self.core.store.reader(), permit.scope, id).await?;
        self.view(
            permit,
            room.ok_or(EngineError::NotFound(Resource::Room))?,
            self.core.clock.now(),
        )
    }
}
