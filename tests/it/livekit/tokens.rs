//! The join token: its grants, its lifetime and its readable claims.

use super::pair;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use interview_rooms::{clock::Clock, livekit::JoinToken, model::ids::RoomId};
use serde_json::{Value, json};

#[tokio::test]
async fn a_join_token_grants_one_respondent_audio_in_one_room_and_contains_opaque_ids_only() {
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
