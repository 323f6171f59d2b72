//! Calls to the control plane, and the errors of a failing server.

use super::pair;
use crate::support::{AGENT_NAME, Behavior, LIVEKIT_SECRET};
use interview_rooms::livekit::{Livekit, LivekitError, NewLivekitRoom, ParticipantKind};
use serde_json::json;

const ROOM: NewLivekitRoom = NewLivekitRoom {
    name: "room",
    job: "{\"interview_room_id\":\"1\"}",
};

#[tokio::test]
async fn creating_a_room_dispatches_the_agent_once_and_deleting_is_idempotent() {
    let (double, livekit, _) = pair().await;
    let made = livekit.create_room(ROOM).await.unwrap();
    assert_eq!(made.name, "room");
    let asked = json!({
        "name": "room",
        "emptyTimeout": 300,
        "departureTimeout": 90,
        "maxParticipants": 1,
        "agents": [{ "agentName": AGENT_NAME, "metadata": ROOM.job }],
    });
    assert_eq!(double.last("CreateRoom"), asked);
    assert_eq!(livekit.create_room(ROOM).await.unwrap(), made, "the same room again");
    assert_eq!(double.dispatches("room"), 1);
    assert_eq!(livekit.list_rooms(&["room", "other"]).await.unwrap(), [made]);
    for _ in 0..2 {
        livekit.delete_room("room").await.unwrap();
        assert!(double.room_names().is_empty());
    }
}

#[tokio::test]
async fn listing_no_room_names_does_not_list_all_rooms() {
    let (double, livekit, _) = pair().await;
    livekit.create_room(ROOM).await.unwrap();
    assert!(livekit.list_rooms(&[]).await.unwrap().is_empty());
    assert_eq!(double.count("ListRooms"), 0);
}

#[tokio::test]
async fn participants_are_listed_with_their_kinds() {
    let (double, livekit, _) = pair().await;
    assert!(livekit.list_participants("room").await.unwrap().is_empty());
    double.person_joins("room", "anna");
    double.agent_joins("room");
    let there = livekit.list_participants("room").await.unwrap();
    let kinds: Vec<_> = there.iter().map(|participant| participant.kind).collect();
    assert_eq!(kinds, [ParticipantKind::Person, ParticipantKind::Agent]);
    assert_eq!(there[0].identity, "anna");
}

#[tokio::test]
async fn a_dispatch_can_be_created_and_deleted() {
    let (double, livekit, _) = pair().await;
    let sent = livekit.create_dispatch("room", ROOM.job).await.unwrap();
    assert_eq!(sent.agent_name, AGENT_NAME);
    assert_eq!(
        livekit.list_dispatch("room").await.unwrap(),
        std::slice::from_ref(&sent)
    );
    for _ in 0..2 {
        livekit.delete_dispatch("room", &sent.id).await.unwrap();
        assert_eq!(double.dispatches("room"), 0);
    }
}

#[tokio::test]
async fn every_call_has_a_token_with_minimal_grants_that_expires_after_a_minute() {
    let (double, livekit, _) = pair().await;
    livekit.create_room(ROOM).await.unwrap();
    livekit.list_rooms(&["room"]).await.unwrap();
    livekit.list_participants("room").await.unwrap();
    livekit.create_dispatch("room", "").await.unwrap();
    let admin = json!({ "roomAdmin": true, "room": "room" });
    let grants = [
        json!({ "roomCreate": true }),
        json!({ "roomList": true }),
        admin.clone(),
        admin,
    ];
    let calls = double.calls();
    assert_eq!(calls.len(), grants.len());
    for (called, grants) in calls.iter().zip(grants) {
        assert_eq!(called.claims["video"], grants, "{}", called.call);
        let (from, until) = (called.claims["nbf"].as_i64(), called.claims["exp"].as_i64());
        assert_eq!(until.unwrap() - from.unwrap(), 60);
    }
}

#[tokio::test]
async fn failures_are_distinguished_and_no_error_contains_a_secret() {
    let (mut double, livekit, _) = pair().await;
    let refused = |status, code: &str| LivekitError::Refused {
        call: "CreateRoom",
        status,
        code: code.to_owned(),
    };
    for (behavior, expected) in [
        (Behavior::InternalError, refused(500, "internal")),
        (Behavior::InvalidToken, refused(401, "none")),
        (Behavior::NotTwirp, LivekitError::InvalidReply { call: "CreateRoom" }),
    ] {
        double.set_behavior(behavior);
        let error = livekit.create_room(ROOM).await.unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains(LIVEKIT_SECRET));
    }
    double.stop().await;
    assert_eq!(
        livekit.create_room(ROOM).await.unwrap_err(),
        LivekitError::Unreachable { call: "CreateRoom" }
    );
}

/// The runtime's time is paused and advances to the next timer, so that ten seconds pass immediately.
#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_times_out() {
    let (double, livekit, _) = pair().await;
    double.set_behavior(Behavior::Silent);
    assert_eq!(
        livekit.delete_room("room").await.unwrap_err(),
        LivekitError::Unreachable { call: "DeleteRoom" }
    );
}

#[tokio::test]
async fn a_key_unknown_to_the_server_is_rejected() {
    let (double, _, clock) = pair().await;
    let mut server = double.settings().server.unwrap();
    server.key.secret = "another".into();
    let stranger = Livekit::new(server, clock).unwrap();
    assert!(matches!(
        stranger.list_rooms(&["room"]).await,
        Err(LivekitError::Refused { status: 401, .. })
    ));
    assert!(double.calls().is_empty());
}
