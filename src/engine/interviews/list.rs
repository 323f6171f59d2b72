//! Lists rooms by page, newest first.

use super::{Interviews, RoomView};
use crate::{
    model::{access::CanRead, cursor::Cursor, error::Result, listing::ListRooms, room::InterviewRoom},
    store::rooms,
};

impl Interviews {
    /// Returns a page of the caller's rooms, and the cursor of the next page if there is one.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "interviews.list", skip_all)]
    pub async fn list(&self, permit: CanRead, request: ListRooms) -> Result<(Vec<RoomView>, Option<Cursor>)> {
        let now = self.core.clock.now();
        let (stored, limit) = rooms::list(self.core.store.reader(), permit.scope, request, now).await?;
        let rooms = stored.into_iter().map(|room| room.at(now)).collect();
        let (rooms, next) = Cursor::split_page(rooms, limit, |last: &InterviewRoom| last.base.id.0);
        let views = rooms.into_iter().map(|room| self.view(permit, room));
        Ok((views.collect::<Result<_>>()?, next))
    }
}
