//! Respondent sessions and the tokens that prove them.

use super::{link, say, start, turns};
use crate::support::{ANNA, TestApp, text};
use chrono::TimeDelta;
use interview_rooms::{engine::interviews::RespondentSession, model::error::EngineError};
use serde_json::Value;

/// Anna joins through the API and gets a token.
async fn token(app: &TestApp, room: &Value) -> String {
    let joined = app.join(room, ANNA).await.expect(200);
    text(&joined.body, "token").to_owned()
}

/// The session that a token proves at the link of a room.
async fn session(app: &TestApp, room: &Value, token: &str) -> Result<RespondentSession, EngineError> {
    app.app.engine.interviews.respondent_session(&link(room), token).await
}

#[tokio::test]
async fn returning_from_another_device_resumes_the_interview() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let phone = start(&app, &room).await;
    say(&app, &phone, "1", "From the phone").await;
    let laptop = start(&app, &room).await;
    assert_eq!(turns(&app, &laptop).await, turns(&app, &phone).await);
    say(&app, &laptop, "2", "From the laptop").await;
    assert_eq!(turns(&app, &phone).await.len(), 4, "the first device is still in");
}

#[tokio::test]
async fn a_respondent_token_is_valid_only_for_its_own_room() {
    let app = TestApp::start().await;
    let (one, other) = (app.create_room().await, app.create_room().await);
    let token = token(&app, &one).await;
    app.join(&other, ANNA).await.expect(200);
    for (room, token) in [(&other, token.as_str()), (&one, "nonsense")] {
        assert!(matches!(session(&app, room, token).await, Err(EngineError::NoSession)));
    }
}

#[tokio::test]
async fn a_respondent_token_expires_with_the_time_for_withdrawing() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let token = token(&app, &room).await;
    app.pass(TimeDelta::minutes(31) + TimeDelta::hours(24) - TimeDelta::microseconds(1));
    assert!(session(&app, &room, &token).await.is_ok());
    app.pass(TimeDelta::microseconds(1));
    assert!(matches!(
        session(&app, &room, &token).await,
        Err(EngineError::NoSession)
    ));
}

#[tokio::test]
async fn rotating_the_link_ends_sessions_opened_by_the_old_one() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let token = token(&app, &room).await;
    let rotated = app.rotate(&room).await.expect(200).body;
    assert!(matches!(
        session(&app, &room, &token).await,
        Err(EngineError::LinkReplaced)
    ));
    let at_new_link = session(&app, &rotated, &token).await;
    assert!(matches!(at_new_link, Err(EngineError::NoSession)));
}
