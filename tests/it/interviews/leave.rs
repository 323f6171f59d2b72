//! Leaving an interview.

use crate::support::{ANNA, TestApp, assert_snapshot, moment, text};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn leaving_completes_the_interview() {
    let app = TestApp::start().await;
    let room = app.room_in("active").await;
    app.pass(TimeDelta::minutes(12));
    assert_snapshot("leave", &app.leave(&room).await.expect(200).body);
    let over = app.room(&room).await;
    assert_eq!(
        (text(&over, "status"), text(&over, "end_reason")),
        ("completed", "respondent_left")
    );
    assert_eq!(moment(&over, "finished_at"), app.now());
    assert_eq!(over["started_at"], room["started_at"]);
    assert_eq!(
        app.history(&room).await,
        ["room.started", "room.completed respondent_left"]
    );
}

#[tokio::test]
async fn leaving_again_changes_nothing() {
    let app = TestApp::start().await;
    let room = app.room_in("completed").await;
    let before = app.rows(&room).await;
    app.pass(TimeDelta::days(30));
    assert_eq!(app.leave(&room).await.expect(200).body["status"], "completed");
    assert_eq!(app.rows(&room).await, before);
}

#[tokio::test]
async fn leaving_a_pending_room_is_rejected_and_keeps_the_link() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let before = app.rows(&room).await;
    assert_eq!(app.leave(&room).await.expect(409).detail(), "The room is pending");
    assert_eq!(app.rows(&room).await, before);
    app.join(&room, ANNA).await.expect(200);
}

#[tokio::test]
async fn an_expired_or_cancelled_room_cannot_be_left() {
    let app = TestApp::start().await;
    for status in ["expired", "cancelled"] {
        let room = app.room_in(status).await;
        app.leave(&room).await.expect(410);
    }
}

#[tokio::test]
async fn leaving_an_interview_that_the_team_ended_meanwhile_reports_its_status() {
    let app = TestApp::start().await;
    let room = app.room_in("active").await;
    app.cancel(&room).await.expect(200);
    let before = app.rows(&room).await;
    assert_eq!(app.leave(&room).await.expect(200).body["status"], "cancelled");
    assert_eq!(app.rows(&room).await, before);
}

#[tokio::test]
async fn leaving_after_the_deadline_finds_the_interview_ended_by_the_clock() {
    let app = TestApp::start().await;
    for reaped in [true, false] {
        let room = app.create_rooms(json!({ "max_duration_minutes": 5 })).await.remove(0);
        app.join(&room, ANNA).await.expect(200);
        let end = app.now() + TimeDelta::minutes(6);
        app.pass(TimeDelta::minutes(20));
        if reaped {
            app.reap().await;
        }
        assert_eq!(app.leave(&room).await.expect(200).body["status"], "completed");
        let over = app.room(&room).await;
        assert_eq!(
            (text(&over, "end_reason"), moment(&over, "finished_at")),
            ("time_up", end)
        );
        app.reap().await;
        assert_eq!(app.history(&room).await, ["room.started", "room.completed time_up"]);
        assert_eq!(app.events(&room).await[1].occurred_at, end);
    }
}
