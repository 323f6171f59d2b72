//! The hub that wakes live streams when a room may have changed.
//!
//! A notification has no content: a stream that is woken reads the rows, so a notification that is lost, merged or sent
//! twice does no harm.

use crate::model::ids::RoomId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

type Channels = HashMap<RoomId, watch::Sender<()>>;

/// The hub of this process. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    /// A channel for each room that has a follower.
    channels: Arc<Mutex<Channels>>,
    closing: CancellationToken,
}

/// A subscription to the notifications of a room, until it is dropped.
#[derive(Debug)]
pub struct Follower {
    hub: Hub,
    room: RoomId,
    changes: watch::Receiver<()>,
}

impl Hub {
    /// Subscribes to the notifications of a room.
    pub fn follow(&self, room: RoomId) -> Follower {
        let changes = self
            .channels()
            .entry(room)
            .or_insert_with(|| watch::Sender::new(()))
            .subscribe();
        Follower {
            hub: self.clone(),
            room,
            changes,
        }
    }

    /// Wakes the followers of a room.
    pub fn notify(&self, room: RoomId) {
        if let Some(changes) = self.channels().get(&room) {
            changes.send_replace(());
        }
    }

    /// Wakes the followers of all rooms, because notifications of other replicas may have been lost.
    pub fn notify_all(&self) {
        for changes in self.channels().values() {
            changes.send_replace(());
        }
    }

    /// Ends all streams, because the service stops.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Completes once [`Hub::close`] was called.
    pub async fn closed(&self) {
        self.closing.cancelled().await;
    }

    /// The number of followers of all rooms.
    pub fn followers(&self) -> usize {
        self.channels().values().map(watch::Sender::receiver_count).sum()
    }

    fn channels(&self) -> MutexGuard<'_, Channels> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Follower {
    /// Waits for a notification since the last call, or since the subscription.
    ///
    /// Cancel safe: a notification is not lost if the future is dropped before it completes.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            // Unreachable: the hub keeps the sender as long as this follower exists.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut channels = self.hub.channels();
        // The count includes this follower, whose receiver is dropped after this function.
        if channels
            .get(&self.room)
            .is_some_and(|changes| changes.receiver_count() <= 1)
        {
            channels.remove(&self.room);
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
    fn only_the_followers_of_a_room_are_woken() {
        let hub = Hub::default();
        let (mut first, mut second, mut other) = (hub.follow(ONE), hub.follow(ONE), hub.follow(OTHER));
        hub.notify(ONE);
        assert!(first.changed().now_or_never().is_some() && second.changed().now_or_never().is_some());
        assert!(first.changed().now_or_never().is_none(), "a notification wakes once");
        assert!(other.changed().now_or_never().is_none());
        hub.notify_all();
        assert!(first.changed().now_or_never().is_some() && other.changed().now_or_never().is_some());
    }

    #[test]
    fn a_notification_between_two_waits_is_not_missed() {
        let hub = Hub::default();
        let mut follower = hub.follow(ONE);
        hub.notify(ONE);
        hub.notify(ONE);
        assert!(follower.changed().now_or_never().is_some());
    }

    #[test]
    fn a_room_without_followers_has_no_channel() {
        let hub = Hub::default();
        let (first, second) = (hub.follow(ONE), hub.follow(ONE));
        drop(first);
        assert_eq!(hub.followers(), 1);
        drop(second);
        assert!(hub.channels().is_empty());
    }
}
