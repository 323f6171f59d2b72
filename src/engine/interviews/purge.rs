//! Keeping no longer than the settings say: what was said, and who was interviewed.
//!
//! Each step is one transaction, which looks again at every room under its lock: two that step at once, in whatever
//! process, erase each room once.

use super::Interviews;
use crate::{
    clock::Timestamp,
    config::RetentionConfig,
    model::{error::Result, ids::RoomId, life_cycle::Action, retention::RetainedData},
    store::{Transaction, retention, rooms},
};

/// Something that has been kept as long as it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PurgeOutcome {
    /// The room.
    pub room: RoomId,
    /// What of it.
    pub what: RetainedData,
    /// Since when it should have gone.
    pub since: Timestamp,
}

impl Interviews {
    /// Up to `limit` rooms of which `what` has been kept as long as it may be, the oldest first.
    pub async fn count_purgeable(
        &self,
        policy: &RetentionConfig,
        what: RetainedData,
        limit: u64,
    ) -> Result<Vec<PurgeOutcome>> {
        let Some(time) = policy.period(what) else {
            return Ok(Vec::new());
        };
        let connection = self.core.store.reader();
        let until = self.core.clock.now() - time;
        let rooms = match what {
            RetainedData::Transcript => retention::transcripts(connection, until, limit).await?,
            RetainedData::Email => retention::respondents(connection, until, limit).await?,
        };
        let outlived = |(room, ended): (RoomId, Timestamp)| PurgeOutcome {
            room,
            what,
            since: ended + time,
        };
        Ok(rooms.into_iter().map(outlived).collect())
    }

    /// Erases `what` in up to `limit` rooms in which it has been kept as long as it may be, and says in how many: fewer
    /// than `limit` are the last, but for those that somebody else erased meanwhile.
    pub async fn purge(&self, policy: &RetentionConfig, what: RetainedData, limit: u64) -> Result<u64> {
        let found = self.count_purgeable(policy, what, limit).await?;
        if found.is_empty() {
            return Ok(0);
        }
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let mut erased = 0;
        for outlived in &found {
            erased += u64::from(purge_room(&transaction, outlived.room, what, now).await?);
        }
        self.core.store.commit(transaction).await?;
        for outlived in found {
            self.core.hub.notify(outlived.room);
        }
        Ok(erased)
    }
}

/// Says whether there was something to erase.
async fn purge_room(transaction: &Transaction, id: RoomId, what: RetainedData, now: Timestamp) -> Result<bool> {
    let Some(mut room) = rooms::lock_any(transaction, id).await? else {
        return Ok(false);
    };
    let (gone, action) = match what {
        RetainedData::Transcript => (room.erased_at.is_some(), Action::Purge),
        RetainedData::Email => (!rooms::has_respondent(transaction, id).await?, Action::EraseRespondent),
    };
    if gone {
        return Ok(false);
    }
    // A room that was reopened since has not ended.
    let Ok(transition) = room.life.apply(action, now) else {
        return Ok(false);
    };
    rooms::change(transaction, &mut room, &transition, now).await?;
    match what {
        RetainedData::Transcript => rooms::erase(transaction, room.id, now).await?,
        RetainedData::Email => rooms::erase_respondents(transaction, &[room.id]).await?,
    }
    Ok(true)
}
