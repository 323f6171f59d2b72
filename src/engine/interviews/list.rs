//! Listing rooms, newest first, a page at a time.

use super::{Interviews, RoomView};
use crate::{
    model::{access::CanRead, cursor::Cursor, error::Result, ids::ProjectId, status::Status},
    store::rooms::{self, Filter},
};

/// Which rooms to list.
#[derive(Clone, Copy, Debug)]
pub struct ListRooms {
    /// Only those of this project.
    pub project: Option<ProjectId>,
    /// Only those in this status, by the clock.
    pub status: Option<Status>,
    /// Only those after this place.
    pub after: Option<Cursor>,
    /// At most this many.
    pub limit: u16,
}

impl Interviews {
    /// A page of the caller's rooms, and where the next page begins if there is one.
    pub async fn list(&self, permit: CanRead, wanted: ListRooms) -> Result<(Vec<RoomView>, Option<Cursor>)> {
        let now = self.core.clock.now();
        let ListRooms {
            project,
            status,
            after,
            limit,
        } = wanted;
        let filter = Filter {
            project,
            status,
            after,
            limit: Cursor::fetch_limit(limit),
        };
        let mut rooms = rooms::list(self.core.store.reader(), permit.scope, filter, now).await?;
        let next = Cursor::split_page(&mut rooms, limit, |last| last.id.0);
        let views = rooms
            .into_iter()
            .map(|room| self.view(permit, room, now))
            .collect::<Result<_>>()?;
        Ok((views, next))
    }
}
