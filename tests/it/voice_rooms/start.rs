//! Joining by voice and starting the characters.

use super::{
    NO_VOICE, VoiceRoomFixture, add_participant, assert_refused, character_path, delete, end, make_character,
    make_character_of, make_room, make_room_of, media_name, remove_participant, start, token, uuid,
};
use crate::support::{AGENT_NAME, LIVEKIT_KEY, LIVEKIT_SECRET, TestApp, text};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use futures_util::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const OF_INTERVIEW: &str = "An interview is held by voice from its respondent's page only";

/// The claims of a token, verified with LiveKit's key.
fn claims(token: &str) -> Value {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mac = Hmac::<Sha256>::new_from_slice(LIVEKIT_SECRET.as_bytes()).unwrap();
    let signature = BASE64.decode(signature).unwrap();
    mac.chain_update(signed).verify_slice(&signature).unwrap();
    serde_json::from_slice(&BASE64.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap()
}

#[tokio::test]
async fn a_token_lets_a_person_speak_and_listen_in_the_room() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    let joined = token(&fixture.app, &room).await.expect(200).body;
    assert_eq!(joined, json!({ "token": joined["token"], "url": joined["url"] }));
    assert_eq!(text(&joined, "url"), fixture.double.url.replace("http", "ws"));
    let claims = claims(text(&joined, "token"));
    let video = &claims["video"];
    assert_eq!(text(video, "room"), media_name(&room));
    for grant in ["roomJoin", "canPublish", "canSubscribe", "canPublishData"] {
        assert_eq!(video[grant], true, "{grant}");
    }
    for power in [
        "roomAdmin",
        "roomCreate",
        "roomList",
        "roomRecord",
        "hidden",
        "agent",
        "canUpdateOwnMetadata",
    ] {
        assert!(!video[power].as_bool().unwrap_or_default(), "{power}");
    }
    let now = fixture.app.now().timestamp();
    assert_eq!((&claims["nbf"], &claims["exp"]), (&json!(now), &json!(now + 300)));
    assert_eq!(claims["iss"], LIVEKIT_KEY);
    fixture.start(&room).await.expect(200);
    assert_eq!(
        fixture.double.room_names(),
        [text(video, "room")],
        "the characters speak there"
    );
}

#[tokio::test]
async fn every_token_has_a_new_identity() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(0).await;
    let mut identities = Vec::new();
    for _ in 0..3 {
        let joined = token(&fixture.app, &room).await.expect(200).body;
        let identity = text(&claims(text(&joined, "token")), "sub").to_owned();
        assert!(identity.starts_with("user-") && identity.len() >= 21, "{identity}");
        identities.push(identity);
    }
    identities.sort();
    identities.dedup();
    assert_eq!(identities.len(), 3);
}

#[tokio::test]
async fn voice_needs_a_character_in_the_room() {
    let fixture = VoiceRoomFixture::open().await;
    let app = &fixture.app;
    let (room, characters) = fixture.room_with_characters(1).await;
    remove_participant(app, &room, &characters[0]).await;
    for room in [make_room(app).await, room] {
        let refused = fixture.start(&room).await;
        assert_refused(&refused, 400, "The room must have at least one participant");
    }
    assert!(fixture.double.calls().is_empty());
}

#[tokio::test]
async fn starting_creates_the_livekit_room_and_dispatches_one_agent_per_character() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, characters) = fixture.room_with_characters(3).await;
    for _ in 0..3 {
        assert_eq!(fixture.start(&room).await.expect(200).body, json!({ "started": true }));
    }
    assert_eq!(fixture.double.room_names(), [media_name(&room)]);
    assert_eq!(fixture.dispatches(&room), 3);
    let spoken: Vec<Value> = fixture.jobs().iter().map(|job| job["character_id"].clone()).collect();
    let ids: Vec<Value> = characters.iter().map(|character| character["id"].clone()).collect();
    assert_eq!(spoken, ids);
    let asked = fixture.double.last("CreateRoom");
    assert!(
        asked.get("agents").is_none(),
        "the interviewer's worker is not dispatched: {asked}"
    );
    assert!(
        asked["maxParticipants"].as_u64().unwrap_or_default() == 0,
        "anybody may listen: {asked}"
    );
}

#[tokio::test]
async fn concurrent_starts_on_two_replicas_dispatch_each_character_once() {
    let fixture = VoiceRoomFixture::open().await;
    let other = fixture.app.replica().await;
    let (room, _) = fixture.room_with_characters(4).await;
    let calls = (0..8).map(|call| start(if call % 2 == 0 { &fixture.app } else { &other }, &room));
    for answer in join_all(calls).await {
        answer.expect(200);
    }
    assert_eq!(fixture.dispatches(&room), 4);
    assert_eq!(fixture.double.count("CreateDispatch"), 4);
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 4);
}

#[tokio::test]
async fn a_character_added_later_is_dispatched_by_the_next_start() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    let late = make_character(&fixture.app, "Late").await;
    add_participant(&fixture.app, &room, &late).await;
    assert_eq!(fixture.dispatches(&room), 1);
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 2);
    assert_eq!(fixture.jobs()[1]["character_id"], late["id"]);
}

#[tokio::test]
async fn a_dispatch_names_the_character_and_the_room() {
    let fixture = VoiceRoomFixture::open().await;
    let app = &fixture.app;
    let request = json!({
        "name": "Mira",
        "description": "A baker",
        "voiceId": "voice-7",
        "voiceDescription": "warm",
        "capabilityGroupIds": ["group_a"],
    });
    let (room, mira) = (
        make_room(app).await,
        make_character_of(&app.researcher(), request).await,
    );
    let participant = add_participant(app, &room, &mira).await;
    fixture.start(&room).await.expect(200);
    let expected = json!({
        "interview_room_id": uuid("room", &room),
        "room_id": room["id"],
        "participant_id": participant["id"],
        "conversation_id": participant["conversationId"],
        "livekit_identity": participant["livekitIdentity"],
        "character_id": mira["id"],
        "name": "Mira",
        "description": "A baker",
        "voice_id": "voice-7",
        "voice_description": "warm",
        "mode": "freeform",
        "scene_prompt": null,
        "agent_id": uuid("character", &mira),
        "agent_room_id": uuid("room", &room),
    });
    assert_eq!(fixture.jobs(), [expected]);
    let asked = fixture.double.last("CreateDispatch");
    assert_eq!(
        (&asked["agentName"], &asked["room"]),
        (&json!(AGENT_NAME), &json!(media_name(&room)))
    );
}

#[tokio::test]
async fn the_scene_is_sent_in_scripted_mode_only() {
    let fixture = VoiceRoomFixture::open().await;
    for (mode, scene) in [("scripted", json!("Two bakers quarrel.")), ("freeform", Value::Null)] {
        let request = json!({ "name": "Bakery", "mode": mode, "scenePrompt": "Two bakers quarrel." });
        let room = make_room_of(&fixture.app, request).await;
        add_participant(&fixture.app, &room, &make_character(&fixture.app, "Mira").await).await;
        fixture.start(&room).await.expect(200);
        let job = fixture.jobs().pop().unwrap();
        assert_eq!((&job["mode"], &job["scene_prompt"]), (&json!(mode), &scene));
    }
}

#[tokio::test]
async fn an_interview_cannot_start_voice_through_this_dialect() {
    let fixture = VoiceRoomFixture::open().await;
    let interview = fixture.app.create_room().await;
    add_participant(&fixture.app, &interview, &make_character(&fixture.app, "Mira").await).await;
    fixture.app.join(&interview, crate::support::ANNA).await.expect(200);
    let before = fixture.double.calls().len();
    for answer in [token(&fixture.app, &interview).await, fixture.start(&interview).await] {
        assert_refused(&answer, 409, OF_INTERVIEW);
    }
    assert_eq!(fixture.double.calls().len(), before);
}

#[tokio::test]
async fn without_livekit_everything_but_voice_works() {
    let app = TestApp::start().await;
    let room = make_room(&app).await;
    assert_refused(
        &start(&app, &room).await,
        400,
        "The room must have at least one participant",
    );
    let mira = make_character(&app, "Mira").await;
    add_participant(&app, &room, &mira).await;
    for answer in [token(&app, &room).await, start(&app, &room).await] {
        assert_refused(&answer, 503, NO_VOICE);
    }
    remove_participant(&app, &room, &mira).await;
    end(&app, &room).await.expect(200);
    delete(&app, &super::path(&room)).await.expect(200);
    delete(&app, &character_path(&mira)).await.expect(200);
}
