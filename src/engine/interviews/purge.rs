//! Purges what has been retained longer than the settings allow: transcripts and e-mail addresses.
//!
//! A batch is one unit of work, which checks each room again under its lock, so that two processes purge a room once.

use super::Interviews;
use crate::{
    clock::Timestamp,
    engine::unit_of_work::UnitOfWork,
    model::{
        error::{EngineError, Result},
        ids::RoomId,
        life_cycle::Action,
        retention::RetainedData,
    },
    store::{retention, rooms},
};
use chrono::TimeDelta;

/// Data whose retention period is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purgeable {
    /// The room.
    pub room: RoomId,
    /// Which of its data.
    pub data: RetainedData,
    /// When the retention period ended.
    pub since: Timestamp,
}

impl Interviews {
    /// Returns up to `limit` rooms that ended at least `period` ago and still have `data`, the oldest first.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "interviews.list_purgeable", skip_all)]
    pub async fn list_purgeable(&self, data: RetainedData, period: TimeDelta, limit: u64) -> Result<Vec<Purgeable>> {
        let connection = self.core.store.reader();
        let ended_by = self.core.clock.now() - period;
        let rooms = retention::ended_with(connection, data, ended_by, limit).await?;
        let purgeable = |(room, ended): (RoomId, Timestamp)| Purgeable {
            room,
            data,
            since: ended + period,
        };
        Ok(rooms.into_iter().map(purgeable).collect())
    }

    /// Purges `data` from up to `limit` rooms that ended at least `period` ago, and returns the number of rooms purged.
    /// Less than `limit` means that nothing is left, unless another process purged some of them meanwhile.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database fails.
    #[tracing::instrument(name = "interviews.purge", skip_all)]
    pub async fn purge(&self, data: RetainedData, period: TimeDelta, limit: u64) -> Result<u64> {
        let found = self.list_purgeable(data, period, limit).await?;
        if found.is_empty() {
            return Ok(0);
        }
        let mut work = self.core.begin().await?;
        let mut purged = 0;
        for Purgeable { room, .. } in found {
            purged += u64::from(purge_room(&mut work, room, data).await?);
        }
        work.commit().await?;
        Ok(purged)
    }
}

/// Purges one room; false if there was nothing to purge. An inconsistent room does not keep the others from being purged.
async fn purge_room(work: &mut UnitOfWork<'_>, id: RoomId, data: RetainedData) -> Result<bool> {
    let mut room = match work.lock_room(id).await {
        Ok(Some(room)) => room,
        Ok(None) => return Ok(false),
        Err(EngineError::Inconsistent(error)) => {
            tracing::error!(room.id = %id, %error, "retention purge: inconsistent row left out");
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let (purged_before, action) = match data {
        RetainedData::Transcript => (room.erased_at.is_some(), Action::Purge),
        RetainedData::Email => {
            let has_respondent = rooms::has_respondent(work.transaction(), id).await?;
            (!has_respondent, Action::EraseRespondent)
        }
    };
    // A room that was reopened since has not ended.
    if purged_before || room.stored.apply(action, work.now()).is_err() {
        return Ok(false);
    }
    work.apply(&mut room, action).await?;
    match data {
        RetainedData::Transcript => work.erase(id).await?,
        RetainedData::Email => work.erase_respondent(id).await?,
    }
    Ok(true)
}
