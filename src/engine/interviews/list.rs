//! Lists rooms by page, newest first.

use super::{Interviews, RoomView};
use crate::{
    model::{access::CanRead, cursor::Cursor, error::Result, ids::ProjectId, status::Status},
    store::rooms::{self, Filter},
};

/// Which rooms to list.
#[derive(Clone, Copy, Debug)]
pub struct ListRooms {
    /// Only rooms of this project.
    pub project: Option<ProjectId>,
    /// Only rooms in this status, judged by the clock.
    pub status: Option<Status>,
    /// Only rooms after this one.
    pub after: Option<Cursor>,
    /// The size of the page.
    pub limit: u16,
}

impl Interviews {
    /// Returns a page of the caller's rooms, and the cursor of the next page if there is one.
    ///
    /// # Errors
    ///
    /// `Internal` if the database cannot be read.
    pub async fn list(&self, permit: CanRead, request: ListRooms) -> Result<(Vec<RoomView>, Option<Cursor>)> {
        let now = self.core.clock.now();
        let ListRooms {
            project,
            status,
            after,
            limit,
        } = request;
        let filter = Filter {
            project,
            status,
            after,
            limit: Cursor::fetch_limit(limit),
        };
        let stored = rooms::list(self.core.store.reader(), permit.scope, filter, now).await?;
        let mut rooms: Vec<_> = stored.into_iter().map(|room| room.at(now)).collect();
        let next = Cursor::split_page(&mut rooms, limit, |last| last.base.id.0);
        let views = rooms.into_iter().map(|room| self.view(permit, room));
        Ok((views.collect::<Result<_>>()?, next))
    }
}
