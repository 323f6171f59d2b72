//! A respondent who waits for a worker.

use super::Studio;
use crate::support::Mood;

#[tokio::test]
async fn a_worker_that_does_not_come_is_sent_for_once_more_and_then_writing_is_offered() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    let name = studio.enter(&session).await.room_name;
    studio.pass(60);
    assert_eq!(studio.tend().await.sent_again, 0, "nobody waits yet");
    studio.double.person_joins(&name, "anna");
    studio.deliver().await;
    studio.pass(14);
    assert_eq!(studio.tend().await.sent_again, 0);
    studio.pass(1);
    assert_eq!(studio.tend().await.sent_again, 1);
    assert_eq!(
        studio.double.dispatches(&name),
        1,
        "what was sent for before is taken back"
    );
    assert_eq!(studio.double.count("CreateDispatch"), 1);
    let rooms = &studio.app.app.engine.voice;
    assert!(!rooms.agent_is_missing(&session).await.unwrap());
    studio.pass(15);
    let mut follower = studio.app.app.engine.interviews.follow(session.room.id);
    assert_eq!(studio.tend().await.without_agent, 1);
    follower.changed().await;
    assert!(rooms.agent_is_missing(&session).await.unwrap());
    studio.pass(60);
    assert_eq!(
        studio.tend().await,
        interview_rooms::engine::voice::MaintenanceOutcome::default()
    );
    studio.double.agent_joins(&name);
    studio.deliver().await;
    assert!(!rooms.agent_is_missing(&session).await.unwrap(), "late, but there");
}

#[tokio::test]
async fn a_worker_whose_coming_was_not_heard_is_not_sent_for_again() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    let name = studio.enter(&session).await.room_name;
    studio.double.person_joins(&name, "anna");
    studio.deliver().await;
    studio.double.agent_joins(&name);
    studio.lose();
    studio.pass(15);
    assert_eq!(studio.tend().await.sent_again, 0);
    assert_eq!(studio.double.count("CreateDispatch"), 0);
    studio.pass(15);
    assert_eq!(studio.tend().await.without_agent, 0);
}

#[tokio::test]
async fn of_two_replicas_one_sends_again() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    let name = studio.enter(&session).await.room_name;
    studio.double.person_joins(&name, "anna");
    studio.deliver().await;
    studio.pass(15);
    let replica = studio.app.replica().await;
    let (one, other) = tokio::join!(
        studio.app.app.engine.voice.maintain(),
        replica.app.engine.voice.maintain()
    );
    assert_eq!(one.unwrap().sent_again + other.unwrap().sent_again, 1);
    assert_eq!(studio.double.count("CreateDispatch"), 1);
}

#[tokio::test]
async fn when_the_media_server_fails_meanwhile_writing_is_offered_all_the_same() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    let name = studio.enter(&session).await.room_name;
    studio.double.person_joins(&name, "anna");
    studio.deliver().await;
    studio.double.feels(Mood::Failing);
    studio.pass(15);
    let rooms = &studio.app.app.engine.voice;
    assert!(rooms.maintain().await.is_err());
    studio.pass(15);
    assert_eq!(studio.tend().await.without_agent, 1);
    assert!(rooms.agent_is_missing(&session).await.unwrap());
}
