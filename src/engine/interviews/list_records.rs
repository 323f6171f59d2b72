//! Lists records by page, the last started first.

use super::Interviews;
use crate::{
    model::{
        access::CanRead,
        correction::Labelling,
        error::{Resource, Result},
        ids::ProjectId,
        listing::ListRecords,
        room::InterviewRoom,
    },
    store::{projects, record_corrections, records},
};

/// A record as its team may see it.
#[derive(Clone)]
pub struct RecordView {
    /// The room, without the respondent's e-mail address.
    pub room: InterviewRoom,
    /// Its project, unless that was deleted.
    pub project: Option<ProjectId>,
    /// The size of the transcript's text, in bytes.
    pub bytes: i64,
    /// The team's name for it, and whether it is archived.
    pub labelling: Labelling,
}

/// A page of records.
#[derive(Clone, Default)]
pub struct RecordPage {
    /// The records of the page.
    pub records: Vec<RecordView>,
    /// The number of records on all pages.
    pub total: u64,
}

impl Interviews {
    /// Returns a page of the caller's records.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such project.
    #[tracing::instrument(name = "interviews.list_records", skip_all)]
    pub async fn list_records(&self, permit: CanRead, request: ListRecords) -> Result<RecordPage> {
        let now = self.core.clock.now();
        let connection = self.core.store.reader();
        if let Some(project) = request.project {
            let found = projects::find(connection, permit.scope, project).await?;
            found.ok_or(Resource::Project)?;
        }
        let stored = records::list(connection, permit, &request, now).await?;
        let rooms = stored.into_iter().map(|room| room.at(now)).collect();
        Ok(RecordPage {
            records: self.record_views(rooms).await?,
            total: records::count(connection, permit, &request, now).await?,
        })
    }

    /// Rooms as records. An e-mail address is never part of a record.
    pub(super) async fn record_views(&self, rooms: Vec<InterviewRoom>) -> Result<Vec<RecordView>> {
        let connection = self.core.store.reader();
        let ids: Vec<_> = rooms.iter().map(|room| room.base.id).collect();
        let sizes = records::sizes(connection, &ids).await?;
        let mut labellings = record_corrections::labellings(connection, &ids).await?;
        let live = records::live_projects(connection, rooms.iter().map(|room| room.project)).await?;
        let view = move |mut room: InterviewRoom| {
            room.interview.respondent = None;
            RecordView {
                project: live.get(&room.project).copied(),
                bytes: sizes.get(&room.base.id).copied().unwrap_or_default(),
                labelling: labellings.remove(&room.base.id).unwrap_or_default(),
                room,
            }
        };
        Ok(rooms.into_iter().map(view).collect())
    }
}
