//! Listing rooms, newest first, a page at a time.

use super::{Interviews, RoomView};
use crate::{
    model::{access::CanRead, cursor::Cursor, error::Result, listing::ListRooms},
    store::rooms,
};

impl Interviews {
    /// A page of the caller's rooms, and where the next page begins if there is one.
    pub async fn list(&self, permit: CanRead, wanted: ListRooms) -> Result<(Vec<RoomView>, Option<Cursor>)> {
        let now = self.core.clock.now();
        let mut rooms = rooms::list(self.core.store.reader(), permit.scope, wanted, now).await?;
        let next = Cursor::cut(&mut rooms, wanted.limit, |last| last.id.0);
        let views = rooms
            .into_iter()
            .map(|room| self.view(permit, room, now))
            .collect::<Result<_>>()?;
        Ok((views, next))
    }
}
