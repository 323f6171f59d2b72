//! Webhooks can be lost; the media server is asked, then.

use super::Studio;
use crate::support::Mood;

#[tokio::test]
async fn a_room_whose_end_was_not_heard_completes_the_interview() {
    let studio = Studio::open().await;
    let (room, _, name) = studio.held().await;
    studio.pass(60);
    studio.double.closes(&name);
    studio.lose();
    studio.reconcile().await;
    assert_eq!(
        studio.ending(&room).await,
        ("completed".to_owned(), Some("media_finished"))
    );
    studio.reconcile().await;
    assert_eq!(studio.app.events(&room).await.len(), 2);
}

#[tokio::test]
async fn a_respondent_whose_coming_was_not_heard_is_cared_for() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    let name = studio.enter(&session).await.room_name;
    studio.double.person_joins(&name, "anna");
    studio.lose();
    studio.reconcile().await;
    studio.pass(15);
    assert_eq!(studio.tend().await.sent_again, 1);
}

#[tokio::test]
async fn a_worker_that_was_lost_in_the_middle_is_missed() {
    let studio = Studio::open().await;
    let (_, session, name) = studio.held().await;
    studio.pass(90);
    studio.reconcile().await;
    let rooms = &studio.app.app.engine.voice;
    assert!(!rooms.agent_is_missing(&session).await.unwrap());
    studio.double.leaves(&name, "agent-AJ_double");
    studio.lose();
    studio.reconcile().await;
    assert!(rooms.agent_is_missing(&session).await.unwrap());
    assert_eq!(studio.tend().await.sent_again, 0, "a second worker would begin anew");
}

#[tokio::test]
async fn a_room_that_was_made_anew_unheard_is_ended() {
    let studio = Studio::open().await;
    let (room, _, name) = studio.held().await;
    studio.app.leave(&room).await.expect(200);
    assert_eq!(studio.tend().await.ended, 1);
    studio.double.person_joins(&name, "anna");
    studio.lose();
    studio.pass(60);
    studio.reconcile().await;
    assert_eq!(studio.tend().await.ended, 1);
    assert!(studio.double.room_names().is_empty());
    studio.pass(30 * 60);
    let asked = studio.double.count("ListRooms");
    studio.reconcile().await;
    assert_eq!(
        studio.double.count("ListRooms"),
        asked,
        "by then no token is left to make it with"
    );
}

#[tokio::test]
async fn a_media_server_that_is_down_ends_no_interview() {
    let studio = Studio::open().await;
    let (room, ..) = studio.held().await;
    studio.pass(60);
    for mood in [Mood::Failing, Mood::Confused, Mood::Forgetful] {
        studio.double.feels(mood);
        assert!(studio.app.app.engine.voice.reconcile().await.is_err());
    }
    studio.double.feels(Mood::Well);
    studio.reconcile().await;
    assert_eq!(studio.ending(&room).await.0, "active");
}
