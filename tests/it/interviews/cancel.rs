//! Cancelling rooms.

use crate::support::{ANNA, TestApp, assert_snapshot, moment, room_path};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn a_pending_room_is_cancelled_and_its_link_ends() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    app.pass(TimeDelta::minutes(1));
    assert_snapshot("cancel", &app.cancel(&room).await.expect(200).body);
    let cancelled = app.room(&room).await;
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["end_reason"], "cancelled");
    assert_eq!(moment(&cancelled, "finished_at"), app.now());
    assert_eq!(
        app.join(&room, ANNA).await.expect(410).detail(),
        "The interview was cancelled"
    );
    assert_eq!(app.history(&room).await, ["room.cancelled cancelled"]);
}

#[tokio::test]
async fn cancelling_an_active_interview_keeps_its_start() {
    let app = TestApp::start().await;
    let room = app.room_in("active").await;
    app.pass(TimeDelta::minutes(5));
    assert_eq!(app.cancel(&room).await.expect(200).body["status"], "cancelled");
    let cancelled = app.room(&room).await;
    assert_eq!(cancelled["started_at"], room["started_at"]);
    assert_eq!(moment(&cancelled, "finished_at"), app.now());
    app.join(&room, ANNA).await.expect(410);
    assert_eq!(app.history(&room).await, ["room.started", "room.cancelled cancelled"]);
}

#[tokio::test]
async fn cancelling_again_changes_nothing() {
    let app = TestApp::start().await;
    let room = app.room_in("cancelled").await;
    let before = app.rows(&room).await;
    app.pass(TimeDelta::days(30));
    assert_eq!(app.cancel(&room).await.expect(200).body["status"], "cancelled");
    assert_eq!(app.rows(&room).await, before);
}

#[tokio::test]
async fn a_completed_or_expired_room_cannot_be_cancelled() {
    let app = TestApp::start().await;
    for status in ["expired", "completed"] {
        let room = app.room_in(status).await;
        let before = app.rows(&room).await;
        assert_eq!(
            app.cancel(&room).await.expect(409).detail(),
            format!("The room is {status}")
        );
        assert_eq!(app.rows(&room).await, before);
    }
}

#[tokio::test]
async fn an_overdue_room_cannot_be_cancelled_even_before_the_reaper_runs() {
    let app = TestApp::start().await;
    let unused = app.create_rooms(json!({ "expires_in_days": 1 })).await.remove(0);
    app.pass(TimeDelta::hours(23));
    let running = app.room_in("active").await;
    app.pass(TimeDelta::hours(1));
    app.cancel(&unused).await.expect(409);
    app.cancel(&running).await.expect(409);
    assert_eq!(app.history(&unused).await, [""; 0], "a refusal writes nothing");
}

#[tokio::test]
async fn another_teams_room_is_not_found_and_not_changed() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let refused = app.other_team().await.delete(&room_path(&room)).send().await;
    assert_eq!(refused.expect(404).detail(), "Room not found");
    assert_eq!(app.room(&room).await, room);
}
