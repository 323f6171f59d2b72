//! Listens to the changes that other replicas commit, and wakes the live streams of this process.

use super::pause;
use crate::{
    app::App,
    store::{
        Result,
        changes::{Change, Changes},
    },
};
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

/// The pause after an error.
const AFTER_ERROR: TimeDelta = TimeDelta::seconds(5);

pub(super) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let result = tokio::select! {
            () = stop.cancelled() => break,
            result = listen(&app) => result,
        };
        let Err(error) = result else { break };
        tracing::warn!(%error, "listening to other replicas failed; live streams may lag until it works again");
        pause(&app, &stop, AFTER_ERROR).await;
    }
}

/// Listens until an error. Returns immediately on SQLite, which has no other replicas.
async fn listen(app: &App) -> Result<()> {
    let Some(mut changes) = Changes::listen(&app.store).await? else {
        return Ok(());
    };
    // Changes may have been committed before listening began.
    app.engine.hub().notify_all();
    loop {
        match changes.next().await? {
            Change::Room(room) => app.engine.hub().notify(room),
            Change::Any => app.engine.hub().notify_all(),
        }
    }
}
