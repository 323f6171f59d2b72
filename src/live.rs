//! The live hub: wakes whoever follows a room when something in it may have changed.
//!
//! A wake-up carries nothing. Whoever is woken reads the rows, so nothing is lost or doubled when hints are.

use crate::model::ids::RoomId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

type Followed = HashMap<RoomId, watch::Sender<()>>;

/// The hub of this process.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    rooms: Arc<Mutex<Followed>>,
    closing: CancellationToken,
}

/// Somebody who follows a room; stops when dropped.
#[derive(Debug)]
pub struct Follower {
    hub: Hub,
    room: RoomId,
    changes: watch::Receiver<()>,
}

impl Hub {
    /// Follows a room from now on.
    pub fn follow(&self, room: RoomId) -> Follower {
        let changes = self
            .followed()
            .entry(room)
            .or_insert_with(|| watch::Sender::new(()))
            .subscribe();
        Follower {
            hub: self.clone(),
            room,
            changes,
        }
    }

    /// Wakes those who follow a room.
    pub fn notify(&self, room: RoomId) {
        if let Some(changes) = self.followed().get(&room) {
            changes.send_replace(());
        }
    }

    /// Wakes everybody, because hints may have been lost.
    pub fn notify_all(&self) {
        for changes in self.followed().values() {
            changes.send_replace(());
        }
    }

    /// Sends everybody home, because the service stops.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Completes when everybody is sent home.
    pub async fn closed(&self) {
        self.closing.cancelled().await;
    }

    /// How many follow any room.
    pub fn followers(&self) -> usize {
        self.followed().values().map(watch::Sender::receiver_count).sum()
    }

    fn followed(&self) -> MutexGuard<'_, Followed> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Follower {
    /// Waits until something may have changed since the last wake-up, or since the beginning.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            // Without a sender there is nothing to wait for; the hub keeps it as long as this follower lives.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut followed = self.hub.followed();
        // This follower still counts.
        if followed
            .get(&self.room)
            .is_some_and(|changes| changes.receiver_count() <= 1)
        {
            followed.remove(&self.room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use uuid::Uuid;

    const ONE: RoomId = RoomId(Uuid::from_u128(1));
    const OTHER: RoomId = RoomId(Uuid::from_u128(2));

    #[test]
    fn followers_of_a_room_are_woken_and_nobody_else() {
        let hub = Hub::default();
        let (mut first, mut second, mut other) = (hub.follow(ONE), hub.follow(ONE), hub.follow(OTHER));
        hub.notify(ONE);
        assert!(first.changed().now_or_never().is_some() && second.changed().now_or_never().is_some());
        assert!(first.changed().now_or_never().is_none(), "a wake-up is used up");
        assert!(other.changed().now_or_never().is_none());
        hub.notify_all();
        assert!(first.changed().now_or_never().is_some() && other.changed().now_or_never().is_some());
    }

    #[test]
    fn a_change_between_two_looks_is_not_missed() {
        let hub = Hub::default();
        let mut follower = hub.follow(ONE);
        hub.notify(ONE);
        hub.notify(ONE);
        assert!(follower.changed().now_or_never().is_some());
    }

    #[test]
    fn a_room_that_nobody_follows_any_more_is_forgotten() {
        let hub = Hub::default();
        let (first, second) = (hub.follow(ONE), hub.follow(ONE));
        drop(first);
        assert_eq!(hub.followers(), 1);
        drop(second);
        assert!(hub.followed().is_empty());
    }
}
