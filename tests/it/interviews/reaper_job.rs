//! The running reaper: it sleeps until the earliest deadline and is woken when an earlier one appears.

use crate::support::{ANNA, TestApp};
use chrono::TimeDelta;
use interview_rooms::clock::Timestamp;
use serde_json::{Value, json};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The running jobs of a service.
struct Running(TaskTracker, CancellationToken);

impl Running {
    fn start(app: &TestApp) -> Self {
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        app.app.start_jobs(&tracker, &stop);
        Self(tracker, stop)
    }

    async fn stop(self) {
        self.1.cancel();
        self.0.close();
        self.0.wait().await;
    }
}

/// The polling interval of the reaper in these tests, which no other job uses.
const LOOK: TimeDelta = TimeDelta::seconds(7001);

async fn with_a_patient_reaper() -> TestApp {
    TestApp::with(|config| config.reaper.look_seconds = 7001).await
}

async fn expire_at(app: &TestApp, room: &Value, moment: Timestamp) {
    app.patch(room, json!({ "expires_at": moment })).await.expect(200);
}

#[tokio::test]
async fn the_running_reaper_wakes_at_the_deadline() {
    let app = with_a_patient_reaper().await;
    let room = app.create_room().await;
    let deadline = app.now() + TimeDelta::minutes(17);
    expire_at(&app, &room, deadline).await;
    let jobs = Running::start(&app);
    app.clock.somebody_sleeps_until(deadline).await;
    assert_eq!(app.endings(&room).await, 0);
    app.pass(TimeDelta::minutes(17));
    app.clock.somebody_sleeps_until(deadline + LOOK).await;
    assert_eq!(app.endings(&room).await, 1);
    jobs.stop().await;
}

#[tokio::test]
async fn the_running_reaper_is_woken_when_an_earlier_deadline_appears() {
    let app = with_a_patient_reaper().await;
    let room = app.create_room().await;
    let jobs = Running::start(&app);
    app.clock.somebody_sleeps_until(app.now() + LOOK).await;
    for minutes in [100, 50, 17] {
        let deadline = app.now() + TimeDelta::minutes(minutes);
        expire_at(&app, &room, deadline).await;
        app.clock.somebody_sleeps_until(deadline).await;
    }
    let talk = app.create_rooms(json!({ "max_duration_minutes": 1 })).await.remove(0);
    app.join(&talk, ANNA).await.expect(200);
    app.clock.somebody_sleeps_until(app.now() + TimeDelta::minutes(2)).await;
    app.cancel(&room).await.expect(200);
    app.reopen(&room, app.now() + TimeDelta::minutes(1)).await.expect(200);
    app.clock.somebody_sleeps_until(app.now() + TimeDelta::minutes(1)).await;
    app.pass(TimeDelta::minutes(2));
    app.clock.somebody_sleeps_until(app.now() + LOOK).await;
    assert_eq!((app.endings(&room).await, app.endings(&talk).await), (2, 1));
    jobs.stop().await;
}

#[tokio::test]
async fn the_running_reaper_polls_for_rooms_created_by_other_replicas() {
    let app = with_a_patient_reaper().await;
    let other = app.replica().await;
    let jobs = Running::start(&app);
    app.clock.somebody_sleeps_until(app.now() + LOOK).await;
    let room = other.create_room().await;
    expire_at(&other, &room, app.now() + TimeDelta::minutes(17)).await;
    app.pass(LOOK);
    app.clock.somebody_sleeps_until(app.now() + LOOK).await;
    assert_eq!(app.endings(&room).await, 1);
    jobs.stop().await;
}

#[tokio::test]
async fn a_disabled_reaper_ends_nothing() {
    let app = TestApp::with(|config| config.reaper.enabled = false).await;
    let room = app.create_room().await;
    expire_at(&app, &room, app.now() + TimeDelta::minutes(17)).await;
    let jobs = Running::start(&app);
    app.pass(TimeDelta::hours(1));
    app.clock.somebody_sleeps_until(app.now() + TimeDelta::minutes(1)).await;
    assert_eq!(app.endings(&room).await, 0);
    assert_eq!(app.room(&room).await["status"], "expired");
    jobs.stop().await;
}
