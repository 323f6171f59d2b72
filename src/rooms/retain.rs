//! Keeping no longer than the settings say: what was said, and who was interviewed.
//!
//! Each step is one transaction, which looks again at every room under its lock: two that step at once, in whatever
//! process, erase each room once.

use super::Rooms;
use crate::{
    clock::Timestamp,
    config::RetentionConfig,
    model::{error::Result, ids::RoomId, life_cycle::Action, retention::Kept},
    store::{Transaction, retention, rooms},
};

/// Something that has been kept as long as it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlived {
    /// The room.
    pub room: RoomId,
    /// What of it.
    pub what: Kept,
    /// Since when it should have gone.
    pub since: Timestamp,
}

impl Rooms {
    /// Up to `limit` rooms of which `what` has been kept as long as it may be, the oldest first.
    pub async fn outlived(&self, policy: &RetentionConfig, what: Kept, limit: u64) -> Result<Vec<Outlived>> {
        let Some(time) = policy.time(what) else {
            return Ok(Vec::new());
        };
        let connection = self.store.reading();
        let until = self.clock.now() - time;
        let rooms = match what {
            Kept::Transcript => retention::transcripts(connection, until, limit).await?,
            Kept::Email => retention::respondents(connection, until, limit).await?,
        };
        let outlived = |(room, ended): (RoomId, Timestamp)| Outlived {
            room,
            what,
            since: ended + time,
        };
        Ok(rooms.into_iter().map(outlived).collect())
    }

    /// Erases `what` in up to `limit` rooms in which it has been kept as long as it may be, and says in how many: fewer
    /// than `limit` are the last, but for those that somebody else erased meanwhile.
    pub async fn let_go(&self, policy: &RetentionConfig, what: Kept, limit: u64) -> Result<u64> {
        let found = self.outlived(policy, what, limit).await?;
        if found.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let mut erased = 0;
        for outlived in &found {
            erased += u64::from(let_go(&transaction, outlived.room, what, now).await?);
        }
        self.store.commit(transaction).await?;
        for outlived in found {
            self.hub.tell(outlived.room);
        }
        Ok(erased)
    }
}

/// Says whether there was something to erase.
async fn let_go(transaction: &Transaction, id: RoomId, what: Kept, now: Timestamp) -> Result<bool> {
    let Some(mut room) = rooms::lock_any(transaction, id).await? else {
        return Ok(false);
    };
    let (gone, action) = match what {
        Kept::Transcript => (room.erased_at.is_some(), Action::Outlive),
        Kept::Email => (!rooms::knows_respondent(transaction, id).await?, Action::Forget),
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
        Kept::Transcript => rooms::erase(transaction, room.id, now).await?,
        Kept::Email => rooms::forget_respondents(transaction, &[room.id]).await?,
    }
    Ok(true)
}
