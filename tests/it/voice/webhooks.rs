//! Webhooks of LiveKit, in order and out of order.

use super::VoiceFixture;
use serde_json::json;

#[tokio::test]
async fn the_end_of_a_livekit_room_with_a_respondent_completes_the_interview() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    let webhook = fixture.double.closes(&name);
    for _ in 0..2 {
        fixture.send(&webhook).await.expect(200);
        assert_eq!(
            fixture.ending(&room).await,
            ("completed".to_owned(), Some("media_finished"))
        );
    }
    assert_eq!(fixture.app.events(&room).await.len(), 2, "started and completed, once");
    assert_eq!(fixture.maintain().await.ended, 0, "the LiveKit room is closed already");
}

#[tokio::test]
async fn the_end_of_a_livekit_room_without_participants_leaves_the_interview_active() {
    let fixture = VoiceFixture::open().await;
    let (room, session) = fixture.room().await;
    let first = fixture.start_voice(&session).await.room_name;
    fixture.double.closes(&first);
    fixture.deliver().await;
    assert_eq!(fixture.ending(&room).await.0, "active");
    assert_ne!(fixture.start_voice(&session).await.room_name, first);
}

#[tokio::test]
async fn a_disconnect_and_reconnect_change_nothing() {
    let fixture = VoiceFixture::open().await;
    let (room, session, name) = fixture.connected().await;
    fixture.double.leaves(&name, "anna");
    fixture.double.person_joins(&name, "anna");
    let mut webhooks = fixture.double.webhooks();
    webhooks.reverse();
    for webhook in webhooks {
        fixture.send(&webhook).await.expect(200);
    }
    assert_eq!(fixture.ending(&room).await.0, "active");
    assert_eq!(fixture.start_voice(&session).await.room_name, name);
}

#[tokio::test]
async fn webhooks_in_any_order_lead_to_the_same_end() {
    let fixture = VoiceFixture::open().await;
    let (room, session) = fixture.room().await;
    let name = fixture.start_voice(&session).await.room_name;
    fixture.double.agent_joins(&name);
    fixture.double.person_joins(&name, "anna");
    let mut webhooks = fixture.double.webhooks();
    webhooks.reverse();
    for webhook in &webhooks {
        fixture.send(webhook).await.expect(200);
    }
    fixture.pass(16);
    assert_eq!(
        fixture.maintain().await.dispatched_again,
        0,
        "the webhook of the agent was applied"
    );
    fixture.send(&fixture.double.closes(&name)).await.expect(200);
    assert_eq!(fixture.ending(&room).await.0, "completed");
    for webhook in &webhooks {
        fixture.send(webhook).await.expect(200);
    }
    assert_eq!(fixture.ending(&room).await.1, Some("media_finished"));
}

#[tokio::test]
async fn a_late_end_of_an_earlier_livekit_room_of_the_same_name_is_ignored() {
    let fixture = VoiceFixture::open().await;
    let (room, session, name) = fixture.connected().await;
    let late = fixture.double.closes(&name);
    fixture.drop_webhooks();
    assert_eq!(
        fixture.start_voice(&session).await.room_name,
        name,
        "the LiveKit room is created again"
    );
    assert_eq!(fixture.double.dispatches(&name), 1, "and an agent is dispatched to it");
    fixture.send(&late).await.expect(200);
    assert_eq!(fixture.ending(&room).await.0, "active");
}

#[tokio::test]
async fn a_livekit_room_recreated_after_the_end_is_ended_again() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    fixture.app.leave(&room).await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    fixture.deliver().await;
    assert_eq!(fixture.maintain().await.ended, 0);
    fixture.double.person_joins(&name, "anna");
    fixture.deliver().await;
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
    assert_eq!(fixture.ending(&room).await.1, Some("respondent_left"));
}

#[tokio::test]
async fn unknown_events_are_accepted_and_change_nothing() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    for body in [
        json!({ "event": "room_levitated", "id": "EV_a", "room": { "name": name } }),
        json!({ "event": "track_published", "id": "EV_b", "room": { "name": name }, "participant": { "kind": 77 } }),
        json!({ "event": "room_finished", "id": "EV_c", "room": { "name": "another service's" } }),
        json!({ "event": "room_finished", "id": "EV_d" }),
        json!({ "id": "EV_e" }),
    ] {
        let answer = fixture.send(&fixture.double.webhook(&body)).await.expect(200);
        assert_eq!(answer.body, json!({ "status": "ok" }));
    }
    assert_eq!(fixture.ending(&room).await.0, "active");
}

#[tokio::test]
async fn a_webhook_received_by_two_replicas_is_applied_once() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    let replica = fixture.app.replica().await;
    let webhook = fixture.double.closes(&name);
    let calls = (0..6).map(|call| {
        let client = if call % 2 == 0 {
            fixture.app.stranger()
        } else {
            replica.stranger()
        };
        webhook.call(&client).send()
    });
    for answer in futures_util::future::join_all(calls).await {
        answer.expect(200);
    }
    assert_eq!(fixture.app.events(&room).await.len(), 2);
}
