//! Withdrawing, which erases the turns.

use super::{say, start, turns};
use crate::support::{ANNA, TestApp};
use chrono::TimeDelta;
use interview_rooms::model::{error::EngineError, event::EventKind};
use serde_json::{Value, json};

async fn kinds(app: &TestApp, room: &Value) -> Vec<EventKind> {
    app.events(room).await.into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn withdrawing_from_an_active_interview_ends_and_erases_it() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "I should not have said that").await;
    app.app.engine.interviews.withdraw(&anna).await.unwrap();
    let seen = app.room(&room).await;
    assert_eq!(
        (&seen["status"], &seen["record_id"], &seen["respondent_email"]),
        (&json!("cancelled"), &json!(null), &json!(null))
    );
    assert!(turns(&app, &anna).await.is_empty());
    assert_eq!(
        kinds(&app, &room).await,
        [
            EventKind::RoomStarted,
            EventKind::RoomCancelled,
            EventKind::RecordErased
        ]
    );
    app.join(&room, ANNA).await.expect(410);
}

#[tokio::test]
async fn a_completed_interview_can_be_withdrawn_for_a_day() {
    for (wait, allowed) in [
        (TimeDelta::hours(24) - TimeDelta::microseconds(1), true),
        (TimeDelta::hours(24), false),
    ] {
        let app = TestApp::start().await;
        let room = app.create_room().await;
        let anna = start(&app, &room).await;
        say(&app, &anna, "1", "Yes").await;
        app.leave(&room).await.expect(200);
        app.pass(wait);
        let withdrawn = app.app.engine.interviews.withdraw(&anna).await;
        assert_eq!(withdrawn.is_ok(), allowed, "after {wait}");
        let seen = app.room(&room).await;
        assert_eq!(seen["status"], "completed");
        assert_eq!(seen["record_id"].is_null(), allowed);
        assert_eq!(turns(&app, &anna).await.is_empty(), allowed);
    }
}

#[tokio::test]
async fn a_session_ends_when_its_interview_is_erased() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    app.leave(&room).await.expect(200);
    app.app.engine.interviews.withdraw(&anna).await.unwrap();
    let again = app.app.engine.interviews.withdraw(&anna).await;
    assert!(
        matches!(again, Err(EngineError::NoSession)),
        "the respondent has no session any more"
    );
}
