//! Reconciling with LiveKit after lost webhooks.

use super::VoiceFixture;
use crate::support::Behavior;

#[tokio::test]
async fn reconciling_a_missed_room_end_completes_the_interview() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    fixture.pass(60);
    fixture.double.closes(&name);
    fixture.drop_webhooks();
    fixture.reconcile().await;
    assert_eq!(
        fixture.ending(&room).await,
        ("completed".to_owned(), Some("media_finished"))
    );
    fixture.reconcile().await;
    assert_eq!(fixture.app.events(&room).await.len(), 2);
}

#[tokio::test]
async fn reconciling_a_missed_join_dispatches_the_agent_again() {
    let fixture = VoiceFixture::open().await;
    let (_, session) = fixture.room().await;
    let name = fixture.start_voice(&session).await.room_name;
    fixture.double.person_joins(&name, "anna");
    fixture.drop_webhooks();
    fixture.reconcile().await;
    fixture.pass(15);
    assert_eq!(fixture.maintain().await.dispatched_again, 1);
}

#[tokio::test]
async fn reconciling_notices_that_the_agent_left() {
    let fixture = VoiceFixture::open().await;
    let (_, session, name) = fixture.connected().await;
    fixture.pass(90);
    fixture.reconcile().await;
    let voice = &fixture.app.app.engine.voice;
    assert!(!voice.agent_is_missing(&session).await.unwrap());
    fixture.double.leaves(&name, "agent-AJ_double");
    fixture.drop_webhooks();
    fixture.reconcile().await;
    assert!(voice.agent_is_missing(&session).await.unwrap());
    assert_eq!(
        fixture.maintain().await.dispatched_again,
        0,
        "a second worker would start the interview over"
    );
}

#[tokio::test]
async fn reconciling_ends_a_recreated_room() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    fixture.app.leave(&room).await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    fixture.double.person_joins(&name, "anna");
    fixture.drop_webhooks();
    fixture.pass(60);
    fixture.reconcile().await;
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
    fixture.pass(30 * 60);
    let before = fixture.double.count("ListRooms");
    fixture.reconcile().await;
    assert_eq!(
        fixture.double.count("ListRooms"),
        before,
        "every token that could recreate it has expired"
    );
}

#[tokio::test]
async fn a_failing_livekit_server_ends_no_interview() {
    let fixture = VoiceFixture::open().await;
    let (room, ..) = fixture.connected().await;
    fixture.pass(60);
    for behavior in [Behavior::InternalError, Behavior::NotTwirp, Behavior::InvalidToken] {
        fixture.double.set_behavior(behavior);
        assert!(fixture.app.app.engine.voice.reconcile().await.is_err());
    }
    fixture.double.set_behavior(Behavior::Normal);
    fixture.reconcile().await;
    assert_eq!(fixture.ending(&room).await.0, "active");
}
