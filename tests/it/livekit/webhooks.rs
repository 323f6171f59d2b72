//! Which webhooks are believed, and how leniently they are read.

use super::pair;
use crate::support::{LIVEKIT_SECRET, LivekitDouble, Webhook};
use chrono::TimeDelta;
use interview_rooms::{
    clock::Clock,
    livekit::{Livekit, ParticipantKind, WebhookError, WebhookEvent, WebhookEventKind},
};
use serde_json::{Value, json};

fn read(livekit: &Livekit, told: &Webhook) -> Result<WebhookEvent, WebhookError> {
    livekit.verify_webhook(Some(&told.authorization), told.body.as_bytes())
}

fn read_body(double: &LivekitDouble, livekit: &Livekit, body: &Value) -> Result<WebhookEvent, WebhookError> {
    read(livekit, &double.webhook(body))
}

#[tokio::test]
async fn what_the_server_sends_is_understood() {
    let (double, livekit, clock) = pair().await;
    double.person_joins("room", "anna");
    double.agent_joins("room");
    double.leaves("room", "anna");
    double.closes("room");
    let told: Vec<WebhookEvent> = double
        .webhooks()
        .iter()
        .map(|told| read(&livekit, told).unwrap())
        .collect();
    let kinds: Vec<_> = told.iter().map(|event| event.kind).collect();
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
    assert_eq!(told[1].room.as_ref().unwrap().name, "room");
    let people: Vec<_> = told[1..3]
        .iter()
        .map(|event| event.participant.as_ref().unwrap().kind)
        .collect();
    assert_eq!(people, [ParticipantKind::Person, ParticipantKind::Agent]);
    assert_eq!(told[0].created_at, Some(clock.now()));
}

#[tokio::test]
async fn a_webhook_is_believed_bare_or_with_its_scheme_and_for_as_long_as_it_is_valid() {
    let (double, livekit, clock) = pair().await;
    let told = double.person_joins("room", "anna");
    let with_scheme = Webhook {
        authorization: format!("Bearer {}", told.authorization),
        ..told.clone()
    };
    assert!(read(&livekit, &with_scheme).is_ok());
    clock.advance(TimeDelta::seconds(-60));
    assert!(
        read(&livekit, &told).is_ok(),
        "a minute too early is the clocks' difference"
    );
    clock.advance(TimeDelta::seconds(-1));
    assert_eq!(read(&livekit, &told).unwrap_err(), WebhookError::BadSignature);
    clock.advance(TimeDelta::seconds(61 + 300 + 59));
    assert!(read(&livekit, &told).is_ok());
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(read(&livekit, &told).unwrap_err(), WebhookError::BadSignature);
}

#[tokio::test]
async fn a_forged_webhook_is_not_believed() {
    let (double, livekit, clock) = pair().await;
    let told = double.person_joins("room", "anna");
    let forged =
        |authorization: Option<&str>, body: &str| livekit.verify_webhook(authorization, body.as_bytes()).unwrap_err();
    assert_eq!(forged(None, &told.body), WebhookError::BadSignature);
    for authorization in ["", "Bearer ", "nonsense", "a.b.c", &told.authorization[1..]] {
        assert_eq!(forged(Some(authorization), &told.body), WebhookError::BadSignature);
    }
    let other_room = told.body.replace("room", "moor");
    assert_eq!(
        forged(Some(&told.authorization), &other_room),
        WebhookError::BadSignature
    );
    assert_eq!(
        forged(Some(&told.authorization), &format!("{} ", told.body)),
        WebhookError::BadSignature
    );
    // A token for joining is signed by the same key, and is not for this.
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
    assert_eq!(read(&other, &told).unwrap_err(), WebhookError::BadSignature);
}

#[tokio::test]
async fn several_keys_may_sign_while_they_are_exchanged() {
    let (double, _, clock) = pair().await;
    let told = double.person_joins("room", "anna");
    let mut server = double.settings().server.unwrap();
    let old = std::mem::replace(&mut server.key.key, "APInew".to_owned());
    server.key.secret = "new".into();
    let alone = Livekit::new(server.clone(), clock.clone()).unwrap();
    assert_eq!(read(&alone, &told).unwrap_err(), WebhookError::BadSignature);
    server.webhook_keys.push(interview_rooms::config::LivekitKey {
        key: old,
        secret: LIVEKIT_SECRET.into(),
    });
    assert!(read(&Livekit::new(server, clock).unwrap(), &told).is_ok());
}

#[tokio::test]
async fn what_newer_servers_add_and_older_ones_leave_out_does_no_harm() {
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
async fn what_is_signed_and_no_event_is_nonsense() {
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
