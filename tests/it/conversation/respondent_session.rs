//! Who sits in a room: the respondent's pass.

use super::{link, say, start, turns};
use crate::support::{ANNA, TestApp};
use chrono::TimeDelta;
use interview_rooms::model::error::EngineError;

#[tokio::test]
async fn coming_back_from_another_device_finds_the_interview_where_it_stands() {
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
async fn a_pass_is_good_for_its_own_room_only() {
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
async fn a_pass_ends_with_the_time_for_withdrawing() {
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
async fn a_new_link_leaves_no_way_in_by_the_old_one() {
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
