//! Turns stored by one replica reach the followers on another.

use super::{say, start, turns};
use crate::support::{PATIENCE, TestApp};
use sea_orm::DatabaseBackend;
use tokio::time::timeout;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

#[tokio::test]
async fn a_turn_on_one_replica_wakes_the_streams_of_another() {
    let app = TestApp::start().await;
    if app.store().backend() != DatabaseBackend::Postgres {
        // Replicas notify each other through PostgreSQL only.
        return;
    }
    let other = app.replica().await;
    let (listening, stop) = (TaskTracker::new(), CancellationToken::new());
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    let mut follower = other.app.engine.interviews.follow(anna.room.base.id);
    other.app.start_jobs(&listening, &stop);
    // The job wakes all followers once it listens; later notifications are not missed.
    timeout(PATIENCE, follower.changed()).await.expect("the job listens");
    say(&app, &anna, "1", "Heard everywhere").await;
    timeout(PATIENCE, follower.changed())
        .await
        .expect("the follower is woken");
    assert_eq!(turns(&other, &anna).await, turns(&app, &anna).await);
    stop.cancel();
    listening.close();
    listening.wait().await;
}
