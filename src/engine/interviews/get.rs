//! Reads one room.

use super::{Interviews, RoomView};
use crate::{
    model::{
        access::CanRead,
        error::{Resource, Result},
        ids::RoomId,
    },
    store::rooms,
};

impl Interviews {
    /// Returns a room of the caller's.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such room.
    #[tracing::instrument(name = "interviews.get", skip_all, fields(room.id = %id))]
    pub async fn get(&self, permit: CanRead, id: RoomId) -> Result<RoomView> {
        let stored = rooms::find(self.core.store.reader(), permit.scope, id).await?;
        let stored = stored.ok_or(Resource::Room)?;
        self.view(permit, stored.at(self.core.clock.now()))
    }
}
