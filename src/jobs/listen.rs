//! Listens to the changes that other replicas commit, and wakes the live streams of this process.

use super::pause;
use crate::{
    clock::SharedClock,
    live::Hub,
    store::{
        Result, Store,
        changes::{Change, Changes},
    },
};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The pause after an error.
const AFTER_ERROR: Duration = Duration::from_secs(1);

/// Wakes the live streams of `hub` until `stop` is cancelled. Ends immediately on SQLite, which has no other replicas.
pub async fn listen(store: Store, hub: Hub, clock: SharedClock, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let result = tokio::select! {
            () = stop.cancelled() => break,
            result = forward_changes(&store, &hub) => result,
        };
        let Err(error) = result else { break };
        tracing::warn!(%error, "listening to other replicas failed; live streams may lag until it works again");
        pause(&*clock, &stop, AFTER_ERROR).await;
    }
}

async fn forward_changes(store: &Store, hub: &Hub) -> Result<()> {
    let Some(mut changes) = Changes::listen(store).await? else {
        return Ok(());
    };
    // Changes may have been committed before listening began.
    hub.notify_all();
    loop {
        match changes.next().await? {
            Change::Rooms(rooms) => rooms.into_iter().for_each(|room| hub.notify(room)),
            Change::Any => hub.notify_all(),
        }
    }
}
