//! Reading one record: what was agreed and what was said.

use super::{Interviews, RecordView};
use crate::{
    model::{
        access::CanRead,
        error::{EngineError, Resource, Result},
        ids::RoomId,
        interview_start::InterviewStart,
        transcript::Transcript,
    },
    store::{interview_starts, rooms, turns},
};

/// A record with all that it holds.
#[derive(Clone)]
pub struct Record {
    /// The record as lists show it.
    pub view: RecordView,
    /// What was fixed at the start.
    pub session: Option<InterviewStart>,
    /// What was said.
    pub transcript: Transcript,
}

impl Interviews {
    /// A record of the caller's.
    pub async fn get_record(&self, permit: CanRead, id: RoomId) -> Result<Record> {
        let now = self.core.clock.now();
        let connection = self.core.store.reader();
        let missing = || EngineError::NotFound(Resource::Record);
        let mut room = rooms::find(connection, permit.scope, id).await?.ok_or_else(missing)?;
        room.life = room.life.at(now);
        room.record().ok_or_else(missing)?;
        let said = turns::after(connection, id, 0).await?;
        let transcript = Transcript::of(room.life.started_at, &said);
        let session = interview_starts::find(connection, id).await?;
        let view = self.record_views(vec![room], now).await?.pop().ok_or_else(missing)?;
        Ok(Record {
            view,
            session,
            transcript,
        })
    }
}
