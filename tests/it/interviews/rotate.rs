//! Rotating links.

use crate::support::{ANNA, PUBLIC_URL, TestApp, room_path, text};
use chrono::TimeDelta;
use serde_json::Value;

async fn assert_replaced(app: &TestApp, old: &Value) {
    let words = "The link was replaced by a new one";
    for refused in [app.preview(old).await, app.join(old, ANNA).await, app.leave(old).await] {
        assert_eq!(refused.expect(410).detail(), words);
    }
    app.page(old).await.expect(410);
}

#[tokio::test]
async fn rotating_ends_the_old_link_and_the_new_one_leads_to_the_same_room() {
    let app = TestApp::start().await;
    let old = app.create_room().await;
    let new = app.rotate(&old).await.expect(200).body;
    let token = text(&new, "access_token");
    assert_eq!(text(&new, "url"), format!("{PUBLIC_URL}/interview/{token}"));
    assert_ne!(token, text(&old, "access_token"));
    assert_eq!(app.room(&old).await, new);
    assert_replaced(&app, &old).await;
    assert_replaced(&app.replica().await, &old).await;
    let mut expected = old.clone();
    expected["access_token"] = new["access_token"].clone();
    expected["url"] = new["url"].clone();
    assert_eq!(new, expected, "nothing else changes");
    app.join(&new, ANNA).await.expect(200);
    app.leave(&new).await.expect(200);
    let history = ["link.rotated", "room.started", "room.completed respondent_left"];
    assert_eq!(app.history(&new).await, history);
    assert_replaced(&app, &old).await;
}

#[tokio::test]
async fn every_former_link_of_a_room_is_reported_as_replaced() {
    let app = TestApp::start().await;
    let mut links = vec![app.create_room().await];
    for _ in 0..3 {
        let new = app.rotate(&links[0]).await.expect(200).body;
        links.push(new);
    }
    let current = links.pop().unwrap();
    for old in &links {
        assert_replaced(&app, old).await;
    }
    app.preview(&current).await.expect(200);
}

#[tokio::test]
async fn an_active_interview_continues_under_the_new_link() {
    let app = TestApp::start().await;
    let old = app.room_in("active").await;
    app.pass(TimeDelta::minutes(10));
    let new = app.rotate(&old).await.expect(200).body;
    assert_eq!(
        (&new["status"], &new["started_at"]),
        (&old["status"], &old["started_at"])
    );
    assert_replaced(&app, &old).await;
    app.join(&new, "ben@example.org").await.expect(403);
    app.join(&new, ANNA).await.expect(200);
    app.pass(TimeDelta::minutes(21));
    assert_eq!(
        app.room(&new).await["status"],
        "completed",
        "the talk time has not started again"
    );
}

#[tokio::test]
async fn an_ended_room_keeps_its_link() {
    let app = TestApp::start().await;
    for status in ["expired", "completed", "cancelled"] {
        let room = app.room_in(status).await;
        let before = app.rows(&room).await;
        assert_eq!(
            app.rotate(&room).await.expect(409).detail(),
            format!("The room is {status}")
        );
        assert_eq!(app.rows(&room).await, before);
        app.preview(&room).await.expect(200);
    }
}

#[tokio::test]
async fn another_teams_link_cannot_be_rotated() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let path = format!("{}/rotate", room_path(&room));
    app.other_team().await.post(&path).send().await.expect(404);
    app.preview(&room).await.expect(200);
}
