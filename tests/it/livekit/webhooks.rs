//! Verifying and parsing webhooks.

use super::pair;
use crate::support::{LIVEKIT_SECRET, LivekitDouble, Webhook};
use chrono::TimeDelta;
use interview_rooms::{
    clock::Clock,
    livekit::{Livekit, ParticipantKind, WebhookError, WebhookEvent, WebhookEventKind},
};
use serde_json::{Value, json};

fn read(livekit: &Livekit, webhook: &Webhook) -> Result<WebhookEvent, WebhookError> {
    livekit.verify_webhook(Some(&webhook.authorization), webhook.body.as_bytes())
}

fn read_body(double: &LivekitDouble, livekit: &Livekit, body: &Value) -> Result<WebhookEvent, WebhookError> {
    read(livekit, &double.webhook(body))
}

#[tokio::test]
async fn webhooks_of_the_server_are_parsed() {
    let (double, livekit, clock) = pair().await;
    double.person_joins("room", "anna");
    double.agent_joins("room");
    double.leaves("room", "anna");
    double.closes("room");
    let events: Vec<WebhookEvent> = double
        .webhooks()
        .iter()
        .map(|webhook| read(&livekit, webhook).unwrap())
        .collect();
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [
            WebhookEventKind::RoomStarted,
            WebhookEventKind::ParticipantJoined,
            WebhookEventKind::ParticipantJoined,
            WebhookEventKind::ParticipantLeft,
            WebhookEventKind::ParticipantLeft,
            WebhookEventKind::RoomFinished,
        ]
    );
    assert_eq!(events[1].room.as_ref().unwrap().name, "room");
    let people: Vec<_> = events[1..3]
        .iter()
        .map(|event| event.participant.as_ref().unwrap().kind)
        .collect();
    assert_eq!(people, [ParticipantKind::Person, ParticipantKind::Agent]);
    assert_eq!(events[0].created_at, Some(clock.now()));
}

#[tokio::test]
async fn a_webhook_is_accepted_with_or_without_bearer_while_its_token_is_valid() {
    let (double, livekit, clock) = pair().await;
    let webhook = double.person_joins("room", "anna");
    let with_scheme = Webhook {
        authorization: format!("Bearer {}", webhook.authorization),
        ..webhook.clone()
    };
    assert!(read(&livekit, &with_scheme).is_ok());
    clock.advance(TimeDelta::seconds(-60));
    assert!(
        read(&livekit, &webhook).is_ok(),
        "a minute too early is the clocks' difference"
    );
    clock.advance(TimeDelta::seconds(-1));
    assert_eq!(read(&livekit, &webhook).unwrap_err(), WebhookError::BadSignature);
    clock.advance(TimeDelta::seconds(61 + 300 + 59));
    assert!(read(&livekit, &webhook).is_ok());
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(read(&livekit, &webhook).unwrap_err(), WebhookError::BadSignature);
}

#[tokio::test]
async fn a_forged_webhook_is_rejected() {
    let (double, livekit, clock) = pair().await;
    let webhook = double.person_joins("room", "anna");
    let forged =
        |authorization: Option<&str>, body: &str| livekit.verify_webhook(authorization, body.as_bytes()).unwrap_err();
    assert_eq!(forged(None, &webhook.body), WebhookError::BadSignature);
    for authorization in ["", "Bearer ", "nonsense", "a.b.c", &webhook.authorization[1..]] {
        assert_eq!(forged(Some(authorization), &webhook.body), WebhookError::BadSignature);
    }
    let other_room = webhook.body.replace("room", "moor");
    assert_eq!(
        forged(Some(&webhook.authorization), &other_room),
        WebhookError::BadSignature
    );
    assert_eq!(
        forged(Some(&webhook.authorization), &format!("{} ", webhook.body)),
        WebhookError::BadSignature
    );
    // A join token is signed with the same key, but is not valid for a webhook.
    let join = interview_rooms::livekit::JoinToken {
        room: "room",
        identity: "anna",
        interview: "0198c2f4-0000-7000-8000-000000000001".parse().unwrap(),
    };
    assert_eq!(
        forged(Some(&livekit.join_token(join).unwrap()), ""),
        WebhookError::BadSignature
    );
    let mut other_key = double.settings().server.unwrap();
    other_key.key.secret = "another".into();
    let other = Livekit::new(other_key, clock).unwrap();
    assert_eq!(read(&other, &webhook).unwrap_err(), WebhookError::BadSignature);
}

#[tokio::test]
async fn several_keys_are_accepted_during_a_key_rotation() {
    let (double, _, clock) = pair().await;
    let webhook = double.person_joins("room", "anna");
    let mut server = double.settings().server.unwrap();
    let old = std::mem::replace(&mut server.key.key, "APInew".to_owned());
    server.key.secret = "new".into();
    let alone = Livekit::new(server.clone(), clock.clone()).unwrap();
    assert_eq!(read(&alone, &webhook).unwrap_err(), WebhookError::BadSignature);
    server.webhook_keys.push(interview_rooms::config::LivekitKey {
        key: old,
        secret: LIVEKIT_SECRET.into(),
    });
    assert!(read(&Livekit::new(server, clock).unwrap(), &webhook).is_ok());
}

#[tokio::test]
async fn unknown_and_missing_fields_are_tolerated() {
    let (double, livekit, _) = pair().await;
    let read = |body: Value| read_body(&double, &livekit, &body);
    let event =
        read(json!({ "event": "room_levitated", "id": "EV_1", "createdAt": 5, "gravity": { "g": 0 } })).unwrap();
    assert_eq!(event.kind, WebhookEventKind::Other);
    assert_eq!(event.created_at.unwrap().timestamp(), 5);
    for (kind, expected) in [
        (json!("AGENT"), ParticipantKind::Agent),
        (json!(4), ParticipantKind::Agent),
        (json!("STANDARD"), ParticipantKind::Person),
        (json!(0), ParticipantKind::Person),
        (json!(null), ParticipantKind::Person),
        (json!("HOLOGRAM"), ParticipantKind::Other),
        (json!(77), ParticipantKind::Other),
    ] {
        let participant = json!({ "identity": "a", "kind": kind, "disconnectReason": "BORED", "state": 9 });
        let event = read(json!({ "event": "participant_left", "id": "EV_2", "participant": participant })).unwrap();
        assert_eq!(event.participant.unwrap().kind, expected);
        assert_eq!(event.created_at, None);
    }
}

#[tokio::test]
async fn a_signed_body_that_is_not_an_event_is_malformed() {
    let (double, livekit, _) = pair().await;
    for body in [
        json!([]),
        json!({}),
        json!("text"),
        json!({ "id": "" }),
        json!({ "id": "EV_1", "room": 5 }),
    ] {
        let error = read_body(&double, &livekit, &body).unwrap_err();
        assert_eq!(error, WebhookError::Malformed, "{body}");
    }
}
