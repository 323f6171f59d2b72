//! Starting voice and returning to writing.

use super::VoiceFixture;
use crate::{
    conversation::{say, turns},
    support::{AGENT_NAME, ANNA, Behavior, TestApp, text},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use interview_rooms::model::{
    error::EngineError,
    turn::{Channel, Speaker},
};
use serde_json::{Value, json};

fn claims(token: &str) -> Value {
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

#[tokio::test]
async fn joining_through_the_api_returns_a_livekit_url_when_voice_is_configured() {
    let fixture = VoiceFixture::open().await;
    let room = fixture.app.create_room().await;
    let joined = fixture.app.join(&room, ANNA).await.expect(200).body;
    assert_eq!(text(&joined, "url"), fixture.double.url.replace("http", "ws"));
    assert_eq!(
        text(&joined, "room_name"),
        text(&room, "room_name"),
        "the room's, as everywhere"
    );
    let claims = claims(text(&joined, "token"));
    let name = text(&claims["video"], "room");
    assert_eq!(fixture.double.room_names(), [name]);
    assert!(name.starts_with(text(&room, "room_name")) && name != text(&room, "room_name"));
    let metadata: Value = serde_json::from_str(text(&claims, "metadata")).unwrap();
    assert_eq!(metadata, json!({ "interview_room_id": room["id"] }));
    assert!(!claims.to_string().contains(ANNA));
    let asked = fixture.double.last("CreateRoom");
    assert_eq!(asked["departureTimeout"], 90);
    assert_eq!(asked["agents"][0]["agentName"], AGENT_NAME);
    let job: Value = serde_json::from_str(text(&asked["agents"][0], "metadata")).unwrap();
    assert_eq!(job["interview_room_id"], room["id"]);
    assert!(job["ends_at"].is_string());
}

#[tokio::test]
async fn no_livekit_room_is_created_before_voice_starts() {
    let fixture = VoiceFixture::open().await;
    let room = fixture.app.create_room().await;
    fixture.app.preview(&room).await.expect(200);
    fixture.maintain().await;
    fixture.reconcile().await;
    assert!(fixture.double.calls().is_empty());
}

#[tokio::test]
async fn returning_leads_to_the_same_livekit_room_and_identity() {
    let fixture = VoiceFixture::open().await;
    let (_, session) = fixture.room().await;
    let (first, again) = (fixture.start_voice(&session).await, fixture.start_voice(&session).await);
    assert_eq!(first.room_name, again.room_name);
    assert_eq!(claims(&first.token)["sub"], claims(&again.token)["sub"]);
    assert_eq!(fixture.double.dispatches(&first.room_name), 1);
}

#[tokio::test]
async fn concurrent_tabs_share_one_livekit_room() {
    let fixture = VoiceFixture::open().await;
    let (_, session) = fixture.room().await;
    let replica = fixture.app.replica().await;
    let tabs = (0..8).map(|tab| {
        let voice = if tab % 2 == 0 {
            &fixture.app.app.engine.voice
        } else {
            &replica.app.engine.voice
        };
        voice.start(&session)
    });
    let entered = futures_util::future::join_all(tabs).await;
    let names: Vec<_> = entered.into_iter().map(|voice| voice.unwrap().room_name).collect();
    assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
    assert_eq!(fixture.double.room_names().len(), 1);
}

#[tokio::test]
async fn returning_to_writing_ends_the_voice_session_and_the_interviewer_asks() {
    let fixture = VoiceFixture::open().await;
    let room = fixture.app.create_room().await;
    fixture.app.join(&room, ANNA).await.expect(200);
    let name = fixture.double.room_names().remove(0);
    let session = fixture.start(&room, Channel::Voice).await;
    assert!(turns(&fixture.app, &session).await.is_empty(), "a worker asks by voice");
    fixture.app.app.engine.voice.stop(&session).await.unwrap();
    assert_eq!(
        turns(&fixture.app, &session).await[0].said.speaker,
        Speaker::Interviewer
    );
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
    fixture.deliver().await;
    assert_eq!(
        fixture.ending(&room).await.0,
        "active",
        "the end of the room is not the end of the interview"
    );
    fixture.app.app.engine.voice.stop(&session).await.unwrap();
    assert_eq!(turns(&fixture.app, &session).await.len(), 1);
    let next = fixture.start_voice(&session).await.room_name;
    assert_ne!(next, name, "each voice session has a LiveKit room of its own");
}

#[tokio::test]
async fn a_failing_livekit_server_is_reported_and_writing_continues() {
    let mut fixture = VoiceFixture::open().await;
    let room = fixture.app.create_room().await;
    for behavior in [Behavior::InternalError, Behavior::InvalidToken, Behavior::NotTwirp] {
        fixture.double.set_behavior(behavior);
        let answer = fixture.app.join(&room, ANNA).await.expect(503);
        assert_eq!(answer.detail(), "The interview cannot be held by voice at present");
    }
    fixture.double.set_behavior(Behavior::Normal);
    let joined = fixture.app.join(&room, ANNA).await.expect(200);
    assert_eq!(
        fixture.double.room_names(),
        [text(&claims(text(&joined.body, "token"))["video"], "room")],
        "the same voice session"
    );
    fixture.double.stop().await;
    fixture.app.join(&room, ANNA).await.expect(503);
    let session = fixture.start(&room, Channel::Voice).await;
    fixture.app.app.engine.voice.stop(&session).await.unwrap();
    assert_eq!(turns(&fixture.app, &session).await.len(), 1);
    assert!(
        fixture.app.app.engine.voice.maintain().await.is_err(),
        "the job tries again later"
    );
}

#[tokio::test]
async fn an_ended_interview_cannot_start_voice() {
    let fixture = VoiceFixture::open().await;
    let (room, session) = fixture.room().await;
    fixture.app.leave(&room).await.expect(200);
    assert!(matches!(
        fixture.app.app.engine.voice.start(&session).await,
        Err(EngineError::LinkEnded(_))
    ));
    fixture.app.join(&room, ANNA).await.expect(410);
    assert_eq!(fixture.double.count("CreateRoom"), 0);
}

#[tokio::test]
async fn without_livekit_joining_returns_the_url_of_this_service() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let joined = app.join(&room, ANNA).await.expect(200).body;
    assert_eq!(text(&joined, "room_name"), text(&room, "room_name"));
    assert!(app.app.engine.voice.livekit().is_none());
    assert_eq!(
        app.app.engine.voice.maintain().await.unwrap(),
        interview_rooms::engine::voice::MaintenanceOutcome::default()
    );
}

#[tokio::test]
async fn the_report_of_a_stopped_voice_session_does_not_end_the_interview() {
    let fixture = VoiceFixture::open().await;
    let (room, session, _) = fixture.connected().await;
    fixture.app.app.engine.voice.stop(&session).await.unwrap();
    let report = json!({
        "interview_room_id": room["id"],
        "report": { "job_id": "AJ_1", "chat_history": { "items": [
            { "id": "1", "type": "message", "role": "assistant", "content": ["Spoken before"], "created_at": 1 },
        ] } },
    });
    let path = "/api/interviews/session-report";
    fixture.app.agent().post(path).json(&report).send().await.expect(200);
    assert_eq!(fixture.ending(&room).await.0, "active");
    say(&fixture.app, &session, "1", "I type now").await;
    let turns = turns(&fixture.app, &session).await;
    assert_eq!(turns.last().unwrap().said.speaker, Speaker::Interviewer);
}

#[tokio::test]
async fn a_report_from_a_voice_session_before_an_erasure_is_refused_and_one_from_the_present_session_is_stored() {
    let fixture = VoiceFixture::open().await;
    let app = &fixture.app;
    let (room, session, before) = fixture.connected().await;
    app.app.engine.interviews.withdraw(&session).await.unwrap();
    fixture.pass(60);
    app.reopen(&room, app.now() + TimeDelta::days(1)).await.expect(200);
    let session = fixture.start(&room, Channel::Text).await;
    let present = fixture.start_voice(&session).await.room_name;
    for (name, time, expected) in [
        (before.as_str(), app.now().timestamp(), "erased"),
        ("another-room", app.now().timestamp(), "erased"),
        (present.as_str(), 1, "saved"),
    ] {
        let item = json!({ "type": "message", "role": "user", "content": ["Spoken"], "created_at": time });
        let report = json!({ "room": name, "chat_history": { "items": [item] } });
        let body = json!({ "interview_room_id": room["id"], "report": report });
        let sent = app.agent().post("/api/interviews/session-report").json(&body).send();
        let message = text(&sent.await.expect(200).body, "message").to_owned();
        assert!(message.contains(expected), "{name}: {message}");
    }
}
