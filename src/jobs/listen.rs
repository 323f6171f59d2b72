//! Listens to what other replicas change, and wakes this process's live streams.

use super::rest;
use crate::{
    app::App,
    store::changes::{Change, Changes},
};
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

/// How long to rest before listening again after an error.
const AFTER_ERROR: TimeDelta = TimeDelta::seconds(5);

pub(super) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let heard = tokio::select! {
            () = stop.cancelled() => break,
            heard = listen(&app) => heard,
        };
        let Err(error) = heard else { break };
        tracing::warn!(%error, "changes of other replicas cannot be heard");
        rest(&app, &stop, AFTER_ERROR).await;
    }
}

/// Listens until an error; returns at once where there are no other replicas.
async fn listen(app: &App) -> Result<(), sea_orm::sqlx::Error> {
    let Some(mut changes) = Changes::listen(&app.store).await? else {
        return Ok(());
    };
    // What happened before this was not heard.
    app.engine.hub().notify_all();
    loop {
        match changes.next().await? {
            Change::Room(room) => app.engine.hub().notify(room),
            Change::Any => app.engine.hub().notify_all(),
        }
    }
}
