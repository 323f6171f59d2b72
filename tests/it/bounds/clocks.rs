//! Durations are measured by the monotonic clock: setting the wall clock back holds up nobody. And a clock starts when what
//! it measures has begun.

use crate::support::{ANNA, Behavior, LivekitDouble, ManualClock, TestApp, moment, room_path, text};
use chrono::TimeDelta;
use interview_rooms::clock::Clock;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const CONFIG: &str = "/api/interviews/config";

#[tokio::test]
async fn a_wall_clock_that_is_set_back_does_not_keep_keys_out() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 1).await;
    let client = app.viewer();
    for _ in 0..2 {
        client.get(CONFIG).send().await.expect(200);
    }
    client.get(CONFIG).send().await.expect(429);
    app.clock.advance(-TimeDelta::days(2));
    let refused = client.get(CONFIG).send().await.expect(429);
    assert_eq!(refused.header("retry-after").unwrap(), "1");
    app.pass(TimeDelta::seconds(1));
    client.get(CONFIG).send().await.expect(200);
}

#[tokio::test]
async fn a_wall_clock_that_is_set_ahead_and_back_lets_nobody_exceed_the_limit() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 1).await;
    let client = app.viewer();
    for _ in 0..2 {
        client.get(CONFIG).send().await.expect(200);
    }
    let uptime = app.clock.uptime();
    app.clock.advance(-TimeDelta::days(1));
    assert_eq!(app.clock.uptime(), uptime);
    client.get(CONFIG).send().await.expect(429);
}

#[tokio::test]
async fn the_reaper_looks_again_in_time_after_the_wall_clock_was_set_back() {
    let app = TestApp::with(|config| config.reaper.look_seconds = 7001).await;
    let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
    let interval = TimeDelta::seconds(7001);
    app.app.start_jobs(&tracker, &stop);
    app.clock.somebody_sleeps_until(app.now() + interval).await;
    app.clock.advance(-TimeDelta::days(2));
    app.pass(interval);
    app.clock.somebody_sleeps_until(app.now() + interval).await;
    stop.cancel();
    tracker.close();
    tracker.wait().await;
}

/// A service that uses a LiveKit double.
async fn by_voice() -> (TestApp, LivekitDouble) {
    let clock = Arc::new(ManualClock::default());
    let double = LivekitDouble::start(clock.clone()).await;
    let settings = double.settings();
    let app = TestApp::by_clock(clock, |config| config.livekit = settings).await;
    (app, double)
}

#[tokio::test]
async fn a_join_by_voice_that_fails_does_not_start_the_interview() {
    let (app, double) = by_voice().await;
    let room = app.create_room().await;
    double.set_behavior(Behavior::InternalError);
    for _ in 0..2 {
        app.join(&room, ANNA).await.expect(503);
        let unchanged = app.room(&room).await;
        assert_eq!(
            (
                text(&unchanged, "status"),
                &unchanged["started_at"],
                &unchanged["respondent_email"]
            ),
            ("pending", &Value::Null, &Value::Null)
        );
        app.pass(TimeDelta::minutes(20));
    }
    // Maintenance keeps the voice session of a room that is about to start.
    double.set_behavior(Behavior::Normal);
    app.app.engine.voice.maintain().await.unwrap();
    let joined = app.join(&room, ANNA).await.expect(200).body;
    let names = double.room_names();
    assert_eq!(names.len(), 1);
    assert!(names[0].starts_with(text(&joined, "room_name")), "{names:?}");
    assert_eq!(double.count("CreateRoom"), 3);
    let started = app.room(&room).await;
    assert_eq!(text(&started, "status"), "active");
    assert_eq!(moment(&started, "started_at"), app.now(), "the talk time begins now");
    let job: Value = serde_json::from_str(text(&double.last("CreateRoom")["agents"][0], "metadata")).unwrap();
    let minutes = started["max_duration_minutes"].as_i64().unwrap();
    assert_eq!(moment(&job, "ends_at"), app.now() + TimeDelta::minutes(minutes));
}

#[tokio::test]
async fn a_join_by_voice_is_refused_before_anything_is_prepared() {
    let (app, double) = by_voice().await;
    let cancelled = app.create_room().await;
    app.cancel(&cancelled).await.expect(200);
    app.join(&cancelled, ANNA).await.expect(410);
    assert_eq!(double.count("CreateRoom"), 0);
}

#[tokio::test]
async fn a_leap_second_is_taken_as_the_second_after_it() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let changed = app
        .patch(&room, json!({ "expires_at": "2026-12-31T23:59:60Z" }))
        .await
        .expect(200);
    assert_eq!(text(&changed.body, "expires_at"), "2027-01-01T00:00:00Z");
    assert_eq!(text(&app.room(&room).await, "expires_at"), "2027-01-01T00:00:00Z");
    app.cancel(&room).await.expect(200);
    let reopen = app.researcher().post(&format!("{}/reopen", room_path(&room)));
    let reopened = reopen
        .json(&json!({ "expires_at": "2026-06-30T23:59:60.5Z" }))
        .send()
        .await
        .expect(200);
    assert_eq!(
        moment(&reopened.body, "expires_at"),
        "2026-07-01T00:00:00.5Z"
            .parse::<interview_rooms::clock::Timestamp>()
            .unwrap()
    );
}
