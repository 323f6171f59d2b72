//! Respondent sessions and the tokens that prove them.

use super::{link, say, start, turns};
use crate::support::{ANNA, TestApp};
use chrono::TimeDelta;
use interview_rooms::model::error::EngineError;

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
    let token = app.join(&one, ANNA).await.expect(200).body["token"]
        .as_str()
        .unwrap()
        .to_owned();
    app.join(&other, ANNA).await.expect(200);
    let session = app
        .app
        .engine
        .interviews
        .respondent_session(&link(&other), &token)
        .await;
    assert!(matches!(session, Err(EngineError::NoSession)));
    let nonsense = app
        .app
        .engine
        .interviews
        .respondent_session(&link(&one), "nonsense")
        .await;
    assert!(matches!(nonsense, Err(EngineError::NoSession)));
}

#[tokio::test]
async fn a_respondent_token_expires_with_the_time_for_withdrawing() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let token = app.join(&room, ANNA).await.expect(200).body["token"]
        .as_str()
        .unwrap()
        .to_owned();
    app.pass(TimeDelta::minutes(31) + TimeDelta::hours(24) - TimeDelta::microseconds(1));
    assert!(
        app.app
            .engine
            .interviews
            .respondent_session(&link(&room), &token)
            .await
            .is_ok()
    );
    app.pass(TimeDelta::microseconds(1));
    assert!(matches!(
        app.app.engine.interviews.respondent_session(&link(&room), &token).await,
        Err(EngineError::NoSession)
    ));
}

#[tokio::test]
async fn rotating_the_link_ends_sessions_opened_by_the_old_one() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let token = app.join(&room, ANNA).await.expect(200).body["token"]
        .as_str()
        .unwrap()
        .to_owned();
    app.researcher()
        .post(&format!("{}/rotate", crate::support::room_path(&room)))
        .send()
        .await
        .expect(200);
    assert!(matches!(
        app.app.engine.interviews.respondent_session(&link(&room), &token).await,
        Err(EngineError::LinkReplaced)
    ));
}
