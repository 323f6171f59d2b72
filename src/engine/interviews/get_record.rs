//! Reads one record with its transcript.

use super::{Interviews, RecordView};
use crate::{
    model::{
        access::CanRead,
        error::{Resource, Result},
        ids::RoomId,
        interview_start::InterviewStart,
        transcript::Transcript,
    },
    store::{interview_starts, rooms, turns},
};

/// A record with its transcript.
#[derive(Clone)]
pub struct Record {
    /// The record as lists show it.
    pub view: RecordView,
    /// What was fixed when the respondent started.
    pub start: Option<InterviewStart>,
    /// The transcript.
    pub transcript: Transcript,
}

impl Interviews {
    /// Returns a record of the caller's.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such record.
    #[tracing::instrument(name = "interviews.get_record", skip_all, fields(room.id = %id))]
    pub async fn get_record(&self, permit: CanRead, id: RoomId) -> Result<Record> {
        let connection = self.core.store.reader();
        let stored = rooms::find(connection, permit.scope, id).await?;
        let room = stored.ok_or(Resource::Record)?.at(self.core.clock.now());
        room.base.record().ok_or(Resource::Record)?;
        let turns = turns::after(connection, id, 0).await?;
        let transcript = Transcript::of(room.base.life.started_at, &turns);
        let start = interview_starts::find(connection, id).await?;
        let view = self.record_views(vec![room]).await?.pop().ok_or(Resource::Record)?;
        Ok(Record {
            view,
            start,
            transcript,
        })
    }
}
