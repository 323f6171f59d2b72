//! Reads one record with its transcript.

use super::{Interviews, RecordView};
use crate::{
    model::{
        access::CanRead,
        error::{Resource, Result},
        ids::RoomId,
        interview_start::InterviewStart,
        room::InterviewRoom,
        transcript::Transcript,
    },
    store::{interview_starts, record_corrections, rooms, turns},
};

/// A record with its transcript.
#[derive(Clone)]
pub struct Record {
    /// The record as lists show it.
    pub view: RecordView,
    /// What was fixed when the respondent started.
    pub start: Option<InterviewStart>,
    /// The transcript, as the team has corrected it.
    pub transcript: Transcript,
}

impl Interviews {
    /// Returns a record of the caller's without its transcript.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such record.
    #[tracing::instrument(name = "interviews.get_record_view", skip_all, fields(room.id = %id))]
    pub async fn get_record_view(&self, permit: CanRead, id: RoomId) -> Result<RecordView> {
        let room = self.find_record(permit, id).await?;
        Ok(self.record_views(vec![room]).await?.pop().ok_or(Resource::Record)?)
    }

    async fn find_record(&self, permit: CanRead, id: RoomId) -> Result<InterviewRoom> {
        let stored = rooms::find(self.core.store.reader(), permit.scope, id).await?;
        let room = stored.ok_or(Resource::Record)?.at(self.core.clock.now());
        room.base.record().ok_or(Resource::Record)?;
        Ok(room)
    }

    /// Returns a record of the caller's.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such record.
    #[tracing::instrument(name = "interviews.get_record", skip_all, fields(room.id = %id))]
    pub async fn get_record(&self, permit: CanRead, id: RoomId) -> Result<Record> {
        let connection = self.core.store.reader();
        let room = self.find_record(permit, id).await?;
        let turns = turns::after(connection, id, 0).await?;
        let mut transcript = Transcript::of(room.base.life.started_at, &turns);
        record_corrections::find(connection, id).await?.apply(&mut transcript);
        let start = interview_starts::find(connection, id).await?;
        let view = self.record_views(vec![room]).await?.pop().ok_or(Resource::Record)?;
        Ok(Record {
            view,
            start,
            transcript,
        })
    }
}
