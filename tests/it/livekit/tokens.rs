//! The respondent's token: what it allows, how long, and what its holder can read in it.

use super::pair;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use interview_rooms::{clock::Clock, livekit::JoinToken, model::ids::RoomId};
use serde_json::{Value, json};

#[tokio::test]
async fn it_allows_one_person_to_speak_and_listen_in_one_room_and_holds_opaque_ids_only() {
    let (_double, livekit, clock) = pair().await;
    let interview: RoomId = "0198c2f4-0000-7000-8000-000000000001".parse().unwrap();
    let token = livekit
        .join_token(JoinToken {
            room: "room-1-abc",
            identity: "participant",
            interview,
        })
        .unwrap();
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let now = clock.now().timestamp();
    assert_eq!(
        serde_json::from_slice::<Value>(&payload).unwrap(),
        json!({
            "iss": "APIdouble",
            "sub": "participant",
            "nbf": now,
            "exp": now + 300,
            "metadata": format!("{{\"interview_room_id\":\"{interview}\"}}"),
            "video": {
                "roomJoin": true,
                "room": "room-1-abc",
                "canPublish": true,
                "canPublishSources": ["microphone"],
                "canSubscribe": true,
                "canPublishData": false,
                "canUpdateOwnMetadata": false,
            },
        })
    );
}
