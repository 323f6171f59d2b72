//! A respondent who waits for an agent.

use super::VoiceFixture;
use crate::support::Behavior;

#[tokio::test]
async fn a_missing_agent_is_dispatched_once_more_and_then_writing_is_offered() {
    let fixture = VoiceFixture::open().await;
    let (_, session) = fixture.room().await;
    let name = fixture.start_voice(&session).await.room_name;
    fixture.pass(60);
    assert_eq!(fixture.maintain().await.dispatched_again, 0, "no respondent waits yet");
    fixture.double.person_joins(&name, "anna");
    fixture.deliver().await;
    fixture.pass(14);
    assert_eq!(fixture.maintain().await.dispatched_again, 0);
    fixture.pass(1);
    assert_eq!(fixture.maintain().await.dispatched_again, 1);
    assert_eq!(fixture.double.dispatches(&name), 1, "the earlier dispatch is deleted");
    assert_eq!(fixture.double.count("CreateDispatch"), 1);
    let voice = &fixture.app.app.engine.voice;
    assert!(!voice.agent_is_missing(&session).await.unwrap());
    fixture.pass(15);
    let mut follower = fixture.app.app.engine.interviews.follow(session.room.base.id);
    assert_eq!(fixture.maintain().await.without_agent, 1);
    follower.changed().await;
    assert!(voice.agent_is_missing(&session).await.unwrap());
    fixture.pass(60);
    assert_eq!(
        fixture.maintain().await,
        interview_rooms::engine::voice::MaintenanceOutcome::default()
    );
    fixture.double.agent_joins(&name);
    fixture.deliver().await;
    assert!(!voice.agent_is_missing(&session).await.unwrap(), "the agent came late");
}

#[tokio::test]
async fn an_agent_whose_join_webhook_was_lost_is_not_dispatched_again() {
    let fixture = VoiceFixture::open().await;
    let (_, name) = fixture.waiting().await;
    fixture.double.agent_joins(&name);
    fixture.drop_webhooks();
    fixture.pass(15);
    assert_eq!(fixture.maintain().await.dispatched_again, 0);
    assert_eq!(fixture.double.count("CreateDispatch"), 0);
    fixture.pass(15);
    assert_eq!(fixture.maintain().await.without_agent, 0);
}

#[tokio::test]
async fn of_two_replicas_one_dispatches_again() {
    let fixture = VoiceFixture::open().await;
    let _ = fixture.waiting().await;
    fixture.pass(15);
    let replica = fixture.app.replica().await;
    let (one, other) = tokio::join!(
        fixture.app.app.engine.voice.maintain(),
        replica.app.engine.voice.maintain()
    );
    assert_eq!(one.unwrap().dispatched_again + other.unwrap().dispatched_again, 1);
    assert_eq!(fixture.double.count("CreateDispatch"), 1);
}

#[tokio::test]
async fn writing_is_offered_even_if_livekit_fails_meanwhile() {
    let fixture = VoiceFixture::open().await;
    let (session, _) = fixture.waiting().await;
    fixture.double.set_behavior(Behavior::InternalError);
    fixture.pass(15);
    let voice = &fixture.app.app.engine.voice;
    assert!(voice.maintain().await.is_err());
    fixture.pass(15);
    assert_eq!(fixture.maintain().await.without_agent, 1);
    assert!(voice.agent_is_missing(&session).await.unwrap());
}
