//! Reopening rooms.

use crate::support::{ANNA, TestApp, merge, room_path, text};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn reopening_an_expired_or_cancelled_room_makes_it_pending_with_the_same_link() {
    let app = TestApp::start().await;
    for status in ["expired", "cancelled"] {
        let room = app.room_in(status).await;
        app.reap().await;
        let until = app.now() + TimeDelta::days(3);
        let reopened = app.reopen(&room, until).await.expect(200).body;
        let mut expected = room.clone();
        let now = json!({ "status": "pending", "finished_at": null, "end_reason": null, "expires_at": until });
        merge(&mut expected, now);
        assert_eq!(reopened, expected);
        assert_eq!(app.room(&room).await, expected);
        assert_eq!(app.history(&room).await.last().unwrap(), "room.reopened");
        app.join(&room, ANNA).await.expect(200);
    }
}

#[tokio::test]
async fn reopening_an_unreaped_room_records_its_expiry_first() {
    let app = TestApp::start().await;
    let room = app.room_in("expired").await;
    assert_eq!(app.history(&room).await, [""; 0]);
    let expired = app.now();
    app.pass(TimeDelta::hours(5));
    app.reopen(&room, app.now() + TimeDelta::days(1)).await.expect(200);
    assert_eq!(app.history(&room).await, ["room.expired link_expired", "room.reopened"]);
    let moments: Vec<_> = app.events(&room).await.iter().map(|event| event.occurred_at).collect();
    assert_eq!(moments, [expired, app.now()]);
    app.pass(TimeDelta::days(1));
    app.reap().await;
    assert_eq!(app.history(&room).await.len(), 3, "and it expires again");
}

#[tokio::test]
async fn an_interview_cancelled_while_active_can_be_repeated_by_the_same_respondent() {
    let app = TestApp::start().await;
    let room = app.room_in("active").await;
    app.cancel(&room).await.expect(200);
    let reopened = app.reopen(&room, app.now() + TimeDelta::days(1)).await.expect(200).body;
    assert_eq!(reopened["started_at"], json!(null));
    assert_eq!(text(&reopened, "respondent_email"), ANNA);
    app.leave(&room).await.expect(409);
    app.join(&room, "ben@example.org").await.expect(403);
    app.pass(TimeDelta::hours(1));
    app.join(&room, ANNA).await.expect(200);
    assert_eq!(app.room(&room).await["started_at"], json!(app.now()));
}

#[tokio::test]
async fn completed_and_open_rooms_cannot_be_reopened() {
    let app = TestApp::start().await;
    for status in ["completed", "pending", "active"] {
        let room = app.room_in(status).await;
        let refused = app.reopen(&room, app.now() + TimeDelta::days(1)).await;
        assert_eq!(refused.expect(409).detail(), format!("The room is {status}"));
        assert_eq!(app.room(&room).await, room);
    }
}

#[tokio::test]
async fn an_expiry_must_be_in_the_future_and_at_most_3650_days_ahead() {
    let app = TestApp::start().await;
    let room = app.room_in("cancelled").await;
    let (now, step) = (app.now(), TimeDelta::microseconds(1));
    for refused in [now - step, now, now + TimeDelta::days(3650) + step] {
        let answer = app.reopen(&room, refused).await;
        assert_eq!(answer.wrong(), ["body.expires_at value_error"], "{refused}");
    }
    assert_eq!(app.room(&room).await, room);
    app.reopen(&room, now + TimeDelta::days(3650)).await.expect(200);
}

#[tokio::test]
async fn a_room_of_a_deleted_project_cannot_be_reopened() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    app.delete_project().await.expect(200);
    let refused = app.reopen(&room, app.now() + TimeDelta::days(1)).await;
    assert_eq!(refused.expect(404).detail(), "Project not found");
    assert_eq!(app.room(&room).await["end_reason"], "project_deleted");
}

#[tokio::test]
async fn another_teams_room_is_not_found() {
    let app = TestApp::start().await;
    let room = app.room_in("cancelled").await;
    let path = format!("{}/reopen", room_path(&room));
    let until = json!({ "expires_at": app.now() + TimeDelta::days(1) });
    let refused = app.other_team().await.post(&path).json(&until).send().await;
    assert_eq!(refused.expect(404).detail(), "Room not found");
    assert_eq!(app.room(&room).await, room);
}
