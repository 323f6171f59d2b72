//! Listing records, the last started first, a page at a time.

use super::Interviews;
use crate::{
    clock::Timestamp,
    model::{
        access::CanRead,
        error::{EngineError, Resource, Result},
        ids::ProjectId,
        listing::ListRecords,
        room::InterviewRoom,
    },
    store::{projects, records},
};

/// A record as its team may see it.
#[derive(Clone)]
pub struct RecordView {
    /// The room, its life cycle judged by the clock.
    pub room: InterviewRoom,
    /// Its project, unless that was deleted.
    pub project: Option<ProjectId>,
    /// How many bytes of text were said.
    pub bytes: i64,
}

/// A page of records.
#[derive(Clone, Default)]
pub struct RecordPage {
    /// The records on it.
    pub records: Vec<RecordView>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Interviews {
    /// A page of the caller's records.
    pub async fn list_records(&self, permit: CanRead, wanted: ListRecords) -> Result<RecordPage> {
        let now = self.core.clock.now();
        let connection = self.core.store.reader();
        if let Some(project) = wanted.project {
            let found = projects::find(connection, permit.scope, project).await?;
            found.ok_or(EngineError::NotFound(Resource::Project))?;
        }
        let rooms = records::list(connection, permit, &wanted, now).await?;
        Ok(RecordPage {
            records: self.record_views(rooms, now).await?,
            total: records::count(connection, permit, &wanted, now).await?,
        })
    }

    /// Interviews as records. Nobody's e-mail is part of a record.
    pub(super) async fn record_views(&self, rooms: Vec<InterviewRoom>, now: Timestamp) -> Result<Vec<RecordView>> {
        let connection = self.core.store.reader();
        let ids: Vec<_> = rooms.iter().map(|room| room.id).collect();
        let sizes = records::sizes(connection, &ids).await?;
        let live = records::live_projects(connection, rooms.iter().map(|room| room.project)).await?;
        let view = |mut room: InterviewRoom| {
            room.life = room.life.at(now);
            room.interview.respondent = None;
            RecordView {
                project: live.get(&room.project).copied(),
                bytes: sizes.get(&room.id).copied().unwrap_or_default(),
                room,
            }
        };
        Ok(rooms.into_iter().map(view).collect())
    }
}
